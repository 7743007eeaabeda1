/**
 * One session channel: what the client asks of it, and the caller that comes of it.
 *
 * ```text
 *   pty-req, env, window-change     SshProfile
 *   shell, exec of a listed script  a Caller for the host
 *   subsystem sftp                  `onSftp`, where there are files for him
 *   x11, agent, signal, the rest    refused
 * ```
 *
 * @module
 */

import { makeSessionId, parseScriptName, quote } from "../base/brand.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import type { Arrival, Caller, CallerEvent } from "../host/caller.ts";
import type { EndKind } from "../host/session_limits.ts";
import type { SftpService } from "./sftp_service.ts";
import { SftpChannel } from "./sftp_stream.ts";
import type { Accept, LibraryChannel, LibrarySession, LibrarySize, Reject } from "./ssh_library.ts";
import { SshProfile } from "./ssh_profile.ts";
import type { SshSocket } from "./ssh_socket.ts";

/** Bytes that a script is handed at a time. */
const BITE = 16 * 1024;
/** Bytes on the wire since a script last took any, from which on the socket waits for it. */
const MAX_UNREAD = 256 * 1024;
/** The same while the script waits for the client, whose word that it may write on stands behind what is unread. */
const MAX_UNREAD_WRITING = 8 * 1024 * 1024;
/**
 * Milliseconds that a script which asks for no key has to say what it has to say when its client has told that nothing
 * more will be typed. One that does ask is left at once, in its Worker.
 */
const EOF_GRACE = 30_000;
/** Bytes in that time, or a write that waits, by which it earns as much again; a screen that is painted anew has fewer. */
const EOF_VOLUME = 64 * 1024;
/** What a shell ends with when there is no such command. */
const NO_SUCH_SCRIPT = 127;
/** The most that it can earn. */
const MAX_EOF_GRACE = 60_000;

/** What a session is joined to. */
export interface SshSessionParts {
  readonly socket: SshSocket;
  readonly clock: Clock;
  readonly remote: { readonly hostname: string; readonly port: number };
  readonly arrival: Arrival;
  /** Scripts that may be called by name. */
  readonly exec: readonly string[];
  readonly onSftp?: SftpService | undefined;
  /** A caller for the host. Called once. */
  open(caller: Caller): void;
  /** The session is none of a caller, and lasts as long as this. Called once, and then `open` is not. */
  serve(running: Promise<void>): void;
  /** Something was asked that is not to be had. */
  refused(what: string): void;
}

/** Listens to what is asked of a session. */
export function openSshSession(session: LibrarySession, parts: SshSessionParts): void {
  const profile = new SshProfile();
  let line: SshLine | undefined;
  const begin = (accept: Accept<LibraryChannel>, arrival: Arrival) => {
    const channel = line === undefined ? accept?.() : undefined;
    if (channel === undefined) return;
    line = new SshLine(channel, parts);
    parts.open({
      sessionId: makeSessionId("ssh", parts.remote.hostname, parts.remote.port),
      profile: profile.profile(parts.remote, arrival.type !== "application" && arrival.script !== undefined),
      events: line.events(),
      arrival,
      write: (bytes) => line!.write(bytes),
      close: (how) => line!.close(how),
    });
  };
  session.on("error", () => {});
  session.on("pty", (accept: Accept, _reject: Reject, info: LibrarySize & { readonly term?: unknown }) => {
    profile.pty(info.term, info.cols, info.rows);
    accept?.();
  });
  session.on("window-change", (accept: Accept, _reject: Reject, { cols, rows }: LibrarySize) => {
    const size = profile.resize(cols, rows);
    line?.resize(size);
    accept?.();
  });
  session.on("env", (accept: Accept, reject: Reject, { key, val }: { key: string; val: string }) => {
    if (profile.variable(key, val)) accept?.();
    else reject?.();
  });
  session.on("shell", (accept: Accept<LibraryChannel>) => begin(accept, parts.arrival));
  session.on("exec", (accept: Accept<LibraryChannel>, reject: Reject, { command }: { command: string }) => {
    const name = command.trim();
    const { arrival } = parts;
    // Who has no account yet has no other script to call than the form for one.
    if (arrival.type === "application" || !parts.exec.includes(name)) {
      parts.refused("exec");
      return refuseScript(accept, reject, name, parts.exec);
    }
    begin(accept, { ...arrival, script: parseScriptName(name) });
  });
  // The library has an SFTP of its own, which it uses where somebody listens to "sftp"; it knows no backpressure.
  session.on("subsystem", (accept: Accept<LibraryChannel>, reject: Reject, { name }: { name: string }) => {
    const serve = name === "sftp" ? parts.onSftp?.(parts.arrival, parts.remote) : undefined;
    // Accepted at once or never: a client's first words come right behind the question.
    const channel = serve === undefined ? undefined : accept?.();
    if (serve === undefined || channel === undefined) {
      parts.refused(name === "sftp" ? "sftp" : "subsystem");
      return reject?.();
    }
    const stream = new SftpChannel(channel, parts.socket, parts.clock);
    parts.serve(serve(stream).then((status) => stream.close(status)));
  });
}

