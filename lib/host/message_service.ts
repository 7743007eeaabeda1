/**
 * Who may do what with messages.
 *
 * | who | reads | writes |
 * | --- | --- | --- |
 * | nobody yet | nothing | nothing |
 * | guest | public messages | nothing, and marks nothing |
 * | user | public messages, mail to him, to his groups, by him | posts; changes and deletes his own |
 * | moderator | as a user | also deletes public messages and changes their tags |
 * | sysop | as a user, and by its number any mail, which is logged | as a moderator, mail too |
 *
 * Nobody changes another's words. Lists, counts and searches of a sysop hold only what is meant for him: reading
 * others' mail is something one does on purpose, not something one stumbles into.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { NotPermittedError } from "../base/errors.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import {
  type FullQuery,
  fullQuery,
  GROUP_MARK,
  type Message,
  type MessageChanges,
  type MessageCount,
  type MessageDraft,
  type MessageHit,
  type MessagePage,
  type MessageRevision,
  NEW_MESSAGE_TOPIC,
  type NewMessage,
  PUBLIC_TAG,
  type ReadMarks,
  type TagCount,
} from "../wire/message_base.ts";
import { mailKeys, type MessageClient, type Reader } from "../wire/message_client.ts";
import { isSysop, SYSOP_GROUP, type UserView } from "../wire/users.ts";
import type { Accounts } from "./accounts.ts";
import { account, loggedIn } from "./caller_rights.ts";
import type { Exchange } from "./exchange.ts";
import type { LiveSession } from "./live_session.ts";
import { MessagePace } from "./message_pace.ts";
import {
  changedTags,
  checkBody,
  checkSubject,
  checkTags,
  isModerator,
  type MsgSettings,
} from "./message_rules.ts";
import { WELCOME_SUBJECT, WELCOME_TAG, welcomeText } from "./welcome_message.ts";

/** A session as far as messages go. */
export type MessageCaller =
  & Pick<LiveSession, "user" | "signal" | "log">
  & { readonly seat: Pick<LiveSession["seat"], "sessionId"> };

/** What the service works with. */
export interface MessageServiceParts {
  readonly messages: MessageClient;
  readonly accounts: Pick<Accounts, "find" | "members">;
  readonly exchange: Pick<Exchange, "publish">;
  readonly clock: Clock;
  settings(): MsgSettings;
  /** Everybody who might be told of a new message. */
  sessions(): Iterable<MessageCaller>;
}

interface Recipient {
  readonly name: string;
  readonly key: string;
}

/** Messages, as callers may use them. */
export class MessageService {
  readonly #parts: MessageServiceParts;
  readonly #pace: MessagePace<MessageCaller>;

  constructor(parts: MessageServiceParts) {
    this.#parts = parts;
    this.#pace = new MessagePace(parts.clock);
  }

