/**
 * The verbs of a store, kept in memory: small enough to be seen to be right. Host and tests of scripts use it.
 *
 * @module
 */

import { StoreError, unreachable } from "../base/errors.ts";
import {
  KV_LIMITS,
  type KvEntry,
  type KvOperation,
  type KvOperationOf,
  type KvPage,
  type KvResult,
  type KvResultOf,
  type KvTable,
  type KvVerb,
} from "./kv.ts";
import { KvVerbs } from "./kv_client.ts";
import { boundsOf, compareKeys, isInside } from "./kv_order.ts";

/** Tables that end with the process. */
export class MemoryKv extends KvVerbs {
  readonly #tables = new Map<string, Map<string, KvEntry>>();
  #version = 0;
  #open = true;

  override execute<Verb extends KvVerb>(operation: KvOperationOf<Verb>): Promise<KvResultOf[Verb]> {
    if (!this.#open) return Promise.reject(new StoreError("Cannot use the store: it is closed"));
    try {
      return Promise.resolve(this.#perform(operation) as KvResultOf[Verb]);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Forgets everything; whatever is asked afterwards is rejected. */
  close(): Promise<void> {
    this.#open = false;
    this.#tables.clear();
    return Promise.resolve();
  }

  #perform(operation: KvOperation): KvResult {
    switch (operation.type) {
      case "get":
        return this.#table(operation).get(operation.key) ?? null;
      case "has":
        return this.#table(operation).has(operation.key);
      case "getMany":
        return this.#many(operation);
      case "list":
        return this.#page(operation);
      case "count":
        return this.#table(operation).size;
      case "commit":
        return this.#commit(operation);
      case "clear": {
        const table = this.#table(operation);
        const removed = table.size;
        table.clear();
        return removed;
      }
      default:
        return unreachable(operation);
    }
  }

  #table({ schema, table }: KvTable): Map<string, KvEntry> {
    const name = `${schema}/${table}`;
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const made = new Map<string, KvEntry>();
    this.#tables.set(name, made);
    return made;
  }

  #many(operation: KvOperationOf<"getMany">): readonly (KvEntry | null)[] {
    const table = this.#table(operation);
    const entries = operation.keys.map((key) => table.get(key) ?? null);
    if (entries.reduce((sum, entry) => sum + byteLength(entry), 0) > KV_LIMITS.manyBytes) {
      throw new StoreError(
        `Cannot read ${entries.length} keys at once: expected up to ${KV_LIMITS.manyBytes} bytes`,
      );
    }
    return entries;
  }

  #page(operation: KvOperationOf<"list">): KvPage {
    const table = this.#table(operation);
    const bounds = boundsOf(operation);
    const sorted = [...table.keys()].filter((key) => isInside(key, bounds)).sort(compareKeys);
    if (operation.reverse) sorted.reverse();
    let keys = sorted.slice(0, operation.limit);
    if (operation.what !== "keys") {
      let bytes = 0;
      const cut = keys.findIndex((key) => (bytes += byteLength(table.get(key)!)) > KV_LIMITS.pageBytes);
      if (cut >= 0) keys = keys.slice(0, Math.max(1, cut));
    }
    return {
      keys: operation.what === "values" ? [] : keys,
      values: operation.what === "keys" ? [] : keys.map((key) => table.get(key)!.value),
      next: keys.length < sorted.length ? keys.at(-1)! : null,
    };
  }

  #commit({ checks, mutations }: KvOperationOf<"commit">): number | null {
    for (const check of checks) {
      if ((this.#table(check).get(check.key)?.version ?? null) !== check.version) return null;
    }
    if (mutations.length > 0) this.#version++;
    for (const mutation of mutations) {
      const table = this.#table(mutation);
      if (mutation.type === "delete") table.delete(mutation.key);
      else table.set(mutation.key, { value: mutation.value, version: this.#version });
    }
    return this.#version;
  }
}

function byteLength(entry: KvEntry | null): number {
  return entry === null ? 0 : new TextEncoder().encode(entry.value).length;
}
