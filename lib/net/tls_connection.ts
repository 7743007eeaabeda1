/**
 * TLS over a connection that was accepted as plain TCP.
 *
 * ```text
 *   caller ══ inner, his socket ══ relay ══ dialled ══ loopback ══ TLSSocket ── plain bytes
 * ```
 *
 * `Deno.listenTls` would be shorter. But a connection of its whose client never agrees on keys is not closed by
 * `close()` (seen with Deno 2.7 and 2.9): strangers could hold as many descriptors as they like. Here the connection
 * below is ours and is closed like any other; a PROXY header may stand before the keys; and each connection is made
 * with the certificate of its day. `TLSSocket` could read the connection below without the way through loopback, but
 * in Deno 2.7 it works only on a socket: on any other stream, it does not send a second line before the client has
 * sent one.
 *
 * A write is kept only when the connection below has taken it, not when loopback has: the system would hold megabytes
 * there for a caller who does not read.
 *
 * @module
 */

import { TLSSocket } from "node:tls";
import { ByteQueue } from "../base/bytes.ts";
import type { Certificate } from "./certificate.ts";
import type { Connection } from "./line.ts";
import type { Loopback } from "./loopback.ts";

/** Bytes that wait to be read before no more are taken from the connection below. */
const WINDOW = 64 * 1024;
/** The buffer of a direction in which little happens, and of one in which much does, in bytes. */
const SMALL = 2 * 1024;
const LARGE = 32 * 1024;

/** The server's side of TLS. */
export class TlsConnection implements Connection {
  #opening: Promise<TLSSocket> | undefined;
  #socket: TLSSocket | undefined;
  #dialled: Deno.TcpConn | undefined;
  readonly #secured = Promise.withResolvers<void>();
  readonly #waiting = new ByteQueue();
  /** Bytes that were written and that the connection below has not taken. */
  #ahead = 0;
  #ended = false;
  #closed = false;
  readonly #wakers: (() => void)[] = [];

  constructor(
    private readonly inner: Connection,
    private readonly loopback: Loopback,
    private readonly certificate: Certificate,
  ) {
    this.#secured.promise.catch(() => {});
  }

  get remoteAddr(): Deno.Addr {
    return this.inner.remoteAddr;
  }

  /** Kept when both sides have agreed on their keys. Rejects when the connection ends before. */
  async handshake(): Promise<void> {
    await this.#open();
    await this.#secured.promise;
  }

  async read(into: Uint8Array): Promise<number | null> {
    const socket = await this.#open();
    while (this.#waiting.size === 0) {
      if (this.#ended) return null;
      await this.#woken();
    }
    const bytes = this.#waiting.take(into.length);
    into.set(bytes);
    if (this.#waiting.size === 0 && !this.#ended) socket.resume();
    return bytes.length;
  }

  /** Writes a part, which is kept when the connection below has taken it. One at a time. */
  async write(bytes: Uint8Array): Promise<number> {
    const socket = await this.#open();
    await this.#secured.promise;
    const part = bytes.slice(0, LARGE);
    this.#ahead += part.length;
    let taken = false;
    socket.write(part, () => {
      taken = true;
      this.#wake();
    });
    while (this.#ahead > 0 || !taken) {
      if (this.#ended) throw new Deno.errors.BrokenPipe("Closed");
      await this.#woken();
    }
    return part.length;
  }

  async closeWrite(): Promise<void> {
    const socket = await this.#open();
    socket.end();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    shut(this.inner);
    this.#shutSocket();
    this.#end();
  }

  #open(): Promise<TLSSocket> {
    this.#opening ??= this.#begin();
    return this.#opening;
  }

  async #begin(): Promise<TLSSocket> {
    const { dialled, accepted } = await this.loopback.pair();
    const socket = new TLSSocket(accepted, { isServer: true, ...this.certificate });
    this.#dialled = dialled;
    this.#socket = socket;
    socket.once("secure", () => this.#secured.resolve());
    socket.on("data", (data: Uint8Array) => {
      this.#waiting.push(data.slice());
      if (this.#waiting.size >= WINDOW) socket.pause();
      this.#wake();
    });
    for (const end of ["end", "error", "close"]) socket.on(end, () => this.#end());
    accepted.on("close", () => this.#end());
    if (this.#closed) this.#shutSocket();
    void this.#up(dialled);
    void this.#down(dialled);
    return socket;
  }

  /** From the caller to where his bytes are opened. */
  async #up(dialled: Connection): Promise<void> {
    try {
      for await (const bytes of chunksOf(this.inner)) await writeAll(dialled, bytes);
      await dialled.closeWrite();
    } catch {
      // Either end is gone.
      shut(dialled);
    }
  }

  /** From there to the caller. */
  async #down(dialled: Connection): Promise<void> {
    try {
      for await (const bytes of chunksOf(dialled)) {
        const before = this.#ahead;
        await writeAll(this.inner, bytes);
        // A chunk that did not fill its buffer was all there was. Otherwise what is written is longer when it is
        // encrypted, so that this is at 0 when all has been carried, and hardly earlier.
        const since = this.#ahead - before;
        this.#ahead = bytes.length < bytes.buffer.byteLength
          ? since
          : Math.max(0, this.#ahead - bytes.length);
        this.#wake();
      }
      await this.inner.closeWrite();
    } catch {
      shut(dialled);
    }
  }

  #shutSocket(): void {
    if (this.#dialled !== undefined) shut(this.#dialled);
    this.#socket?.destroy();
  }

  #end(): void {
    this.#ended = true;
    this.#secured.reject(new Deno.errors.ConnectionReset("Closed before there were keys"));
    this.#wake();
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}

/** What comes, in a buffer that grows with it; the next chunk may overwrite the last. */
async function* chunksOf(connection: Connection): AsyncGenerator<Uint8Array, void> {
  let buffer = new Uint8Array(SMALL);
  for (let size; (size = await connection.read(buffer)) !== null;) {
    yield buffer.subarray(0, size);
    if (size === buffer.length && size < LARGE) buffer = new Uint8Array(LARGE);
    else if (size < SMALL / 2 && buffer.length > SMALL) buffer = new Uint8Array(SMALL);
  }
}

async function writeAll(connection: Connection, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function shut(connection: { close(): void }): void {
  try {
    connection.close();
  } catch {
    // Closed already, by us or by the peer's reset.
  }
}
