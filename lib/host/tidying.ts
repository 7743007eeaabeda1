/**
 * When a thread collects its garbage: once many sessions have ended and no more end.
 *
 * What a thread keeps for callers who have hung up lies between what it still needs. Left to V8, it would stay there
 * until the next rush, and memory would look like a leak.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";

/** Milliseconds without an end after which a thread has come to rest. */
const REST = 3000;
/** Ends that are worth a collection. */
const WORTHWHILE = 16;

/** Counts ends, and collects after them. */
export class Tidying implements Disposable {
  #ends = 0;
  #cancel: () => void = () => {};

  constructor(private readonly clock: Clock, private readonly collect: () => void) {}

  /** A session, or its thread, has ended. */
  ended(): void {
    this.#ends++;
    this.#cancel();
    if (this.#ends < WORTHWHILE) return;
    this.#cancel = this.clock.after(REST, () => {
      this.#ends = 0;
      this.collect();
    });
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }
}
