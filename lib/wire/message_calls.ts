/**
 * What a script may ask of the host about messages, and how such questions are read.
 *
 * @module
 */

import { boolean, type Fields, fields, integer, items, optionalText, text } from "./fields.ts";
import {
  type FullQuery,
  type Message,
  MESSAGE_LIMITS,
  MESSAGE_SCOPES,
  type MessageChanges,
  type MessageCount,
  type MessageDraft,
  type MessageHit,
  type MessagePage,
  type MessageRevision,
  type ReadMarks,
  type TagCount,
} from "./message_base.ts";

/** A question about messages. All need somebody who is logged in; those that change something, an account. */
export type MessageCall =
  | { readonly verb: "postMessage"; readonly draft: MessageDraft }
  /** Words of welcome, posted by the host into an empty message base. */
  | { readonly verb: "welcomeMessage" }
  | { readonly verb: "getMessage"; readonly id: number }
  | { readonly verb: "listMessages"; readonly query: FullQuery }
  | { readonly verb: "searchMessages"; readonly text: string; readonly query: FullQuery }
  | { readonly verb: "countUnread"; readonly query: FullQuery }
  | { readonly verb: "markRead"; readonly marks: ReadMarks }
  | { readonly verb: "editMessage"; readonly id: number; readonly changes: MessageChanges }
  | { readonly verb: "deleteMessage"; readonly id: number }
  | { readonly verb: "messageHistory"; readonly id: number }
  | { readonly verb: "listTags" }
  /** The messages of a thread above `after`, in the order in which they were posted. */
  | { readonly verb: "threadOf"; readonly id: number; readonly after: number; readonly limit: number };

/** The answers. */
export interface MessageAnswers {
  readonly postMessage: Message;
  /** Whether they were posted. */
  readonly welcomeMessage: boolean;
  /** `undefined` when there is none that the caller may read. */
  readonly getMessage: Message | undefined;
  readonly listMessages: MessagePage;
  readonly searchMessages: readonly MessageHit[];
  readonly countUnread: MessageCount;
  readonly markRead: undefined;
  readonly editMessage: Message;
  /** Whether there was one. */
  readonly deleteMessage: boolean;
  /** The oldest first. */
  readonly messageHistory: readonly MessageRevision[];
  readonly listTags: readonly TagCount[];
  readonly threadOf: MessagePage;
}

/** Reads the number of a message. */
export function messageId(of: Fields, name: string): number {
  return integer(of, name, 0, Number.MAX_SAFE_INTEGER);
}

function optionalId(of: Fields, name: string): number | undefined {
  return of[name] === undefined ? undefined : messageId(of, name);
}

function tags(of: Fields): readonly string[] {
  return items(of, "tags", MESSAGE_LIMITS.tags, (item, name) => text(item, name, MESSAGE_LIMITS.tag));
}

function draft(data: unknown): MessageDraft {
  const of = fields(data);
  return {
    recipient: optionalText(of, "recipient", MESSAGE_LIMITS.recipient),
    subject: text(of, "subject", MESSAGE_LIMITS.subject),
    body: text(of, "body", MESSAGE_LIMITS.body),
    tags: tags(of),
    parent: optionalId(of, "parent"),
    created: optionalId(of, "created"),
  };
}

function changes(data: unknown): MessageChanges {
  const of = fields(data);
  const subject = optionalText(of, "subject", MESSAGE_LIMITS.subject);
  const body = optionalText(of, "body", MESSAGE_LIMITS.body);
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(body === undefined ? {} : { body }),
    ...(of.tags === undefined ? {} : { tags: tags(of) }),
  };
}

/** Reads a query. */
export function readQuery(data: unknown): FullQuery {
  const of = fields(data);
  const scope = MESSAGE_SCOPES.find((known) => known === of.scope);
  if (scope === undefined) {
    throw new TypeError(`Cannot read "scope": expected ${MESSAGE_SCOPES.join(", ")}`);
  }
  return {
    scope,
    tags: tags(of),
    thread: optionalId(of, "thread"),
    parent: optionalId(of, "parent"),
    author: optionalText(of, "author", MESSAGE_LIMITS.recipient),
    unread: boolean(of, "unread"),
    after: optionalId(of, "after"),
    before: optionalId(of, "before"),
    limit: integer(of, "limit", 1, MESSAGE_LIMITS.page),
    reverse: boolean(of, "reverse"),
  };
}

/** Reads marks. */
export function readMarks(data: unknown): ReadMarks {
  const of = fields(data);
  return {
    ids: items(of, "ids", MESSAGE_LIMITS.marks, messageId),
    through: optionalId(of, "through"),
  };
}

/** Reads a call about messages; `undefined` when it is none. Throws a `TypeError` that names the wrong field. */
export function messageCall(of: Fields): MessageCall | undefined {
  const verb = of.verb as MessageCall["verb"];
  switch (verb) {
    case "postMessage":
      return { verb, draft: draft(of.draft) };
    case "getMessage":
    case "deleteMessage":
    case "messageHistory":
      return { verb, id: messageId(of, "id") };
    case "listMessages":
    case "countUnread":
      return { verb, query: readQuery(of.query) };
    case "searchMessages":
      return { verb, text: text(of, "text", MESSAGE_LIMITS.search), query: readQuery(of.query) };
    case "markRead":
      return { verb, marks: readMarks(of.marks) };
    case "editMessage":
      return { verb, id: messageId(of, "id"), changes: changes(of.changes) };
    case "listTags":
    case "welcomeMessage":
      return { verb };
    case "threadOf":
      return {
        verb,
        id: messageId(of, "id"),
        after: messageId(of, "after"),
        limit: integer(of, "limit", 1, MESSAGE_LIMITS.page),
      };
    default:
      return undefined;
  }
}
