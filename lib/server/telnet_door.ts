/**
 * The telnet door: the one place where the pipes of a telnet connection are joined.
 *
 * ```text
 *   socket ─▶ telnetDecoderStream ─▶ TelnetSession ─▶ caller events ─▶ SessionHost
 *   socket ◀──── Line.write ◀──── TelnetEncoder ◀──── caller.write ◀──┘
 * ```
 *
 * The way out is called, not piped: a write has to resolve when the socket has taken it, for the windows of sessions are
 * counted by that, and a stream resolves as soon as it has room for the next. `telnetEncoderStream` is for pipelines
 * that need not know.
 *
 * @module
 */

import { makeSessionId } from "../base/brand.ts";
import { concatBytes } from "../base/bytes.ts";
import type { CallerProfile } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import { unreachable } from "../base/errors.ts";
import { address, flag, integer, port, section, type SectionValues } from "../base/setting.ts";
import type { Board } from "../host/board.ts";
import type { Caller, CallerEvent } from "../host/caller.ts";
import type { Reception } from "../host/reception.ts";
import { type Connection, Line } from "../net/line.ts";
import type { TelnetEffect } from "../telnet/effects.ts";
import { TelnetEncoder } from "../telnet/encoder.ts";
import { TelnetSession } from "../telnet/session.ts";
import { telnetDecoderStream } from "../telnet/streams.ts";
import { WINDOW } from "../wire/limits.ts";
import { logFailure } from "./door_failure.ts";
import { agreeOnKeys } from "./door_tls.ts";
import { sayFarewell, strangerOn, watchSilence } from "./farewell.ts";
import type { Gates } from "./gates.ts";

/** Section `[telnet]` of the INI file. */
export const telnetSection = section("telnet", "The telnet door.", {
  enabled: { type: flag, default: true, help: "Whether callers may come by telnet." },
  addr: {
    type: address,
    default: "127.0.0.1",
    help: "Address to listen at; :: or 0.0.0.0 for the whole world.",
  },
  port: { type: port, default: 6023, help: "Port to listen at; 0 lets the system choose." },
  silence: {
    type: integer(100, 10_000),
    default: 1200,
    help: "Milliseconds until a caller whose client says nothing sees the first screen.",
    live: true,
  },
  negotiation: {
    type: integer(100, 10_000),
    default: 2500,
    help: "Milliseconds that a client may take to answer what it was asked.",
    live: true,
  },
});

/** The values of `[telnet]`. */
export type TelnetSettings = SectionValues<typeof telnetSection>;

/** Milliseconds until TIMING-MARK is answered: what was typed before it is visible by then. */
const MARK_DELAY = 60;
/** TIMING-MARKs that wait for their answer; who asks more is not read until the first of them has it. */
const MAX_MARKS = 64;

/** What the door is joined to. */
export interface TelnetDoorParts {
  /** Which door it is, for the log and for the names of sessions; `"telnet"` by default. */
  readonly name?: "telnet" | "telnets";
  readonly board: Board;
  readonly reception: Pick<Reception, "receive">;
  readonly gates: Gates;
  readonly clock: Clock;
  settings(): TelnetSettings;
}

/** Serves one telnet connection to its end. Never rejects. */
export async function openTelnetDoor(connection: Connection, parts: TelnetDoorParts): Promise<void> {
  const line = new Line(connection);
  const { hostname } = line.remote;
  const { name = "telnet" } = parts;
  let seated = false;
  let telnet: TelnetConnection | undefined = undefined;
  const quiet = () => telnet?.quiet ?? line.quiet;
  const stranger = strangerOn(line, parts.clock, () => seated, (why) => {
    parts.board.log.info(name, "Caller sent away", { why }, { address: hostname });
  }, quiet);
  const pass = parts.gates.enter(hostname, stranger);
  if (!pass.admitted) {
    parts.board.log.warn(name, "Caller refused", { reason: pass.reason }, { address: hostname });
    return await sayFarewell(line, parts.clock, pass.line);
  }
  using _pass = pass;
  if (!await agreeOnKeys(line, parts.clock)) {
    parts.board.log.info(name, "Not a client of telnet over TLS", {}, { address: hostname });
    return line.drop();
  }
  const silence = parts.board.settings.system.silent_timeout * 1000;
  const unwatch = watchSilence(line, parts.clock, silence, () => {
    parts.board.log.info(name, "Caller said nothing", {}, { address: hostname });
  });
  telnet = new TelnetConnection(line, parts);
  try {
    const caller = await telnet.negotiate();
    if (line.heard) unwatch();
    if (caller === undefined) return;
    seated = true;
    await parts.reception.receive({ ...caller, loggedIn: pass.settle });
  } catch (error) {
    logFailure(parts.board.log, name, error, hostname);
  } finally {
    unwatch();
    telnet.close();
  }
}

/** One connection: it carries out what the protocol core wants done. */
class TelnetConnection {
  #session: TelnetSession;
  #encoder = new TelnetEncoder();
  #events: AsyncGenerator<CallerEvent, void>;
  #wrong = false;
  #marks: Promise<void>[] = [];
  #turning = false;
  #typed: number;

  constructor(private readonly line: Line, private readonly parts: TelnetDoorParts) {
    const encoding = parts.board.settings.session.default_encoding;
    this.#session = new TelnetSession({ defaultEncoding: encoding === "cp437" ? "cp437" : "utf8" });
    this.#events = this.#read();
    this.#typed = parts.clock.monotonic();
  }

  /** Milliseconds since anything was typed, or since he came: clients negotiate, and some say NOP to keep the line. */
  get quiet(): number {
    return this.parts.clock.monotonic() - this.#typed;
  }

