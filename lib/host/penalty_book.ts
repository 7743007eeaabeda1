/**
 * Writes down what addresses have done, so that a restart does not forgive them: their latest failed logins and the
 * bans that came of those.
 *
 * Nobody waits for it; it holds as many addresses as the throttle does. Does not judge, that is `login_throttle.ts`.
 *
 * @module
 */

import { parseSchemaName, parseTableName } from "../base/brand.ts";
import type { Logger } from "../log/logger.ts";
import type { KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";
import { RowBook } from "./row_book.ts";

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

/** The book, by address. */
export class PenaltyBook extends RowBook<Penalty> {
  constructor(store: Pick<KvClient, "list" | "commit">, log: Logger) {
    super({ store, table: TABLE, parse: parsePenalty, log, source: "auth", what: "failed logins" });
  }
}

function parsePenalty(value: unknown): Penalty | undefined {
  const { failures, bannedUntil, bans } = value as Readonly<Record<string, unknown>>;
  if (!Array.isArray(failures) || !failures.every((at) => Number.isFinite(at))) return undefined;
  if (bannedUntil !== null && !Number.isFinite(bannedUntil)) return undefined;
  if (!Number.isSafeInteger(bans) || Number(bans) < 0) return undefined;
  return { failures, bannedUntil: bannedUntil as number | null, bans: Number(bans) };
}
