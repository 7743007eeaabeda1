/**
 * Text on its way to the caller: gathered while a script runs, encoded, and sent as fast as the window allows.
 *
 * The queue has no size of its own: a script that awaits its `echo` waits here, one that does not fills its own
 * Worker's heap, which is limited.
 *
 * @module
 */

import type { Encoding } from "../text/encodings.ts";
import { WINDOW } from "../wire/limits.ts";
import { Window } from "../wire/window.ts";

/** The most bytes in one message; small enough that a slow caller's acknowledgements come often. */
const CHUNK = 16 * 1024;
/** Characters that are encoded in one go. */
const PIECE = 8 * 1024;

/** The way out of one session. */
export class Output {
  #encoding: Encoding;
  #texts: string[] = [];
  #bytes: Uint8Array | undefined;
  #window = new Window(WINDOW);
  #pumping: Promise<void> | undefined;
  #scheduled = false;
  #closed = false;

  constructor(encoding: Encoding, private readonly send: (bytes: Uint8Array) => void) {
    this.#encoding = encoding;
  }

  /** Queues text. Resolves when all of it was handed over to the host within the window. */
  write(text: string): Promise<void> {
    if (this.#closed || text === "") return Promise.resolve();
    this.#texts.push(text);
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#drain();
      });
    }
    return this.flushed();
  }

  /** Resolves when nothing waits any more. */
  async flushed(): Promise<void> {
    // The microtask that gathers writes has to run first.
    if (this.#scheduled) await Promise.resolve();
    this.#drain();
    if (this.#pumping !== undefined) await this.#pumping;
  }

  /** The host has given `bytes` to the caller's socket. */
  taken(bytes: number): void {
    this.#window.give(bytes);
  }

  /** Changes how text becomes bytes; what was written before keeps the old way. */
  setEncoding(encoding: Encoding): void {
    if (encoding === this.#encoding) return;
    while (this.#texts.length > 0) {
      const bytes = this.#encoding.encode(this.#texts.shift()!);
      const before: Uint8Array | undefined = this.#bytes;
      if (before === undefined) this.#bytes = bytes;
      else {
        const joined = new Uint8Array(before.length + bytes.length);
        joined.set(before);
        joined.set(bytes, before.length);
        this.#bytes = joined;
      }
    }
    this.#encoding = encoding;
  }

  /** Drops what waits and lets all writers go on. */
  close(): void {
    this.#closed = true;
    this.#texts = [];
    this.#bytes = undefined;
    this.#window.close();
  }

  /** Sends what the window has room for; goes on by itself when there was not enough. */
  #drain(): void {
    if (this.#pumping !== undefined) return;
    while (!this.#closed && this.#fill()) {
      const bytes = this.#bytes!;
      const size = Math.min(bytes.length, CHUNK);
      if (size > this.#window.room) {
        // Filling the last gap would make the next one as small: pieces became ever smaller, messages ever more.
        this.#pumping = this.#window.ready(size).then(() => {
          this.#pumping = undefined;
          this.#drain();
          return this.#pumping;
        });
        return;
      }
      this.#window.take(size);
      // `slice`, not `subarray`: a view would clone its whole buffer across the threads.
      const whole = size === bytes.length && bytes.byteLength === bytes.buffer.byteLength;
      this.send(whole ? bytes : bytes.slice(0, size));
      this.#bytes = size === bytes.length ? undefined : bytes.subarray(size);
    }
  }

  /** Makes sure that there are bytes to send, if there is anything at all. */
  #fill(): boolean {
    if (this.#bytes !== undefined && this.#bytes.length > 0) return true;
    while (this.#texts.length > 0) {
      let text = this.#texts.length === 1 ? this.#texts[0]! : this.#texts.join("");
      this.#texts = [];
      if (text.length > PIECE) {
        // Not between the halves of a surrogate pair.
        const cut = (text.charCodeAt(PIECE - 1) & 0xfc00) === 0xd800 ? PIECE - 1 : PIECE;
        this.#texts.push(text.slice(cut));
        text = text.slice(0, cut);
      }
      const bytes = this.#encoding.encode(text);
      if (bytes.length > 0) {
        this.#bytes = bytes;
        return true;
      }
    }
    return false;
  }
}
