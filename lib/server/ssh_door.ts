/**
 * The SSH door: the one place where the pipes of an SSH connection are joined.
 *
 * ```text
 *   socket ─▶ Line ─▶ SshSocket ─▶ ssh2 ─▶ SshAuthentication
 *                        ▲          └────▶ openSshSession ─▶ Caller ─▶ SessionHost
 *                        └── channel window ◀──── caller.write ◀──────────┘
 * ```
 *
 * A connection may have several sessions: the first one is the caller who passed the gates, each further one at the same
 * time passes them, too. Nothing is forwarded.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { toPlainError } from "../base/errors.ts";
import type { Board } from "../host/board.ts";
import type { Reception } from "../host/reception.ts";
import { type Connection, Line } from "../net/line.ts";
import type { FairTurns } from "./fair_turns.ts";
import type { FilesService } from "./files_service.ts";
import type { Gates } from "./gates.ts";
import { algorithms } from "./ssh_algorithms.ts";
import { SshAuthentication } from "./ssh_authentication.ts";
import { endCiphers } from "./ssh_cipher_ends.ts";
import { tellUserSignatures } from "./ssh_ext_info.ts";
import type { HostKey } from "./ssh_host_keys.ts";
import type { LibraryAuth, LibraryClient, LibrarySession, Reject, SshLibrary } from "./ssh_library.ts";
import { openSshSession } from "./ssh_session.ts";
import { type SshPlace, SshSessions } from "./ssh_sessions.ts";
import type { SshSettings } from "./ssh_settings.ts";
import { SshSocket } from "./ssh_socket.ts";

/** The line by which we say what we are. */
const IDENTITY = new TextEncoder().encode("SSH-2.0-x84\r\n");
/** Bytes of the line by which a client says what it is, RFC 4253 section 4.2. */
const MAX_GREETING = 255;
/** Milliseconds that a refused caller has to take the line that says why. */
const REFUSAL_DEADLINE = 2000;
/** Questions without an answer after which a client is taken for gone. */
const KEEPALIVES = 3;
/** Bytes after which new keys are made, RFC 4253 section 9. */
const REKEY_VOLUME = 1024 ** 3;
/** Milliseconds after which they are, whatever went. */
const REKEY_TIME = 3_600_000;
/** Milliseconds between two looks at that. */
const REKEY_LOOK = 60_000;
/** Times that new keys may be made in between at a client's wish: so many, and once more for each so many bytes. */
const MAX_REKEYS = 60;
const VOLUME_PER_REKEY = 64 * 1024;
/** What an interval of never is to the library. */
const NEVER = 2 ** 31 - 1;

/** What the door is joined to. */
export interface SshDoorParts {
  readonly board: Board;
  readonly reception: Pick<Reception, "receive">;
  readonly gates: Gates;
  readonly clock: Clock;
  readonly ssh2: SshLibrary;
  readonly hostKeys: readonly HostKey[];
  /** Shared by all connections. */
  readonly turns: FairTurns;
  settings(): SshSettings;
  /** Whether strangers may apply for an account. */
  allowApply(): boolean;
  /** Who serves files; without it there are none. */
  readonly onFiles?: FilesService;
  /** The last session of a connection is over, and the connection is not. */
  readonly outside?: () => void;
  /** Bytes after which new keys are made. */
  readonly rekeyVolume?: number;
}

