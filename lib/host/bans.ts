/**
 * The bans that an operator has spoken: addresses and subnets that are turned away at every door, for a time or for
 * good. They stand in the store, so that they outlive the server, and in memory, where the gates look.
 *
 * At most {@linkcode MAX_BANS}; the next one is refused. Bans that are over are forgotten when the list is read or
 * written to.
 *
 * @module
 */

import { parseSchemaName, parseTableName, quote } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { OperatorError, toPlainError } from "../base/errors.ts";
import type { Logger } from "../log/logger.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import { KV_LIMITS, type KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";
import { parseSubnet, type Subnet, SubnetMap } from "./subnet.ts";

/** Bans at a time; each is a row in memory. */
export const MAX_BANS = 10_000;
/** Characters of a reason. */
const MAX_REASON = 120;
/** Characters of the name of who asked. */
const MAX_BY = 64;
/** The latest time that a date can tell. */
const MAX_TIME = 8_640_000_000_000_000;
const TABLE: KvTable = { schema: parseSchemaName("system"), table: parseTableName("bans") };

/** One ban. */
export interface Ban {
  /** An address or a subnet, see {@linkcode Subnet.text}. */
  readonly address: string;
  /** When it is over, in milliseconds since 1970; `null` never. */
  readonly until: number | null;
  /** When it was spoken, in milliseconds since 1970. */
  readonly since: number;
  /** One line, perhaps blank. */
  readonly reason: string;
  /** Who spoke it. */
  readonly by: string;
}

/** What bans work with. */
export interface BansParts {
  readonly store: Pick<KvClient, "list" | "commit">;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The list. */
export class Bans {
  readonly #bans = new SubnetMap<Ban>();

  constructor(private readonly parts: BansParts) {}

  /** Reads the list from the store. A row that is no ban is left alone, and the log says so. */
  async read(): Promise<void> {
    for (let after: string | null = ""; after !== null;) {
      const range = { limit: KV_LIMITS.pageRows, reverse: false, what: "entries", after } as const;
      const { keys, values, next } = await this.parts.store.list(TABLE, range);
      for (const [i, key] of keys.entries()) {
        try {
          const subnet = parseSubnet(key);
          this.#bans.set(subnet, readBan(subnet, values[i]!));
        } catch (error) {
          const { message } = toPlainError(error);
          this.parts.log.warn("bans", "Cannot read a ban", { address: key, error: message });
        }
      }
      after = next;
    }
  }

  /** The ban that an address is under now. */
  find(hostname: string): Ban | undefined {
    const now = this.parts.clock.now();
    for (const ban of this.#bans.holding(hostname)) if (isOn(ban, now)) return ban;
    return undefined;
  }

  /** All that are not over, in no order. */
  list(): Ban[] {
    const now = this.parts.clock.now();
    return [...this.#bans.values()].filter((ban) => isOn(ban, now));
  }

  /**
   * Bans an address or subnet, in place of a ban of exactly the same; `seconds` from now, `null` for good. Kept when
   * the store has it.
   *
   * @throws {TypeError} for what is no address or subnet
   * @throws {OperatorError} when there are too many
   */
  async add(
    { address, seconds, reason, by }: {
      readonly address: string;
      readonly seconds: number | null;
      readonly reason: string;
      readonly by: string;
    },
  ): Promise<Ban> {
    const subnet = parseSubnet(address);
    const now = this.parts.clock.now();
    await this.#forgetOver(now);
    if (this.#bans.get(subnet) === undefined && this.#bans.size >= MAX_BANS) {
      throw new OperatorError(`Cannot ban ${quote(subnet.text)}: expected at most ${MAX_BANS} bans`);
    }
    const ban: Ban = {
      address: subnet.text,
      until: seconds === null ? null : Math.min(MAX_TIME, now + seconds * 1000),
      since: now,
      reason: sanitizeLine(reason, { maxLength: MAX_REASON, pipes: "strip" }),
      by: sanitizeLine(by, { maxLength: MAX_BY, pipes: "strip" }),
    };
    const { address: key, ...value } = ban;
    await this.parts.store.commit([], [{ type: "set", ...TABLE, key, value: JSON.stringify(value) }]);
    this.#bans.set(subnet, ban);
    return ban;
  }

  /** Lifts the ban of exactly this address or subnet; answers whether there was one that was not over. */
  async remove(address: string): Promise<boolean> {
    const subnet = parseSubnet(address);
    const ban = this.#bans.get(subnet);
    if (ban === undefined) return false;
    await this.#forget([ban]);
    return isOn(ban, this.parts.clock.now());
  }

  async #forgetOver(now: number): Promise<void> {
    const over = [...this.#bans.values()].filter((ban) => !isOn(ban, now));
    if (over.length > 0) await this.#forget(over);
  }

  async #forget(bans: readonly Ban[]): Promise<void> {
    await this.parts.store.commit(
      [],
      bans.map(({ address }) => ({ type: "delete", ...TABLE, key: address })),
    );
    for (const { address } of bans) this.#bans.delete(parseSubnet(address));
  }
}

function isOn({ until }: Ban, now: number): boolean {
  return until === null || until > now;
}

function readBan({ text }: Subnet, json: string): Ban {
  const { until, since, reason, by } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  if (until !== null && typeof until !== "number") throw new TypeError("Cannot read ban: expected a time");
  return {
    address: text,
    until,
    since: typeof since === "number" ? since : 0,
    reason: sanitizeLine(String(reason ?? ""), { maxLength: MAX_REASON, pipes: "strip" }),
    by: sanitizeLine(String(by ?? ""), { maxLength: MAX_BY, pipes: "strip" }),
  };
}
