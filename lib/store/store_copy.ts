/**
 * Copies of a store that is being used: a backup that is a database again, and an export as lines of JSON.
 *
 * A copy reads through a second connection in one read transaction, so it shows one moment; it takes a page of
 * rows at a time and lets the store work in between. It is written beside its place and moved there when whole.
 *
 * @module
 */

import type { Database } from "@db/sqlite";
import { StoreError } from "../base/errors.ts";
import { copyMessages, messageLines } from "./message_copy.ts";
import { createFile, openForReading } from "./sqlite_file.ts";

type Row = [schema: string, table: string, key: string, value: string, version: number];

const PAGE_ROWS = 200;
const PAGE_BYTES = 1024 * 1024;

/** Writes a database with the same rows to `target`. Rejects with a `StoreError`. */
export function copyStore(source: string, target: string, signal: AbortSignal): Promise<void> {
  return copy("back up", source, target, async (reader, partial) => {
    const db = createFile(partial);
    try {
      const insert = db.prepare("INSERT INTO kv VALUES (?, ?, ?, ?, ?)");
      const version = reader.prepare("SELECT value FROM meta WHERE name = 'last_version'").value<[number]>()!;
      db.exec("PRAGMA synchronous = FULL; BEGIN");
      db.prepare("UPDATE meta SET value = ? WHERE name = 'last_version'").run(version[0]);
      for await (const rows of pages(reader, signal)) for (const row of rows) insert.run(...row);
      await copyMessages(reader, db, signal);
      db.exec("COMMIT");
    } finally {
      db.close();
    }
  });
}

/**
 * Writes one object a row, `{"schema", "table", "key", "value"}`, to `target`; a value that is not JSON, which only
 * other programs can have stored, is a string under `"text"` instead. Messages come last, as rows of schema `msgbase`.
 * Rejects with a `StoreError`.
 */
export function exportStore(source: string, target: string, signal: AbortSignal): Promise<void> {
  return copy("export", source, target, async (reader, partial) => {
    using file = await Deno.open(partial, { write: true, createNew: true, mode: 0o600 });
    const encoder = new TextEncoder();
    const append = async (lines: string) => {
      const bytes = encoder.encode(lines);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    };
    for await (const rows of pages(reader, signal)) await append(rows.map(jsonLine).join(""));
    for await (const lines of messageLines(reader, signal)) await append(lines);
    await file.sync();
  });
}

function jsonLine([schema, table, key, value]: Row): string {
  const place = `{"schema":${JSON.stringify(schema)},"table":${JSON.stringify(table)},"key":${
    JSON.stringify(key)
  }`;
  // Inside JSON a bare line end can only be white space, and here it would end the row.
  return isJson(value)
    ? `${place},"value":${value.replaceAll(/[\r\n]/g, " ")}}\n`
    : `${place},"text":${JSON.stringify(value)}}\n`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function copy(
  attempt: string,
  source: string,
  target: string,
  write: (reader: Database, partial: string) => Promise<void>,
): Promise<void> {
  const partial = `${target}.partial`;
  try {
    if (await isSameFile(source, target)) throw new Error("the target is the database itself");
    await Deno.remove(partial).catch(ignoreMissing);
    const reader = openForReading(source);
    try {
      reader.exec("BEGIN");
      await write(reader, partial);
      await Deno.rename(partial, target);
    } finally {
      reader.close();
    }
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    const found = error instanceof Error ? error.message : String(error);
    throw new StoreError(`Cannot ${attempt} the store to "${target}": ${found}`);
  }
}

async function* pages(reader: Database, signal: AbortSignal): AsyncGenerator<readonly Row[]> {
  const rest = `FROM kv WHERE (schema, "table", key) > (?, ?, ?) ORDER BY schema, "table", key LIMIT ?`;
  const sizes = reader.prepare(`SELECT octet_length(value) ${rest}`);
  const next = reader.prepare(`SELECT schema, "table", key, value, version ${rest}`);
  // No schema has an empty name, so this is before every row.
  let [schema, table, key] = ["", "", ""];
  for (;;) {
    signal.throwIfAborted();
    let count = 0;
    let bytes = 0;
    for (const [size] of sizes.values<[number]>(schema, table, key, PAGE_ROWS)) {
      bytes += size;
      if (count > 0 && bytes > PAGE_BYTES) break;
      count++;
    }
    if (count === 0) return;
    const rows = next.values<Row>(schema, table, key, count);
    yield rows;
    [schema, table, key] = rows.at(-1)!;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  try {
    return await Deno.realPath(a) === await Deno.realPath(b);
  } catch (error) {
    return ignoreMissing(error) ?? false;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
