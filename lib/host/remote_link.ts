/**
 * One call to another board that goes out for a caller: a socket with a telnet client behind it.
 *
 * Nothing waits without a bound: at most a window of what the other board sends is kept, then its socket waits until the
 * script has taken it; what the script sends is answered when the other board's socket has it. A board that says
 * nothing, and is told nothing, for too long is hung up on.
 *
 * @module
 */

import { ByteQueue } from "../base/bytes.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import type { RemoteConnection } from "../net/remote_connection.ts";
import { TelnetClient } from "../telnet/client.ts";
import type { ClientProfile } from "../telnet/client_options.ts";
import { TelnetDecoder } from "../telnet/decoder.ts";
import { WINDOW } from "../wire/limits.ts";
import type { RemoteEnd, RemoteNews } from "../wire/remote_calls.ts";

/** What a link is made of. */
export interface RemoteLinkOptions {
  readonly connection: RemoteConnection;
  readonly profile: ClientProfile;
  readonly clock: Clock;
  /** Milliseconds without a byte after which it is hung up. */
  readonly idleTimeout: number;
  /** Tells the script that there is something to take; answers whether it could. */
  tell(): boolean;
  /** Told once, when the socket is closed. */
  ended(end: RemoteEnd): void;
}

/** Bytes that are read at once. */
const CHUNK = 16 * 1024;
/** Pieces that are kept; each costs more than its bytes where a board sends them one by one. */
const MOST_PIECES = 1024;
/** Bytes that are told of at once; of fewer every so often, each message costs the threads something. */
const MUCH = 4 * 1024;
/** Milliseconds between two tellings of little, and until another try when the session took none. */
const PAUSE = 10;
const RETRY = 100;

/** The call. */
export class RemoteLink {
  readonly #options: RemoteLinkOptions;
  readonly #decoder = new TelnetDecoder();
  readonly #client: TelnetClient;
  readonly #received = new ByteQueue();
  #pieces = 0;
  /** The size that is still to be told. */
  #size: TerminalSize | undefined;
  #writing: Promise<void> = Promise.resolve();
  #sending = false;
  #room = Promise.withResolvers<void>();
  /** The script was told, and has taken nothing since. */
  #told = false;
  /** Whether the other board echoes, as the script knows it. */
  #echoes = false;
  #lastTold = -Infinity;
  #lastByte: number;
  #end: RemoteEnd | undefined;
  #cancelTelling: (() => void) | undefined;
  #cancelIdle: () => void = () => {};

  constructor(options: RemoteLinkOptions) {
    this.#options = options;
    this.#client = new TelnetClient(options.profile);
    this.#lastByte = options.clock.monotonic();
    this.#watchIdle();
    this.#read().then(() => this.close("closed"), () => this.close("broken"));
  }

  /** Whether the socket is closed; something may still be there to be taken. */
  get over(): boolean {
    return this.#end !== undefined;
  }

  /** Takes everything that has come. */
  take(): RemoteNews {
    const bytes = this.#received.take();
    this.#pieces = 0;
    this.#told = false;
    this.#echoes = this.#client.echoes;
    this.#room.resolve();
    return {
      // A piece of a larger buffer would take the whole buffer along.
      bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice(),
      echoes: this.#echoes,
      ...(this.#end === undefined ? {} : { end: this.#end }),
    };
  }

  /** Sends whole keys. Answers whether the socket has taken them; `false` when the call is over. One at a time. */
  async send(bytes: Uint8Array): Promise<boolean> {
    if (this.#sending) throw new TypeError("Cannot send to the other board: something is being sent");
    if (this.over) return false;
    this.#sending = true;
    try {
      await this.#write(this.#client.encode(bytes));
      return !this.over;
    } finally {
      this.#sending = false;
    }
  }

  /** The caller's terminal has another size. While the socket takes nothing only the latest waits. */
  async resize(size: TerminalSize): Promise<void> {
    const waits = this.#size !== undefined;
    this.#size = size;
    if (waits) return;
    await this.#writing;
    const latest = this.#size;
    this.#size = undefined;
    const bytes = this.#client.resize(latest);
    if (bytes !== undefined) await this.#write(bytes);
  }

  /** Ends the call. Later ones change nothing. */
  close(end: RemoteEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#cancelIdle();
    this.#room.resolve();
    try {
      this.#options.connection.close();
    } catch {
      // Closed already.
    }
    this.#options.ended(end);
    this.#tell();
  }

  /** Tells nobody anything any more. */
  forget(): void {
    this.#told = true;
    this.#cancelTelling?.();
    this.#received.clear();
  }

  async #read(): Promise<void> {
    const { connection } = this.#options;
    const buffer = new Uint8Array(CHUNK);
    while (!this.over) {
      while ((this.#received.size >= WINDOW || this.#pieces >= MOST_PIECES) && !this.over) {
        this.#room = Promise.withResolvers();
        await this.#room.promise;
      }
      if (this.over) return;
      const size = await connection.read(buffer);
      if (size === null) return;
      this.#lastByte = this.#options.clock.monotonic();
      const { data, reply } = this.#client.receiveAll(this.#decoder.push(buffer.slice(0, size)));
      if (data.length > 0) {
        this.#received.push(data);
        this.#pieces += 1;
      }
      // Who asks, and does not read the answers, is not read either.
      if (reply.length > 0) await this.#write(reply);
      this.#tell();
    }
  }

  #write(bytes: Uint8Array): Promise<void> {
    const { connection, clock } = this.#options;
    return this.#writing = this.#writing.then(async () => {
      try {
        for (let at = 0; at < bytes.length && !this.over;) {
          at += await connection.write(bytes.subarray(at));
          this.#lastByte = clock.monotonic();
        }
      } catch {
        this.close("broken");
      }
    });
  }

  /** Tells the script, unless it knows already: at once, or a moment later when it was told just now. */
  #tell(): void {
    const { clock, tell } = this.#options;
    const news = this.#received.size > 0 || this.over || this.#client.echoes !== this.#echoes;
    if (this.#told || !news) return;
    const wait = this.#lastTold + PAUSE - clock.monotonic();
    if (wait > 0 && this.#received.size < MUCH && !this.over) return this.#tellLater(wait);
    this.#cancelTelling?.();
    this.#cancelTelling = undefined;
    this.#lastTold = clock.monotonic();
    this.#told = tell();
    if (!this.#told) this.#tellLater(RETRY);
  }

  #tellLater(wait: number): void {
    this.#cancelTelling ??= this.#options.clock.after(wait, () => {
      this.#cancelTelling = undefined;
      this.#tell();
    });
  }

  #watchIdle(): void {
    const { clock, idleTimeout } = this.#options;
    const left = this.#lastByte + idleTimeout - clock.monotonic();
    if (left <= 0) return this.close("idle");
    this.#cancelIdle = clock.after(left, () => this.#watchIdle());
  }
}
