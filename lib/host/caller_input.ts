/**
 * What a caller types, on its way to the Worker that runs his scripts.
 *
 * Bytes are kept until the Worker says that a script took them: when the session moves to another Worker, they move
 * along, in order. At most a window of them is sent; who pushes more waits, and with him the caller's socket.
 *
 * @module
 */

import { ByteQueue } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { WINDOW } from "../wire/limits.ts";
import { Window } from "../wire/window.ts";

/** Bytes that Workers may have given back and not taken again: what was one byte of nonsense may come back as three. */
const MOST_RETURNED = 4 * WINDOW;

/** Where what was typed goes. */
export interface InputTaker {
  input(bytes: Uint8Array): void;
  /** Nothing more will be typed; every taker is told, behind everything that was typed. */
  inputEnd(): void;
}

/** The way in of one session. Holds a window of unconsumed bytes, and what the one pusher waits with. */
export class CallerInput {
  #window = new Window();
  #sent = new ByteQueue();
  #waiting = new ByteQueue();
  #taker: InputTaker | undefined;
  #unreadSince: number | undefined;
  /** Bytes at the front that were given back. */
  #returned = 0;
  #drained = Promise.withResolvers<void>();
  #closed = false;
  /** Whether the caller's client has said that nothing more will be typed, and whether the taker knows. */
  #ended = false;
  #told = false;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds since a script has taken anything, while something waits to be read. */
  get unread(): number {
    return this.#unreadSince === undefined ? 0 : this.clock.monotonic() - this.#unreadSince;
  }

  /**
   * Gives to `taker` from now on: first `unread`, which another gave back, then what that one did not take. Answers
   * `false` when more was given back than can have been taken; then nothing is given.
   */
  attach(taker: InputTaker, unread: Uint8Array = new Uint8Array(0)): boolean {
    this.#returned += unread.length;
    if (this.#returned > MOST_RETURNED) return false;
    this.#window = new Window();
    this.#unreadSince = undefined;
    this.#waiting.unshift(this.#sent.take());
    this.#waiting.unshift(unread);
    this.#taker = taker;
    this.#told = false;
    this.#drain();
    return true;
  }

  /** The Worker is gone, or the session leaves it: bytes wait for the next. */
  detach(): void {
    this.#taker = undefined;
    this.#unreadSince = undefined;
  }

  /** Forgets what the Worker that is gone did not take. */
  forget(): void {
    this.#sent.clear();
    this.#returned = 0;
  }

  /** Queues bytes. Resolves when all of them were sent, or the input was closed. */
  async push(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#drain();
    while (this.#waiting.size > 0 && !this.#closed) await this.#drained.promise;
  }

  /** The caller's client says that nothing more will be typed. */
  end(): void {
    this.#ended = true;
    this.#drain();
  }

  /** A script took so many bytes. Answers `false` when they were never sent: the Worker broke its window. */
  consumed(bytes: number): boolean {
    this.#sent.take(bytes);
    this.#returned = Math.max(0, this.#returned - bytes);
    if (!this.#window.give(bytes)) return false;
    this.#unreadSince = this.#sent.size === 0 ? undefined : this.clock.monotonic();
    this.#drain();
    return true;
  }

  /** Ends all waiting. */
  close(): void {
    this.#closed = true;
    this.#taker = undefined;
    this.#drained.resolve();
  }

  #drain(): void {
    while (this.#taker !== undefined && this.#waiting.size > 0 && this.#window.room > 0) {
      const bytes = this.#waiting.take(this.#window.room).slice();
      this.#window.take(bytes.length);
      this.#sent.push(bytes);
      this.#unreadSince ??= this.clock.monotonic();
      this.#taker.input(bytes);
    }
    if (this.#waiting.size > 0 || this.#closed) return;
    if (this.#ended && !this.#told && this.#taker !== undefined) {
      this.#told = true;
      this.#taker.inputEnd();
    }
    this.#drained.resolve();
    this.#drained = Promise.withResolvers();
  }
}
