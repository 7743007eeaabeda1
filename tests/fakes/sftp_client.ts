/**
 * SFTP packets by hand, and a client in memory that says them to a session.
 *
 * @module
 */

import { concatBytes } from "../../lib/base/bytes.ts";
import type { SftpStream } from "../../lib/server/sftp_session.ts";
import { until } from "./until.ts";

export function uint32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, i) => new DataView(bytes.buffer).setUint32(4 * i, value));
  return bytes;
}

export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

export function sftpString(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return concatBytes([uint32(bytes.length), bytes]);
}

export function sftpHandle(handle: number): Uint8Array {
  return uint32(4, handle);
}

export function sftpPacket(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes([Uint8Array.of(type), ...parts]);
  return concatBytes([uint32(body.length), body]);
}

/** An answer. */
export interface Answer {
  readonly type: number;
  readonly id: number;
  /** What stands behind the id. */
  readonly body: Uint8Array;
  /** The first number of it: a status, a count, a length. */
  readonly number: number;
}

/** A client whose channel is two queues. */
export class SftpTestClient implements SftpStream {
  #sent: Uint8Array[] = [];
  #ended = false;
  #wake: (() => void) | undefined;
  #answers = new Uint8Array(0);
  #id = 0;
  /** What was written while the client did not read. */
  held: { readonly bytes: Uint8Array; take(): void }[] = [];
  /** Whether it takes what is written. */
  reading = true;
  /** Requests that were taken from it. */
  taken = 0;

  readonly readable: AsyncIterable<Uint8Array> = this.#read();

  async *#read(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const next = this.#sent.shift();
      if (next !== undefined) {
        this.taken++;
        yield next;
      } else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.reading) await new Promise<void>((take) => this.held.push({ bytes, take }));
    this.#answers = concatBytes([this.#answers, bytes]);
  }

  send(bytes: Uint8Array): void {
    this.#sent.push(bytes);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Sends a request and answers what came. */
  async ask(type: number, ...parts: readonly Uint8Array[]): Promise<Answer> {
    const id = ++this.#id;
    this.send(sftpPacket(type, ...(type === 1 ? [] : [uint32(id)]), ...parts));
    return await this.next();
  }

  /** The next answer. */
  async next(): Promise<Answer> {
    const size = await until("an answer", () => {
      if (this.#answers.length < 4) return undefined;
      const length = 4 + new DataView(this.#answers.buffer).getUint32(0);
      return this.#answers.length >= length ? length : undefined;
    });
    const packet = this.#answers.slice(0, size);
    this.#answers = this.#answers.slice(size);
    const view = new DataView(packet.buffer);
    return {
      type: packet[4]!,
      id: view.getUint32(5),
      body: packet.slice(9),
      number: packet.length >= 13 ? view.getUint32(9) : -1,
    };
  }
}