/** Serves one SSH connection to its end. Never rejects. */
export async function openSshDoor(connection: Connection, parts: SshDoorParts): Promise<void> {
  const line = new Line(connection);
  const { hostname } = line.remote;
  const { clock, board } = parts;
  const pass = parts.gates.enter(hostname);
  if (!pass.admitted) {
    board.log.warn("ssh", "Caller refused", { reason: pass.reason }, { address: hostname });
    const cancel = clock.after(REFUSAL_DEADLINE, () => line.drop());
    // Lines before the protocol's first are for people, RFC 4253 section 4.2.
    await line.write(new TextEncoder().encode(`${pass.line}\r\n`)).catch(() => {});
    cancel();
    line.close();
    return;
  }
  const sessions = new SshSessions(pass, {
    clock,
    enter: () => parts.gates.enter(hostname),
    patience: () => parts.settings().login_grace * 1000,
  });
  const grace = clock.after(parts.settings().login_grace * 1000, () => {
    board.log.info("ssh", "Caller took too long to log in", {}, { address: hostname });
    line.drop();
  });
  try {
    // Some clients say nothing before they have heard us.
    await line.write(IDENTITY);
    const reader = line.readable.getReader();
    const greeting = await readGreeting(reader);
    if (greeting === undefined) {
      board.log.info("ssh", "Not an SSH client", {}, { address: hostname });
      return;
    }
    await new SshConnection(
      line,
      new SshSocket(line, reader, greeting, IDENTITY.length),
      parts,
      sessions,
      grace,
    )
      .serve();
  } catch (error) {
    board.log.error("ssh", "Connection failed", { error: toPlainError(error).message }, {
      address: hostname,
    });
  } finally {
    grace();
    line.close();
    sessions.close();
  }
}

/**
 * Reads until the client has said what it is; `undefined` when it is no SSH client. The library would read such lines
 * up to 8 MB, and all of them again with each byte that comes.
 */
