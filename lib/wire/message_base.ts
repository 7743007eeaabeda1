/**
 * Messages as all sides speak of them: scripts, the host, the store. Plain data, without a word about who may read
 * what; that is for the host to say.
 *
 * A message is public when it carries the tag `public`, else it is mail: for its author, its recipient, and the
 * members of a group when it went to one. Numbers begin at 1, only grow, and are never given twice.
 *
 * @module
 */

/** The tag of messages that everybody may read. Whether a message has it is decided when it is posted, for good. */
export const PUBLIC_TAG = "public";
/** What the recipient begins with when it is a group: `@sysop`. */
export const GROUP_MARK = "@";

/** How much a message may hold, and how much may be asked for at once. */
export const MESSAGE_LIMITS = {
  /** UTF-16 units of a recipient. */
  recipient: 64,
  /** Characters of a subject, whatever the INI file allows. */
  subject: 200,
  /** UTF-16 units of a body: 64 Ki. Precedent: x/84 had no bound, and one caller could fill the disk. */
  body: 64 * 1024,
  /** Tags of a message, and of a query. */
  tags: 16,
  /** Characters of a tag. */
  tag: 30,
  /** Messages of one answer. */
  page: 500,
  /** Hits of one answer; each is cut out of a body. */
  hits: 100,
  /** UTF-16 units of what is searched for. */
  search: 200,
  /** Messages that are marked at once by their numbers. */
  marks: 1000,
  /** Tags that {@linkcode TagCount}s are given for; the most used ones when there are more. */
  tagList: 1000,
  /** Former wordings of a message that are kept; the oldest go. */
  revisions: 20,
} as const;

/** A message without its body. */
export interface MessageHeader {
  readonly id: number;
  /** Handle, as it was spelled when the message was posted; it stays when the account goes. */
  readonly author: string;
  /** A handle, a group as `@name`, or `undefined` for everybody. */
  readonly recipient: string | undefined;
  readonly subject: string;
  /** Sorted. */
  readonly tags: readonly string[];
  readonly public: boolean;
  /** The message that this one answers. */
  readonly parent: number | undefined;
  /** The first message of the thread; its own number when it begins one. */
  readonly root: number;
  /** When it was begun, when it was posted, when it was last changed, when it was deleted: milliseconds since 1970. */
  readonly created: number;
  readonly saved: number;
  readonly edited: number | undefined;
  /** A deleted message keeps its place in the thread and nothing of its contents. Only threads show it. */
  readonly deleted: number | undefined;
  /** Whether the reader wrote it. */
  readonly own: boolean;
  /** Whether the reader has yet to read it. */
  readonly unread: boolean;
}

/** A message. The body's lines end in newlines and it may hold pipe codes; nothing else in it steers a terminal. */
export interface Message extends MessageHeader {
  readonly body: string;
}

/** What a message is made of. Without a recipient it is for everybody, and public whether it is tagged so or not. */
export interface MessageDraft {
  readonly recipient: string | undefined;
  readonly subject: string;
  readonly body: string;
  readonly tags: readonly string[];
  readonly parent: number | undefined;
  /** When it was begun; a time to come counts as now. */
  readonly created: number | undefined;
}

/** What may be changed of a message. */
export interface MessageChanges {
  readonly subject?: string;
  readonly body?: string;
  readonly tags?: readonly string[];
}

/**
 * Which messages: public ones, mail to or from the reader, mail to him and his groups, mail by him, or everything
 * that he may read.
 */
export type MessageScope = "public" | "private" | "inbox" | "sent" | "all";
/** The scopes there are. */
export const MESSAGE_SCOPES: readonly MessageScope[] = ["public", "private", "inbox", "sent", "all"];

/** Which messages, and how many. What is left out does not narrow. */
export interface MessageQuery {
  /** Default `"all"`. */
  readonly scope?: MessageScope | undefined;
  /** Messages with at least one of these; an empty list does not narrow. */
  readonly tags?: readonly string[] | undefined;
  /** The thread that this message belongs to, deleted ones in their places. */
  readonly thread?: number | undefined;
  /** Answers to this message. */
  readonly parent?: number | undefined;
  readonly author?: string | undefined;
  /** Only what the reader has yet to read. */
  readonly unread?: boolean | undefined;
  /** Numbers above this one. */
  readonly after?: number | undefined;
  /** Numbers below this one. */
  readonly before?: number | undefined;
  /** Default 100. An answer that is shorter is the end. */
  readonly limit?: number | undefined;
  /** The newest first. */
  readonly reverse?: boolean | undefined;
}

/** A query with nothing left out, as it travels. */
export interface FullQuery {
  readonly scope: MessageScope;
  readonly tags: readonly string[];
  readonly thread: number | undefined;
  readonly parent: number | undefined;
  readonly author: string | undefined;
  readonly unread: boolean;
  readonly after: number | undefined;
  readonly before: number | undefined;
  readonly limit: number;
  readonly reverse: boolean;
}

/** Fills in what a query leaves out. */
export function fullQuery(query: MessageQuery = {}, defaults: MessageQuery = {}): FullQuery {
  const { scope, tags, thread, parent, author, unread, after, before, limit, reverse } = query;
  return {
    scope: scope ?? defaults.scope ?? "all",
    tags: [...tags ?? defaults.tags ?? []],
    thread: thread ?? defaults.thread,
    parent: parent ?? defaults.parent,
    author: author ?? defaults.author,
    unread: unread ?? defaults.unread ?? false,
    after: after ?? defaults.after,
    before: before ?? defaults.before,
    limit: limit ?? defaults.limit ?? 100,
    reverse: reverse ?? defaults.reverse ?? false,
  };
}

/** Some messages, in the order of their numbers. */
export type MessagePage = readonly MessageHeader[];

/** A message that was searched for, with the words around the place where it was found. */
export interface MessageHit extends MessageHeader {
  readonly excerpt: string;
}

/** How many messages, and how many of them are unread. */
export interface MessageCount {
  readonly all: number;
  readonly unread: number;
}

/** A tag, and how many messages the reader may read have it. */
export interface TagCount extends MessageCount {
  readonly tag: string;
}

/** What was read: these messages, and everything up to `through`. */
export interface ReadMarks {
  readonly ids: readonly number[];
  readonly through: number | undefined;
}

/** What a message said before it was changed. */
export interface MessageRevision {
  readonly subject: string;
  readonly body: string;
  readonly tags: readonly string[];
  /** Who changed it. */
  readonly editor: string;
  /** When it was changed, milliseconds since 1970. */
  readonly replaced: number;
}

/** What is told on topic {@linkcode NEW_MESSAGE_TOPIC}. */
export interface NewMessage {
  readonly id: number;
  readonly tags: readonly string[];
}

/** Topic on which new messages are told to the sessions that may read them; its data is a {@linkcode NewMessage}. */
export const NEW_MESSAGE_TOPIC = "newmsg";
