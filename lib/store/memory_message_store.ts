/**
 * The message base's twin in memory: small enough to be seen to be right, for tests and for boards that keep nothing.
 *
 * @module
 */

import { StoreError, unreachable } from "../base/errors.ts";
import { stripPipe } from "../text/pipe_codes.ts";
import { hasTerm, parseSearch } from "../text/search_text.ts";
import {
  type FullQuery,
  type Message,
  MESSAGE_LIMITS,
  type MessageCount,
  type MessageHeader,
  type MessageHit,
  type MessageRevision,
  PUBLIC_TAG,
  type TagCount,
} from "../wire/message_base.ts";
import {
  mailKeys,
  type MessageOperation,
  type MessageOperationOf,
  type MessageResult,
  type MessageResultOf,
  type MessageVerb,
  MessageVerbs,
  type Reader,
} from "../wire/message_client.ts";
import { bodyExcerpt } from "./message_index.ts";
import type { MessageStore } from "./message_store.ts";

interface Row extends Omit<Message, "own" | "unread"> {
  readonly authorKey: string | undefined;
  readonly recipientKey: string | undefined;
  readonly revisions: readonly MessageRevision[];
}

interface Marks {
  readonly ids: Set<number>;
  through: number;
}

/** A message base that ends with the process. */
export class MemoryMessageStore extends MessageVerbs implements MessageStore {
  readonly #rows: Row[] = [];
  readonly #marks = new Map<string, Marks>();
  #open = true;

