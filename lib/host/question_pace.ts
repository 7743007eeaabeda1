/**
 * How fast a caller may ask which handles are taken: ever more slowly.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";

/** Handles that a caller may ask about before he is slowed down; who applies for an account asks for a few. */
const FREE_QUESTIONS = 12;
/** Milliseconds that he waits at most. */
const LONGEST = 10_000;

/** The pace of one session. */
export class QuestionPace {
  #questions = 0;

  constructor(private readonly clock: Clock, private readonly signal: AbortSignal) {}

  /** Waits the longer, the more was asked; not beyond the end of the session. */
  async slowDown(): Promise<void> {
    const asked = this.#questions++ - FREE_QUESTIONS;
    if (asked < 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.clock.after(Math.min(LONGEST, 500 * 2 ** Math.min(asked, 8)), resolve);
    this.signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    cancel();
  }
}
