/**
 * Operations of the message base as SQL on one connection. Synchronous, and without a word about transactions:
 * whoever calls {@linkcode SqliteMessages.perform} with a write has begun one.
 *
 * @module
 */

import type { BindValue, Database } from "@db/sqlite";
import { unreachable } from "../base/errors.ts";
import { parseSearch } from "../text/search_text.ts";
import {
  type FullQuery,
  type Message,
  MESSAGE_LIMITS,
  type MessageCount,
  type MessageHeader,
  type MessageHit,
  type MessagePage,
  type MessageRevision,
  PUBLIC_TAG,
  type TagCount,
} from "../wire/message_base.ts";
import type { MessageOperation, MessageOperationOf, MessageResult, Reader } from "../wire/message_client.ts";
import {
  inScope,
  join,
  markedOf,
  type Source,
  sourceOf,
  type Sql,
  sql,
  unread,
  visible,
} from "./message_filter.ts";
import { bodyExcerpt, indexedText, marksOf, matchText } from "./message_index.ts";
import { Statements } from "./statements.ts";

type HeaderRow = [
  id: number,
  parent: number | null,
  root: number,
  public_: number,
  author: string,
  recipient: string | null,
  created: number,
  saved: number,
  edited: number | null,
  deleted: number | null,
  subject: string,
  tags: string | null,
  own: number,
  unread: number,
];

const COLUMNS = `m.id, m.parent, coalesce(m.root, m.id), m.public, m.author, m.recipient,
  m.created, m.saved, m.edited, m.deleted, m.subject,
  (SELECT group_concat(tag, ' ') FROM (SELECT tag FROM message_tags WHERE message = m.id ORDER BY tag))`;

/** The message tables of an open database. */
export class SqliteMessages {
  readonly #statements: Statements;

  constructor(db: Database) {
    this.#statements = new Statements(db);
  }

  /** Carries an operation out. Any error is the engine's, and the transaction around it is spoilt. */
  perform(operation: MessageOperation): MessageResult {
    switch (operation.type) {
      case "msg.post":
        return this.#post(operation);
      case "msg.get":
        return this.#get(operation.reader, operation.id);
      case "msg.list":
        return this.#list(operation.reader, operation.query);
      case "msg.search":
        return this.#search(operation);
      case "msg.count":
        return this.#count(operation.reader, operation.query);
      case "msg.tags":
        return this.#tags(operation.reader);
      case "msg.known":
        return this.#known(operation.tags);
      case "msg.edit":
        return this.#edit(operation);
      case "msg.delete":
        return this.#delete(operation.id, operation.at);
      case "msg.history":
        return this.#history(operation.id);
      case "msg.mark":
        return this.#mark(operation);
      case "msg.forget":
        return this.#forget(operation);
      default:
        return unreachable(operation);
    }
  }

