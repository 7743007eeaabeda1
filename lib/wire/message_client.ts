/**
 * What a message base can be asked, as requests with a call id, over the host's own port to the store; sessions have
 * no such port. Who is asking is said by the host in each request.
 *
 * @module
 */

import { type Fields, fields } from "./fields.ts";
import {
  type FullQuery,
  GROUP_MARK,
  type Message,
  type MessageChanges,
  type MessageCount,
  type MessageHit,
  type MessagePage,
  type MessageRevision,
  type ReadMarks,
  type TagCount,
} from "./message_base.ts";
import type { StoreCaller } from "./store_caller.ts";

/** Who reads. Guests have the key `""`, which nobody's mail is kept under. */
export interface Reader {
  /** Canonical handle. */
  readonly key: string;
  readonly groups: readonly string[];
}

/** What mail to the reader is kept under: his own key, and those of his groups. */
export function mailKeys({ key, groups }: Reader): readonly string[] {
  return key === "" ? [] : [key, ...groups.map((group) => GROUP_MARK + group)];
}

/** A message as it is to be kept. Its author is the reader of the same request. */
export interface NewMessageRow {
  readonly author: string;
  readonly recipient: string | undefined;
  /** What the recipient finds it by: a canonical handle, or `@group`. */
  readonly recipientKey: string | undefined;
  readonly subject: string;
  readonly body: string;
  readonly tags: readonly string[];
  readonly parent: number | undefined;
  readonly created: number;
  readonly saved: number;
}

/** What can be asked. `reader: null` sees every message, and has read them all. */
export type MessageOperation =
  | { readonly type: "msg.post"; readonly reader: Reader; readonly row: NewMessageRow }
  | { readonly type: "msg.get"; readonly reader: Reader | null; readonly id: number }
  | { readonly type: "msg.list"; readonly reader: Reader; readonly query: FullQuery }
  | { readonly type: "msg.search"; readonly reader: Reader; readonly query: FullQuery; readonly text: string }
  | { readonly type: "msg.count"; readonly reader: Reader; readonly query: FullQuery }
  | { readonly type: "msg.tags"; readonly reader: Reader }
  | { readonly type: "msg.known"; readonly tags: readonly string[] }
  | {
    readonly type: "msg.edit";
    readonly id: number;
    readonly changes: MessageChanges;
    readonly editor: string;
    readonly at: number;
  }
  | { readonly type: "msg.delete"; readonly id: number; readonly at: number }
  | { readonly type: "msg.history"; readonly id: number }
  | { readonly type: "msg.mark"; readonly reader: Reader; readonly marks: ReadMarks }
  | { readonly type: "msg.forget"; readonly key: string; readonly at: number };

/** The verb of an operation. */
export type MessageVerb = MessageOperation["type"];
/** The operation of a verb. */
export type MessageOperationOf<Verb extends MessageVerb> = Extract<MessageOperation, { readonly type: Verb }>;

/** What each verb is answered with. */
export interface MessageResultOf {
  /** `null`: the reader sees no such parent. */
  readonly "msg.post": Message | null;
  readonly "msg.get": Message | null;
  readonly "msg.list": MessagePage;
  readonly "msg.search": readonly MessageHit[];
  readonly "msg.count": MessageCount;
  readonly "msg.tags": readonly TagCount[];
  readonly "msg.known": readonly string[];
  readonly "msg.edit": boolean;
  readonly "msg.delete": boolean;
  readonly "msg.history": readonly MessageRevision[];
  readonly "msg.mark": null;
  readonly "msg.forget": number;
}

/** The answer to some operation. */
export type MessageResult = MessageResultOf[MessageVerb];

const VERBS: { readonly [V in MessageVerb]: "read" | "write" } = {
  "msg.post": "write",
  "msg.get": "read",
  "msg.list": "read",
  "msg.search": "read",
  "msg.count": "read",
  "msg.tags": "read",
  "msg.known": "read",
  "msg.edit": "write",
  "msg.delete": "write",
  "msg.history": "read",
  "msg.mark": "write",
  "msg.forget": "write",
};

/** Whether a request is one of these. Its contents are the host's own words and are believed. */
export function isMessageOperation(data: unknown): data is MessageOperation {
  if (typeof data !== "object" || data === null) return false;
  const of: Fields = fields(data);
  return typeof of.type === "string" && Object.hasOwn(VERBS, of.type);
}

/** Whether an operation changes the message base. */
export function isMessageWrite({ type }: MessageOperation): boolean {
  return VERBS[type] === "write";
}

/** The UTF-16 units of the texts that an operation carries. */
export function messageLength(operation: MessageOperation): number {
  if (operation.type === "msg.post") return operation.row.subject.length + operation.row.body.length;
  if (operation.type === "msg.edit") {
    return (operation.changes.subject?.length ?? 0) + (operation.changes.body?.length ?? 0);
  }
  return 0;
}

