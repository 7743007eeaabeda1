/**
 * Turns: many may look at once, who changes something is alone.
 *
 * Who comes after a change that waits, waits for it. The queue is as long as there are people who ask: each waits for
 * his turn before he asks again.
 *
 * @module
 */

/** Turns at one thing. */
export class Turns {
  #tail: Promise<unknown> = Promise.resolve();
  readonly #sharing = new Set<Promise<unknown>>();

  /** Runs beside others who share. */
  shared<T>(run: () => Promise<T>): Promise<T> {
    const running = this.#tail.then(run);
    const ended = running.catch(() => {}).finally(() => this.#sharing.delete(ended));
    this.#sharing.add(ended);
    return running;
  }

  /** Runs alone. */
  alone<T>(run: () => Promise<T>): Promise<T> {
    const running = Promise.all([this.#tail, ...this.#sharing]).then(run);
    this.#tail = running.catch(() => {});
    return running;
  }
}
