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

/** Everything that a query says but its order and its limit. `root` is that of its thread. */
export function matches(reader: Reader, query: FullQuery, through: number, root: number | undefined): Sql {
  const parts = [inScope(reader, query.scope)];
  if (root === undefined) parts.push(sql("m.deleted IS NULL"));
  else parts.push(sql("(m.id = ? OR m.root = ?)", root, root));
  if (query.parent !== undefined) parts.push(sql("m.parent = ?", query.parent));
  if (query.author !== undefined) parts.push(sql("m.author = ? COLLATE NOCASE", query.author));
  if (query.tags.length > 0) {
    parts.push(
      sql(
        `EXISTS (SELECT 1 FROM message_tags t WHERE t.message = m.id AND t.tag ${LISTED})`,
        JSON.stringify(query.tags),
      ),
    );
  }
  if (query.after !== undefined) parts.push(sql("m.id > ?", query.after));
  if (query.before !== undefined) parts.push(sql("m.id < ?", query.before));
  if (query.unread) parts.push(unread(reader, through));
  return join(parts, "AND");
}
