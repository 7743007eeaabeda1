/**
 * Counts what happened lately, by name: how often an address asked, how often an account was written to.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";

/** Times by name, each counted for `window` milliseconds. At most `capacity` names: the one longest quiet is forgotten. */
export class RecentCounts {
  readonly #clock: Clock;
  readonly #window: number;
  readonly #capacity: number;
  /** The name written to last is the last one. */
  readonly #times = new Map<string, readonly number[]>();

  constructor(clock: Clock, window: number, capacity: number = 10_000) {
    this.#clock = clock;
    this.#window = window;
    this.#capacity = capacity;
  }

  /** How many names are remembered. */
  get size(): number {
    return this.#times.size;
  }

  /** Counts once more, unless that has happened `most` times within the window already; answers whether it did. */
  take(name: string, most: number): boolean {
    const now = this.#clock.monotonic();
    const recent = (this.#times.get(name) ?? []).filter((at) => at > now - this.#window);
    if (recent.length >= most) return false;
    this.#times.delete(name);
    this.#times.set(name, [...recent, now]);
    for (const [oldest, times] of this.#times) {
      if (this.#times.size <= this.#capacity && times.at(-1)! > now - this.#window) break;
      this.#times.delete(oldest);
    }
    return true;
  }
}
