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
import type { Board } from "../host/board.ts";
import type { Reception } from "../host/reception.ts";
import { type Connection, Line } from "../net/line.ts";
import { logFailure } from "./door_failure.ts";
import type { FairTurns } from "./fair_turns.ts";
import { FAREWELL_DEADLINE, sayLast } from "./farewell.ts";
import type { FilesService } from "./files_service.ts";
import type { Gates, Pass, Stranger } from "./gates.ts";
import type { HandshakePlaces } from "./handshake_places.ts";
import { algorithms } from "./ssh_algorithms.ts";
import { type LoginEnd, SshAuthentication } from "./ssh_authentication.ts";
import { mendSession } from "./ssh_channels.ts";
import { endCiphers } from "./ssh_cipher_ends.ts";
import {
  DISCONNECT_REASONS,
  type LastWords,
  plainDisconnect,
  refusalCode,
  sayBanner,
  sayDisconnect,
  showsOnlyBanners,
} from "./ssh_disconnect.ts";
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

/** What a caller is told, in the log and by his client. */
const ENDS: Readonly<Record<LoginEnd | "took too long" | "asked for new keys too often", LastWords>> = {
  "said goodbye": { code: DISCONNECT_REASONS.byApplication, line: "Goodbye." },
  "too many tries": {
    code: DISCONNECT_REASONS.noMoreAuthMethods,
    line: "Too many failed logins. Goodbye.",
  },
  banned: {
    code: DISCONNECT_REASONS.byApplication,
    line: "Too many failed logins from your address. Try again later.",
  },
  "took too long": {
    code: DISCONNECT_REASONS.byApplication,
    line: "You took too long to log in. Goodbye.",
  },
  "asked for new keys too often": {
    code: DISCONNECT_REASONS.protocolError,
    line: "You asked for new keys too often.",
  },
};

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
  /** Shared by all connections. */
  readonly places: HandshakePlaces;
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
  let connected: SshConnection | undefined;
  let away = false;
  const sendAway = (why: string, words: LastWords) => {
    away = true;
    board.log.info("ssh", "Caller sent away", { why }, { address: hostname });
    if (connected !== undefined) connected.hangUp(words);
    else void sayLast(line, clock, plainDisconnect(words));
  };
  const quiet = () => connected?.quiet ?? line.quiet;
  const pass = parts.gates.enter(hostname, strangerOn(line, quiet, sendAway));
  if (!pass.admitted) {
    board.log.warn("ssh", "Caller refused", { reason: pass.reason }, { address: hostname });
    const words = plainDisconnect({ code: refusalCode(pass.reason), line: pass.line });
    // Clients show what they are told, not what stands before the line that says what we are.
    return await sayLast(line, clock, concatBytes([IDENTITY, words]));
  }
  const sessions = new SshSessions(pass, {
    clock,
    enter: () => parts.gates.enter(hostname),
    patience: () => parts.settings().login_grace * 1000,
  });
  const grace = clock.after(
    parts.settings().login_grace * 1000,
    () => sendAway("took too long", ENDS["took too long"]),
  );
  try {
    // Some clients say nothing before they have heard us.
    await line.write(IDENTITY);
    const reader = line.readable.getReader();
    const greeting = await readGreeting(reader);
    if (greeting === undefined) {
      if (!away) board.log.info("ssh", "Not an SSH client", {}, { address: hostname });
      return;
    }
    const leave = await parts.places.enter(hostname);
    try {
      const socket = new SshSocket(line, reader, greeting, IDENTITY.length);
      connected = new SshConnection(line, socket, parts, pass, sessions, grace, leave);
      connected.showsOnlyBanners = showsOnlyBanners(greeting);
      await connected.serve();
    } finally {
      leave();
    }
  } catch (error) {
    logFailure(board.log, "ssh", error, hostname);
  } finally {
    grace();
    line.close();
    sessions.close();
  }
}

