/**
 * How many Workers are asked for lately, so that the pool can be ahead of a rush: callers come one by one through the
 * day and all at once when something happens. It knows no Workers.
 *
 * @module
 */

/** Milliseconds for which a request counts. */
const WINDOW = 2000;
/** Workers more than the sysop wants warm that a rush may call for. */
const MOST = 6;

/** Counts requests of the last two seconds. Times are milliseconds of a monotonic clock. */
export class Demand {
  #times: number[] = [];

  /** Somebody has asked. */
  note(now: number): void {
    this.#times.push(now);
    if (this.#times.length > MOST + 1) this.#times.shift();
  }

  /** How many more Workers than usual should wait: one fewer than were asked for, since a single caller is no rush. */
  extra(now: number): number {
    while (this.#times.length > 0 && now - this.#times[0]! >= WINDOW) this.#times.shift();
    return Math.max(0, this.#times.length - 1);
  }
}
