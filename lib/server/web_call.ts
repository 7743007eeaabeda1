/**
 * One call by WebSocket, as the host wants a line. What its messages are is told in `web_door.ts`.
 *
 * Bytes that no script has taken close the client's socket; bytes that the client has not taken stop the script.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import { clampSize, type TerminalSize } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import type { CallerEvent } from "../host/caller.ts";
import type { EndKind } from "../host/session_limits.ts";
import { type ControlMessage, parseControl } from "./web_messages.ts";
import type { LibrarySocket } from "./web_library.ts";

/** Bytes that wait for a script before the socket is not read any more. */
const MAX_WAITING = 64 * 1024;
/** Bytes that a script is handed at a time. */
const BITE = 16 * 1024;
/** What an event costs besides its bytes. */
const EVENT_COST = 64;
/** Questions without an answer after which a client is taken for gone. */
const KEEPALIVES = 2;

/** How a session ended, as RFC 6455 section 7.4 counts. */
const ENDS: Readonly<Record<Exclude<EndKind, "hung up">, number>> = {
  "logged off": 1000,
  "sent away": 1001,
  "failed": 1011,
};
const BAD_MESSAGE = 1008;

/** What tells that a client may come again; IANA, WebSocket close codes. */
export const TRY_AGAIN = 1013;

/** What a call is joined to. */
export interface WebCallParts {
  readonly clock: Clock;
  readonly size: TerminalSize;
  /** Bytes that the client wants to be sent ahead of what it tells that it took; without it, it tells nothing. */
  readonly window: number | undefined;
  /** Seconds between two questions whether the client is there; 0 for never. Read each time. */
  keepalive(): number;
  /** The client did what no client does; the call ends. */
  fault(reason: string): void;
}

/** The call. */
export class WebCall {
  readonly #socket: LibrarySocket;
  readonly #parts: WebCallParts;
  readonly #closed = Promise.withResolvers<void>();
  readonly #waiting: CallerEvent[] = [];
  #cost = 0;
  #typed: number;
  #size: TerminalSize;
  #wake: (() => void) | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** Bytes that were sent and that the client has not told to have taken. */
  #ahead = 0;
  #room: (() => void) | undefined;
  /** Fails the write that is under way. */
  #reject: ((error: Error) => void) | undefined;
  #over = false;
  #questions = 0;
  #cancel = () => {};

  constructor(socket: LibrarySocket, parts: WebCallParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#size = parts.size;
    this.#typed = parts.clock.monotonic();
    const heard = () => (this.#questions = 0);
    socket.on("ping", heard);
    socket.on("pong", heard);
    socket.on("message", (data, isBinary) => {
      heard();
      if (this.#over) return;
      if (isBinary) {
        this.#typed = parts.clock.monotonic();
        this.#push({ type: "input", bytes: new Uint8Array(data) });
      } else this.#control(parseControl(data));
    });
    // The library tells the client what was wrong.
    socket.on("error", ({ message }) => this.#fault(message));
    socket.on("close", () => {
      this.#end();
      this.#closed.resolve();
    });
    this.#ask();
  }

  /** Kept when the connection is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Milliseconds since anything was typed: browsers answer questions by themselves. */
  get quiet(): number {
    return this.#parts.clock.monotonic() - this.#typed;
  }

  /** Reads when it is asked for the next event. */
  async *events(): AsyncGenerator<CallerEvent, void> {
    for (;;) {
      const event = this.#next();
      if (event !== undefined) {
        if (this.#socket.isPaused && this.#cost < MAX_WAITING / 2) this.#socket.resume();
        yield event;
      } else if (this.#over) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  /** The next event; pieces that came in many small messages are one. */
  #next(): CallerEvent | undefined {
    const event = this.#waiting.shift();
    if (event === undefined) return undefined;
    this.#cost -= costOf(event);
    if (event.type !== "input") return event;
    const pieces = [event.bytes];
    for (let size = event.bytes.length; size < BITE;) {
      const more = this.#waiting[0];
      if (more?.type !== "input") break;
      this.#waiting.shift();
      this.#cost -= costOf(more);
      pieces.push(more.bytes);
      size += more.bytes.length;
    }
    return pieces.length === 1 ? event : { type: "input", bytes: concatBytes(pieces) };
  }

  /** Queues bytes. Resolves when the socket has taken them, rejects when the call is over. */
  write(bytes: Uint8Array): Promise<void> {
    const sent = this.#sending.then(() => this.#send(bytes));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  /** Says how it ended, and closes. */
  close(how: EndKind = "hung up"): void {
    if (this.#over) return;
    if (how === "hung up") this.#socket.terminate();
    else this.#socket.close(ENDS[how], how);
    this.#end();
  }

  /** Says a line of plain ASCII, and that he may come again, and closes. */
  sendAway(line: string): void {
    if (this.#over) return;
    tellAway(this.#socket, `\r\n${line}`);
    this.#end();
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const { window } = this.#parts;
    while (!this.#over && window !== undefined && this.#ahead > 0 && this.#ahead + bytes.length > window) {
      await new Promise<void>((resolve) => (this.#room = resolve));
    }
    if (this.#over) throw new Error("The line is closed");
    this.#ahead += bytes.length;
    await new Promise<void>((resolve, reject) => {
      this.#reject = reject;
      this.#socket.send(bytes, { binary: true }, (error) => error ? reject(error) : resolve());
    }).finally(() => (this.#reject = undefined));
  }

  #control(message: ControlMessage): void {
    switch (message.type) {
      case "resize":
        this.#size = clampSize(message.columns, message.rows, this.#size);
        return this.#push({ type: "resize", size: this.#size });
      case "taken":
        if (this.#parts.window === undefined || message.bytes > this.#ahead) {
          return this.#break("it took more than it was sent");
        }
        this.#ahead -= message.bytes;
        this.#room?.();
        return;
      case "fault":
        return this.#break(message.reason);
    }
  }

  #push(event: CallerEvent): void {
    this.#waiting.push(event);
    this.#cost += costOf(event);
    if (this.#cost >= MAX_WAITING) this.#socket.pause();
    this.#wake?.();
  }

  #break(reason: string): void {
    this.#fault(reason);
    this.#socket.close(BAD_MESSAGE, "Bad message");
  }

  #fault(reason: string): void {
    if (!this.#over) this.#parts.fault(reason);
    this.#end();
  }

  #ask(): void {
    const seconds = this.#parts.keepalive();
    this.#cancel = this.#parts.clock.after((seconds || 60) * 1000, () => {
      // While we do not read him, he cannot answer; what waits to be sent has a limit of time of its own.
      if (seconds > 0 && !this.#socket.isPaused && this.#reject === undefined) {
        if (this.#questions++ >= KEEPALIVES) return this.#socket.terminate();
        this.#socket.ping();
      }
      this.#ask();
    });
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancel();
    // What nobody reads any more is thrown away, so that the client's last frame is seen.
    if (this.#socket.isPaused) this.#socket.resume();
    this.#reject?.(new Error("The line is closed"));
    this.#wake?.();
    this.#room?.();
  }
}

/** Shows a line in the terminal, for a page is not shown what a refused upgrade says, and closes. */
export function tellAway(socket: LibrarySocket, line: string): void {
  socket.on("error", () => {});
  socket.send(new TextEncoder().encode(`${line}\r\n`), { binary: true }, () => {});
  socket.close(TRY_AGAIN, line.trim());
}

function costOf(event: CallerEvent): number {
  return EVENT_COST + (event.type === "input" ? event.bytes.length : 0);
}
