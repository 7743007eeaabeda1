/**
 * The rlogin door (RFC 1282): the one place where the pipes of an rlogin connection are joined.
 *
 * ```text
 *   socket ─▶ Line ─▶ RloginGreeting, then RloginInput ─▶ caller events ─▶ SessionHost
 *   socket ◀──── Line.write ◀──── caller.write ◀─────────────────────────┘
 * ```
 *
 * Nobody is trusted: neither a low port, nor a name, nor the password that some clients send along. The name is
 * offered at the prompt, as telnet's USER is, unless it is one of those that need no account. Servers ask for the size of the window by urgent data, which Deno cannot
 * send; a client that tells it all the same is believed, and others are asked by the terminal detection of the first
 * script. The connection is not encrypted.
 *
 * @module
 */

import { makeSessionId } from "../base/brand.ts";
import { type CallerProfile, clampSize, type TerminalSize } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import { address, flag, port, section, type SectionValues } from "../base/setting.ts";
import type { Board } from "../host/board.ts";
import type { CallerEvent } from "../host/caller.ts";
import type { Reception } from "../host/reception.ts";
import { type Connection, Line } from "../net/line.ts";
import { RloginGreeting, type RloginHello } from "../rlogin/greeting.ts";
import { type RloginEvent, RloginInput } from "../rlogin/input.ts";
import { chooseEncoding } from "../telnet/encoding_choice.ts";
import { cleanTerminalName } from "../telnet/terminal_type.ts";
import { logFailure } from "./door_failure.ts";
import { meaningOf } from "./door_words.ts";
import { sayFarewell, strangerOn } from "./farewell.ts";
import type { Gates } from "./gates.ts";

/** Section `[rlogin]` of the INI file. */
export const rloginSection = section("rlogin", "The rlogin door. Not encrypted, and nobody is trusted.", {
  enabled: { type: flag, default: false, help: "Whether callers may come by rlogin." },
  addr: {
    type: address,
    default: "127.0.0.1",
    help: "Address to listen at; :: or 0.0.0.0 for the whole world.",
  },
  port: {
    type: port,
    default: 6513,
    help: "Port to listen at; 513 is the usual one and needs a privileged user. 0 lets the system choose.",
  },
});

/** The values of `[rlogin]`. */
export type RloginSettings = SectionValues<typeof rloginSection>;

/** Milliseconds that a client has for its greeting; clients send it at once. */
const GREETING_DEADLINE = 5000;
/** Milliseconds of quiet after which a greeting without its last NUL is taken for whole. */
const NEARLY_DONE = 1000;
/** The size until the caller tells another. */
const USUAL_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** What the door is joined to. */
export interface RloginDoorParts {
  readonly board: Board;
  readonly reception: Pick<Reception, "receive">;
  readonly gates: Gates;
  readonly clock: Clock;
  /** Whether strangers may apply for an account. */
  allowApply(): boolean;
}

/** Serves one rlogin connection to its end. Never rejects. */
export async function openRloginDoor(connection: Connection, parts: RloginDoorParts): Promise<void> {
  const line = new Line(connection);
  const { hostname } = line.remote;
  const { board, clock } = parts;
  let seated = false;
  const stranger = strangerOn(line, clock, () => seated, (why) => {
    board.log.info("rlogin", "Caller sent away", { why }, { address: hostname });
  });
  const pass = parts.gates.enter(hostname, stranger);
  if (!pass.admitted) {
    board.log.warn("rlogin", "Caller refused", { reason: pass.reason }, { address: hostname });
    return await sayFarewell(line, clock, pass.line);
  }
  using _pass = pass;
  const reader = line.readable.getReader();
  try {
    const greeted = await greet(reader, clock);
    if ("fault" in greeted) {
      board.log.info("rlogin", "Not an rlogin client", { fault: greeted.fault }, { address: hostname });
      return;
    }
    await line.write(Uint8Array.of(0));
    const arrival = meaningOf(greeted.hello.user, board, parts.allowApply());
    if (arrival === "leave") return await sayFarewell(line, clock, "Goodbye.");
    seated = true;
    await parts.reception.receive({
      loggedIn: pass.settle,
      sessionId: makeSessionId("rlogin", hostname, line.remote.port),
      profile: profileOf(line, greeted.hello, board.settings.session.default_encoding),
      ...(arrival === undefined ? {} : { arrival }),
      events: callerEvents(reader, greeted.rest),
      write: (bytes) => line.write(bytes),
      close: () => line.close(),
    });
  } catch (error) {
    logFailure(board.log, "rlogin", error, hostname);
  } finally {
    line.close();
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Greeted =
  | { readonly hello: RloginHello; readonly rest: ReadableStreamReadResult<Uint8Array> | Pending }
  | { readonly fault: string };
/** A read that was begun when the greeting was taken for whole. */
type Pending = Promise<ReadableStreamReadResult<Uint8Array>>;

async function greet(reader: Reader, clock: Clock): Promise<Greeted> {
  const greeting = new RloginGreeting();
  const late = Promise.withResolvers<"late">();
  const cancel = clock.after(GREETING_DEADLINE, () => late.resolve("late"));
  let quiet: Promise<"late"> | undefined;
  let cancelQuiet = () => {};
  try {
    for (;;) {
      const next = reader.read();
      if (greeting.nearlyDone && quiet === undefined) {
        const over = Promise.withResolvers<"late">();
        cancelQuiet = clock.after(NEARLY_DONE, () => over.resolve("late"));
        quiet = over.promise;
      }
      const result = await Promise.race(
        quiet === undefined ? [next, late.promise] : [next, late.promise, quiet],
      );
      if (result === "late") {
        const hello = greeting.finish();
        if (hello !== undefined) return { hello, rest: next };
        next.catch(() => {});
        return { fault: "it has not come in time" };
      }
      if (result.done === true) return { fault: "it was cut off" };
      const step = greeting.push(result.value);
      if (step.type === "fault") return { fault: step.reason };
      if (step.type === "hello") return { hello: step.hello, rest: { done: false, value: step.rest } };
    }
  } finally {
    cancel();
    cancelQuiet();
  }
}

/** What was read already, then the rest, as it is asked for. */
async function* callerEvents(
  reader: Reader,
  first: ReadableStreamReadResult<Uint8Array> | Pending,
): AsyncGenerator<CallerEvent, void> {
  const input = new RloginInput();
  let size = USUAL_SIZE;
  const told = (event: RloginEvent): CallerEvent => {
    if (event.type === "input") return event;
    size = clampSize(event.columns, event.rows, size);
    return { type: "resize", size };
  };
  for (let next = await first; next.done !== true; next = await reader.read()) {
    for (const event of input.push(next.value)) yield told(event);
  }
  for (const event of input.finish()) yield told(event);
}

function profileOf(line: Line, { user, terminal: claimed }: RloginHello, usual: string): CallerProfile {
  const terminal = cleanTerminalName(claimed) || "unknown";
  return {
    kind: "rlogin",
    address: line.remote,
    terminal,
    terminalNames: terminal === "unknown" ? [] : [terminal],
    mtts: 0,
    size: USUAL_SIZE,
    encoding: chooseEncoding({
      charset: undefined,
      environment: new Map(),
      terminal: terminal === "unknown" ? undefined : terminal,
      mtts: 0,
      defaultEncoding: usual === "cp437" ? "cp437" : "utf8",
    }),
    environment: user === "" ? {} : { USER: user },
  };
}
