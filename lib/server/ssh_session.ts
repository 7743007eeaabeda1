/**
 * One session channel of a connection: what the client asks of it, and the caller that comes of it.
 *
 * ```text
 *   pty-req, env, window-change     SshProfile
 *   shell, exec of a listed script  a Caller for the host
 *   subsystem sftp, exec of scp     `onFiles`, where there are files for him
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
import { isScpCommand, parseScpCommand } from "../net/scp_command.ts";
import type { FilesService, FilesTalk } from "./files_service.ts";
import { SftpChannel } from "./sftp_stream.ts";
import type { Accept, LibraryChannel, LibrarySession, LibrarySize, Reject } from "./ssh_library.ts";
import { SshProfile } from "./ssh_profile.ts";
import type { SshSocket } from "./ssh_socket.ts";

/** Bytes that a script is handed at a time. */
const BITE = 16 * 1024;
/** Bytes that have come for a script since it last took any, from which on the socket waits for it. */
const MAX_UNREAD = 256 * 1024;
/** Bytes that a piece costs beside those that are in it. */
const PIECE = 64;
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
  /** The how-manyeth session of its connection it is, from 1. */
  readonly number: number;
  readonly arrival: Arrival;
  /** Scripts that may be called by name. */
  readonly exec: readonly string[];
  readonly onFiles?: FilesService | undefined;
  /** Whether one more may begin now. Asked once, before either of the next two. */
  admit(): boolean;
  /** The caller has typed something. */
  typed(): void;
  /** A caller for the host. Called once. */
  open(caller: Caller): void;
  /** The session is none of a caller, and lasts as long as this. Called once, and then `open` is not. */
  serve(running: Promise<void>): void;
  /** Who was here is sent away: it is no end of his own. */
  sentAway(): void;
  /** Something was asked that is not to be had. */
  refused(what: string): void;
}

/** Listens to what is asked of a session. */
export function openSshSession(session: LibrarySession, parts: SshSessionParts): void {
  const profile = new SshProfile();
  let line: SshLine | undefined;
  let begun = false;
  /** The channel of a session that may begin. It is accepted at once or never: the client's first words come right behind. */
  const admitted = (accept: Accept<LibraryChannel>, reject: Reject): LibraryChannel | undefined => {
    // A script that was refused has had the only stream there is: a pass would be taken for none.
    if (begun || session._channel !== undefined) return undefined;
    if (accept === undefined || !parts.admit()) {
      reject?.();
      return undefined;
    }
    begun = true;
    return accept();
  };
  const begin = (accept: Accept<LibraryChannel>, reject: Reject, arrival: Arrival) => {
    const channel = admitted(accept, reject);
    if (channel === undefined) return;
    line = new SshLine(channel, parts);
    parts.open({
      sessionId: makeSessionId("ssh", parts.remote.hostname, parts.remote.port, parts.number),
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
  const serveFiles = (talk: FilesTalk, accept: Accept<LibraryChannel>, reject: Reject) => {
    const service = parts.onFiles?.(parts.arrival, parts.remote, parts.number);
    if (service === undefined) {
      parts.refused(talk.type);
      return reject?.();
    }
    const channel = admitted(accept, reject);
    if (channel === undefined) return;
    const stream = new SftpChannel(channel, { ...parts, idleLimit: service.idleLimit });
    parts.serve(service.serve(stream, talk).then((status) => stream.close(status)));
  };
  session.on(
    "shell",
    (accept: Accept<LibraryChannel>, reject: Reject) => begin(accept, reject, parts.arrival),
  );
  session.on("exec", (accept: Accept<LibraryChannel>, reject: Reject, { command }: { command: string }) => {
    if (isScpCommand(command)) {
      const scp = parseScpCommand(command);
      if (scp !== undefined) return serveFiles({ type: "scp", command: scp }, accept, reject);
    }
    const name = command.trim();
    const { arrival } = parts;
    // Who has no account yet has no other script to call than the form for one.
    if (arrival.type === "application" || !parts.exec.includes(name)) {
      parts.refused("exec");
      return refuseScript(accept, reject, name, parts.exec);
    }
    begin(accept, reject, { ...arrival, script: parseScriptName(name) });
  });
  // The library has an SFTP of its own, which it uses where somebody listens to "sftp"; it knows no backpressure.
  session.on("subsystem", (accept: Accept<LibraryChannel>, reject: Reject, { name }: { name: string }) => {
    if (name === "sftp") return serveFiles({ type: "sftp" }, accept, reject);
    parts.refused("subsystem");
    reject?.();
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
  readonly #onClose = () => this.#end();
  /** What has come, in bytes and what they cost, since the script last took any. */
  #unread = 0;
  readonly #letGo: () => void;
  #cancel = () => {};

  constructor(channel: LibraryChannel, parts: SshSessionParts) {
    this.#channel = channel;
    this.#parts = parts;
    const { socket } = parts;
    const push = channel.push.bind(channel);
    // Of this channel: the bytes of others on the same connection are not held against its script.
    channel.push = (piece, encoding) => {
      const size: number = piece?.length ?? 0;
      this.#unread += PIECE + size;
      if (size > 0) parts.typed();
      return push(piece, encoding);
    };
    const end = this.#onClose;
    channel.on("error", end).on("close", end);
    channel.on("readable", () => this.#wake?.());
    channel.on("end", () => {
      this.#ended = true;
      this.#wake?.();
    });
    socket.on("close", end);
    this.#letGo = socket.hold(() =>
      channel.readableLength > 0 && this.#unread > (this.#writing.size > 0 ? MAX_UNREAD_WRITING : MAX_UNREAD)
    );
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
          this.#unread = 0;
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
    if (how === "sent away") this.#parts.sentAway();
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
    this.#letGo();
    this.#parts.socket.off("close", this.#onClose);
  }
}
