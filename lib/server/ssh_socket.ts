/**
 * A line as the socket that the SSH library wants, with the limits that the library lacks.
 *
 * Nothing is read while more than {@linkcode MAX_WAITING} bytes wait to be taken by the peer, or while whoever reads a
 * session asks to hold. What came in one read is handed on in bites, with a turn for everybody else in between: a
 * bite of small packets costs milliseconds.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import { concatBytes, discardBytes } from "../base/bytes.ts";
import type { Line } from "../net/line.ts";
import type { FairTurns } from "./fair_turns.ts";

/** Bytes that may wait to be sent before the peer is not read any more. */
const MAX_WAITING = 256 * 1024;
/** Bytes that the library is given at a time. */
const BITE = 8 * 1024;

interface Waiter {
  readonly mark: number;
  resolve(): void;
  reject(error: Error): void;
}

/** A socket over a line. Emits `close` once, however it ends. */
export class SshSocket extends Duplex {
  readonly #line: Line;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #early: Uint8Array | undefined;
  #produced = 0;
  #taken = 0;
  #received = 0;
  #waiters: Waiter[] = [];
  #reading = false;
  #wake: (() => void) | undefined;
  /** Turns that bites wait for; without them, for nothing. While a client shakes hands, each may cost much time. */
  turns: FairTurns | undefined;
  readonly #holds = new Set<() => boolean>();

  /** `early` was read from the line before; `said` bytes, with which the library begins, were written to it. */
  constructor(
    line: Line,
    reader: ReadableStreamDefaultReader<Uint8Array>,
    early: Uint8Array,
    private said: number = 0,
  ) {
    super({ allowHalfOpen: false, highWaterMark: BITE });
    this.#line = line;
    this.#reader = reader;
    this.#early = early;
    this.on("error", () => {});
    this.on("close", () => this.#rejectAll());
  }

  /** For the library, which asks. */
  get remoteAddress(): string {
    return this.#line.remote.hostname;
  }

  /** Bytes that the library has given to be sent, and how many the peer's system has taken of them. */
  get produced(): number {
    return this.#produced;
  }

  /** Bytes that came. */
  get received(): number {
    return this.#received;
  }

  /** Resolves when so many bytes since the beginning were taken; rejects when the socket closes before. */
  takenUpTo(mark: number): Promise<void> {
    if (this.destroyed) return Promise.reject(new Error("The line is closed"));
    if (this.#taken >= mark) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ mark, resolve, reject }));
  }

  /**
   * Nothing is read while it is so, until what is answered is called. After each change {@linkcode look} has to be called.
   */
  hold(held: () => boolean): () => void {
    this.#holds.add(held);
    return () => {
      this.#holds.delete(held);
      this.look();
    };
  }

  /** Reads on, if there is no reason any more to hold. */
  look(): void {
    this.#wake?.();
  }

  override write(chunk: Uint8Array | string, ...rest: never[]): boolean {
    const { length } = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (length === this.said) {
      this.said = 0;
      return true;
    }
    this.#produced += length;
    return super.write(chunk, ...rest);
  }

  override _read(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#pump().catch((error) => this.destroy(error));
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    this.#send(chunk, (error) => {
      discardLarge(chunk);
      done(error);
    });
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: (error?: Error) => void): void {
    const bytes = concatBytes(chunks.map(({ chunk }) => chunk));
    // The library keeps nothing of what it has given to be sent.
    for (const { chunk } of chunks) discardLarge(chunk);
    this.#send(bytes, (error) => {
      discardBytes(bytes);
      done(error);
    });
  }

  override _final(done: () => void): void {
    // The line lets what was written arrive before it closes.
    this.#line.close();
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#line.close();
    this.#wake?.();
    done(error);
  }

  get #held(): boolean {
    for (const held of this.#holds) if (held()) return true;
    return false;
  }

  #send(bytes: Uint8Array, done: (error?: Error) => void): void {
    this.#line.write(bytes).then(() => {
      this.#taken += bytes.length;
      while (this.#waiters[0] !== undefined && this.#waiters[0].mark <= this.#taken) {
        this.#waiters.shift()!.resolve();
      }
      this.#wake?.();
      done();
    }, done);
  }

  async #pump(): Promise<void> {
    while (!this.destroyed) {
      const early = this.#early;
      this.#early = undefined;
      const bytes = early ?? (await this.#reader.read()).value;
      if (bytes === undefined) {
        this.push(null);
        return;
      }
      this.#received += bytes.length;
      for (let at = 0; at < bytes.length && !this.destroyed; at += BITE) {
        while (!this.destroyed && (this.#held || this.writableLength > MAX_WAITING)) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
        const bite = bytes.subarray(at, at + BITE);
        if (this.turns === undefined) this.push(bite);
        // Copied, for without a cipher the library keeps whole packets as they are.
        else await this.turns.take(() => void this.push(bite.slice()));
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (this.readableLength === 0) discardLarge(bytes);
    }
  }

  #rejectAll(): void {
    for (const { reject } of this.#waiters.splice(0)) reject(new Error("The line is closed"));
  }
}

/**
 * Gives back the memory of bytes that went through, when their buffer is too large to be shared with others. The library
 * writes the length of a packet as a view of the whole, which goes with it. A file of hundreds of MB would else leave
 * tens of them to the next great collection.
 */
export function discardLarge(bytes: Uint8Array): void {
  if (bytes.buffer.byteLength > Buffer.poolSize) discardBytes(bytes);
}