  /** Writes down the words of a message that the index does not have. */
  index(id: number): void {
    type Key = string | null;
    type Row = [subject: string, body: string, author: string, authorKey: Key, to: Key, isPublic: number];
    const [subject, body, author, authorKey, recipientKey, isPublic] = this.#value<Row>(
      sql("SELECT subject, body, author, author_key, recipient_key, public FROM messages WHERE id = ?", id),
    )!;
    const tags = this.#values<[string]>(sql("SELECT tag FROM message_tags WHERE message = ?", id)).flat();
    this.#run(sql(
      "INSERT INTO message_words (rowid, subject, body, author, marks) VALUES (?, ?, ?, ?, ?)",
      id,
      ...[subject, body, author].map(indexedText),
      marksOf({ public: isPublic === 1, author, authorKey, recipientKey, tags }),
    ));
  }

  #post({ reader, row }: MessageOperationOf<"msg.post">): Message | null {
    let root: number | null = null;
    if (row.parent !== undefined) {
      const seen = visible(reader);
      const parent = this.#value<[number]>(sql(
        `SELECT coalesce(m.root, m.id) FROM messages m WHERE m.id = ? AND ${seen.text}`,
        row.parent,
        ...seen.values,
      ));
      if (parent === undefined) return null;
      root = parent[0];
    }
    const isPublic = row.tags.includes(PUBLIC_TAG);
    const [id] = this.#value<[number]>(sql(
      `INSERT INTO messages (parent, root, public, author_key, recipient_key, author, recipient, created, saved,
        subject, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      row.parent,
      root,
      isPublic,
      reader.key,
      row.recipientKey,
      row.author,
      row.recipient,
      row.created,
      row.saved,
      row.subject,
      row.body,
    ))!;
    this.#tag(id, row.tags, isPublic);
    this.#run(sql("INSERT INTO message_reads VALUES (?, ?)", reader.key, id));
    this.index(id);
    return this.#get(reader, id);
  }

  #get(reader: Reader | null, id: number): Message | null {
    const seen = visible(reader);
    const where = sql(`m.id = ? AND m.deleted IS NULL AND ${seen.text}`, id, ...seen.values);
    const [header] = this.#headers(reader, sql(`messages m WHERE ${where.text}`, ...where.values));
    if (header === undefined) return null;
    const [body] = this.#value<[string]>(sql("SELECT body FROM messages WHERE id = ?", id))!;
    return { ...header, body };
  }

  #list(reader: Reader, query: FullQuery, search?: string): MessagePage {
    const source = this.#source(reader, query, search);
    if (source === undefined) return [];
    const order = `ORDER BY ${source.id} ${query.reverse ? "DESC" : "ASC"} LIMIT ?`;
    return this.#headers(reader, sql(`${source.text} ${order}`, ...source.values, query.limit));
  }

  #search({ reader, query, text }: MessageOperationOf<"msg.search">): readonly MessageHit[] {
    const terms = parseSearch(text);
    if (terms.length === 0) return [];
    const limit = Math.min(query.limit, MESSAGE_LIMITS.hits);
    return this.#list(reader, { ...query, limit }, matchText(terms, reader, query)).map((header) => {
      const [body] = this.#value<[string]>(sql("SELECT body FROM messages WHERE id = ?", header.id))!;
      return { ...header, excerpt: bodyExcerpt(body, terms) };
    });
  }

  #count(reader: Reader, query: FullQuery): MessageCount {
    const count = (source: Source | undefined) =>
      source === undefined ? 0 : this.#number(sql(`SELECT count(*) FROM ${source.text}`, ...source.values));
    const all = count(this.#source(reader, query));
    if (query.unread) return { all, unread: all };
    // A thread has deleted messages too, and is short.
    if (query.thread !== undefined) {
      return { all, unread: count(this.#source(reader, { ...query, unread: true })) };
    }
    // Marks are fewer than messages: what is above them is counted at once.
    const through = this.#through(reader);
    const after = Math.max(through, query.after ?? 0);
    const source = this.#source(reader, { ...query, after });
    if (source === undefined) return { all, unread: 0 };
    const above = after === (query.after ?? 0) ? all : count(source);
    return { all, unread: above - this.#number(markedOf(source, reader, through)) };
  }

  #tags(reader: Reader): readonly TagCount[] {
    const through = this.#through(reader);
    const all = new Map<string, number>();
    const waiting = new Map<string, number>();
    const add = (counts: Map<string, number>, sign: number, { text, values }: Sql) => {
      for (const [tag, n] of this.#values<[string, number]>(sql(`${text} GROUP BY t.tag`, ...values))) {
        counts.set(tag, (counts.get(tag) ?? 0) + sign * n);
      }
    };
    const counted = "SELECT t.tag, count(*) FROM";
    const mail = inScope(reader, "private");
    // The plus keeps the engine from walking through all numbers instead of the few that are his mail.
    const tagged = `${counted} messages m JOIN message_tags t ON t.message = m.id WHERE +m.id > ? AND`;
    const addAbove = (counts: Map<string, number>, from: number) => {
      add(counts, 1, sql(`${counted} message_tags t WHERE t.public = 1 AND t.message > ?`, from));
      add(counts, 1, sql(`${tagged} ${mail.text}`, from, ...mail.values));
    };
    addAbove(all, 0);
    if (through > 0) addAbove(waiting, through);
    else for (const [tag, count] of all) waiting.set(tag, count);
    const seen = visible(reader);
    add(
      waiting,
      -1,
      sql(
        `${counted} message_reads r JOIN messages m ON m.id = r.message JOIN message_tags t ON t.message = m.id
          WHERE r.reader = ? AND r.message > ? AND ${seen.text}`,
        reader.key,
        through,
        ...seen.values,
      ),
    );
    return [...all].map(([tag, count]) => ({ tag, all: count, unread: waiting.get(tag) ?? 0 }))
      .sort((a, b) => b.all - a.all || (a.tag < b.tag ? -1 : 1))
      .slice(0, MESSAGE_LIMITS.tagList)
      .sort((a, b) => a.tag < b.tag ? -1 : 1);
  }

  #edit({ id, changes, editor, at }: MessageOperationOf<"msg.edit">): boolean {
    const before = this.#get(null, id);
    if (before === null) return false;
    const { subject, body, tags } = { ...before, ...changes };
    const [number] = this.#value<[number]>(
      sql("SELECT coalesce(max(number), 0) + 1 FROM message_revisions WHERE message = ?", id),
    )!;
    this.#run(sql(
      "INSERT INTO message_revisions VALUES (?, ?, ?, ?, ?, ?, ?)",
      id,
      number,
      before.subject,
      before.body,
      before.tags.join(" "),
      editor,
      at,
    ));
    const oldest = number - MESSAGE_LIMITS.revisions;
    this.#run(sql("DELETE FROM message_revisions WHERE message = ? AND number <= ?", id, oldest));
    this.#run(
      sql("UPDATE messages SET subject = ?, body = ?, edited = ? WHERE id = ?", subject, body, at, id),
    );
    if (changes.tags !== undefined) {
      this.#run(sql("DELETE FROM message_tags WHERE message = ?", id));
      this.#tag(id, tags, before.public);
    }
    this.#run(sql("DELETE FROM message_words WHERE rowid = ?", id));
    this.index(id);
    return true;
  }

  #delete(id: number, at: number): boolean {
    const emptied =
      "UPDATE messages SET subject = '', body = '', deleted = ? WHERE id = ? AND deleted IS NULL";
    if (this.#run(sql(emptied, at, id)) === 0) return false;
    this.#run(sql("DELETE FROM message_tags WHERE message = ?", id));
    this.#run(sql("DELETE FROM message_revisions WHERE message = ?", id));
    this.#run(sql("DELETE FROM message_words WHERE rowid = ?", id));
    return true;
  }

  #history(id: number): readonly MessageRevision[] {
    type Row = [subject: string, body: string, tags: string, editor: string, replaced: number];
    return this.#values<Row>(sql(
      "SELECT subject, body, tags, editor, replaced FROM message_revisions WHERE message = ? ORDER BY number",
      id,
    )).map(([subject, body, tags, editor, replaced]) => ({
      subject,
      body,
      tags: splitTags(tags),
      editor,
      replaced,
    }));
  }

  #mark({ reader, marks: { ids, through } }: MessageOperationOf<"msg.mark">): null {
    const seen = visible(reader);
    this.#run(sql(
      `INSERT OR IGNORE INTO message_reads SELECT ?, m.id FROM messages m
        WHERE m.id IN (SELECT value FROM json_each(?)) AND ${seen.text}`,
      reader.key,
      JSON.stringify(ids),
      ...seen.values,
    ));
    if (through === undefined) return null;
    const [last] = this.#value<[number]>(sql("SELECT coalesce(max(id), 0) FROM messages"))!;
    const most = Math.min(through, last);
    if (most <= this.#through(reader)) return null;
    this.#run(sql("INSERT OR REPLACE INTO message_through VALUES (?, ?)", reader.key, most));
    this.#run(sql("DELETE FROM message_reads WHERE reader = ? AND message <= ?", reader.key, most));
    return null;
  }

  #forget({ key, at }: MessageOperationOf<"msg.forget">): number {
    const mail = this.#values<[number]>(
      sql("SELECT id FROM messages WHERE recipient_key = ? AND public = 0 AND deleted IS NULL", key),
    );
    for (const [id] of mail) this.#delete(id, at);
    this.#run(sql("UPDATE messages SET recipient = NULL WHERE recipient_key = ? AND public = 0", key));
    this.#run(sql("UPDATE messages SET recipient_key = NULL WHERE recipient_key = ?", key));
    this.#run(sql("UPDATE messages SET author_key = NULL WHERE author_key = ?", key));
    this.#run(sql("DELETE FROM message_reads WHERE reader = ?", key));
    this.#run(sql("DELETE FROM message_through WHERE reader = ?", key));
    return mail.length;
  }

  #tag(id: number, tags: readonly string[], isPublic: boolean): void {
    for (const tag of tags) this.#run(sql("INSERT INTO message_tags VALUES (?, ?, ?)", id, tag, isPublic));
  }

  /** `undefined` when it is plain that nothing can be found. */
  #source(reader: Reader, query: FullQuery, search?: string): Source | undefined {
    const root = query.thread === undefined
      ? undefined
      : this.#value<[number]>(sql("SELECT coalesce(root, id) FROM messages WHERE id = ?", query.thread))?.[0];
    const tags = this.#known(query.tags);
    if (root === undefined && query.thread !== undefined) return undefined;
    if (tags.length === 0 && query.tags.length > 0) return undefined;
    return sourceOf(reader, query, { through: this.#through(reader), root, tags }, search);
  }

  #known(tags: readonly string[]): readonly string[] {
    return tags.filter((tag) =>
      this.#value(sql("SELECT 1 FROM message_tags WHERE tag = ? LIMIT 1", tag)) !== undefined
    );
  }

  #through({ key }: Reader): number {
    return this.#value<[number]>(sql("SELECT message FROM message_through WHERE reader = ?", key))?.[0] ?? 0;
  }

  #headers(reader: Reader | null, from: Sql): readonly MessageHeader[] {
    const fresh = unread(reader, reader === null ? 0 : this.#through(reader));
    const own = reader === null || reader.key === "" ? sql("0") : sql("m.author_key IS ?", reader.key);
    const columns = join([sql(COLUMNS), own, fresh], ",");
    return this.#values<HeaderRow>(
      sql(`SELECT ${columns.text} FROM ${from.text}`, ...columns.values, ...from.values),
    ).map(headerOf);
  }

  #run({ text, values }: Sql): number {
    return this.#statements.prepare(text).run(...values);
  }

  /** The number that is the answer to a count. */
  #number(counting: Sql): number {
    return this.#value<[number]>(counting)![0];
  }

  #value<Row extends unknown[]>({ text, values }: Sql): Row | undefined {
    return this.#statements.prepare(text).value<Row>(...values as BindValue[]);
  }

  #values<Row extends unknown[]>({ text, values }: Sql): Row[] {
    return this.#statements.prepare(text).values<Row>(...values as BindValue[]);
  }
}

function splitTags(tags: string | null): readonly string[] {
  return tags === null || tags === "" ? [] : tags.split(" ");
}

function headerOf(row: HeaderRow): MessageHeader {
  const [id, parent, root, isPublic, author, recipient, created, saved, edited, deleted, subject, tags] = row;
  return {
    id,
    author,
    recipient: recipient ?? undefined,
    subject,
    tags: splitTags(tags),
    public: isPublic === 1,
    parent: parent ?? undefined,
    root,
    created,
    saved,
    edited: edited ?? undefined,
    deleted: deleted ?? undefined,
    own: row[12] === 1,
    unread: row[13] === 1,
  };
}
