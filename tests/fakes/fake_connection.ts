/**
 * A connection in memory: what the peer sends is a method, what he gets is collected, and he may stop reading.
 *
 * @module
 */

import { ByteQueue, concatBytes } from "../../lib/base/bytes.ts";
import type { Connection } from "../../lib/net/line.ts";
import { until } from "./until.ts";

/** One connection. The peer hangs up as soon as we have closed our side, unless `lingers` is set. */
export class FakeConnection implements Connection {
  readonly remoteAddr: Deno.NetAddr;
  /** How often `close()` was called. */
  closes = 0;
  lingers = false;
  /** The peer is gone without a word: whoever writes hears of it. */
  reset = false;

  #incoming = new ByteQueue();
  #ended = false;
  #wake: (() => void) | undefined;
  #sent: Uint8Array[] = [];
  #reading = true;
  #blocked: (() => void)[] = [];

  constructor(hostname: string = "192.0.2.1", port: number = 50_123) {
    this.remoteAddr = { transport: "tcp", hostname, port };
  }

  /** What the peer has got so far. */
  get got(): Uint8Array {
    return concatBytes(this.#sent);
  }

  /** The same, one character a byte. */
  get text(): string {
    return Array.from(this.got, (byte) => String.fromCharCode(byte)).join("");
  }

  /** Bytes of the peer's that nobody has read. */
  get unread(): number {
    return this.#incoming.size;
  }

  /** The peer sends text or bytes. */
  send(...parts: (string | Uint8Array | readonly number[])[]): void {
    for (const part of parts) {
      this.#incoming.push(typeof part === "string" ? new TextEncoder().encode(part) : Uint8Array.from(part));
    }
    this.#wake?.();
  }

  /** The peer ends the connection. */
  hangUp(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** The peer reads no more. */
  stopReading(): void {
    this.#reading = false;
  }

  /** The peer reads again. */
  readOn(): void {
    this.#reading = true;
    for (const go of this.#blocked.splice(0)) go();
  }

  /** Waits until the peer has got this text, one character a byte. */
  async gets(text: string): Promise<void> {
    await until(`the peer gets ${JSON.stringify(text)}`, () => this.text.includes(text)).catch((error) => {
      throw new Error(`${error.message}; he has ${JSON.stringify(this.text.slice(-300))}`);
    });
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#incoming.size === 0) {
      if (this.closes > 0) throw new Deno.errors.BadResource("Closed");
      if (this.#ended) return null;
      await new Promise<void>((resolve) => {
        const before = this.#wake;
        this.#wake = () => {
          before?.();
          resolve();
        };
      });
    }
    const bytes = this.#incoming.take(into.length);
    into.set(bytes);
    return bytes.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    if (!this.#reading) await new Promise<void>((resolve) => this.#blocked.push(resolve));
    if (this.reset) throw new Deno.errors.ConnectionReset("Connection reset by peer (os error 104)");
    if (this.closes > 0) throw new Deno.errors.BrokenPipe("Closed");
    this.#sent.push(bytes.slice());
    return bytes.length;
  }

  closeWrite(): Promise<void> {
    if (!this.lingers) this.hangUp();
    return Promise.resolve();
  }

  close(): void {
    this.closes++;
    this.#wake?.();
    this.readOn();
  }
}
