/**
 * The board's dictionary: keys and values that outlive sessions and are shared by all of them.
 *
 * A `DBProxy` is a name, a schema and a table of the store; it holds no data. Everything that reads and then writes
 * (`update` with a function, `setdefault`, `pop`, `transaction`) checks at its commit that nobody wrote in between, and
 * tries again when somebody did, so there are no locks to take or to forget.
 *
 * @module
 */

import { wrongArgument } from "../base/argument.ts";
import { parseSchemaName, parseTableName, quote } from "../base/brand.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { StoreError } from "../base/errors.ts";
import type { KvClient } from "../wire/kv_client.ts";
import {
  decodeValue,
  encodeValue,
  KV_LIMITS,
  type KvMutation,
  type KvPage,
  type KvTable,
  type KvWhat,
  parseKey,
} from "../wire/kv.ts";
import { currentSession } from "../worker/current.ts";
import { Session } from "./session.ts";
import { tableOf, type TableTransaction, TransactionLog } from "./table_transaction.ts";

export type { TableTransaction } from "./table_transaction.ts";

/** What is asked for when a proxy has no client of its own: the store of the session that is running. */
export type KvProvider = () => Promise<KvClient>;

// A DBProxy that a script made at its head belongs to no session until it is used.
let provider: KvProvider = async () => {
  const session = currentSession();
  if (!(session instanceof Session)) throw new StoreError("Cannot use a DBProxy: no script is running here");
  return await session.kv();
};

/** Tells every proxy without a client where to find one; for tests. It is asked at each operation. */
export function setKvProvider(next: KvProvider): void {
  provider = next;
}

/** Which entries, in the order of their keys' UTF-8 bytes. */
export interface EntriesOptions {
  /** Only keys that begin with this. */
  readonly prefix?: string;
  /** The least key, included. */
  readonly start?: string;
  /** The end, not included. */
  readonly end?: string;
  /** From the last to the first. */
  readonly reverse?: boolean;
  /** Stops after so many entries; without it, goes on to the end. */
  readonly limit?: number;
}

/** What may be handed in instead of the machine's own. */
export interface DBProxyOptions {
  readonly clock?: Clock;
  /** From 0 to 1, for the pauses between attempts. */
  readonly random?: () => number;
}

/** A transaction, seen from the table that began it. */
export interface Transaction<V = unknown> extends TableTransaction<V> {
  /** Another table of the same store, in the same transaction. */
  of<W>(db: DBProxy<W>): TableTransaction<W>;
}

/**
 * `keys()`, `values()`, `items()` and `copy()` hold all of a table in memory; beyond this many they refuse, and
 * {@linkcode DBProxy.entries} is the way.
 */
export const MAX_LISTED = 100_000;
/** Twenty sessions that count on one key need some twenty attempts each at worst. */
const MAX_ATTEMPTS = 1000;
/** The longest pause between two attempts. */
const MAX_PAUSE_MS = 16;

/**
 * A table of the store, used like a dictionary. All methods are asynchronous and reject with a `StoreError` when the
 * store cannot; a write is on the disk when its promise is kept. Keys are strings of up to 1024 characters;
 * values are what {@linkcode encodeValue} takes: JSON data, `Date`, `Uint8Array`, `bigint`, `Map`, `Set`.
 *
 * ```ts
 * const calls = new DBProxy<number>("lastcalls");
 * const count = await calls.update("dingo", (n) => (n ?? 0) + 1);
 * ```
 */
export class DBProxy<V = unknown> {
  readonly #place: KvTable;
  readonly #client: KvClient | undefined;
  readonly #clock: Clock;
  readonly #random: () => number;

  /**
   * Names a table; nothing is opened. Throws a `TypeError` unless schema and table are a lower-case letter and up
   * to 31 more letters, digits or `_`.
   */
  constructor(schema: string, table: string = "unnamed", client?: KvClient, options: DBProxyOptions = {}) {
    this.#place = { schema: parseSchemaName(schema), table: parseTableName(table) };
    this.#client = client;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
  }

  /** The name of the schema. */
  get schema(): string {
    return this.#place.schema;
  }

  /** The name of the table. */
  get table(): string {
    return this.#place.table;
  }