  /**
   * Asks the client what it can do; answers a caller as soon as it has told, or when it has had time enough.
   * `undefined` when it hung up meanwhile, or is no telnet client.
   */
  async negotiate(): Promise<Caller | undefined> {
    const { clock } = this.parts;
    const { silence, negotiation } = this.parts.settings();
    await this.#carryOut(this.#session.start());
    const early: CallerEvent[] = [];
    let typed = 0;
    const expired = Promise.withResolvers<"expired">();
    let cancel = clock.after(Math.min(silence, negotiation), () => expired.resolve("expired"));
    let heard = false;
    let next = this.#events.next();
    // Who types more than scripts are sent at once is busy with other things than answering.
    while (!this.#session.settled && typed <= WINDOW) {
      const result = await Promise.race([next, expired.promise]);
      if (result === "expired") break;
      if (result.done === true) {
        cancel();
        return undefined;
      }
      if (!heard) {
        heard = true;
        cancel();
        cancel = clock.after(negotiation, () => expired.resolve("expired"));
      }
      if (result.value.type === "input" && result.value.bytes.length > 0) {
        early.push(result.value);
        typed += result.value.bytes.length;
      }
      next = this.#events.next();
    }
    cancel();
    this.#session.deadline();
    const { remote } = this.line;
    return {
      sessionId: makeSessionId(this.parts.name ?? "telnet", remote.hostname, remote.port),
      profile: this.#profile(),
      events: continued(early, next, this.#events),
      write: (bytes) => this.#write(bytes),
      yourTurn: () => this.#yourTurn(),
      close: () => this.line.close(),
    };
  }

  close(): void {
    this.line.close();
  }

  #write(bytes: Uint8Array): Promise<void> {
    return this.line.write(this.#encoder.push(bytes, { binary: this.#session.binaryOutput }));
  }

  /** One mark under way is enough: a caller who does not read, or a script that waits too often, makes no queue of them. */
  #yourTurn(): void {
    const mark = this.#session.turnMark;
    if (mark === undefined || this.#turning) return;
    this.#turning = true;
    // A CR at the end has its NUL before the command, or some clients would never see it.
    const bytes = concatBytes([this.#encoder.finish(), mark]);
    this.line.write(bytes).catch(() => {}).finally(() => (this.#turning = false));
  }

  #profile(): CallerProfile {
    const { remote } = this.line;
    const { terminal, terminalNames, mtts, encoding, environment, turnMarks } = this.#session.profile;
    return {
      kind: "telnet",
      address: remote,
      terminal,
      terminalNames,
      mtts,
      size: this.#session.size,
      encoding,
      environment,
      turnMarks,
    };
  }

  /** Reads when it is asked for the next event, so that whoever does not ask stops the caller's socket. */
  async *#read(): AsyncGenerator<CallerEvent, void> {
    for await (const events of this.line.readable.pipeThrough(telnetDecoderStream())) {
      const told = await this.#carryOut(this.#session.receiveAll(events));
      for (const event of told) yield event;
      if (this.#wrong) return;
      // Something arrived, though nothing for the caller: the handshake looks whether it is settled.
      if (told.length === 0) yield { type: "input", bytes: new Uint8Array(0) };
    }
  }

  async #carryOut(effects: readonly TelnetEffect[]): Promise<CallerEvent[]> {
    const events: CallerEvent[] = [];
    const replies: Uint8Array[] = [];
    for (const effect of effects) {
      switch (effect.type) {
        case "reply":
        case "areYouThere":
          replies.push(effect.bytes);
          break;
        case "mark":
          if (this.#marks.length >= MAX_MARKS) await this.#marks[0];
          this.#mark(effect.bytes);
          break;
        case "input":
          this.#typed = this.parts.clock.monotonic();
          events.push({ type: "input", bytes: effect.bytes });
          break;
        case "resize":
          events.push({ type: "resize", size: { columns: effect.columns, rows: effect.rows } });
          break;
        case "profile":
          events.push({ type: "profile", profile: this.#profile() });
          break;
        case "wrongProtocol":
          this.#wrong = true;
          this.#log("info", "Not a telnet client", { protocol: effect.name });
          break;
        case "fault":
          this.#log("debug", "Bad telnet", { fault: effect.reason });
          break;
        case "abortOutput":
          // At most a window is under way; dropping it could only make a screen wrong.
        case "settled":
          break;
        default:
          unreachable(effect);
      }
    }
    // All at once: a flood of questions costs one write a buffer. A peer who does not read them is not read, either.
    if (replies.length > 0) await this.line.write(concatBytes(replies));
    return events;
  }

  #mark(bytes: Uint8Array): void {
    const marked = Promise.withResolvers<void>();
    this.#marks.push(marked.promise);
    this.parts.clock.after(MARK_DELAY, async () => {
      await this.line.write(bytes).catch(() => {});
      this.#marks.shift();
      marked.resolve();
    });
  }

  #log(level: "debug" | "info", message: string, properties: Record<string, unknown>): void {
    this.parts.board.log[level](this.parts.name ?? "telnet", message, properties, {
      address: this.line.remote.hostname,
    });
  }
}

/** What came during the handshake, then what was asked for already, then the rest. */
async function* continued(
  early: readonly CallerEvent[],
  next: Promise<IteratorResult<CallerEvent, void>>,
  rest: AsyncGenerator<CallerEvent, void>,
): AsyncGenerator<CallerEvent, void> {
  yield* early;
  const result = await next;
  if (result.done === true) return;
  yield result.value;
  yield* rest;
}
