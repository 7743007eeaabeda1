/**
 * What is on its way to a client who fetches files: bounded bytes, and the room for data that is used again.
 *
 * @module
 */

/** Bytes that may be on their way. */
const MAX_UNSENT = 512 * 1024;

/** Where the bytes go. */
export interface OutboxStream {
  /** Resolves when the client has room for the bytes and they are off our hands; rejects when he is gone. */
  write(bytes: Uint8Array): Promise<void>;
}

/** Bytes under way: who asks without reading waits. */
export class Outbox {
  /** Whether the client is gone. */
  broken = false;
  #unsent = 0;
  #sent: (() => void) | undefined;
  readonly #rooms: Uint8Array<ArrayBuffer>[] = [];

  /** Rooms have so many bytes. */
  constructor(private readonly stream: OutboxStream, private readonly room: number) {}

  /** Room for data. It comes back by itself when what was put into it was sent. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#rooms.pop() ?? new Uint8Array(this.room);
  }

  /** Takes back room that was not needed. */
  giveBack(room: Uint8Array<ArrayBuffer>): void {
    this.#rooms.push(room);
  }

  /** Queues bytes; resolves when there is room for more. */
  async send(bytes: Uint8Array): Promise<void> {
    this.#unsent += bytes.length;
    this.stream.write(bytes).then(() => {
      this.#unsent -= bytes.length;
      if (bytes.buffer.byteLength === this.room) {
        this.#rooms.push(new Uint8Array(bytes.buffer as ArrayBuffer));
      }
    }, () => {
      this.broken = true;
    }).finally(() => this.#sent?.());
    while (this.#unsent > MAX_UNSENT && !this.broken) await this.#progress();
  }

  /** Resolves when all was sent, or the client is gone. */
  async drained(): Promise<void> {
    while (this.#unsent > 0 && !this.broken) await this.#progress();
  }

  #progress(): Promise<void> {
    return new Promise((resolve) => (this.#sent = resolve));
  }
}
