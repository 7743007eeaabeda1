/**
 * How much each session may still ask of the world: a purse of tokens that fills up again (a token bucket).
 *
 * A purse outlives what was bought with it: who hangs up and calls again has not got more.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";

/** What purses are like. */
export interface PurseOptions {
  /** Tokens in a full one. */
  readonly burst: number;
  /** Milliseconds until there is one more. */
  readonly refill: number;
  readonly clock: Clock;
}

/** The purses of all sessions, each for as long as anybody knows its owner. */
export class Purses {
  readonly #options: PurseOptions;
  readonly #purses = new WeakMap<object, { tokens: number; counted: number }>();

  constructor(options: PurseOptions) {
    this.#options = options;
  }

  /** Takes `price` tokens out of the owner's purse; `false`, and nothing is taken, when there are not so many. */
  spend(owner: object, price: number): boolean {
    const { burst, refill, clock } = this.#options;
    const now = clock.monotonic();
    const purse = this.#purses.get(owner) ?? { tokens: burst, counted: now };
    this.#purses.set(owner, purse);
    const gained = Math.floor((now - purse.counted) / refill);
    purse.tokens = Math.min(burst, purse.tokens + gained);
    purse.counted += gained * refill;
    if (purse.tokens < price) return false;
    purse.tokens -= price;
    return true;
  }
}