  override execute<Verb extends MessageVerb>(
    operation: MessageOperationOf<Verb>,
  ): Promise<MessageResultOf[Verb]> {
    if (!this.#open) return Promise.reject(new StoreError("Cannot use the store: it is closed"));
    return Promise.resolve(structuredClone(this.#perform(operation)) as MessageResultOf[Verb]);
  }

  close(): Promise<void> {
    this.#open = false;
    return Promise.resolve();
  }

  #perform(operation: MessageOperation): MessageResult {
    switch (operation.type) {
      case "msg.post":
        return this.#post(operation);
      case "msg.get": {
        const row = this.#rows[operation.id - 1];
        if (row === undefined || row.deleted !== undefined || !isVisible(row, operation.reader)) return null;
        return { ...this.#header(row, operation.reader), body: row.body };
      }
      case "msg.list":
        return this.#select(operation.reader, operation.query).slice(0, operation.query.limit);
      case "msg.search":
        return this.#search(operation);
      case "msg.count":
        return count(this.#select(operation.reader, operation.query));
      case "msg.tags":
        return this.#tags(operation.reader);
      case "msg.known":
        return operation.tags.filter((tag) => this.#rows.some(({ tags }) => tags.includes(tag)));
      case "msg.edit":
        return this.#edit(operation);
      case "msg.delete":
        return this.#delete(operation.id, operation.at);
      case "msg.history":
        return this.#rows[operation.id - 1]?.revisions ?? [];
      case "msg.mark": {
        const { reader, marks: { ids, through = 0 } } = operation;
        const marks = this.#marksOf(reader);
        for (const id of ids) {
          const row = this.#rows[id - 1];
          if (row !== undefined && isVisible(row, reader)) marks.ids.add(id);
        }
        marks.through = Math.max(marks.through, Math.min(through, this.#rows.length));
        return null;
      }
      case "msg.forget":
        return this.#forget(operation);
      default:
        return unreachable(operation);
    }
  }

  #post({ reader, row }: MessageOperationOf<"msg.post">): Message | null {
    const parent = row.parent === undefined ? undefined : this.#rows[row.parent - 1];
    if (row.parent !== undefined && (parent === undefined || !isVisible(parent, reader))) return null;
    const id = this.#rows.length + 1;
    const tags = [...row.tags].sort();
    const stored: Row = {
      ...row,
      id,
      tags,
      authorKey: reader.key,
      public: tags.includes(PUBLIC_TAG),
      root: parent?.root ?? id,
      edited: undefined,
      deleted: undefined,
      revisions: [],
    };
    this.#rows.push(stored);
    this.#marksOf(reader).ids.add(id);
    return { ...this.#header(stored, reader), body: stored.body };
  }

  #search({ reader, query, text }: MessageOperationOf<"msg.search">): readonly MessageHit[] {
    const terms = parseSearch(text);
    if (terms.length === 0) return [];
    const hits = this.#select(reader, query).filter(({ id, subject, author }) => {
      const fields = [subject, this.#rows[id - 1]!.body, author].map(stripPipe);
      return terms.every((term) => fields.some((field) => hasTerm(field, term)));
    });
    return hits.slice(0, Math.min(query.limit, MESSAGE_LIMITS.hits))
      .map((hit) => ({ ...hit, excerpt: bodyExcerpt(this.#rows[hit.id - 1]!.body, terms) }));
  }

  #tags(reader: Reader): readonly TagCount[] {
    const counts = new Map<string, MessageCount>();
    for (const row of this.#rows) {
      if (!isVisible(row, reader)) continue;
      const { unread } = this.#header(row, reader);
      for (const tag of row.tags) {
        const known = counts.get(tag) ?? { all: 0, unread: 0 };
        counts.set(tag, { all: known.all + 1, unread: known.unread + Number(unread) });
      }
    }
    return [...counts].map(([tag, found]) => ({ tag, ...found }))
      .sort((a, b) => b.all - a.all || (a.tag < b.tag ? -1 : 1))
      .slice(0, MESSAGE_LIMITS.tagList)
      .sort((a, b) => a.tag < b.tag ? -1 : 1);
  }

  #edit({ id, changes, editor, at }: MessageOperationOf<"msg.edit">): boolean {
    const row = this.#rows[id - 1];
    if (row === undefined || row.deleted !== undefined) return false;
    const { subject, body, tags } = row;
    this.#rows[id - 1] = {
      ...row,
      ...changes,
      tags: [...changes.tags ?? tags].sort(),
      edited: at,
      revisions: [...row.revisions, { subject, body, tags, editor, replaced: at }]
        .slice(-MESSAGE_LIMITS.revisions),
    };
    return true;
  }

  #delete(id: number, at: number): boolean {
    const row = this.#rows[id - 1];
    if (row === undefined || row.deleted !== undefined) return false;
    this.#rows[id - 1] = { ...row, subject: "", body: "", tags: [], revisions: [], deleted: at };
    return true;
  }

  #forget({ key, at }: MessageOperationOf<"msg.forget">): number {
    let deleted = 0;
    for (const { id, public: isPublic, recipientKey } of [...this.#rows]) {
      if (recipientKey === key && !isPublic && this.#delete(id, at)) deleted++;
      const row = this.#rows[id - 1]!;
      this.#rows[id - 1] = {
        ...row,
        authorKey: row.authorKey === key ? undefined : row.authorKey,
        recipientKey: recipientKey === key ? undefined : recipientKey,
        recipient: recipientKey === key && !isPublic ? undefined : row.recipient,
      };
    }
    this.#marks.delete(key);
    return deleted;
  }

  #select(reader: Reader, query: FullQuery): readonly MessageHeader[] {
    const root = query.thread === undefined ? undefined : this.#rows[query.thread - 1]?.root ?? 0;
    const author = query.author?.toLowerCase();
    const rows = this.#rows.filter((row) =>
      isVisible(row, reader) && isInScope(row, reader, query.scope) &&
      (row.deleted === undefined || root !== undefined) &&
      (root === undefined || row.root === root) &&
      (query.parent === undefined || row.parent === query.parent) &&
      (author === undefined || row.author.toLowerCase() === author) &&
      (query.tags.length === 0 || query.tags.some((tag) => row.tags.includes(tag))) &&
      row.id > (query.after ?? 0) && row.id < (query.before ?? Infinity)
    );
    const found = rows.map((row) => this.#header(row, reader)).filter(({ unread }) =>
      unread || !query.unread
    );
    return query.reverse ? found.reverse() : found;
  }

  #header(row: Row, reader: Reader | null): MessageHeader {
    const { body: _body, authorKey, recipientKey: _recipientKey, revisions: _revisions, ...header } = row;
    const marks = reader === null ? undefined : this.#marks.get(reader.key);
    return {
      ...header,
      own: reader !== null && reader.key !== "" && authorKey === reader.key,
      unread: reader !== null && row.deleted === undefined && row.id > (marks?.through ?? 0) &&
        marks?.ids.has(row.id) !== true,
    };
  }

  #marksOf({ key }: Reader): Marks {
    const known = this.#marks.get(key) ?? { ids: new Set(), through: 0 };
    this.#marks.set(key, known);
    return known;
  }
}

function count(found: readonly MessageHeader[]): MessageCount {
  return { all: found.length, unread: found.filter(({ unread }) => unread).length };
}

function isVisible(row: Row, reader: Reader | null): boolean {
  return reader === null || row.public || isMail(row, reader);
}

function isMail(row: Row, reader: Reader): boolean {
  return isSent(row, reader) || isReceived(row, reader);
}

function isSent({ authorKey }: Row, { key }: Reader): boolean {
  return key !== "" && authorKey === key;
}

function isReceived({ recipientKey }: Row, reader: Reader): boolean {
  return recipientKey !== undefined && mailKeys(reader).includes(recipientKey);
}

function isInScope(row: Row, reader: Reader, scope: FullQuery["scope"]): boolean {
  switch (scope) {
    case "public":
      return row.public;
    case "private":
      return !row.public && isMail(row, reader);
    case "inbox":
      return !row.public && isReceived(row, reader);
    case "sent":
      return !row.public && isSent(row, reader);
    case "all":
      return true;
    default:
      return unreachable(scope);
  }
}
