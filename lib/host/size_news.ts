/**
 * News of a window's size: one that is dragged tells many, and whoever listens hears of the latest, every so often.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";

/** Milliseconds between two sizes that are told. */
const PAUSE = 50;

/** The news of one session. */
export class SizeNews {
  #waiting: TerminalSize | undefined;
  #paused = false;

  constructor(private readonly clock: Clock, private readonly tell: (size: TerminalSize) => void) {}

  /** The window has this size now. */
  push(size: TerminalSize): void {
    if (this.#paused) {
      this.#waiting = size;
      return;
    }
    this.#paused = true;
    this.tell(size);
    this.clock.after(PAUSE, () => {
      this.#paused = false;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting !== undefined) this.push(waiting);
    });
  }
}
