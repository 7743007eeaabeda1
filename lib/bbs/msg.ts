/**
 * Messages, in the words of x/84: public ones for everybody, mail for one user or for a group.
 *
 * The functions here mean the session whose script calls them. What one may read, and what one may change, is decided
 * by the host: sentences of its `RangeError`s and `NotPermittedError`s may be shown to the caller.
 *
 * @module
 */

import { requireList } from "../base/argument.ts";
import {
  fullQuery,
  type Message,
  type MessageChanges,
  type MessageCount,
  type MessageHeader,
  type MessageHit,
  type MessagePage,
  type MessageQuery,
  type MessageRevision,
  PUBLIC_TAG,
  type TagCount,
} from "../wire/message_base.ts";
import type { HostCaller } from "./host_caller.ts";
import { getSession } from "./script.ts";

/** A message of a thread, and how deep it stands in it; the first one has depth 0. */
export interface ThreadEntry {
  readonly message: MessageHeader;
  readonly depth: number;
}

/**
 * A message: a new one until it is saved.
 *
 * ```ts
 * import { Msg, pressAnyKey, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const msg = new Msg(undefined, "Hello", "I am |15new|07 here.");
 *   msg.tags.add("introductions");
 *   await msg.save();
 *   await session.echo(`This is message ${msg.id}.\r\n`);
 *   await pressAnyKey(session);
 * }
 * ```
 */
export class Msg {
  /** A handle, a group as `"@name"`, or `undefined` for everybody. Settled when it is first saved. */
  recipient: string | undefined;
  /** One line. */
  subject: string;
  /** Lines end in newlines; pipe codes may stand in it. */
  body: string;
  /** With `"public"` everybody may read it, whoever it is addressed to; settled when it is first saved. */
  tags: Set<string>;
  /** Number of the message that this one answers. Settled when it is first saved. */
  parent: number | undefined;

  readonly #caller: HostCaller | undefined;
  readonly #begun: number = Date.now();
  #stored: Message | undefined;

  /** Begins a message of the caller's. */
  constructor(
    recipient: string | undefined = undefined,
    subject: string = "",
    body: string = "",
    caller?: HostCaller,
  ) {
    this.recipient = recipient;
    this.subject = subject;
    this.body = body;
    this.tags = new Set();
    this.#caller = caller;
  }

  /** Makes one of what the host has told. */
  static from(message: Message, caller?: HostCaller): Msg {
    const msg = new Msg(message.recipient, message.subject, message.body, caller);
    msg.parent = message.parent;
    msg.#take(message);
    return msg;
  }

  /** Its number; `undefined` until it was saved. */
  get id(): number | undefined {
    return this.#stored?.id;
  }

  /** Handle of who wrote it. */
  get author(): string {
    return this.#stored?.author ?? this.#asking.handle;
  }

  /** When it was begun, milliseconds since 1970. */
  get created(): number {
    return this.#stored?.created ?? this.#begun;
  }

  /** When it was posted, milliseconds since 1970; `undefined` until it was saved. */
  get saved(): number | undefined {
    return this.#stored?.saved;
  }

  /** When it was last changed; `undefined` when it never was. */
  get edited(): number | undefined {
    return this.#stored?.edited;
  }

  /** Number of the first message of its thread; `undefined` until it was saved. */
  get root(): number | undefined {
    return this.#stored?.root;
  }

  /** Whether everybody may read it. */
  get isPublic(): boolean {
    return this.#stored?.public ?? (this.recipient === undefined || this.tags.has(PUBLIC_TAG));
  }

  /** Whether the caller wrote it: then he may change it. */
  get isOwn(): boolean {
    return this.#stored?.own ?? true;
  }

  /** Whether the caller has yet to read it, as far as was known when it was fetched. */
  get isUnread(): boolean {
    return this.#stored?.unread ?? false;
  }

