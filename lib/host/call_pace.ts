/**
 * How often an address may call: at most so many connections within the window of `[fail2ban]`. Who calls more often is
 * refused at the gate; that is no failed login and is not held against anybody.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { addressGroup, AddressList } from "./address_list.ts";
import type { Fail2banSettings } from "./login_throttle.ts";
import { RecentCounts } from "./recent_counts.ts";

/** Counts connections. Remembers 10,000 addresses; then the one longest quiet is forgotten. */
export class CallPace {
  #settings!: Fail2banSettings;
  #whitelist!: AddressList;
  #counts!: RecentCounts;

  constructor(settings: Fail2banSettings, private readonly clock: Clock) {
    this.configure(settings);
  }

  /** Goes on with other settings. What was counted counts no more when the window has changed. */
  configure(settings: Fail2banSettings): void {
    const window = settings.max_connections_window;
    if (window !== this.#settings?.max_connections_window) {
      this.#counts = new RecentCounts(this.clock, window * 1000);
    }
    this.#settings = settings;
    this.#whitelist = new AddressList(settings.ip_whitelist);
  }

  /** Counts a connection; answers whether it is one too many, and then does not count it. */
  exceeds(hostname: string): boolean {
    const { enabled, max_connections } = this.#settings;
    if (!enabled || max_connections === 0 || this.#whitelist.has(hostname)) return false;
    return !this.#counts.take(addressGroup(hostname), max_connections);
  }
}
