/**
 * The part of `@db/sqlite` 0.13 (JSR) that this program uses, on Deno's built-in `node:sqlite`, so that the
 * binary carries no native library and the build needs no other registry.
 *
 * Names, signatures and semantics are upstream's; what upstream does not offer is not offered here. Two
 * differences cannot be seen by a program that behaves: integers above 32 bits are exact without `int64` too
 * (upstream cuts them), and the connection is opened `defensive`, so that SQL cannot damage the file itself.
 *
 * @module
 */

import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

/** Values that can be bound to a parameter. Dates become ISO 8601 text, booleans 0 or 1, `undefined` NULL. */
export type BindValue = number | string | bigint | boolean | null | undefined | Date | Uint8Array;

/** Parameters by position or by name. */
export type BindParameters = BindValue[] | Record<string, BindValue>;

/** Parameters as they are passed: spread, or one array, or one record. */
export type RestBindParameters = BindValue[] | [BindParameters];

/** How to open a database. */
export interface DatabaseOpenOptions {
  /** Opens for reading only; the default is false. */
  readonly?: boolean;
  /** Makes the file when it is missing; the default is true. */
  create?: boolean;
  /** A database in memory, whatever the path. */
  memory?: boolean;
  /** Gives integers beyond 2^53 as `bigint`; the default is false. */
  int64?: boolean;
}

/** What {@linkcode Database.transaction} makes: the function, and its kinds of beginning. */
export type Transaction<Fn extends (...args: never[]) => unknown> = Fn & {
  deferred: Fn;
  immediate: Fn;
  exclusive: Fn;
};

/** The version of the SQLite library. */
export const SQLITE_VERSION: string = readVersion();

function readVersion(): string {
  const db = new DatabaseSync(":memory:");
  const row = db.prepare("SELECT sqlite_version() AS version").get();
  db.close();
  return String(row?.version);
}

