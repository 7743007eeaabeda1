/**
 * What one attempt at a transaction has read and wants to write; `db_proxy.ts` decides how often to try.
 *
 * @module
 */

import type { KvClient } from "../wire/kv_client.ts";
import {
  decodeValue,
  encodeValue,
  type KvCheck,
  type KvMutation,
  type KvTable,
  parseKey,
} from "../wire/kv.ts";

/** A table inside `DBProxy.transaction`. */
export interface TableTransaction<V = unknown> {
  /** The value as of this transaction, its own changes included; `fallback` when the key is absent. */
  get(key: string): Promise<V | undefined>;
  get<D>(key: string, fallback: D): Promise<V | D>;
  /** Whether the key is there. */
  has(key: string): Promise<boolean>;
  /** Sets the value when the transaction commits. */
  set(key: string, value: V): void;
  /** Removes the key when the transaction commits. */
  delete(key: string): void;
}

interface Seen {
  readonly check: KvCheck;
  readonly value: string | null;
}

/** What a transaction has read and wants to write. A key that was read twice was read once from the store. */
export class TransactionLog {
  readonly #store: KvClient;
  readonly #seen = new Map<string, Seen>();
  readonly #changes = new Map<string, KvMutation>();

  constructor(store: KvClient) {
    this.#store = store;
  }

  /** The JSON text of a key as of this transaction; `null` when it is absent. */
  async read(place: KvTable, key: string): Promise<string | null> {
    const name = nameOf(place, parseKey(key));
    const change = this.#changes.get(name);
    if (change !== undefined) return change.type === "set" ? change.value : null;
    const known = this.#seen.get(name);
    if (known !== undefined) return known.value;
    const entry = await this.#store.get(place, key);
    // Two reads that ran side by side must agree: the first one to arrive counts.
    const first = this.#seen.get(name);
    if (first !== undefined) return first.value;
    this.#seen.set(name, {
      check: { ...place, key, version: entry?.version ?? null },
      value: entry?.value ?? null,
    });
    return entry?.value ?? null;
  }

  /** Notes a change; without a `value`, the removal of the key. */
  write(place: KvTable, change: { readonly key: string; readonly value?: string }): void {
    const key = parseKey(change.key);
    this.#changes.set(
      nameOf(place, key),
      change.value === undefined
        ? { type: "delete", ...place, key }
        : { type: "set", ...place, key, value: change.value },
    );
  }

  /** Writes the changes down unless what was read has changed; answers whether it did. */
  async commit(): Promise<boolean> {
    const checks = this.#checks();
    const changes = [...this.#changes.values()];
    if (checks.length === 0 && changes.length === 0) return true;
    return await this.#store.commit(checks, changes) !== null;
  }

  /** Whether everything that was read is still so, all at one moment. */
  async isStillTrue(): Promise<boolean> {
    const checks = this.#checks();
    return checks.length === 0 || await this.#store.commit(checks, []) !== null;
  }

  #checks(): readonly KvCheck[] {
    return [...this.#seen.values()].map(({ check }) => check);
  }
}

function nameOf({ schema, table }: KvTable, key: string): string {
  return `${schema}/${table}/${key}`;
}

/** A table as its transaction sees it. */
export function tableOf<V>(log: TransactionLog, place: KvTable): TableTransaction<V> {
  return {
    async get(key: string, fallback?: unknown): Promise<V> {
      const text = await log.read(place, key);
      return (text === null ? fallback : decodeValue(text)) as V;
    },
    has: async (key) => await log.read(place, key) !== null,
    set: (key, value) => log.write(place, { key, value: encodeValue(value) }),
    delete: (key) => log.write(place, { key }),
  };
}
