/**
 * TLS over a connection that was accepted as plain TCP.
 *
 * `Deno.listenTls` would be shorter. But a connection of its whose client never agrees on keys is not closed by
 * `close()` (seen with Deno 2.7 and 2.9): strangers could hold as many descriptors as they like. Here the connection
 * below is ours and is closed like any other; a PROXY header may stand before the keys; and each connection is made
 * with the certificate of its day.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { ByteQueue } from "../base/bytes.ts";
import type { Certificate } from "./certificate.ts";
import type { Connection } from "./line.ts";

/** Bytes that wait to be read before no more are taken from the connection below. */
const WINDOW = 64 * 1024;
const CHUNK = 16 * 1024;

/** The server's side of TLS. */
export class TlsConnection implements Connection {
  readonly #below: Duplex;
  readonly #socket: TLSSocket;
  readonly #secured = Promise.withResolvers<void>();
  readonly #waiting = new ByteQueue();
  #ended = false;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(private readonly inner: Connection, { cert, key }: Certificate) {
    this.#below = duplexOf(inner);
    const options = { isServer: true, cert, key };
    // The types want a socket; any stream will do.
    this.#socket = new TLSSocket(this.#below as ConstructorParameters<typeof TLSSocket>[0], options);
    this.#secured.promise.catch(() => {});
    this.#socket.once("secure", () => this.#secured.resolve());
    this.#socket.on("data", (data: Uint8Array) => {
      this.#waiting.push(data.slice());
      if (this.#waiting.size >= WINDOW) this.#socket.pause();
      this.#wakeUp();
    });
    for (const end of ["end", "error", "close"]) this.#socket.on(end, () => this.#end());
    this.#below.on("error", () => this.#end());
    this.#below.on("close", () => this.#end());
  }

  get remoteAddr(): Deno.Addr {
    return this.inner.remoteAddr;
  }

  /** Kept when both sides have agreed on their keys. Rejects when the connection ends before. */
  handshake(): Promise<void> {
    return this.#secured.promise;
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#waiting.size === 0) {
      if (this.#ended) return null;
      // Two may wait: who reads, and who drains what is left after the end.
      const before = this.#wake;
      await new Promise<void>((resolve) => {
        this.#wake = () => {
          before?.();
          resolve();
        };
      });
    }
    const bytes = this.#waiting.take(into.length);
    into.set(bytes);
    if (this.#waiting.size === 0 && !this.#ended) this.#socket.resume();
    return bytes.length;
  }

  /**
   * Writes a record's worth; kept when the connection below has taken it. In Deno 2.7 that is not before the caller has
   * sent something, which is why the door does not open there.
   */
  async write(bytes: Uint8Array): Promise<number> {
    await this.#secured.promise;
    const record = bytes.subarray(0, CHUNK);
    await new Promise<void>((resolve, reject) => {
      if (this.#ended) return reject(new Deno.errors.BrokenPipe("Closed"));
      const over = () => reject(new Deno.errors.BrokenPipe("Closed"));
      this.#socket.once("close", over);
      const done = (error?: Error | null) => {
        this.#socket.off("close", over);
        if (error) reject(error);
        else resolve();
      };
      this.#socket.write(Buffer.from(record), done);
    });
    return record.length;
  }

  closeWrite(): Promise<void> {
    this.#socket.end();
    return Promise.resolve();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#end();
    this.#socket.destroy();
    this.#below.destroy();
  }

  #end(): void {
    this.#ended = true;
    this.#secured.reject(new Deno.errors.ConnectionReset("Closed before there were keys"));
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** A connection as the stream that the library wants. It reads when it is asked to, and closes when it is destroyed. */
function duplexOf(inner: Connection): Duplex {
  const stream = new Duplex({
    read() {
      const buffer = new Uint8Array(CHUNK);
      inner.read(buffer).then(
        (size) => void stream.push(size === null ? null : Buffer.from(buffer.buffer, 0, size)),
        () => void stream.destroy(),
      );
    },
    write(chunk: Uint8Array, _encoding, done) {
      writeAll(inner, chunk).then(() => done(), done);
    },
    final(done) {
      inner.closeWrite().then(() => done(), () => done());
    },
    destroy(error, done) {
      try {
        inner.close();
      } catch {
        // Closed already, by the peer's reset.
      }
      done(error);
    },
  });
  return stream;
}

async function writeAll(inner: Connection, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await inner.write(bytes.subarray(at));
}