  /**
   * Posts a message.
   *
   * @throws {RangeError} with a sentence for the caller, when something is not as it must be
   * @throws {NotPermittedError} when he may not
   */
  async post(caller: MessageCaller, draft: MessageDraft): Promise<Message> {
    const { messages, clock } = this.#parts;
    const user = account(caller, "post a message");
    const subject = checkSubject(draft.subject, this.#parts.settings());
    const asked = checkTags(draft.recipient === undefined ? [...draft.tags, PUBLIC_TAG] : draft.tags);
    await this.#pace.turn(caller);
    const recipient = await this.#recipient(draft.recipient);
    await this.#checkNewTags(user, asked);
    const now = clock.now();
    const posted = await messages.post(readerOf(user), {
      author: user.handle,
      recipient: recipient?.name,
      recipientKey: recipient?.key,
      subject,
      body: checkBody(draft.body),
      tags: asked,
      parent: draft.parent,
      created: Math.min(draft.created ?? now, now),
      saved: now,
    });
    if (posted === null) {
      throw new RangeError(`Cannot post: found no message ${draft.parent} that you may answer`);
    }
    await this.#stillThere(posted, user, recipient);
    const { id } = posted;
    caller.log("info", "Message posted", { id, public: posted.public, reply: posted.parent !== undefined });
    this.#tell(caller, posted, recipient?.key);
    return posted;
  }

  /**
   * Posts words of welcome when there is no message that the caller could read: in the name of a sysop, or of nobody
   * whom an account could be found for. Answers whether it did.
   */
  async welcome(caller: MessageCaller, bbsname: string): Promise<boolean> {
    const { messages, accounts, clock } = this.#parts;
    const user = account(caller, "have a welcome posted");
    if ((await messages.list(readerOf(user), fullQuery({ limit: 1 }))).length > 0) return false;
    const [author = SYSOP_GROUP] = await accounts.members(SYSOP_GROUP, "", 1);
    const now = clock.now();
    const posted = await messages.post({ key: canonicalHandle(author), groups: [] }, {
      author,
      recipient: undefined,
      recipientKey: undefined,
      subject: WELCOME_SUBJECT,
      body: checkBody(welcomeText(bbsname)),
      tags: [PUBLIC_TAG, WELCOME_TAG],
      parent: undefined,
      created: now,
      saved: now,
    });
    if (posted !== null) this.#tell(caller, posted, undefined);
    return posted !== null;
  }

  /** A message; a sysop gets others' mail too, and the log says so. */
  async get(caller: MessageCaller, id: number): Promise<Message | undefined> {
    const user = loggedIn(caller, "read a message");
    const found = await this.#parts.messages.get(readerOf(user), id);
    if (found !== null || !isSysop(user)) return found ?? undefined;
    const mail = await this.#parts.messages.get(null, id);
    if (mail !== null) caller.log("warn", "Sysop reads others' mail", { id });
    return mail ?? undefined;
  }

  /** Messages without their bodies. */
  async list(caller: MessageCaller, query: FullQuery): Promise<MessagePage> {
    const reader = this.#reader(caller, "list messages");
    return await this.#parts.messages.list(reader, await this.#folded(query));
  }

  /** The messages of a thread above `after`, deleted ones in their places. */
  threadOf(caller: MessageCaller, id: number, after: number, limit: number): Promise<MessagePage> {
    return this.list(caller, fullQuery({ thread: id, after, limit }));
  }

  /** Messages with these words. */
  async search(caller: MessageCaller, text: string, query: FullQuery): Promise<readonly MessageHit[]> {
    const reader = this.#reader(caller, "search messages");
    return await this.#parts.messages.search(reader, text, await this.#folded(query));
  }

  /** How many messages there are, and how many are unread. */
  async count(caller: MessageCaller, query: FullQuery): Promise<MessageCount> {
    const reader = this.#reader(caller, "count messages");
    return await this.#parts.messages.count(reader, await this.#folded(query));
  }

  /** The tags of what the caller may read. */
  async tags(caller: MessageCaller): Promise<readonly TagCount[]> {
    return await this.#parts.messages.tags(this.#reader(caller, "list tags"));
  }

  /** Marks messages as read; nothing is kept for guests. */
  async markRead(caller: MessageCaller, marks: ReadMarks): Promise<void> {
    const user = loggedIn(caller, "mark messages");
    if (!user.guest) await this.#parts.messages.mark(readerOf(user), marks);
  }

  /**
   * Changes a message: its words by its author, its tags also by those who moderate.
   *
   * @throws {RangeError} when there is no such message, or with a sentence for the caller
   * @throws {NotPermittedError} when he may not
   */
  async edit(caller: MessageCaller, id: number, changes: MessageChanges): Promise<Message> {
    const user = account(caller, "change a message");
    const settings = this.#parts.settings();
    const found = await this.#mustFind(caller, id, "change");
    if ((changes.subject ?? changes.body) !== undefined && !found.own) {
      throw new NotPermittedError("Cannot change a message: only its author may");
    }
    const changed: { subject?: string; body?: string; tags?: readonly string[] } = {};
    if (changes.subject !== undefined) changed.subject = checkSubject(changes.subject, settings);
    if (changes.body !== undefined) changed.body = checkBody(changes.body);
    if (changes.tags !== undefined) {
      if (!found.own && !this.#moderates(user, found)) {
        throw new NotPermittedError("Cannot change tags: only the author and moderators may");
      }
      changed.tags = changedTags(changes.tags, found.public);
      await this.#checkNewTags(user, changed.tags);
    }
    await this.#pace.turn(caller);
    if (!await this.#parts.messages.edit(id, changed, user.handle, this.#parts.clock.now())) throw gone(id);
    caller.log("info", "Message changed", { id, what: Object.keys(changed).join(" ") });
    return await this.#mustFind(caller, id, "change");
  }

  /**
   * Deletes a message; answers to it keep their place. Answers whether there was one.
   *
   * @throws {NotPermittedError} when he may not
   */
  async delete(caller: MessageCaller, id: number): Promise<boolean> {
    const user = account(caller, "delete a message");
    const found = await this.get(caller, id);
    if (found === undefined) return false;
    if (!found.own && !this.#moderates(user, found)) {
      throw new NotPermittedError("Cannot delete a message: only its author and moderators may");
    }
    const deleted = await this.#parts.messages.delete(id, this.#parts.clock.now());
    if (deleted) caller.log("info", "Message deleted", { id, author: found.author });
    return deleted;
  }

  /**
   * What a message said before it was changed; for its author and those who moderate.
   *
   * @throws {RangeError} when there is no such message
   * @throws {NotPermittedError} when he may not
   */
  async history(caller: MessageCaller, id: number): Promise<readonly MessageRevision[]> {
    const user = loggedIn(caller, "look at a message's history");
    const found = await this.#mustFind(caller, id, "look at");
    if (!found.own && !this.#moderates(user, found)) {
      throw new NotPermittedError("Cannot look at a message's history: only its author and moderators may");
    }
    return await this.#parts.messages.history(id);
  }

  #reader(caller: MessageCaller, what: string): Reader {
    return readerOf(loggedIn(caller, what));
  }

  /** Tags and authors are kept in one spelling; asked for, they may come in any. */
  async #folded(query: FullQuery): Promise<FullQuery> {
    const tags = query.tags.map((tag) => tag.normalize("NFKC").trim().toLowerCase());
    const { author } = query;
    if (author === undefined) return { ...query, tags };
    return { ...query, tags, author: (await this.#parts.accounts.find(author))?.handle ?? author };
  }

  async #mustFind(caller: MessageCaller, id: number, what: string): Promise<Message> {
    const found = await this.get(caller, id);
    if (found === undefined) {
      throw new RangeError(`Cannot ${what} message ${id}: found none that you may read`);
    }
    return found;
  }

  /** Mail is moderated by sysops alone: a moderator among its readers is only one of them. */
  #moderates(user: UserView, { public: isPublic }: Message): boolean {
    return isSysop(user) || isPublic && isModerator(user, this.#parts.settings());
  }

  async #recipient(name: string | undefined): Promise<Recipient | undefined> {
    if (name === undefined) return undefined;
    const { accounts } = this.#parts;
    if (name.startsWith(GROUP_MARK)) {
      const group = name.slice(GROUP_MARK.length).trim().toLowerCase();
      if ((await accounts.members(group, "", 1)).length > 0) {
        return { name: GROUP_MARK + group, key: GROUP_MARK + group };
      }
      throw new RangeError(`Cannot post: found no group ${quote(group)}`);
    }
    const user = await accounts.find(name);
    if (user === undefined) throw new RangeError(`Cannot post: found no user ${quote(name)}`);
    return { name: user.handle, key: canonicalHandle(user.handle) };
  }

