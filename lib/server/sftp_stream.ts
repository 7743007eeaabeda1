/**
 * The channel of an SSH session as an SFTP session wants it.
 *
 * A client that keeps to its window has at most what the library's window is; one that does not stops its own socket.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { SftpStream } from "./sftp_session.ts";
import type { LibraryChannel } from "./ssh_library.ts";
import { discardLarge } from "./ssh_socket.ts";

/** Unread bytes that only a client who ignores his window can have; his socket waits. */
const MAX_UNREAD = 4 * 1024 * 1024;

/** What is needed of the socket below. */
export interface SftpSocket {
  readonly produced: number;
  takenUpTo(mark: number): Promise<void>;
  hold(held: () => boolean): () => void;
  look(): void;
  on(event: "close", listener: () => void): unknown;
  off(event: "close", listener: () => void): unknown;
}

/** What a channel is joined to. */
export interface SftpChannelParts {
  readonly socket: SftpSocket;
  readonly clock: Clock;
  /** Milliseconds in which nothing is asked or moved after which a client is sent away; 0 never. */
  readonly idleLimit: number;
  /** Told when it is closed before the client wanted it. */
  sentAway(): void;
}

/** The channel. */
export class SftpChannel implements SftpStream {
  readonly #writing = new Set<(error: Error) => void>();
  readonly #cancelIdle: () => void;
  readonly #letGo: () => void;
  /** What was read and not yet handed on; one piece, as the library cut it. */
  readonly #read: Uint8Array[] = [];
  readonly #onClose = () => this.#end();
  #wake: (() => void) | undefined;
  #ended = false;
  #over = false;
  #heard = 0;

  /** Whether the client is gone, or was sent away. */
  get over(): boolean {
    return this.#over;
  }

  constructor(
    private readonly channel: LibraryChannel,
    private readonly parts: SftpChannelParts,
  ) {
    const { socket, clock, idleLimit } = parts;
    const end = this.#onClose;
    channel.on("error", end).on("close", end);
    channel.on("data", (bytes: Uint8Array) => {
      this.#read.push(bytes);
      channel.pause();
      this.#wake?.();
    });
    channel.on("end", () => {
      this.#ended = true;
      this.#wake?.();
    });
    socket.on("close", end);
    this.#letGo = socket.hold(() => channel.readableLength > MAX_UNREAD);
    this.#heard = clock.monotonic();
    let cancel = () => {};
    const look = () => {
      const left = this.#heard + idleLimit - clock.monotonic();
      if (left <= 0) this.sendAway();
      else cancel = clock.after(left, look);
    };
    if (idleLimit > 0) look();
    this.#cancelIdle = () => cancel();
  }

  get readable(): AsyncIterable<Uint8Array> {
    return this.#pieces();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#over) throw new Error("The line is closed");
    const mark = this.parts.socket.produced + bytes.length;
    const written = Promise.withResolvers<void>();
    this.#writing.add(written.reject);
    try {
      this.channel.write(bytes, (error) => error ? written.reject(error) : written.resolve());
      await written.promise;
      await this.parts.socket.takenUpTo(mark);
      this.#heard = this.parts.clock.monotonic();
    } finally {
      this.#writing.delete(written.reject);
    }
  }

  /** Closes it before the client wants that. */
  sendAway(): void {
    if (!this.#over) this.parts.sentAway();
    this.close(1);
  }

  /** Says how it ended, and closes. */
  close(status: number): void {
    this.#cancelIdle();
    try {
      this.channel.exit(status);
      this.channel.eof();
      this.channel.close();
    } catch {
      // The connection is gone already.
    }
    this.#end();
  }

  async *#pieces(): AsyncGenerator<Uint8Array, void> {
    const { channel } = this;
    while (!this.#over) {
      const bytes = this.#read.shift();
      if (bytes !== undefined) {
        this.#heard = this.parts.clock.monotonic();
        this.parts.socket.look();
        yield bytes;
        discardLarge(bytes);
      } else if (this.#ended) return;
      else {
        channel.resume();
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  #end(): void {
    this.#over = true;
    this.#wake?.();
    for (const reject of this.#writing) reject(new Error("The line is closed"));
    this.#writing.clear();
    this.#letGo();
    this.parts.socket.off("close", this.#onClose);
  }
}