/** A connection to a database. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #path: string;
  /** Whether integers beyond 2^53 come as `bigint`. */
  int64: boolean;

  constructor(path: string | URL, options: DatabaseOpenOptions = {}) {
    this.#path = path instanceof URL ? fileURLToPath(path) : path;
    this.int64 = options.int64 ?? false;
    const location = options.memory === true ? ":memory:" : this.#path;
    const create = (options.create ?? true) && options.readonly !== true;
    if (!create && location !== ":memory:") statFile(location);
    // `defensive` is younger than the type declarations of Deno 2.7; unknown options are ignored.
    const settings = { readOnly: options.readonly ?? false, defensive: true };
    this.#db = new DatabaseSync(location, settings);
  }

  /** The path as it was given. */
  get path(): string {
    return this.#path;
  }

  /** Whether the connection is open. */
  get open(): boolean {
    return this.#db.isOpen;
  }

  /** Whether no transaction is under way. */
  get autocommit(): boolean {
    return !this.#db.isTransaction;
  }

  /** Whether a transaction is under way. */
  get inTransaction(): boolean {
    return this.open && this.#db.isTransaction;
  }

  /** Rows changed by the last statement. */
  get changes(): number {
    return Number(this.#db.prepare("SELECT changes() AS n").get()?.n);
  }

  /** Rows changed since the connection was opened. */
  get totalChanges(): number {
    return Number(this.#db.prepare("SELECT total_changes() AS n").get()?.n);
  }

  /** The row id that was inserted last. */
  get lastInsertRowId(): number {
    return Number(this.#db.prepare("SELECT last_insert_rowid() AS n").get()?.n);
  }

  /** Compiles a statement. */
  // deno-lint-ignore no-explicit-any
  prepare<T extends object = Record<string, any>>(sql: string): Statement<T> {
    return new Statement<T>(this, this.#db.prepare(sql), sql);
  }

  /** Runs SQL (without parameters: any number of statements); answers the changes of the last one. */
  exec(sql: string, ...params: RestBindParameters): number {
    if (params.length > 0) return this.prepare(sql).run(...params);
    this.#db.exec(sql);
    return this.changes;
  }

  /** The same as {@linkcode Database.exec}. */
  run(sql: string, ...params: RestBindParameters): number {
    return this.exec(sql, ...params);
  }

  /** Wraps a function: its return commits, its throw rolls back; inside another transaction, a savepoint. */
  transaction<Fn extends (...args: never[]) => unknown>(fn: Fn): Transaction<Fn> {
    const make = (begin: string) =>
      ((...args: Parameters<Fn>) => {
        const nested = this.inTransaction;
        this.#db.exec(nested ? "SAVEPOINT x84_inner" : begin);
        try {
          const result = fn(...args);
          this.#db.exec(nested ? "RELEASE x84_inner" : "COMMIT");
          return result;
        } catch (error) {
          if (this.inTransaction) {
            this.#db.exec(
              nested ? "ROLLBACK TO x84_inner; RELEASE x84_inner" : "ROLLBACK",
            );
          }
          throw error;
        }
      }) as unknown as Fn;
    return Object.assign(make("BEGIN"), {
      deferred: make("BEGIN DEFERRED"),
      immediate: make("BEGIN IMMEDIATE"),
      exclusive: make("BEGIN EXCLUSIVE"),
    });
  }

  /** Closes the connection; a second time does nothing. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** `node:sqlite` has no "open only what is there" for writers: a missing file is refused before it is made. */
function statFile(path: string): void {
  try {
    Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error("unable to open database file");
    throw error;
  }
}

/** What the type declarations of `node:sqlite` leave out. */
interface ArrayStatement extends StatementSync {
  setReturnArrays(enabled: boolean): void;
}

/** A compiled statement; made by {@linkcode Database.prepare}. */
// deno-lint-ignore no-explicit-any
export class Statement<T extends object = Record<string, any>> {
  #inner: StatementSync | undefined;
  #shape: "arrays" | "objects" = "objects";
  #bigints = false;

  constructor(readonly db: Database, inner: StatementSync, readonly sql: string) {
    this.#inner = inner;
  }

  /** Runs it without reading rows; answers the number of changed rows. */
  run(...params: RestBindParameters): number {
    return Number(this.#ready("objects").run(...bound(params)).changes);
  }

  /** The first row as an object. */
  get<Row extends object = T>(...params: RestBindParameters): Row | undefined {
    const row = this.#ready("objects").get(...bound(params));
    return row === undefined ? undefined : this.#plain(row) as Row;
  }

  /** All rows as objects. */
  all<Row extends object = T>(...params: RestBindParameters): Row[] {
    return this.#ready("objects").all(...bound(params)).map((row) => this.#plain(row)) as Row[];
  }

  /** The first row as an array. */
  value<Row extends unknown[]>(...params: RestBindParameters): Row | undefined {
    const row = this.#ready("arrays").get(...bound(params));
    return row === undefined ? undefined : this.#plain(row) as unknown as Row;
  }

  /** All rows as arrays. */
  // deno-lint-ignore no-explicit-any
  values<Row extends unknown[] = any[]>(...params: RestBindParameters): Row[] {
    return this.#ready("arrays").all(...bound(params)).map((row) => this.#plain(row)) as unknown as Row[];
  }

  /** Rows as objects, one at a time. */
  *iter(...params: RestBindParameters): IterableIterator<T> {
    for (const row of this.#ready("objects").iterate(...bound(params))) yield this.#plain(row) as T;
  }

  /** Frees the statement; it cannot be used afterwards. */
  finalize(): void {
    this.#inner = undefined;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.iter();
  }

  [Symbol.dispose](): void {
    this.finalize();
  }

  #ready(shape: "arrays" | "objects"): StatementSync {
    if (this.#inner === undefined) throw new Error("statement has been finalized");
    if (shape !== this.#shape) {
      this.#shape = shape;
      (this.#inner as ArrayStatement).setReturnArrays(shape === "arrays");
    }
    if (this.db.int64 !== this.#bigints) {
      this.#bigints = this.db.int64;
      this.#inner.setReadBigInts(this.#bigints);
    }
    return this.#inner;
  }

  #plain(row: unknown): unknown {
    if (!this.#bigints) return row;
    const columns = row as Record<string, unknown>;
    for (const name of Object.keys(columns)) {
      const value = columns[name];
      if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) columns[name] = Number(value);
    }
    return columns;
  }
}

function bound(params: RestBindParameters): SQLInputValue[] {
  const [first] = params;
  if (Array.isArray(first)) return first.map(bindable);
  if (
    typeof first === "object" && first !== null && !(first instanceof Date) && !(first instanceof Uint8Array)
  ) {
    const named = Object.fromEntries(Object.entries(first).map(([name, value]) => [name, bindable(value)]));
    return [named as unknown as SQLInputValue];
  }
  return (params as BindValue[]).map(bindable);
}

function bindable(value: BindValue): SQLInputValue {
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "undefined":
      return null;
    case "object":
      return value instanceof Date ? value.toISOString() : value as SQLInputValue;
    default:
      return value as SQLInputValue;
  }
}
