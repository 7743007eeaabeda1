/**
 * Messages in rows and lines, and what a caller may do with them as far as menus go; the host decides by itself.
 *
 * @module
 */

import type { MessageHeader, NewMessage, Session } from "x84";
import { listMsgs } from "x84/bbs/msg.ts";
import { style } from "x84/text/style.ts";
import { PUBLIC_TAG } from "x84/wire/message_base.ts";
import type { TopicEvent } from "./people.ts";
import { isWanted, loadPatterns } from "./msg_subscription.ts";
import { ago, barred, cell, plain, readingColors } from "./reading.ts";

/** Whether the caller has an account, without which he only reads. */
export function mayWrite(session: Session): boolean {
  return session.user !== undefined && !session.user.guest;
}

/** Whether the caller may delete a message and change its tags. */
export function mayModerate(session: Session, message: Pick<MessageHeader, "own" | "public">): boolean {
  if (!mayWrite(session)) return false;
  if (message.own || session.isSysop) return true;
  const groups = session.listSetting("msg", "tag_moderators");
  return message.public && session.user!.groups.some((group) => groups.includes(group));
}

/** Who a message is for. */
export function recipientOf({ recipient }: Pick<MessageHeader, "recipient">): string {
  return recipient === undefined ? "everybody" : plain(recipient, 64);
}

/** The tags of a message without the one that everything public has. */
export function shownTags(tags: Iterable<string>): string[] {
  return [...tags].filter((tag) => tag !== PUBLIC_TAG).map((tag) => plain(tag, 30));
}

/** Tags out of what a caller typed. */
export function parseTags(text: string): string[] {
  return text.split(/[,\s]+/).map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== "");
}

/** A handle, marked when it is the reader's own. */
export function person(session: Session, handle: string): string {
  const name = plain(handle, 64);
  return name === session.handle ? style(readingColors(session).highlight, name) : name;
}

/** A message as a row of a list, `width` cells wide; `depth` is how deep it stands in its thread. */
export function messageRow(
  session: Session,
  header: MessageHeader,
  width: number,
  depth: number = 0,
): string {
  const { highlight, lowlight } = readingColors(session);
  const wide = width >= 60;
  const fresh = header.unread && header.deleted === undefined && mayWrite(session);
  const mark = fresh ? style(highlight, "n") : " ";
  const secret = header.public ? " " : style(lowlight, "p");
  const author = wide ? 14 : 9;
  const room = Math.max(1, width - 10 - author - (wide ? 14 : 0));
  const subject = header.deleted === undefined ? plain(header.subject) : style(lowlight, "(deleted)");
  const indent = " ".repeat(Math.min(depth, 8) * 2);
  const time = wide ? ago(header.saved).padStart(13) : "";
  return barred(
    `${String(header.id).padStart(6)} ${mark}${secret} ${cell(plain(header.author, 30), author)}${
      cell(indent + subject, room)
    }${time}`,
  );
}

/** What a new message means to the reader in one line; `undefined` when it is none that he may and wants to read. */
export async function newMessageNotice(session: Session, event: TopicEvent): Promise<string | undefined> {
  const { id } = (event.data ?? {}) as Partial<NewMessage>;
  if (typeof id !== "number" || !Number.isInteger(id) || id < 1) return undefined;
  const [header] = await listMsgs({ after: id - 1, before: id + 1 }, session);
  if (header === undefined || !isWanted(await loadPatterns(session), header)) return undefined;
  const kind = header.public ? "New message" : "New private mail";
  return `${kind} #${id} from ${plain(header.author, 30)}: ${plain(header.subject)}`;
}
