/**
 * Time as something that is handed in, so that tests never wait.
 *
 * @module
 */

/** What a room may know about time. */
export interface Clock {
  /** Milliseconds since 1970, for what people read. */
  now(): number;
  /** Milliseconds from some start, never going back, for measuring and deadlines. */
  monotonic(): number;
  /** Calls `run` once after `ms` milliseconds. The answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const id = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(id);
  },
};

/** Resolves at a time of the clock's `monotonic()`, or when it is given up. */
export function waitUntil(clock: Clock, time: number, signal?: AbortSignal): Promise<void> {
  const left = time - clock.monotonic();
  if (left <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(left, done);
    signal?.addEventListener("abort", done);
  });
}

/** A clock that moves when it is told to; for tests. */
export class FakeClock implements Clock {
  #time: number;
  #timers: { at: number; run: () => void }[] = [];

  constructor(start: number = 0) {
    this.#time = start;
  }

  now(): number {
    return this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#time + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((t) => t !== timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves time on, running what falls due in order. */
  advance(ms: number): void {
    const end = this.#time + ms;
    for (;;) {
      const due = this.#timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((t) => t !== due);
      this.#time = Math.max(this.#time, due.at);
      due.run();
    }
    this.#time = end;
  }
}
