/**
 * A TCP connection as a line to a caller: a stream of what he sends, and writes that resolve when the socket took
 * them.
 *
 * An idle line costs a small buffer; a busy one gets larger ones. Nothing is read that nobody asked for.
 *
 * @module
 */

/** What a line needs of a connection; `Deno.TcpConn` has it. */
export interface Connection {
  readonly remoteAddr: Deno.Addr;
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  /** TLS: kept when both sides have agreed on their keys. */
  handshake?(): Promise<unknown>;
  closeWrite(): Promise<void>;
  close(): void;
}

/** The buffer of a line on which little happens, in bytes. */
const SMALL = 2 * 1024;
/** The largest buffer. */
const LARGE = 64 * 1024;
/** Milliseconds that a peer has to take the end of the line after we closed our side. */
const LINGER = 1000;

/** One line. */
export class Line {
  #connection: Connection;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;
  /** Whether the other end has said its last, or is gone. */
  #ended = false;
  #heard = false;
  #lastHeard: number;
  #size = SMALL;
  /** What the caller sends; ends when he hangs up, or when the line is closed. */
  readonly readable: ReadableStream<Uint8Array>;

  /** `now` gives the milliseconds of a clock that never goes back. */
  constructor(connection: Connection, private readonly now: () => number = () => performance.now()) {
    this.#connection = connection;
    this.#lastHeard = now();
    this.readable = new ReadableStream<Uint8Array>({
      pull: (controller) => this.#pull(controller),
      cancel: () => this.close(),
    }, { highWaterMark: 0 });
  }

  /** Address and port of the other end. */
  get remote(): { readonly hostname: string; readonly port: number } {
    const { hostname, port } = this.#connection.remoteAddr as Deno.NetAddr;
    return { hostname, port };
  }

  /** Whether the other end has ever sent anything. */
  get heard(): boolean {
    return this.#heard;
  }

  /** Milliseconds since it last sent anything, or since the line is there. */
  get quiet(): number {
    return this.now() - this.#lastHeard;
  }

  /** Waits until both sides have agreed on their keys, where there are any. Rejects when they do not. */
  async secure(): Promise<void> {
    await this.#connection.handshake?.();
  }

  /** Queues bytes. Resolves when the socket has taken all of them; rejects when the line is dead. */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#writeAll(bytes));
    this.#writing = written.catch(() => {});
    return written;
  }

  /**
   * Closes the line: our end at once, the rest when the peer has seen it or a second has passed. What the socket has
   * taken still arrives, which a plain `close()` does not promise while unread input waits (the peer gets a reset).
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#linger().catch(() => {}).finally(() => {
      try {
        this.#connection.close();
      } catch {
        // Closed already, by the peer's reset.
      }
    });
  }

  /** Closes the line without waiting for anything. */
  drop(): void {
    this.#closed = true;
    try {
      this.#connection.close();
    } catch {
      // Closed already.
    }
  }

  async #linger(): Promise<void> {
    // Nothing unread can come between: what the socket has taken arrives. TLS has taken more than its socket.
    if (this.#ended && this.#connection.handshake === undefined) return;
    const drained = (async () => {
      // By TLS, this waits for what the peer has not taken.
      await this.#connection.closeWrite();
      const scrap = new Uint8Array(LARGE);
      for (let rounds = 0; rounds < 64; rounds++) {
        if (await this.#connection.read(scrap) === null) return;
      }
    })();
    let timer: ReturnType<typeof setTimeout> | undefined;
    drained.catch(() => {});
    try {
      await Promise.race([drained, new Promise<void>((resolve) => (timer = setTimeout(resolve, LINGER)))]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const buffer = new Uint8Array(this.#size);
    let size: number | null = null;
    try {
      if (!this.#closed) size = await this.#connection.read(buffer);
    } catch {
      // A reset is a way to hang up.
    }
    if (size === null || this.#closed) {
      this.#ended = size === null && !this.#closed;
      controller.close();
      return;
    }
    this.#heard = true;
    this.#lastHeard = this.now();
    if (size === this.#size) this.#size = Math.min(LARGE, this.#size * 4);
    else if (size < SMALL / 2) this.#size = SMALL;
    // A short read in a large buffer would keep the buffer alive.
    controller.enqueue(size < buffer.length / 2 ? buffer.slice(0, size) : buffer.subarray(0, size));
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }
}
