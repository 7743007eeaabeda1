/**
 * Timers that move when they are told to, in place of the global ones, for rooms that set their own.
 *
 * @module
 */

import { FakeClock } from "../../lib/base/clock.ts";

/** Stands in for `setTimeout` and `clearTimeout` until it is disposed of. */
export class FakeTimers {
  readonly #clock = new FakeClock();
  readonly #cancels = new Map<number, () => void>();
  readonly #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor() {
    let last = 0;
    globalThis.setTimeout = ((run: () => void, ms: number = 0) => {
      const id = ++last;
      // As in the runtime: what does not fit 31 bits is over at once.
      this.#cancels.set(id, this.#clock.after(ms < 2 ** 31 ? ms : 1, run));
      return id;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((id: number | undefined) => {
      if (id !== undefined) this.#cancels.get(id)?.();
    }) as unknown as typeof clearTimeout;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#clock.pending;
  }

  /** Moves time on, then lets every promise that follows have its turn. */
  async advance(ms: number): Promise<void> {
    this.#clock.advance(ms);
    await turns();
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
  }
}

/** Lets everything run that waits for nothing but other promises. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}
