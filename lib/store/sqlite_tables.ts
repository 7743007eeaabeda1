/**
 * Operations as SQL on one connection. Synchronous, and without a word about transactions: whoever calls
 * {@linkcode SqliteTables.perform} with a write has begun one.
 *
 * @module
 */

import type { Database, Statement } from "@db/sqlite";
import { StoreError, unreachable } from "../base/errors.ts";
import {
  KV_LIMITS,
  type KvEntry,
  type KvMutation,
  type KvOperation,
  type KvOperationOf,
  type KvPage,
  type KvResult,
  type KvTable,
} from "../wire/kv.ts";
import { boundsOf } from "../wire/kv_order.ts";
import { Statements } from "./statements.ts";

const PLACE = `schema = ? AND "table" = ?`;

/** The tables `kv` and `meta` of an open database. */
export class SqliteTables {
  readonly #statements: Statements;
  #version: number;
  #savedVersion: number;

  constructor(db: Database) {
    this.#statements = new Statements(db);
    this.#version = Number(
      this.#prepare("SELECT value FROM meta WHERE name = 'last_version'").value<[number]>()?.[0],
    );
    this.#savedVersion = this.#version;
  }

  /**
   * Carries an operation out. A `StoreError` is about this operation alone, and nothing was written; any other
   * error is the engine's, and the transaction around it is spoilt.
   */
  perform(operation: KvOperation): KvResult {
    switch (operation.type) {
      case "get":
        return this.#get(operation, operation.key);
      case "has":
        return this.#versionOf(operation, operation.key) !== null;
      case "getMany":
        return this.#many(operation);
      case "list":
        return this.#page(operation);
      case "count":
        return this.#prepare(`SELECT count(*) FROM kv WHERE ${PLACE}`)
          .value<[number]>(operation.schema, operation.table)![0];
      case "commit":
        return this.#commit(operation);
      case "clear":
        return this.#prepare(`DELETE FROM kv WHERE ${PLACE}`).run(operation.schema, operation.table);
      default:
        return unreachable(operation);
    }
  }

  /**
   * Writes the version counter down, inside the transaction that used it. Numbers given out by a transaction that
   * was rolled back are not used again.
   */
  saveVersion(): void {
    if (this.#savedVersion === this.#version) return;
    this.#prepare("UPDATE meta SET value = ? WHERE name = 'last_version'").run(this.#version);
    this.#savedVersion = this.#version;
  }

  /** After a rollback: the counter must be written again whatever happens next. */
  forgetSavedVersion(): void {
    this.#savedVersion = -1;
  }

  /** Runs a statement without parameters and results, such as `COMMIT`. */
  run(sql: string): void {
    this.#prepare(sql).run();
  }

  #prepare(sql: string): Statement {
    return this.#statements.prepare(sql);
  }

  #get({ schema, table }: KvTable, key: string): KvEntry | null {
    const row = this.#prepare(`SELECT value, version FROM kv WHERE ${PLACE} AND key = ?`)
      .value<[string, number]>(schema, table, key);
    return row === undefined ? null : { value: row[0], version: row[1] };
  }

  #versionOf({ schema, table }: KvTable, key: string): number | null {
    return this.#prepare(`SELECT version FROM kv WHERE ${PLACE} AND key = ?`)
      .value<[number]>(schema, table, key)?.[0] ?? null;
  }

  #many(operation: KvOperationOf<"getMany">): readonly (KvEntry | null)[] {
    const entries: (KvEntry | null)[] = [];
    const size = this.#prepare(`SELECT octet_length(value) FROM kv WHERE ${PLACE} AND key = ?`);
    let bytes = 0;
    for (const key of operation.keys) {
      bytes += size.value<[number]>(operation.schema, operation.table, key)?.[0] ?? 0;
      if (bytes > KV_LIMITS.manyBytes) {
        throw new StoreError(
          `Cannot read ${operation.keys.length} keys at once: expected up to ${KV_LIMITS.manyBytes} bytes`,
        );
      }
      entries.push(this.#get(operation, key));
    }
    return entries;
  }

  #page(operation: KvOperationOf<"list">): KvPage {
    const { schema, table, limit, reverse, what } = operation;
    const { low, pastLow, high } = boundsOf(operation);
    const rest =
      `FROM kv WHERE ${PLACE} AND key ${pastLow ? ">" : ">="} ?${high === undefined ? "" : " AND key < ?"}` +
      ` ORDER BY key ${reverse ? "DESC" : "ASC"} LIMIT ?`;
    const bounds = high === undefined ? [schema, table, low] : [schema, table, low, high];
    // One row more than asked for tells whether there is a next page.
    const sizes = this.#prepare(`SELECT ${what === "keys" ? "0" : "octet_length(value)"} ${rest}`)
      .values<[number]>(...bounds, limit + 1);
    let rows = 0;
    for (let bytes = 0; rows < Math.min(limit, sizes.length); rows++) {
      bytes += sizes[rows]![0];
      if (rows > 0 && bytes > KV_LIMITS.pageBytes) break;
    }
    const keys: string[] = [];
    const values: string[] = [];
    const columns = what === "keys" ? "key" : "key, value";
    let last: string | null = null;
    for (const row of this.#prepare(`SELECT ${columns} ${rest}`).values<string[]>(...bounds, rows)) {
      last = row[0]!;
      if (what !== "values") keys.push(last);
      if (what !== "keys") values.push(row[1]!);
    }
    return { keys, values, next: rows < sizes.length ? last : null };
  }

  #commit({ checks, mutations }: KvOperationOf<"commit">): number | null {
    for (const check of checks) {
      if (this.#versionOf(check, check.key) !== check.version) return null;
    }
    if (mutations.length === 0) return this.#version;
    const version = ++this.#version;
    for (const mutation of mutations) this.#change(mutation, version);
    return version;
  }

  #change(mutation: KvMutation, version: number): void {
    const { schema, table, key } = mutation;
    if (mutation.type === "delete") {
      this.#prepare(`DELETE FROM kv WHERE ${PLACE} AND key = ?`).run(schema, table, key);
    } else {
      this.#prepare(
        `INSERT INTO kv VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (schema, "table", key) DO UPDATE SET value = excluded.value, version = excluded.version`,
      ).run(schema, table, key, mutation.value, version);
    }
  }
}