  async #checkNewTags(user: UserView, tags: readonly string[]): Promise<void> {
    const settings = this.#parts.settings();
    if (!settings.moderated_tags || isModerator(user, settings)) return;
    const known = [PUBLIC_TAG, ...await this.#parts.messages.knownTags(tags)];
    const unknown = tags.find((tag) => !known.includes(tag));
    if (unknown !== undefined) {
      throw new NotPermittedError(`Cannot use tag ${quote(unknown)}: only moderators may make new ones`);
    }
  }

  /** An account may be deleted while something is posted by or to it: what came too late to be forgotten with it goes. */
  async #stillThere(posted: Message, { handle }: UserView, recipient: Recipient | undefined): Promise<void> {
    const { accounts, messages, clock } = this.#parts;
    const people = [handle];
    if (recipient !== undefined && !recipient.key.startsWith(GROUP_MARK)) people.push(recipient.name);
    for (const name of people) {
      if (await accounts.find(name) !== undefined) continue;
      await messages.delete(posted.id, clock.now());
      throw new RangeError(`Cannot post: user ${quote(name)} has just been deleted`);
    }
  }

  /** Tells those who may read it and have asked to be told. */
  #tell(caller: MessageCaller, message: Message, recipientKey: string | undefined): void {
    const { id, tags, author } = message;
    const data = JSON.stringify({ id, tags } satisfies NewMessage);
    for (const other of this.#parts.sessions()) {
      if (other.user === undefined || other.seat.sessionId === caller.seat.sessionId) continue;
      const reader = readerOf(other.user);
      const mine = recipientKey !== undefined && mailKeys(reader).includes(recipientKey) ||
        reader.key === canonicalHandle(author);
      if (!message.public && !mine) continue;
      this.#parts.exchange.publish(undefined, NEW_MESSAGE_TOPIC, data, other.seat.sessionId).catch(() => {});
    }
  }
}

/** Somebody as the store knows readers. */
function readerOf({ handle, groups, guest }: UserView): Reader {
  return guest ? { key: "", groups: [] } : { key: canonicalHandle(handle), groups };
}

function gone(id: number): RangeError {
  return new RangeError(`Cannot change message ${id}: it has just been deleted`);
}
