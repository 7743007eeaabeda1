/**
 * What a message must look like: the `[msg]` section and the checks made of it. Nothing here looks into the store.
 *
 * @module
 */

import { flag, integer, list, section, type SectionValues } from "../base/setting.ts";
import { sanitizeLine, sanitizeText } from "../text/sanitize.ts";
import { MESSAGE_LIMITS, PUBLIC_TAG } from "../wire/message_base.ts";
import { isSysop, type UserView } from "../wire/users.ts";
import { quote } from "../base/brand.ts";

/** Section `[msg]`. Names as in x/84. */
export const msgSection = section("msg", "Messages.", {
  max_subject: {
    type: integer(1, MESSAGE_LIMITS.subject),
    default: 40,
    help: "Most characters of a subject.",
    live: true,
  },
  moderated_tags: {
    type: flag,
    default: false,
    help: "Whether only moderators may use tags that no message has yet.",
    live: true,
  },
  tag_moderators: {
    type: list,
    default: ["sysop", "moderator"],
    help: "Groups whose members may delete public messages and change their tags.",
    live: true,
  },
});

/** The values of `[msg]`. */
export type MsgSettings = SectionValues<typeof msgSection>;

const TAG = /^[\p{L}\p{N}][\p{L}\p{N}_.+-]*$/u;

/** Whether somebody is in one of the groups that moderate. */
export function isModerator(user: UserView, { tag_moderators }: MsgSettings): boolean {
  return isSysop(user) || !user.guest && user.groups.some((group) => tag_moderators.includes(group));
}

/** A subject fit to be kept. Throws a `RangeError` with a sentence for the caller. */
export function checkSubject(text: string, { max_subject }: MsgSettings): string {
  const subject = sanitizeLine(text, { pipes: "strip", maxLength: MESSAGE_LIMITS.subject }).trim();
  if (subject === "") throw new RangeError("Cannot post: expected a subject, found none");
  const length = Array.from(subject).length;
  if (length > max_subject) {
    throw new RangeError(
      `Cannot post: expected a subject of at most ${max_subject} characters, found ${length}`,
    );
  }
  return subject;
}

/** A body fit to be kept; pipe codes stay. */
export function checkBody(text: string): string {
  return sanitizeText(text, { maxLength: MESSAGE_LIMITS.body }).trimEnd();
}

/** Tags fit to be kept: lower case, each once, sorted. Throws a `RangeError`. */
export function checkTags(words: readonly string[]): readonly string[] {
  const tags = words.map((word) => word.normalize("NFKC").trim().toLowerCase());
  const wrong = tags.find((tag) => !TAG.test(tag) || Array.from(tag).length > MESSAGE_LIMITS.tag);
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot use tag: expected letters and digits, - _ . + inside, found ${quote(wrong)}`,
    );
  }
  const unique = [...new Set(tags)].sort();
  if (unique.length > MESSAGE_LIMITS.tags) {
    throw new RangeError(
      `Cannot use tags: expected at most ${MESSAGE_LIMITS.tags}, found ${unique.length}`,
    );
  }
  return unique;
}

/** The tags of a message after a change; whether it is public never changes, for others have relied on it. */
export function changedTags(words: readonly string[], isPublic: boolean): readonly string[] {
  const tags = checkTags(words).filter((tag) => tag !== PUBLIC_TAG);
  return checkTags(isPublic ? [...tags, PUBLIC_TAG] : tags);
}