  /** Posts it, or keeps what was changed of subject, body and tags. Resolves when it is on the disk. */
  async save(): Promise<this> {
    const tags = [...this.tags];
    if (this.#stored === undefined) {
      const { recipient, subject, body, parent } = this;
      const draft = { recipient, subject, body, tags, parent, created: this.#begun };
      this.#take(await this.#asking.call({ verb: "postMessage", draft }));
      return this;
    }
    const before = this.#stored;
    const changes: MessageChanges = {
      ...(this.subject === before.subject ? {} : { subject: this.subject }),
      ...(this.body === before.body ? {} : { body: this.body }),
      ...(before.tags.length === tags.length && before.tags.every((tag) => this.tags.has(tag))
        ? {}
        : { tags }),
    };
    if (Object.keys(changes).length > 0) {
      this.#take(await this.#asking.call({ verb: "editMessage", id: before.id, changes }));
    }
    return this;
  }

  /** Deletes it; answers to it keep their place in the thread. Answers whether it was there. */
  delete(): Promise<boolean> {
    return this.#asking.call({ verb: "deleteMessage", id: this.#mustId("delete") });
  }

  /** Says that the caller has read it. */
  async markRead(): Promise<void> {
    await markMsgsRead([this.#mustId("mark")], this.#asking);
  }

  /** The answers to it. */
  children(query: Omit<MessageQuery, "parent"> = {}): Promise<MessagePage> {
    return listMsgs({ ...query, parent: this.#mustId("find answers to") }, this.#asking);
  }

  /** Its thread, each message below the one that it answers; up to 500 messages. */
  async thread(): Promise<readonly ThreadEntry[]> {
    const id = this.#mustId("find the thread of");
    return layOutThread(await this.#asking.call({ verb: "threadOf", id, after: 0, limit: 500 }));
  }

  /** What it said before it was changed, the oldest first; for its author and moderators. */
  history(): Promise<readonly MessageRevision[]> {
    return this.#asking.call({ verb: "messageHistory", id: this.#mustId("look at the history of") });
  }

  /** Begins an answer: to its author, with the same subject and tags, as public as this one is. */
  reply(): Msg {
    const id = this.#mustId("answer");
    const answer = new Msg(this.isOwn ? this.recipient : this.author, this.subject, "", this.#caller);
    answer.tags = new Set(this.tags);
    answer.parent = id;
    return answer;
  }

  get #asking(): HostCaller {
    return this.#caller ?? getSession();
  }

  #take(message: Message): void {
    this.#stored = message;
    this.recipient = message.recipient;
    this.subject = message.subject;
    this.body = message.body;
    this.tags = new Set(message.tags);
  }

  #mustId(what: string): number {
    if (this.#stored === undefined) throw new TypeError(`Cannot ${what} a message: it was never saved`);
    return this.#stored.id;
  }
}

/** The message of that number; `undefined` when there is none that the caller may read. */
export async function getMsg(id: number, caller: HostCaller = getSession()): Promise<Msg | undefined> {
  const message = await caller.call({ verb: "getMessage", id });
  return message === undefined ? undefined : Msg.from(message, caller);
}

/**
 * Messages in the order of their numbers, without their bodies; up to 100 unless `limit` says more (500 at most). The
 * next page is behind the last one's number, `{ after: page.at(-1)?.id }`; a page that is short is the last.
 */
export function listMsgs(query: MessageQuery = {}, caller: HostCaller = getSession()): Promise<MessagePage> {
  return caller.call({ verb: "listMessages", query: fullQuery(query) });
}

/** Mail to and from the caller; with `scope: "inbox"` or `"sent"` only one of these. */
export function listPrivmsgs(
  query: MessageQuery = {},
  caller: HostCaller = getSession(),
): Promise<MessagePage> {
  return caller.call({ verb: "listMessages", query: fullQuery(query, { scope: "private" }) });
}

/** The tags of what the caller may read, sorted, with how many messages have them and how many of these are new. */
export function listTags(caller: HostCaller = getSession()): Promise<readonly TagCount[]> {
  return caller.call({ verb: "listTags" });
}

/**
 * Messages with all these words in subject, body or author's name, the newest first, 20 unless `limit` says more (100
 * at most). `"two words"` stand together, `begin*` is the beginning of a word; case and accents do not matter.
 */
export function searchMsgs(
  text: string,
  query: MessageQuery = {},
  caller: HostCaller = getSession(),
): Promise<readonly MessageHit[]> {
  const full = fullQuery(query, { reverse: true, limit: 20 });
  return caller.call({ verb: "searchMessages", text, query: full });
}

/** How many messages there are of a kind, and how many of them are new to the caller. */
export function countMsgs(
  query: MessageQuery = {},
  caller: HostCaller = getSession(),
): Promise<MessageCount> {
  return caller.call({ verb: "countUnread", query: fullQuery(query) });
}

/**
 * Says that the caller has read these messages (up to 1000 numbers), or, with one number instead of a list, every
 * message up to it.
 */
export async function markMsgsRead(
  read: readonly number[] | number,
  caller: HostCaller = getSession(),
): Promise<void> {
  const marks = typeof read === "number" ? { ids: [], through: read } : { ids: read, through: undefined };
  await caller.call({ verb: "markRead", marks });
}

/** Puts each message of a thread below the one that it answers; one whose parent is not among them begins anew. */
export function layOutThread(messages: MessagePage): readonly ThreadEntry[] {
  requireList("lay out thread", "messages", messages);
  const answers = new Map<number, MessageHeader[]>();
  const known = new Set(messages.map(({ id }) => id));
  const entries: ThreadEntry[] = [];
  const waiting: ThreadEntry[] = [];
  for (const message of messages) {
    if (message.parent === undefined || !known.has(message.parent)) waiting.push({ message, depth: 0 });
    else answers.set(message.parent, [...answers.get(message.parent) ?? [], message]);
  }
  waiting.reverse();
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    entries.push(entry);
    const depth = entry.depth + 1;
    const below = answers.get(entry.message.id) ?? [];
    waiting.push(...below.map((message) => ({ message, depth })).reverse());
  }
  return entries;
}
