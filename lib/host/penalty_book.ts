/**
 * Writes down what addresses have done, so that a restart does not forgive them: their latest failed logins and the
 * bans that came of those.
 *
 * Nobody waits for it. What is to be written is kept by address, one entry each, and goes to the store in one commit
 * at a time; the size of the queue is therefore that of the throttle. Does not judge, that is `login_throttle.ts`.
 *
 * @module
 */

import { parseSchemaName, parseTableName } from "../base/brand.ts";
import { toPlainError } from "../base/errors.ts";
import type { Logger } from "../log/logger.ts";
import { KV_LIMITS, type KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";

const TABLE: KvTable = { schema: parseSchemaName("system"), table: parseTableName("penalties") };

/** What is held against an address, or a /64. Times in milliseconds since 1970. */
export interface Penalty {
  /** When logins failed, oldest first. */
  readonly failures: readonly number[];
  /** Until when it is turned away; `null` when it never was. */
  readonly bannedUntil: number | null;
  /** How often it has been turned away lately. */
  readonly bans: number;
}

/** The book. */
export class PenaltyBook {
  readonly #waiting = new Map<string, Penalty | undefined>();
  #writing: Promise<void> | undefined;

  constructor(private readonly store: Pick<KvClient, "list" | "commit">, private readonly log: Logger) {}

  /** Everything that is written down. Rows that make no sense are left out. */
  async read(): Promise<Map<string, Penalty>> {
    const found = new Map<string, Penalty>();
    for (let after: string | null = ""; after !== null;) {
      const range = { limit: KV_LIMITS.pageRows, reverse: false, what: "entries", after } as const;
      const { keys, values, next } = await this.store.list(TABLE, range);
      for (const [i, key] of keys.entries()) {
        const penalty = readPenalty(values[i]!);
        if (penalty !== undefined) found.set(key, penalty);
      }
      after = next;
    }
    return found;
  }

  /** Writes what is held against an address; `undefined` strikes it out. */
  write(group: string, penalty: Penalty | undefined): void {
    this.#waiting.set(group, penalty);
    this.#writing ??= this.#run().finally(() => (this.#writing = undefined));
  }

  /** Kept when everything is written. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #run(): Promise<void> {
    // What else comes in this turn is written with it.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const rows = [...this.#waiting].slice(0, KV_LIMITS.commitRows);
      for (const [group] of rows) this.#waiting.delete(group);
      try {
        await this.store.commit(
          [],
          rows.map(([key, penalty]) =>
            penalty === undefined
              ? { type: "delete", ...TABLE, key }
              : { type: "set", ...TABLE, key, value: JSON.stringify(penalty) }
          ),
        );
      } catch (error) {
        this.log.warn("auth", "Cannot write down failed logins", { error: toPlainError(error).message });
      }
    }
  }
}

function readPenalty(json: string): Penalty | undefined {
  try {
    const { failures, bannedUntil, bans } = JSON.parse(json) as Readonly<Record<string, unknown>>;
    if (!Array.isArray(failures) || !failures.every((at) => Number.isFinite(at))) return undefined;
    if (bannedUntil !== null && !Number.isFinite(bannedUntil)) return undefined;
    if (!Number.isSafeInteger(bans) || Number(bans) < 0) return undefined;
    return { failures, bannedUntil: bannedUntil as number | null, bans: Number(bans) };
  } catch {
    return undefined;
  }
}