/**
 * What a message base can be asked. A write has reached the disk when its promise is kept. All reject with a
 * `StoreError` when the store cannot.
 */
export interface MessageClient {
  /** Posts; the author has read it. `null` when he sees no such parent; a deleted one will do. */
  post(reader: Reader, row: NewMessageRow): Promise<Message | null>;
  /** A message; `null` when there is none that he may read, or it was deleted. */
  get(reader: Reader | null, id: number): Promise<Message | null>;
  /** Messages without their bodies. */
  list(reader: Reader, query: FullQuery): Promise<MessagePage>;
  /**
   * Messages with all the words of a text in subject, body and author's name, whatever the case and the accents; a
   * word that ends in `*` is the beginning of one, words between double quotes stand together.
   */
  search(reader: Reader, text: string, query: FullQuery): Promise<readonly MessageHit[]>;
  /** How many; `limit` does not matter. */
  count(reader: Reader, query: FullQuery): Promise<MessageCount>;
  /** Tags of what he may read, sorted. */
  tags(reader: Reader): Promise<readonly TagCount[]>;
  /** Those of the tags that some message has, whoever may read it. */
  knownTags(tags: readonly string[]): Promise<readonly string[]>;
  /** Changes a message and keeps what it said before. Answers whether there is one. */
  edit(id: number, changes: MessageChanges, editor: string, at: number): Promise<boolean>;
  /** Empties a message; its answers keep their place. Answers whether there was one. */
  delete(id: number, at: number): Promise<boolean>;
  /** What a message said before, the oldest first. */
  history(id: number): Promise<readonly MessageRevision[]>;
  /** Marks as read what he may read of this. */
  mark(reader: Reader, marks: ReadMarks): Promise<void>;
  /**
   * An account goes: mail to it is deleted, its marks are gone, and what it wrote belongs to nobody who may come by
   * the same name. Answers how much mail was deleted.
   */
  forget(key: string, at: number): Promise<number>;
}

/** The verbs, spoken through one method. */
export abstract class MessageVerbs implements MessageClient {
  /** Carries out one operation. */
  abstract execute<Verb extends MessageVerb>(
    operation: MessageOperationOf<Verb>,
  ): Promise<MessageResultOf[Verb]>;

  post(reader: Reader, row: NewMessageRow): Promise<Message | null> {
    return this.execute<"msg.post">({ type: "msg.post", reader, row });
  }

  get(reader: Reader | null, id: number): Promise<Message | null> {
    return this.execute<"msg.get">({ type: "msg.get", reader, id });
  }

  list(reader: Reader, query: FullQuery): Promise<MessagePage> {
    return this.execute<"msg.list">({ type: "msg.list", reader, query });
  }

  search(reader: Reader, text: string, query: FullQuery): Promise<readonly MessageHit[]> {
    return this.execute<"msg.search">({ type: "msg.search", reader, query, text });
  }

  count(reader: Reader, query: FullQuery): Promise<MessageCount> {
    return this.execute<"msg.count">({ type: "msg.count", reader, query });
  }

  tags(reader: Reader): Promise<readonly TagCount[]> {
    return this.execute<"msg.tags">({ type: "msg.tags", reader });
  }

  knownTags(tags: readonly string[]): Promise<readonly string[]> {
    return this.execute<"msg.known">({ type: "msg.known", tags });
  }

  edit(id: number, changes: MessageChanges, editor: string, at: number): Promise<boolean> {
    return this.execute<"msg.edit">({ type: "msg.edit", id, changes, editor, at });
  }

  delete(id: number, at: number): Promise<boolean> {
    return this.execute<"msg.delete">({ type: "msg.delete", id, at });
  }

  history(id: number): Promise<readonly MessageRevision[]> {
    return this.execute<"msg.history">({ type: "msg.history", id });
  }

  async mark(reader: Reader, marks: ReadMarks): Promise<void> {
    await this.execute<"msg.mark">({ type: "msg.mark", reader, marks });
  }

  forget(key: string, at: number): Promise<number> {
    return this.execute<"msg.forget">({ type: "msg.forget", key, at });
  }
}

/** The message base at the other end of the host's port. */
export class MessagePortClient extends MessageVerbs {
  readonly #caller: StoreCaller;

  /** Shares the port with the client of the key-value store, and so the order of what is asked. */
  constructor(caller: StoreCaller) {
    super();
    this.#caller = caller;
  }

  override execute<Verb extends MessageVerb>(
    operation: MessageOperationOf<Verb>,
  ): Promise<MessageResultOf[Verb]> {
    return this.#caller.ask(operation, messageLength(operation)) as Promise<MessageResultOf[Verb]>;
  }
}
