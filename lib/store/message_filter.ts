/**
 * Which messages a query means, as SQL about a row `m` of `messages`.
 *
 * @module
 */

import type { BindValue } from "@db/sqlite";
import { unreachable } from "../base/errors.ts";
import type { FullQuery } from "../wire/message_base.ts";
import { mailKeys, type Reader } from "../wire/message_client.ts";

/** SQL and what stands for its question marks. */
export interface Sql {
  readonly text: string;
  readonly values: readonly BindValue[];
}

/** SQL with its values. */
export function sql(text: string, ...values: BindValue[]): Sql {
  return { text, values };
}

/** Parts between a word, `AND` for one. */
export function join(parts: readonly Sql[], word: string): Sql {
  return sql(parts.map(({ text }) => text).join(` ${word} `), ...parts.flatMap(({ values }) => values));
}

const NOTHING = sql("0");
/** A list as one value, so that lists of all lengths share a statement. */
const LISTED = "IN (SELECT value FROM json_each(?))";

function sent({ key }: Reader): Sql {
  return key === "" ? NOTHING : sql("m.author_key = ?", key);
}

function received(reader: Reader): Sql {
  const keys = mailKeys(reader);
  return keys.length === 0 ? NOTHING : sql(`m.recipient_key ${LISTED}`, JSON.stringify(keys));
}

function mail(reader: Reader): Sql {
  return join([sent(reader), received(reader)], "OR");
}

/** What the reader may read. */
export function visible(reader: Reader | null): Sql {
  if (reader === null) return sql("1");
  if (reader.key === "") return sql("m.public = 1");
  const { text, values } = mail(reader);
  return sql(`(m.public = 1 OR ${text})`, ...values);
}

/** What the scope of a query leaves; all of it may be read. */
export function inScope(reader: Reader, scope: FullQuery["scope"]): Sql {
  const hidden = (part: Sql) => sql(`m.public = 0 AND (${part.text})`, ...part.values);
  switch (scope) {
    case "public":
      return sql("m.public = 1");
    case "private":
      return hidden(mail(reader));
    case "inbox":
      return hidden(received(reader));
    case "sent":
      return hidden(sent(reader));
    case "all":
      return visible(reader);
    default:
      return unreachable(scope);
  }
}

/** What the reader has yet to read; `through` is the number up to which he has marked everything. */
export function unread(reader: Reader | null, through: number): Sql {
  if (reader === null) return NOTHING;
  const rest = "m.deleted IS NULL AND m.id > ?";
  if (reader.key === "") return sql(rest, through);
  return sql(
    `${rest} AND NOT EXISTS (SELECT 1 FROM message_reads r WHERE r.reader = ? AND r.message = m.id)`,
    through,
    reader.key,
  );
}

/** What must be looked up before a query can be said as SQL. */
export interface Known {
  /** The number up to which the reader has marked everything. */
  readonly through: number;
  /** The first message of the thread that is asked for. */
  readonly root: number | undefined;
  /** Those of the tags that are asked for that some message has. */
  readonly tags: readonly string[];
}

/** Where messages are found: a `FROM` clause with its condition, and the column that has their numbers in order. */
export interface Source extends Sql {
  readonly id: string;
}

/**
 * The messages that a query means, but for order and limit. The search, if there is one, and else a single tag leads
 * to them in the order of their numbers, so that a page of the newest is found without looking at the rest.
 */
export function sourceOf(reader: Reader, query: FullQuery, known: Known, search?: string): Source {
  const { through, root, tags } = known;
  const byTag = search === undefined && tags.length === 1;
  const id = search !== undefined ? "w.rowid" : byTag ? "t.message" : "m.id";
  const parts: Sql[] = [];
  if (search !== undefined) parts.push(sql("w.message_words MATCH ?", search));
  if (byTag) parts.push(sql("t.tag = ?", tags[0]));
  else if (tags.length > 0) {
    parts.push(
      sql(
        `EXISTS (SELECT 1 FROM message_tags g WHERE g.message = m.id AND g.tag ${LISTED})`,
        JSON.stringify(tags),
      ),
    );
  }
  parts.push(inScope(reader, query.scope));
  if (root === undefined) parts.push(sql("m.deleted IS NULL"));
  else parts.push(sql("(m.id = ? OR m.root = ?)", root, root));
  if (query.parent !== undefined) parts.push(sql("m.parent = ?", query.parent));
  if (query.author !== undefined) parts.push(sql("m.author = ? COLLATE NOCASE", query.author));
  if (query.after !== undefined) parts.push(sql(`${id} > ?`, query.after));
  if (query.before !== undefined) parts.push(sql(`${id} < ?`, query.before));
  if (query.unread) parts.push(unread(reader, through));
  const where = join(parts, "AND");
  const from = search !== undefined
    ? "message_words w CROSS JOIN messages m ON m.id = w.rowid"
    : byTag
    ? "message_tags t CROSS JOIN messages m ON m.id = t.message"
    : "messages m";
  return { ...sql(`${from} WHERE ${where.text}`, ...where.values), id };
}

/** Those of them that the reader has marked one by one. */
export function markedOf({ text, values, id }: Source, { key }: Reader, through: number): Sql {
  return sql(
    `SELECT count(*) FROM message_reads r WHERE r.reader = ? AND r.message > ?
      AND EXISTS (SELECT 1 FROM ${text} AND ${id} = r.message)`,
    key,
    through,
    ...values,
  );
}
