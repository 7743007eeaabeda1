/**
 * How fast somebody may write: so many at once, then one every so often. Whoever writes faster waits.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { NotPermittedError } from "../base/errors.ts";

/** Messages at once: a script that posts a whole archive page, or sixteen quick writers' hundred each, do not wait. */
const BURST = 120;
/** Milliseconds that each message beyond these costs. */
const EVERY = 1000;
/** Milliseconds that anybody is kept waiting; who has more under way is refused. */
const PATIENCE = 60_000;

/** The pace of each of many writers; forgotten with them. */
export class MessagePace<Writer extends { readonly signal: AbortSignal }> {
  readonly #clock: Clock;
  /** When all that a writer has written would be paid for, in the clock's monotonic milliseconds. */
  readonly #paid = new WeakMap<Writer, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for the writer's turn, or until he is gone. Rejects with a `NotPermittedError` when too many wait. */
  async turn(writer: Writer): Promise<void> {
    const now = this.#clock.monotonic();
    const paid = Math.max(now, this.#paid.get(writer) ?? 0) + EVERY;
    const wait = paid - now - BURST * EVERY;
    if (wait > PATIENCE) throw new NotPermittedError("Cannot write a message: too many at once");
    this.#paid.set(writer, paid);
    if (wait <= 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(wait, resolve);
    const gone = () => resolve();
    writer.signal.addEventListener("abort", gone, { once: true });
    await promise;
    cancel();
    writer.signal.removeEventListener("abort", gone);
    if (writer.signal.aborted) throw new NotPermittedError("Cannot write a message: the session has ended");
  }
}
