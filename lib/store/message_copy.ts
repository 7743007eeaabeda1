/**
 * Copies of the message base: rows for a backup, lines of JSON for an export. Both go on in pages, so that the store
 * can work in between.
 *
 * @module
 */

import type { BindValue, Database } from "@db/sqlite";
import { SqliteMessages } from "./sqlite_messages.ts";

/** Messages may be large: 64 KiB of text at most. */
const PAGE_ROWS = 50;
/** Rows of a few bytes each. */
const SMALL_ROWS = 5000;

interface Table {
  readonly name: string;
  /** Its primary key. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
  readonly rows: number;
}

const MESSAGES: Table = {
  name: "messages",
  key: ["id"],
  columns: [
    "id",
    "parent",
    "root",
    "public",
    "author_key",
    "recipient_key",
    "author",
    "recipient",
    "created",
    "saved",
    "edited",
    "deleted",
    "subject",
    "body",
  ],
  rows: PAGE_ROWS,
};
const REVISIONS: Table = {
  name: "message_revisions",
  key: ["message", "number"],
  columns: ["message", "number", "subject", "body", "tags", "editor", "replaced"],
  rows: PAGE_ROWS,
};
const TAGS: Table = {
  name: "message_tags",
  key: ["message", "tag"],
  columns: ["message", "tag", "public"],
  rows: SMALL_ROWS,
};
const READS: Table = {
  name: "message_reads",
  key: ["reader", "message"],
  columns: ["reader", "message"],
  rows: SMALL_ROWS,
};
const THROUGH: Table = {
  name: "message_through",
  key: ["reader"],
  columns: ["reader", "message"],
  rows: SMALL_ROWS,
};

type Row = Readonly<Record<string, BindValue>>;

/** Copies every row from one database into another that has the tables and no messages. */
export async function copyMessages(reader: Database, target: Database, signal: AbortSignal): Promise<void> {
  const messages = new SqliteMessages(target);
  // In this order every row finds what it refers to.
  for (const table of [MESSAGES, REVISIONS, TAGS, READS, THROUGH]) {
    const insert = target.prepare(
      `INSERT INTO ${table.name} (${table.columns.join(", ")}) VALUES (${table.columns.map(() => "?")})`,
    );
    for await (const rows of pages(reader, table, signal)) {
      for (const row of rows) insert.run(...table.columns.map((column) => row[column]));
    }
  }
  // Only now, for a message is found by its tags too.
  for await (const rows of pages(reader, MESSAGES, signal)) {
    for (const row of rows) if (row.deleted === null) messages.index(Number(row.id));
  }
}

/**
 * Every row as an object on a line, in the form of the key-value store's rows: `{"schema":"msgbase", "table", "key",
 * "value"}`, the key being the row's own.
 */
export async function* messageLines(reader: Database, signal: AbortSignal): AsyncGenerator<string> {
  for (const table of [MESSAGES, REVISIONS, TAGS, READS, THROUGH]) {
    const name = table.name.replace(/^message_/, "");
    for await (const rows of pages(reader, table, signal)) {
      yield rows.map((row) => {
        const key = table.key.map((column) => row[column]).join("/");
        return `${JSON.stringify({ schema: "msgbase", table: name, key, value: row })}\n`;
      }).join("");
    }
  }
}

async function* pages(reader: Database, table: Table, signal: AbortSignal): AsyncGenerator<readonly Row[]> {
  const key = table.key.join(", ");
  const columns = table.columns.join(", ");
  const order = `ORDER BY ${key} LIMIT ${table.rows}`;
  const first = reader.prepare<Row>(`SELECT ${columns} FROM ${table.name} ${order}`);
  const next = reader.prepare<Row>(
    `SELECT ${columns} FROM ${table.name} WHERE (${key}) > (${table.key.map(() => "?")}) ${order}`,
  );
  let last: Row | undefined;
  for (;;) {
    signal.throwIfAborted();
    const rows: readonly Row[] = last === undefined
      ? first.all()
      : next.all(...table.key.map((column) => last![column]));
    if (rows.length === 0) return;
    yield rows;
    last = rows.at(-1);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