/** Tells on the channel for errors that there is no such script, as a shell would. */
function refuseScript(
  accept: Accept<LibraryChannel>,
  reject: Reject,
  name: string,
  known: readonly string[],
): void {
  const channel = accept?.();
  if (channel === undefined) return reject?.();
  channel.on("error", () => {});
  const there = known.length === 0 ? "none may be called" : `there is: ${known.join(", ")}`;
  channel.stderr.write(`Cannot run script ${quote(name)}: ${there}\r\n`);
  channel.exit(NO_SUCH_SCRIPT);
  channel.eof();
  channel.close();
}

/** The stream of a session as the host wants a line. */
class SshLine {
  readonly #channel: LibraryChannel;
  readonly #parts: SshSessionParts;
  #resize: TerminalSize | undefined;
  #wake: (() => void) | undefined;
  #over = false;
  #ended = false;
  #writing = new Set<(error: Error) => void>();
  #readAt: number;
  #cancel = () => {};

  constructor(channel: LibraryChannel, parts: SshSessionParts) {
    this.#channel = channel;
    this.#parts = parts;
    const { socket } = parts;
    this.#readAt = socket.received;
    const end = () => this.#end();
    channel.on("error", end).on("close", end);
    channel.on("readable", () => this.#wake?.());
    channel.on("end", () => {
      this.#ended = true;
      this.#wake?.();
    });
    socket.on("close", end);
    socket.held = () => {
      const since = socket.received - this.#readAt;
      return channel.readableLength > 0 && since > (this.#writing.size > 0 ? MAX_UNREAD_WRITING : MAX_UNREAD);
    };
  }

  resize(size: TerminalSize): void {
    this.#resize = size;
    this.#wake?.();
  }

  /** Reads when it is asked for the next event; unread bytes keep the client's window closed, then its socket. */
  async *events(): AsyncGenerator<CallerEvent, void> {
    const channel = this.#channel;
    try {
      while (!this.#over) {
        if (this.#resize !== undefined) {
          const size = this.#resize;
          this.#resize = undefined;
          yield { type: "resize", size };
          continue;
        }
        // A stream tells that it has ended to whoever reads once more.
        const bytes: Uint8Array | null = channel.read(Math.min(BITE, channel.readableLength) || undefined);
        if (bytes !== null && bytes.length > 0) {
          this.#readAt = this.#parts.socket.received;
          this.#parts.socket.look();
          // A copy: the slice of a `Buffer` would be none, and threads are sent whole buffers.
          yield { type: "input", bytes: new Uint8Array(bytes) };
          continue;
        }
        if (this.#ended) {
          this.#ended = false;
          this.#waitForOutput(this.#parts.clock.monotonic() + MAX_EOF_GRACE);
          yield { type: "inputEnd" };
          continue;
        }
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#cancel();
    }
  }

  /** Resolves when the client's window had room for the bytes and the socket has taken them. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#over) throw new Error("The line is closed");
    const { socket } = this.#parts;
    const mark = socket.produced + bytes.length;
    const written = Promise.withResolvers<void>();
    this.#writing.add(written.reject);
    socket.look();
    try {
      this.#channel.write(bytes, (error) => error ? written.reject(error) : written.resolve());
      await written.promise;
      // While new keys are made the library keeps what is written: it counts when it was sent.
      await socket.takenUpTo(mark);
    } finally {
      this.#writing.delete(written.reject);
    }
  }

  /** Says how it ended, and closes. */
  close(how: EndKind = "hung up"): void {
    try {
      this.#channel.exit(how === "failed" || how === "sent away" ? 1 : 0);
      this.#channel.eof();
      this.#channel.close();
    } catch {
      // The connection is gone already.
    }
    this.#end();
  }

  /** Nobody types any more: what the script still has to say is waited for. */
  #waitForOutput(deadline: number): void {
    const { socket, clock } = this.#parts;
    const before = socket.produced;
    this.#cancel = clock.after(EOF_GRACE, () => {
      const busy = this.#writing.size > 0 || socket.produced - before >= EOF_VOLUME;
      if (busy && clock.monotonic() < deadline) this.#waitForOutput(deadline);
      else this.#end();
    });
  }

  #end(): void {
    this.#over = true;
    this.#wake?.();
    for (const reject of this.#writing) reject(new Error("The line is closed"));
    this.#writing.clear();
    this.#parts.socket.held = () => false;
    this.#parts.socket.look();
  }
}
