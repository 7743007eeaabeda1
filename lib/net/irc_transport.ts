/**
 * The wire of an IRC connection: lines out of a socket and into it, encrypted or not.
 *
 * It is what npm `irc-framework` calls a transport, in place of the library's own, which keeps whatever a server sends
 * until a line ends and takes it as fast as it comes. Here a line has a most length, what is longer is passed over, and
 * a server that sends more than {@linkcode BYTES_PER_SECOND} waits.
 *
 * @module
 */

import { EventEmitter } from "node:events";
import type { Clock } from "../base/clock.ts";
import { toPlainError } from "../base/errors.ts";

/** What the wire needs to know. */
export interface IrcWireOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly clock: Clock;
}

/** Bytes of a line; precedent: IRCv3 message tags, 8191 and 512. */
const MAX_LINE = 8703;
/** What a server may send. A message of the day and the names of a large channel have 50 KB. */
const BYTES_PER_SECOND = 128 * 1024;
/** Milliseconds that the server has to answer the telephone. */
const CONNECT_DEADLINE = 20_000;
/** Lines that wait to be sent; who does not take them is gone. */
const MAX_WAITING = 256;
const LF = 0x0a;

/** UTF-8, or ISO 8859-1 where it is none. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

/**
 * One connection, made and used by `irc-framework`. Emits `open`, `line` with its text, and `close` once, with an error
 * if there was one.
 */
export class IrcTransport extends EventEmitter {
  readonly #options: IrcWireOptions;
  #connection: Deno.TcpConn | Deno.TlsConn | undefined;
  #line: number[] = [];
  #skipping = false;
  #waiting = 0;
  #sending: Promise<void> = Promise.resolve();
  #over = false;
  #wake: (() => void) | undefined;

  constructor(options: IrcWireOptions) {
    super();
    this.#options = options;
  }

  /** Whether lines can be sent. */
  isConnected(): boolean {
    return this.#connection !== undefined && !this.#over;
  }

  /** Begins to connect. */
  connect(): void {
    this.#run().then(() => this.#end(), (error) => this.#end(error));
  }

  /** Sends a line; `sent` is called when the socket has it. */
  writeLine(line: string, sent?: () => void): void {
    const connection = this.#connection;
    if (connection === undefined || this.#over || ++this.#waiting > MAX_WAITING) {
      if (this.#waiting > MAX_WAITING) this.#end(new Error("The server does not take what is sent"));
      sent?.();
      return;
    }
    const bytes = new TextEncoder().encode(line.replace(/[\r\n\0]/g, " ") + "\r\n");
    this.#sending = this.#sending.then(async () => {
      for (let at = 0; at < bytes.length && !this.#over;) at += await connection.write(bytes.subarray(at));
    }).catch((error) => this.#end(error)).then(() => {
      this.#waiting -= 1;
      sent?.();
    });
  }

  /** Closes the connection. */
  close(): void {
    this.#end();
  }

  /** The same, and nobody is told. */
  disposeSocket(): void {
    this.removeAllListeners();
    this.#end();
  }

  /** The encoding is UTF-8, whatever is asked for. */
  setEncoding(): boolean {
    return true;
  }

  async #run(): Promise<void> {
    const { host: hostname, port, tls, clock } = this.#options;
    const cancel = clock.after(CONNECT_DEADLINE, () => this.#end(new Error("The server does not answer")));
    let connection: Deno.TcpConn | Deno.TlsConn | undefined;
    try {
      connection = tls
        ? await Deno.connectTls({ hostname, port })
        : await Deno.connect({ hostname, port, transport: "tcp" });
      if ("handshake" in connection && !this.#over) await connection.handshake();
    } catch (error) {
      connection?.close();
      throw error;
    } finally {
      cancel();
    }
    if (this.#over) return connection.close();
    this.#connection = connection;
    this.emit("open");
    const buffer = new Uint8Array(8192);
    let second = clock.monotonic();
    let taken = 0;
    while (!this.#over) {
      const size = await connection.read(buffer);
      if (size === null) return;
      this.#take(buffer.subarray(0, size));
      taken += size;
      const passed = clock.monotonic() - second;
      if (passed >= 1000) {
        second = clock.monotonic();
        taken = 0;
      } else if (taken > BYTES_PER_SECOND) {
        await this.#pause(1000 - passed);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  #take(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === LF) {
        const line = decode(Uint8Array.from(this.#line)).replace(/[\r\0]/g, "");
        const skipped = this.#skipping;
        this.#line = [];
        this.#skipping = false;
        // What the library throws about a line is the server's fault, and ends the connection.
        if (!skipped && !this.#over) this.emit("line", line);
      } else if (this.#line.length < MAX_LINE) {
        this.#line.push(byte);
      } else {
        this.#skipping = true;
      }
    }
  }

  #end(error?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#wake?.();
    try {
      this.#connection?.close();
    } catch {
      // Closed by the other end.
    }
    this.emit("close", error === undefined ? undefined : new Error(toPlainError(error).message));
  }
}