/** Somebody who has not logged in, for the gates. */
function strangerOn(
  line: Line,
  quiet: () => number,
  sendAway: (why: string, words: LastWords) => void,
): Stranger {
  return {
    get heard() {
      return line.heard;
    },
    get quiet() {
      return quiet();
    },
    // Also who applies for an account is reached best by his client.
    seated: false,
    sendAway(reason, words) {
      const full = reason === "silent";
      const code = DISCONNECT_REASONS[full ? "tooManyConnections" : "byApplication"];
      sendAway(reason, { code, line: words });
    },
  };
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
  /** Whether the client shows banners, and no last words. */
  showsOnlyBanners = false;
  /** Whether it has asked to be let in. */
  #asked = false;
  readonly #abort = new AbortController();
  readonly #closed = Promise.withResolvers<void>();
  readonly #hostname: string;
  #client: LibraryClient | undefined;
  #authentication: SshAuthentication;
  #applied = false;
  /** When the caller has typed last, or his session has begun. */
  #typed: number | undefined;
  #rekeys = 0;
  #totalBefore = 0;
  #totalKeyed = 0;
  #timeKeyed = 0;
  #refusals = new Set<string>();

  constructor(
    private readonly line: Line,
    private readonly socket: SshSocket,
    private readonly parts: SshDoorParts,
    private readonly pass: Pass,
    private readonly sessions: SshSessions,
    private readonly endGrace: () => void,
    /** Gives the place for its handshake back. */
    private readonly leave: () => void,
  ) {
    sessions.onQuiet = (why) => {
      if (why !== "") this.#log("info", "Hung up", { why });
      this.#close(() => this.#client?.end());
    };
    sessions.onIdle = () => parts.outside?.();
    this.#hostname = line.remote.hostname;
    this.#authentication = new SshAuthentication({
      board: parts.board,
      ssh2: parts.ssh2,
      hostname: this.#hostname,
      signal: this.#abort.signal,
      allowApply: parts.allowApply(),
      maxTries: parts.settings().max_auth_tries,
      hangUp: (reason) => this.#end(reason),
    });
    socket.turns = parts.turns;
    socket.on("close", () => {
      this.#abort.abort();
      this.#closed.resolve();
    });
  }

  /**
   * Milliseconds since the caller has said anything: from the beginning of a session on what he types, for clients answer
   * questions by themselves, and ask some.
   */
  get quiet(): number {
    return this.#typed === undefined ? this.line.quiet : this.parts.clock.monotonic() - this.#typed;
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
      this.#close(() => {});
    });
    client.on("authentication", (request: LibraryAuth) => {
      this.#asked = true;
      this.#authentication.decide(request).catch((error) => this.#fail(error));
    });
    client.on("handshake", () => this.leave());
    client.on("ready", () => (this.socket.turns = undefined));
    client.on("rekey", () => {
      const most = this.#authentication.arrival === undefined
        ? 0
        : MAX_REKEYS + (this.#total - this.#totalBefore) / VOLUME_PER_REKEY;
      if (++this.#rekeys > most) this.#end("asked for new keys too often");
    });
    client.on("request", (_accept: unknown, reject: Reject, name: string) => {
      this.#refused(name === "no-more-sessions@openssh.com" ? "" : "forwarding");
      reject?.();
    });
    client.on("session", (accept: () => LibrarySession | undefined, reject: () => void) => {
      const { arrival } = this.#authentication;
      // Who has no account yet has one session: another would have a place of its own at the gates.
      const again = arrival?.type === "application" && this.#applied;
      const place = arrival === undefined || again ? undefined : this.sessions.take();
      this.#applied ||= place !== undefined;
      const session = place === undefined ? undefined : accept();
      if (arrival === undefined || place === undefined || session === undefined) return reject();
      mendSession(client, session);
      session.on("close", () => place.close());
      const typed = () => void (this.#typed = this.parts.clock.monotonic());
      openSshSession(session, {
        socket: this.socket,
        clock: this.parts.clock,
        remote: this.line.remote,
        number: place.number,
        arrival,
        exec: this.parts.settings().exec,
        onFiles: this.parts.onFiles,
        admit: () => this.#admit(place),
        typed,
        open: (caller) => {
          typed();
          const running = this.parts.reception.receive({ ...caller, loggedIn: this.pass.settle });
          this.#serve(place, running);
        },
        serve: (running) => {
          this.pass.settle();
          this.#serve(place, running);
        },
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

  /** Tells the client why, and closes; who does not take it is dropped. */
  hangUp(words: LastWords): void {
    this.#close(() => {
      if (this.#client === undefined) return;
      const loggingIn = this.#asked && this.#authentication.arrival === undefined;
      if (this.showsOnlyBanners && loggingIn) sayBanner(this.#client, words.line);
      sayDisconnect(this.#client, words);
    });
  }

  #end(reason: keyof typeof ENDS): void {
    this.#log("info", "Hung up", { why: reason });
    this.hangUp(ENDS[reason]);
  }

  #close(say: () => void): void {
    if (this.socket.destroyed) return;
    try {
      say();
    } catch {
      // It cannot even say goodbye.
    }
    this.socket.end();
    // A write that nobody takes is ended by nothing else, not even by the end of the line.
    const cancel = this.parts.clock.after(FAREWELL_DEADLINE, () => {
      this.line.drop();
      this.socket.destroy();
    });
    this.socket.once("close", cancel);
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
    logFailure(this.parts.board.log, "ssh", error, this.#hostname);
    this.socket.destroy();
  }

  #log(level: "debug" | "info" | "error", message: string, properties: Record<string, unknown>): void {
    this.parts.board.log[level]("ssh", message, properties, { address: this.#hostname });
  }
}