async function readGreeting(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Uint8Array | undefined> {
  const begin = "SSH-2.0-";
  let read: Uint8Array = new Uint8Array(0);
  for (;;) {
    const end = read.indexOf(10);
    const text = String.fromCharCode(...read.subarray(0, begin.length));
    if (end >= 0 ? !text.startsWith(begin) : !begin.startsWith(text.slice(0, begin.length))) break;
    if (end >= 0 ? end >= MAX_GREETING : read.length >= MAX_GREETING) break;
    if (end >= 0) return read;
    const { value } = await reader.read();
    if (value === undefined) break;
    read = concatBytes([read, value]);
  }
  return undefined;
}

/** One connection. */
class SshConnection {
  readonly #abort = new AbortController();
  readonly #closed = Promise.withResolvers<void>();
  readonly #hostname: string;
  #client: LibraryClient | undefined;
  #authentication: SshAuthentication;
  #rekeys = 0;
  #totalBefore = 0;
  #totalKeyed = 0;
  #timeKeyed = 0;
  #refusals = new Set<string>();

  constructor(
    private readonly line: Line,
    private readonly socket: SshSocket,
    private readonly parts: SshDoorParts,
    private readonly sessions: SshSessions,
    private readonly endGrace: () => void,
  ) {
    sessions.onQuiet = (why) => this.#hangUp(why);
    sessions.onIdle = () => parts.outside?.();
    this.#hostname = line.remote.hostname;
    this.#authentication = new SshAuthentication({
      board: parts.board,
      ssh2: parts.ssh2,
      hostname: this.#hostname,
      signal: this.#abort.signal,
      allowApply: parts.allowApply(),
      maxTries: parts.settings().max_auth_tries,
      hangUp: (reason) => this.#hangUp(reason),
    });
    socket.turns = parts.turns;
    socket.on("close", () => {
      this.#abort.abort();
      this.#closed.resolve();
    });
  }

  async serve(): Promise<void> {
    const { ssh2, hostKeys, clock } = this.parts;
    const { keepalive } = this.parts.settings();
    const server = new ssh2.Server({
      hostKeys: hostKeys.flatMap(({ signers }) => signers.map((key) => ({ key }))),
      algorithms: algorithms(),
      ident: "x84",
      keepaliveInterval: keepalive === 0 ? NEVER : keepalive * 1000,
      keepaliveCountMax: KEEPALIVES,
    }, (client) => this.#connected(client));
    server.on("error", () => {});
    server.injectSocket(this.socket);
    this.#timeKeyed = clock.monotonic();
    let cancel = () => {};
    const look = () => {
      this.#rekeys = 0;
      this.#totalBefore = this.#total;
      this.#lookAtKeys();
      cancel = clock.after(REKEY_LOOK, look);
    };
    look();
    await this.#closed.promise;
    cancel();
    await this.sessions.over();
  }

  #connected(client: LibraryClient): void {
    this.#client = client;
    tellUserSignatures(client);
    this.socket.once("close", endCiphers(client));
    client.on("error", (error: Error) => {
      this.#log("debug", "Bad SSH", { fault: error.message });
      this.#abort.abort();
      // The library is of no use after an error; what it said last is on its way.
      this.socket.end();
    });
    client.on("authentication", (request: LibraryAuth) => {
      this.#authentication.decide(request).catch((error) => this.#fail(error));
    });
    client.on("ready", () => (this.socket.turns = undefined));
    client.on("rekey", () => {
      const most = this.#authentication.arrival === undefined
        ? 0
        : MAX_REKEYS + (this.#total - this.#totalBefore) / VOLUME_PER_REKEY;
      if (++this.#rekeys > most) this.#hangUp("asked for new keys too often");
    });
    client.on("request", (_accept: unknown, reject: Reject, name: string) => {
      this.#refused(name === "no-more-sessions@openssh.com" ? "" : "forwarding");
      reject?.();
    });
    client.on("session", (accept: () => LibrarySession | undefined, reject: () => void) => {
      const { arrival } = this.#authentication;
      const place = arrival === undefined ? undefined : this.sessions.take();
      const session = place === undefined ? undefined : accept();
      if (arrival === undefined || place === undefined || session === undefined) return reject();
      session.on("close", () => place.close());
      openSshSession(session, {
        socket: this.socket,
        clock: this.parts.clock,
        remote: this.line.remote,
        number: place.number,
        arrival,
        exec: this.parts.settings().exec,
        onFiles: this.parts.onFiles,
        admit: () => this.#admit(place),
        open: (caller) => this.#serve(place, this.parts.reception.receive(caller)),
        serve: (running) => this.#serve(place, running),
        sentAway: () => this.sessions.sendAway(),
        refused: (what) => this.#refused(what),
      });
    });
  }

  #admit(place: SshPlace): boolean {
    const pass = place.begin(this.#client?.noMoreSessions === true);
    if (pass.admitted) return true;
    this.#log("info", "Session refused", { reason: pass.reason });
    return false;
  }

  #serve(place: SshPlace, running: Promise<void>): void {
    this.endGrace();
    place.serve(running.catch((error) => this.#fail(error)));
  }

  #hangUp(reason: string): void {
    if (reason !== "") this.#log("info", "Hung up", { why: reason });
    try {
      this.#client?.end();
    } catch {
      // It cannot even say goodbye.
    }
    this.socket.end();
  }

  /** Bytes in both directions so far. */
  get #total(): number {
    return this.socket.produced + this.socket.received;
  }

  /** Makes new keys when the old ones have served long enough. */
  #lookAtKeys(): void {
    const now = this.parts.clock.monotonic();
    const volume = this.#total - this.#totalKeyed;
    if (volume < (this.parts.rekeyVolume ?? REKEY_VOLUME) && now - this.#timeKeyed < REKEY_TIME) return;
    this.#totalKeyed = this.#total;
    this.#timeKeyed = now;
    try {
      if (this.#authentication.arrival !== undefined) this.#client?.rekey();
    } catch {
      // It is over.
    }
  }

  /** One line for each kind of thing, however often it is asked for. */
  #refused(what: string): void {
    if (what === "" || this.#refusals.has(what)) return;
    this.#refusals.add(what);
    this.#log("info", "Request refused", { what });
  }

  #fail(error: unknown): void {
    this.#log("error", "Connection failed", { error: toPlainError(error).message });
    this.socket.destroy();
  }

  #log(level: "debug" | "info" | "error", message: string, properties: Record<string, unknown>): void {
    this.parts.board.log[level]("ssh", message, properties, { address: this.#hostname });
  }
}
