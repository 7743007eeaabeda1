/**
 * A window: how many bytes may be on their way and not yet acknowledged.
 *
 * Full means: the sender waits. There is one waiter, for each direction of a session has one sender.
 *
 * @module
 */

import { WINDOW } from "./limits.ts";

/** Counts bytes under way in one direction. */
export class Window {
  #room: number;
  #waiting: (() => void) | undefined;
  #closed = false;

  constructor(readonly size: number = WINDOW) {
    this.#room = size;
  }

  /** Bytes that may be sent now. */
  get room(): number {
    return this.#room;
  }

  /** Bytes that were sent and not acknowledged. */
  get outstanding(): number {
    return this.size - this.#room;
  }

  /** Takes room. Answers `false`, and takes nothing, when there is not enough: the peer broke the window. */
  take(bytes: number): boolean {
    if (!(bytes >= 0 && bytes <= this.#room)) return false;
    this.#room -= bytes;
    return true;
  }

  /** Gives room back. Answers `false` when more comes back than was taken. */
  give(bytes: number): boolean {
    if (!(bytes >= 0 && bytes <= this.outstanding)) return false;
    this.#room += bytes;
    if (bytes > 0) this.#wake();
    return true;
  }

  /** Resolves once there is room for `least` bytes, which are no more than the window's size, or it was closed. */
  async ready(least: number = 1): Promise<void> {
    while (this.#room < least && !this.#closed) {
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
  }

  /** Ends all waiting: nothing will be acknowledged any more. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }
}
