/**
 * Another board at the end of a line that a test holds in its hands: what it says is a method, what it hears a text.
 *
 * @module
 */

import type { RemoteConnection } from "../../lib/net/remote_connection.ts";

/** The board. */
export class HandBoard implements RemoteConnection {
  /** What it was sent. */
  heard = "";
  /** How often it was sent something. */
  writes = 0;
  closed = false;
  /** Whether it takes what is sent. */
  reads = true;
  /** Bytes that were read of it. */
  taken = 0;
  #said: (Uint8Array | null | Error)[] = [];
  #wake = Promise.withResolvers<void>();

  /** Says something; `null` hangs up, an error breaks the line. */
  say(said: string | Uint8Array | null | Error): void {
    this.#said.push(typeof said === "string" ? Uint8Array.from(said, (c) => c.charCodeAt(0)) : said);
    this.#wake.resolve();
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.closed) throw new Deno.errors.BadResource();
      const said = this.#said.shift();
      if (said === null) return null;
      if (said instanceof Error) throw said;
      if (said !== undefined) {
        const piece = said.subarray(0, into.length);
        if (piece.length < said.length) this.#said.unshift(said.subarray(piece.length));
        into.set(piece);
        this.taken += piece.length;
        return piece.length;
      }
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    while (!this.reads) {
      if (this.closed) throw new Deno.errors.BadResource();
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
    this.writes += 1;
    this.heard += String.fromCharCode(...bytes);
    return bytes.length;
  }

  /** Takes again what is sent. */
  resume(): void {
    this.reads = true;
    this.#wake.resolve();
  }

  close(): void {
    if (this.closed) throw new Deno.errors.BadResource();
    this.closed = true;
    this.#wake.resolve();
  }
}
