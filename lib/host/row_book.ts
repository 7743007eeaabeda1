/**
 * A table of the store that one part of the host remembers by: read once, at the start, and written to as things happen,
 * without anybody's waiting who does not want to.
 *
 * What is to be written is kept by key, one entry each, and goes to the store in one commit at a time; so the size of
 * the queue is that of what is remembered.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { Logger } from "../log/logger.ts";
import { KV_LIMITS, type KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";

/** What a book is made of. */
export interface RowBookParts<Row> {
  readonly store: Pick<KvClient, "list" | "commit">;
  readonly table: KvTable;
  /** What a row of the store means; `undefined`, or an error, when it makes no sense. */
  readonly parse: (value: unknown) => Row | undefined;
  readonly log: Logger;
  /** For the log, when something cannot be written. */
  readonly source: string;
  readonly what: string;
}

/** The book. */
export class RowBook<Row> {
  readonly #waiting = new Map<string, Row | undefined>();
  #writing: Promise<void> | undefined;

  constructor(private readonly parts: RowBookParts<Row>) {}

  /** Everything that is written down. Rows that make no sense are left out. */
  async read(): Promise<Map<string, Row>> {
    const { store, table } = this.parts;
    const found = new Map<string, Row>();
    for (let after: string | null = ""; after !== null;) {
      const range = { limit: KV_LIMITS.pageRows, reverse: false, what: "entries", after } as const;
      const { keys, values, next } = await store.list(table, range);
      for (const [i, key] of keys.entries()) {
        const row = this.#parse(values[i]!);
        if (row !== undefined) found.set(key, row);
      }
      after = next;
    }
    return found;
  }

  /** Writes a row; `undefined` strikes it out. */
  write(key: string, row: Row | undefined): void {
    this.#waiting.set(key, row);
    this.#writing ??= this.#run().finally(() => (this.#writing = undefined));
  }

  /** Kept when everything is written. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #run(): Promise<void> {
    const { store, table, log, source, what } = this.parts;
    // What else comes in this turn is written with it.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const rows = [...this.#waiting].slice(0, KV_LIMITS.commitRows);
      for (const [key] of rows) this.#waiting.delete(key);
      try {
        await store.commit(
          [],
          rows.map(([key, row]) =>
            row === undefined
              ? { type: "delete", ...table, key }
              : { type: "set", ...table, key, value: JSON.stringify(row) }
          ),
        );
      } catch (error) {
        log.warn(source, `Cannot write down ${what}`, { error: toPlainError(error).message });
      }
    }
  }

  #parse(json: string): Row | undefined {
    try {
      return this.parts.parse(JSON.parse(json));
    } catch {
      return undefined;
    }
  }
}
