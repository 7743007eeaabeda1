/**
 * A line as the socket of Node's that a library wants.
 *
 * Nothing is read from the line that the library has no room for. What came in one read is handed on in bites, with a
 * turn for everybody else in between. A write is done when the caller's system has taken it.
 *
 * @module
 */

import { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import type { Clock } from "../base/clock.ts";
import { concatBytes } from "../base/bytes.ts";
import type { Line } from "./line.ts";

/** Bytes that the library is given at a time. */
const BITE = 8 * 1024;

/** A socket over a line, which it closes when it ends or is destroyed. */
export class LineStream extends Duplex {
  readonly #line: Line;
  readonly #clock: Clock;
  #reading = false;
  #wake: (() => void) | undefined;
  #cancel = () => {};

  constructor(line: Line, clock: Clock) {
    super({ allowHalfOpen: false, highWaterMark: BITE });
    this.#line = line;
    this.#clock = clock;
    this.on("error", () => {});
  }

  /** Emits `timeout` so many milliseconds from now, whatever happens meanwhile; 0 for never. */
  setTimeout(ms: number): this {
    this.#cancel();
    if (ms > 0 && !this.destroyed) this.#cancel = this.#clock.after(ms, () => void this.emit("timeout"));
    return this;
  }

  override _read(): void {
    this.#wake?.();
    if (this.#reading) return;
    this.#reading = true;
    this.#pump().catch((error) => this.destroy(error));
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    this.#line.write(chunk).then(() => done(), done);
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: (error?: Error) => void): void {
    this.#line.write(concatBytes(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _final(done: () => void): void {
    // The line lets what was written arrive before it closes.
    this.#line.close();
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancel();
    this.#line.close();
    this.#wake?.();
    done(error);
  }

  async #pump(): Promise<void> {
    for await (const bytes of this.#line.readable) {
      for (let at = 0; at < bytes.length; at += BITE) {
        if (this.destroyed) return;
        const wanted = new Promise<void>((resolve) => (this.#wake = resolve));
        if (!this.push(bytes.subarray(at, at + BITE))) await wanted;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    this.push(null);
  }
}
