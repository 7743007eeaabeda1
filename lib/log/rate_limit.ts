/**
 * Bounds how many lines a second anybody can cause: what is above is counted and summed up in one line.
 *
 * Entries about an address share that address's allowance whatever their category, so that twenty thousand
 * connections a minute cost five lines a second; entries about nobody share one by category. Memory is bounded as
 * well: at most {@linkcode MAX_KEYS} addresses are told apart within a second, all others share one allowance.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";

/** Lines a second about one address, the summary included; battery term LOGS. */
export const LINES_PER_ADDRESS = 5;
/** Lines a second of one category about nobody in particular, the summary included. */
export const LINES_PER_CATEGORY = 50;
/** Addresses told apart within a second. */
export const MAX_KEYS = 1024;

const WINDOW_MS = 1000;
const EVERYBODY_ELSE = "many addresses";

/** What was left out within a second. */
export interface Suppressed {
  /** An address, a category, or `many addresses`. */
  readonly source: string;
  readonly lines: number;
}

interface Allowance {
  readonly source: string;
  readonly limit: number;
  used: number;
  suppressed: number;
}

/** Counts lines in windows of a second; a timer runs only while there is something to count. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #summarize: (suppressed: Suppressed) => void;
  readonly #allowances = new Map<string, Allowance>();
  #cancelTimer: (() => void) | undefined;

  /** @param summarize told what was left out, once a second and source; must not ask {@linkcode allow} again */
  constructor(clock: Clock, summarize: (suppressed: Suppressed) => void) {
    this.#clock = clock;
    this.#summarize = summarize;
  }

  /** Takes a line's place in the allowance; `false` means it must not be written. */
  allow(category: string, address: string | undefined): boolean {
    const allowance = address === undefined
      ? this.#allowance(`category ${category}`, category, LINES_PER_CATEGORY)
      : this.#allowance(`address ${address}`, address, LINES_PER_ADDRESS);
    // The last place of a window is the summary's.
    if (allowance.used < allowance.limit - 1) {
      allowance.used++;
      return true;
    }
    allowance.suppressed++;
    return false;
  }

  /** Ends the window: sums up what was left out. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const allowances = [...this.#allowances.values()];
    this.#allowances.clear();
    for (const { source, suppressed } of allowances) {
      if (suppressed > 0) this.#summarize({ source, lines: suppressed });
    }
  }

  #allowance(key: string, source: string, limit: number): Allowance {
    const known = this.#allowances.get(key);
    if (known !== undefined) return known;
    if (this.#allowances.size >= MAX_KEYS && source !== EVERYBODY_ELSE) {
      return this.#allowance(EVERYBODY_ELSE, EVERYBODY_ELSE, LINES_PER_CATEGORY);
    }
    const fresh = { source, limit, used: 0, suppressed: 0 };
    this.#allowances.set(key, fresh);
    this.#cancelTimer ??= this.#clock.after(WINDOW_MS, () => this.flush());
    return fresh;
  }
}
