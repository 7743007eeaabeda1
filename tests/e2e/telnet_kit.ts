/**
 * What the battery's telnet cases share: bytes by their names, a reader of the server's bytes that shares no code with
 * the server, and a way to know that an answer is complete without waiting for silence.
 *
 * @module
 */

import assert from "node:assert/strict";
import { enter, Neighbour, startBoard } from "./battery_kit.ts";
import { type BoardOptions, type CallerOptions, type TestBoard, type TestCaller, until } from "./harness.ts";

export const [SE, SB, WILL, WONT, DO, DONT, IAC] = [240, 250, 251, 252, 253, 254, 255] as const;
export const [BINARY, ECHO, SGA, STATUS, TIMING_MARK] = [0, 1, 3, 5, 6] as const;
export const [EOR, GA] = [25, 249] as const;
/** The command that EOR agrees on. */
export const END_OF_RECORD = 239;
export const [TTYPE, NAWS, LINEMODE, NEW_ENVIRON, CHARSET] = [24, 31, 34, 39, 42] as const;

/** A command of the server's, as `TestCaller` tells it: `["will", 1]`, `["sb", 24, 1]`, `["cmd", 241]`. */
export type Told = readonly (string | number)[];

/** Bytes out of numbers and Latin-1 text. */
export function bytes(...parts: readonly (number | string | readonly number[])[]): number[] {
  return parts.flatMap((part) => {
    if (typeof part === "number") return [part];
    return typeof part === "string" ? Array.from(part, (char) => char.charCodeAt(0)) : [...part];
  });
}

/** `FF FA` … `FF F0`, with FF doubled inside. */
export function subnegotiation(...payload: readonly (number | string | readonly number[])[]): number[] {
  return [IAC, SB, ...bytes(...payload).flatMap((byte) => byte === IAC ? [IAC, IAC] : [byte]), IAC, SE];
}

/** A window size. */
export function naws(columns: number, rows: number): number[] {
  return subnegotiation(NAWS, columns >> 8, columns & 255, rows >> 8, rows & 255);
}

/** An answer to TTYPE SEND. */
export function typeIs(name: string): number[] {
  return subnegotiation(TTYPE, 0, name);
}

/** The same bytes `count` times. */
export function times(count: number, piece: readonly number[]): number[] {
  return Array.from({ length: count }, () => piece).flat();
}

/** What a stream of the server's bytes holds. `rest` is a sequence that was not finished. */
export interface Parsed {
  readonly data: readonly number[];
  readonly commands: readonly Told[];
  readonly rest: readonly number[];
}

/** Reads the server's bytes by RFC 854 and 855. */
export function parse(raw: readonly number[]): Parsed {
  const data: number[] = [];
  const commands: Told[] = [];
  for (let i = 0; i < raw.length;) {
    const rest = raw.slice(i, i + 3);
    if (raw[i] !== IAC) {
      data.push(raw[i++]!);
    } else if (rest.length < 2) {
      return { data, commands, rest };
    } else if (rest[1] === IAC) {
      data.push(IAC);
      i += 2;
    } else if (rest[1]! >= WILL) {
      if (rest.length < 3) return { data, commands, rest };
      commands.push([["will", "wont", "do", "dont"][rest[1]! - WILL]!, rest[2]!]);
      i += 3;
    } else if (rest[1] === SB) {
      const body: number[] = [];
      let at = i + 2;
      for (; raw[at] !== IAC || raw[at + 1] !== SE; at++) {
        if (at + 1 >= raw.length) return { data, commands, rest: raw.slice(i) };
        if (raw[at] === IAC) at++;
        body.push(raw[at]!);
      }
      commands.push(["sb", ...body]);
      i = at + 2;
    } else {
      commands.push(["cmd", rest[1]!]);
      i += 2;
    }
  }
  return { data, commands, rest: [] };
}

/**
 * Sends, and answers with every command that came back. The end is known by a timing mark (RFC 860), which the
 * server answers after what was sent before it.
 */
export async function exchange(caller: TestCaller, sent: readonly number[]): Promise<readonly Told[]> {
  const from = caller.commands.length;
  const isMark = ([verb, option]: Told) => verb === "will" && option === TIMING_MARK;
  const wanted =
    parse(sent).commands.filter(([verb, option]) => verb === "do" && option === TIMING_MARK).length + 1;
  await caller.send([...sent, IAC, DO, TIMING_MARK]);
  await until("the timing mark is answered", () => {
    if (caller.closed) throw new Error("The line was closed");
    return caller.commands.slice(from).filter(isMark).length >= wanted;
  });
  return caller.commands.slice(from).filter((told) => !isMark(told));
}

/** How many commands are `verb option`. */
export function count(commands: readonly Told[], verb: string, option: number): number {
  return commands.filter((told) => told[0] === verb && told[1] === option).length;
}

/** How many SENDs of TTYPE there are. */
export function typeRequests(commands: readonly Told[]): number {
  return commands.filter((told) => told[0] === "sb" && told[1] === TTYPE && told[2] === 1).length;
}

/** Runs a case on a board of fixtures; at its end an innocent neighbour's keys were echoed and a new caller gets in. */
export async function onBoard(
  run: (board: TestBoard) => Promise<void>,
  options: BoardOptions = {},
): Promise<void> {
  const ini = { ...options.ini, telnet: { silence: 100, ...options.ini?.telnet } };
  await using board = await startBoard({ ...options, ini });
  await using neighbour = await Neighbour.open(board);
  await run(board);
  await neighbour.check();
  assert.ok(board.alive);
}

/** A caller in F-hex, who has not logged in. */
export async function inHex(board: TestBoard, options: CallerOptions = {}): Promise<TestCaller> {
  const caller = await enter(board, "lobby", options);
  await caller.send("hex\r");
  await caller.expect("HEX ");
  return caller;
}

/** What F-hex shows for these bytes; a `z` behind them tells where it ends. */
export async function shown(caller: TestCaller, sent: readonly number[]): Promise<string> {
  await caller.send([...sent, 0x7a]);
  return (await caller.expect(/[^]*?<7a>/)).slice(0, -"<7a>".length);
}

/** What F-env tells of a caller. */
export interface Environment {
  readonly handle: string;
  readonly isSysop: boolean;
  readonly terminal: { readonly name: string; readonly columns: number; readonly rows: number };
  readonly encoding: string;
  readonly profile: {
    readonly kind: string;
    readonly terminalNames: readonly string[];
    readonly mtts: number;
    readonly environment: Readonly<Record<string, string>>;
  };
}

/** What F-env tells a caller who is at the menu. */
export async function environmentOf(caller: TestCaller): Promise<Environment> {
  await caller.send("env\r");
  const found = await caller.expect(/ENV .* END/);
  await caller.expect("MENU> ");
  return JSON.parse(found.slice("ENV ".length, -" END".length));
}

/** Waits until F-env tells what is wanted: what a client says late reaches the scripts a moment later. */
export async function untilEnvironment(
  caller: TestCaller,
  what: string,
  wanted: (environment: Environment) => boolean,
): Promise<Environment> {
  let last: Environment | undefined;
  return await until(what, async () => {
    last = await environmentOf(caller);
    return wanted(last) ? last : undefined;
  }).catch((error) => {
    throw new Error(`${error.message}, found ${JSON.stringify(last)}`);
  });
}