  /** The value of a key; `fallback`, or `undefined`, when the key is absent. */
  get(key: string): Promise<V | undefined>;
  get<D>(key: string, fallback: D): Promise<V | D>;
  async get(key: string, fallback?: unknown): Promise<unknown> {
    const entry = await (await this.#store()).get(this.#place, parseKey(key));
    return entry === null ? fallback : decodeValue(entry.value);
  }

  /** Sets the value of a key. */
  async set(key: string, value: V): Promise<void> {
    await (await this.#store()).commit([], [this.#setting(key, value)]);
  }

  /** Removes a key; answers whether it was there. */
  delete(key: string): Promise<boolean> {
    return this.transaction(async (tx) => {
      const found = await tx.has(key);
      if (found) tx.delete(key);
      return found;
    });
  }

  /** Whether a key is there. */
  async has(key: string): Promise<boolean> {
    return await (await this.#store()).has(this.#place, parseKey(key));
  }

  /** The value of a key, which is set to `value` first when it is absent. */
  setdefault(key: string, value: V): Promise<V> {
    return this.transaction(async (tx) => {
      if (await tx.has(key)) return await tx.get(key) as V;
      tx.set(key, value);
      return value;
    });
  }

  /** Removes a key and answers its value; `fallback`, or `undefined`, when the key is absent. */
  pop(key: string): Promise<V | undefined>;
  pop<D>(key: string, fallback: D): Promise<V | D>;
  pop(key: string, fallback?: unknown): Promise<unknown> {
    return this.transaction(async (tx) => {
      if (!await tx.has(key)) return fallback;
      const value = await tx.get(key);
      tx.delete(key);
      return value;
    });
  }

  /** Removes the last entry and answers it; `undefined` when the table is empty. */
  async popitem(): Promise<[key: string, value: V] | undefined> {
    for (;;) {
      const page = await this.#page("keys", { reverse: true }, undefined, 1);
      const key = page.keys[0];
      if (key === undefined) return undefined;
      const taken = await this.transaction(async (tx) => {
        if (!await tx.has(key)) return undefined;
        const value = await tx.get(key) as V;
        tx.delete(key);
        return { value };
      });
      if (taken !== undefined) return [key, taken.value];
    }
  }

  /**
   * With a function: makes a new value out of the old one (`undefined` when the key is absent), in one step for all
   * sessions. The function runs again whenever another session was faster, so it should do nothing else. Rejects
   * with a `TypeError` when it answers `undefined`, which is a forgotten `return` more often than a value.
   *
   * With a record, a `Map` or entries: sets all of them in one commit, up to 10,000.
   */
  update(key: string, change: (value: V | undefined) => V | Promise<V>): Promise<V>;
  update(entries: Readonly<Record<string, V>> | Iterable<readonly [string, V]>): Promise<void>;
  update(
    first: string | Readonly<Record<string, V>> | Iterable<readonly [string, V]>,
    change?: (value: V | undefined) => V | Promise<V>,
  ): Promise<V | void> {
    if (typeof first !== "string") return this.#setAll(first);
    if (typeof change !== "function") {
      return Promise.reject(
        new TypeError(`Cannot update key ${quote(first)}: expected a function, found none`),
      );
    }
    return this.transaction(async (tx) => {
      const value = await change(await tx.get(first));
      if (value === undefined) {
        throw new TypeError(
          `Cannot update key ${quote(first)}: expected a value, found that the function returned none`,
        );
      }
      tx.set(first, value);
      return value;
    });
  }

  /** All keys, in order. Rejects with a `StoreError` beyond {@linkcode MAX_LISTED}. */
  async keys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const page of this.#pages("keys", {})) bounded(keys, page.keys);
    return keys;
  }

  /** All values, in the order of their keys. Rejects with a `StoreError` beyond {@linkcode MAX_LISTED}. */
  async values(): Promise<V[]> {
    const values: string[] = [];
    for await (const page of this.#pages("values", {})) bounded(values, page.values);
    return values.map((text) => decodeValue(text) as V);
  }

  /** All entries, in the order of their keys. Rejects with a `StoreError` beyond {@linkcode MAX_LISTED}. */
  async items(): Promise<[key: string, value: V][]> {
    const items: [string, V][] = [];
    for await (const page of this.#pages("entries", {})) bounded(items, this.#decoded(page));
    return items;
  }

  /**
   * The entries one after the other, read a page at a time: those that others change meanwhile may be seen or not,
   * those that nobody changes are seen once.
   */
  async *entries(options: EntriesOptions = {}): AsyncGenerator<[key: string, value: V], void, undefined> {
    for await (const page of this.#pages("entries", options)) yield* this.#decoded(page);
  }

  /** The same as {@linkcode DBProxy.entries}, of all keys. */
  [Symbol.asyncIterator](): AsyncGenerator<[key: string, value: V], void, undefined> {
    return this.entries();
  }

  /** How many keys there are. */
  async length(): Promise<number> {
    return await (await this.#store()).count(this.#place);
  }

  /** All entries as a `Map`. Rejects with a `StoreError` beyond {@linkcode MAX_LISTED}. */
  async copy(): Promise<Map<string, V>> {
    return new Map(await this.items());
  }

  /** Removes every key; answers how many there were. */
  async clear(): Promise<number> {
    return await (await this.#store()).clear(this.#place);
  }

  /**
   * Several reads and writes as one: all of the writes happen or none, and only if everything that was read is still
   * so at that moment. Otherwise `run` runs again with what is so now; it should do nothing that must not be
   * repeated. What `run` throws ends the transaction, and nothing is written.
   *
   * Rejects with a `StoreError` after 1000 attempts.
   *
   * ```ts
   * await accounts.transaction(async (tx) => {
   *   tx.set("a", await tx.get("a", 0) - 10);
   *   tx.set("b", await tx.get("b", 0) + 10);
   * });
   * ```
   */
  async transaction<T>(run: (tx: Transaction<V>) => T | Promise<T>): Promise<T> {
    const store = await this.#store();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const log = new TransactionLog(store);
      try {
        const result = await run(this.#transactionOn(log));
        if (await log.commit()) return result;
      } catch (error) {
        // What it complained about may be two moments that do not fit together: then it has another try.
        if (await log.isStillTrue()) throw error;
      }
      await this.#pause(attempt);
    }
    throw new StoreError(
      `Cannot commit to ${quote(`${this.schema}.${this.table}`)}: others were faster ${MAX_ATTEMPTS} times`,
    );
  }

  #transactionOn(log: TransactionLog): Transaction<V> {
    return Object.assign(tableOf<V>(log, this.#place), {
      of: <W>(db: DBProxy<W>): TableTransaction<W> => {
        if (db.#client !== this.#client) {
          throw new TypeError(
            `Cannot use table ${quote(`${db.schema}.${db.table}`)}: it is in another store`,
          );
        }
        return tableOf<W>(log, db.#place);
      },
    });
  }

  /** The first attempts follow at once; then chance spreads those who want the same key. */
  async #pause(attempt: number): Promise<void> {
    if (attempt < 3) return;
    const ms = this.#random() * Math.min(MAX_PAUSE_MS, attempt - 2);
    if (ms >= 1) await new Promise<void>((resolve) => void this.#clock.after(ms, resolve));
  }

  async #setAll(entries: Readonly<Record<string, V>> | Iterable<readonly [string, V]>): Promise<void> {
    if (entries === null || typeof entries !== "object") {
      throw wrongArgument("update", "a key, or a record or list of entries", entries);
    }
    const pairs = Symbol.iterator in entries
      ? [...entries as Iterable<readonly [string, V]>]
      : Object.entries(entries as Readonly<Record<string, V>>);
    for (const pair of pairs) {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw wrongArgument("update", "entries of a key and a value", pair);
      }
    }
    if (pairs.length === 0) return;
    if (pairs.length > KV_LIMITS.commitRows) {
      throw new RangeError(
        `Cannot update: expected up to ${KV_LIMITS.commitRows} entries, found ${pairs.length}`,
      );
    }
    await (await this.#store()).commit([], pairs.map(([key, value]) => this.#setting(key, value)));
  }

  #setting(key: string, value: V): KvMutation {
    return { type: "set", ...this.#place, key: parseKey(key), value: encodeValue(value) };
  }

  async #page(
    what: KvWhat,
    options: EntriesOptions,
    after: string | undefined,
    limit: number,
  ): Promise<KvPage> {
    return await (await this.#store()).list(this.#place, {
      ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
      ...(options.start === undefined ? {} : { start: options.start }),
      ...(options.end === undefined ? {} : { end: options.end }),
      ...(after === undefined ? {} : { after }),
      limit,
      reverse: options.reverse ?? false,
      what,
    });
  }

  async *#pages(what: KvWhat, options: EntriesOptions): AsyncGenerator<KvPage> {
    let left = options.limit ?? Infinity;
    let after: string | undefined;
    while (left > 0) {
      const page = await this.#page(what, options, after, Math.min(left, KV_LIMITS.pageRows));
      left -= Math.max(page.keys.length, page.values.length);
      yield page;
      if (page.next === null) return;
      after = page.next;
    }
  }

  #decoded(page: KvPage): [string, V][] {
    return page.keys.map((key, i) => [key, decodeValue(page.values[i]!) as V]);
  }

  #store(): Promise<KvClient> {
    return this.#client === undefined ? provider() : Promise.resolve(this.#client);
  }
}

function bounded<T>(list: T[], more: readonly T[]): void {
  if (list.length + more.length > MAX_LISTED) {
    throw new StoreError(
      `Cannot list all of a table: expected up to ${MAX_LISTED} keys, found more; use entries()`,
    );
  }
  for (const item of more) list.push(item);
}
