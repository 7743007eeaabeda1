/**
 * Turns for work that holds the main thread for milliseconds: key exchange and signatures of callers by SSH.
 *
 * One at a time, and after each the thread is free for as long as it took: a key of somebody else, which needs several
 * turns of the event loop on its way to a script and back, waits for one piece of work and not for all that came at once.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** Hands out turns in the order in which they were asked for. Whoever asks has one request at a time. */
export class FairTurns {
  #last: Promise<void> = Promise.resolve();

  /** @param now milliseconds of a clock that never goes back. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Does the work when it is its turn. Rejects with what it throws; the others have their turns all the same. */
  take(work: () => void): Promise<void> {
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = turn.promise;
    return before.then(() => {
      const begin = this.now();
      try {
        work();
      } finally {
        const took = this.now() - begin;
        if (took < 1) setImmediate(turn.resolve);
        else setTimeout(turn.resolve, took);
      }
    });
  }
}
