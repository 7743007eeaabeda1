/**
 * Everything that decides whether an address may call, in one hand: failed logins, operators' bans, the pace of calls.
 *
 * Who opens it closes it, before the store: what is to be written down is written then.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Logger } from "../log/logger.ts";
import type { KvClient } from "../wire/kv_client.ts";
import { Bans } from "./bans.ts";
import { CallPace } from "./call_pace.ts";
import { type Fail2banSettings, LoginThrottle } from "./login_throttle.ts";
import { PenaltyBook } from "./penalty_book.ts";

/** The guard. */
export class AddressGuard {
  private constructor(
    readonly throttle: LoginThrottle,
    readonly bans: Bans,
    private readonly pace: CallPace,
    private readonly book: PenaltyBook,
  ) {}

  /** Reads from the store what was held against whom. */
  static async open(
    { settings, store, clock, log }: {
      readonly settings: Fail2banSettings;
      readonly store: Pick<KvClient, "list" | "commit">;
      readonly clock: Clock;
      readonly log: Logger;
    },
  ): Promise<AddressGuard> {
    const book = new PenaltyBook(store, log);
    const throttle = new LoginThrottle(settings, clock, { book, log });
    throttle.restore(await book.read());
    const bans = new Bans({ store, clock, log });
    await bans.read();
    return new AddressGuard(throttle, bans, new CallPace(settings, clock), book);
  }

  /** Goes on with other settings. */
  configure(settings: Fail2banSettings): void {
    this.throttle.configure(settings);
    this.pace.configure(settings);
  }

  /** Whether the address is turned away for its failed logins. */
  banned(hostname: string): boolean {
    return this.throttle.refuses(hostname);
  }

  /** Whether an operator has banned the address, by a command or in the INI file. */
  barred(hostname: string): boolean {
    return this.throttle.denies(hostname) || this.bans.find(hostname) !== undefined;
  }

  /** Counts a call; answers whether the address calls too often. */
  hurries(hostname: string): boolean {
    return this.pace.exceeds(hostname);
  }

  /** Whether nothing that comes from the address is counted. */
  trusts(hostname: string): boolean {
    return this.throttle.trusts(hostname);
  }

  /** Kept when everything is written down. */
  close(): Promise<void> {
    return this.book.flush();
  }
}
