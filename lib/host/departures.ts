/**
 * Workers that nobody needs any more, and when they are stopped: not while callers wait for new ones, for taking a
 * thread down costs more of the processor than starting one. It knows no Workers, only their numbers.
 *
 * @module
 */

/** Workers that may wait for their end; each holds some 12 MB meanwhile. */
const MOST = 16;

/** Holds back the ends of Workers in a rush. */
export class Departures {
  #waiting: number[] = [];

  /** `stop` takes the Worker of that number down. */
  constructor(private readonly stop: (id: number) => void) {}

  /** Nobody needs Worker `id` any more. In a rush (`hurried`) it waits, and the one that waits longest goes if too many do. */
  add(id: number, hurried: boolean): void {
    this.#waiting.push(id);
    if (!hurried) this.settle();
    else if (this.#waiting.length > MOST) this.stop(this.#waiting.shift()!);
  }

  /** Nobody waits for a Worker now: all that are held back are stopped. */
  settle(): void {
    for (const id of this.#waiting.splice(0)) this.stop(id);
  }
}
