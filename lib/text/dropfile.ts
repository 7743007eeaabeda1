/**
 * Drop files: how a BBS tells a door program who calls. Pure text; where it is written, and who runs the door, is not
 * known here.
 *
 * ```text
 *   DOOR.SYS       52 lines    GAP, the most common
 *   DOOR32.SYS     11 lines    Mystic, EleBBS
 *   CALLINFO.BBS   35 lines    Wildcat! 2
 *   DORINFOn.DEF   13 lines    RBBS-PC, QuickBBS; n is the node: 1 to 9, 0 for 10, A to Z for 11 to 36
 * ```
 *
 * Lines end in CR LF. Doors read them line by line, many into fixed fields, so what callers chose themselves is made one
 * short line without anything that steers.
 *
 * @module
 */

import { getEncoding } from "./encodings.ts";
import { sanitizeLine } from "./sanitize.ts";

/** The kinds of drop files, in x/84's words. */
export type DropfileType = "DOORSYS" | "DOOR32" | "CALLINFOBBS" | "DORINFO";

/** What a drop file tells. */
export interface DropfileFacts {
  /** The caller's handle. */
  readonly handle: string;
  /** Where he says he is. */
  readonly location: string;
  /** Whether he is a sysop: security 100, else 30. */
  readonly isSysop: boolean;
  /** How often he has called. */
  readonly calls: number;
  /** When he called before, milliseconds since 1970. */
  readonly lastCall: number;
  /** Seconds since this call began. */
  readonly secondsUsed: number;
  /** Minutes that he may stay. Default 256, as in x/84. */
  readonly minutesLeft?: number;
  /** Place in the list of users, from 1. Default 999, for guests. */
  readonly userNumber?: number;
  /** Number of the node, from 1. */
  readonly node: number;
  /** Height of his screen in cells. */
  readonly rows: number;
  /** What the board is called. */
  readonly board: string;
  /** Name of the sysop. */
  readonly sysop: string;
}

/** Characters of a name or place: as many as an account may have, for a board's name has no bound of its own. */
const MAX_FIELD = 60;
/** Doors behind a socket have no modem; these are x/84's. */
const PORT = "COM1";
const SPEED = 57600;
const PARITY = 8;
/** Nobody's password is told to a program. */
const PASSWORD = "<encrypted>";
const PHONE = "123-456-7890";

/** Everything that the lines are made of, as text. */
interface Fields {
  readonly alias: string;
  readonly fullName: string;
  readonly location: string;
  readonly board: string;
  readonly sysop: string;
  readonly security: number;
  readonly calls: number;
  readonly lastDate: string;
  readonly lastTime: string;
  readonly used: number;
  readonly minutes: number;
  readonly user: number;
  readonly node: number;
  readonly rows: number;
}

type Line = string | number;

function times(count: number, line: Line): Line[] {
  return Array<Line>(count).fill(line);
}

const LAYOUTS: Readonly<Record<DropfileType, (of: Fields) => readonly Line[]>> = {
  DOORSYS: (of) => [
    ...[`${PORT}:`, SPEED, PARITY, of.node, SPEED],
    // Screen, printer, page alarm, caller alarm.
    ...times(4, "Y"),
    ...[of.fullName, of.location, PHONE, PHONE, PASSWORD, of.security, of.calls, of.lastDate],
    ...[of.minutes * 60, of.minutes, "GR", of.rows, "N", "1,2,3,4,5,6,7", 1, "01/01/99", of.user, "X"],
    // The two folders are those of a board for DOS: doors look that there are some, and these are what x/84 tells.
    ...[0, 0, 0, 9999999, "01/01/2001", "C:\\XXX", "C:\\XXX", of.sysop, of.alias, "00:05"],
    ...times(3, "Y"),
    ...[7, of.minutes, "09/09/99", of.lastTime, of.lastTime, 9999, 0, 0, 0, "None", 0, 0],
  ],
  DOOR32: (of) => [
    // No modem, and so no handle of one.
    ...[0, 0, SPEED, of.board, of.user, of.fullName, of.alias, of.security, of.minutes],
    // ANSI.
    ...[1, of.node],
  ],
  CALLINFOBBS: (of) => [
    ...[of.alias, SPEED, of.location, of.security, of.minutes, "COLOR", PASSWORD, of.user, of.used],
    ...["01:23", "01:23 01/02/90", "ABCDEFGH", 0, 99, 0, 9999, PHONE, "01/01/90 02:34", "NOVICE", "X"],
    ...["01/01/90", of.calls, of.rows, 0, 0, 0, PARITY, "REMOTE", PORT, SPEED, "FALSE"],
    ...["Normal Connection", "01/02/94 01:20", 0, 1],
  ],
  DORINFO: (of) => [
    ...[of.board, of.sysop, of.sysop, PORT, SPEED, 0, of.alias, of.alias, of.location, 1, of.security],
    ...[of.minutes, -1],
  ],
};

/** The names; DORINFO's has the node in it. */
const NAMES: Readonly<Record<DropfileType, string>> = {
  DOORSYS: "DOOR.SYS",
  DOOR32: "DOOR32.SYS",
  CALLINFOBBS: "CALLINFO.BBS",
  DORINFO: "DORINFO?.DEF",
};
const NODES = "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function line(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(`Cannot make drop file: expected text as "${name}", found ${typeof value}`);
  }
  return sanitizeLine(value, { maxLength: MAX_FIELD, pipes: "strip" }).trim();
}

function count(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 0) || value === Infinity) {
    throw new TypeError(`Cannot make drop file: expected a number from 0 as "${name}", found ${value}`);
  }
  return Math.trunc(value);
}

function fieldsOf(facts: DropfileFacts): Fields {
  const alias = line("handle", facts.handle);
  const last = new Date(count("lastCall", facts.lastCall));
  if (Number.isNaN(last.getTime())) {
    throw new TypeError(`Cannot make drop file: expected a time as "lastCall", found ${facts.lastCall}`);
  }
  const [year, month, day] = last.toISOString().split("T")[0]!.split("-").slice(-3);
  return {
    alias,
    // Doors want a first and a last name.
    fullName: `${alias} ${alias}`,
    location: line("location", facts.location),
    board: line("board", facts.board),
    sysop: line("sysop", facts.sysop),
    security: facts.isSysop ? 100 : 30,
    calls: count("calls", facts.calls),
    lastDate: `${month}/${day}/${year!.slice(-2)}`,
    lastTime: last.toISOString().split("T")[1]!.slice(0, 5),
    used: count("secondsUsed", facts.secondsUsed),
    minutes: count("minutesLeft", facts.minutesLeft ?? 256),
    user: count("userNumber", facts.userNumber ?? 999),
    node: count("node", facts.node),
    rows: count("rows", facts.rows),
  };
}

/**
 * A drop file. Dates and times in it are in UTC; the password is not in it.
 *
 * ```ts
 * import { Dropfile, dropfileFacts, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const file = new Dropfile("DOORSYS", await dropfileFacts(session));
 *   await session.echo(`${file.filename} has ${file.encode().length} bytes.\r\n`);
 * }
 * ```
 */
export class Dropfile {
  /** What it has to be called: `DOOR.SYS`, `DORINFO1.DEF`. */
  readonly filename: string;
  /** Its lines, without their ends. */
  readonly lines: readonly string[];

  /**
   * Makes the file's text.
   *
   * @throws {TypeError} for a type that there is not, or a fact that is no text or number
   * @throws {RangeError} for DORINFO on a node beyond 36, which has no name for it
   */
  constructor(type: DropfileType, facts: DropfileFacts) {
    if (!Object.hasOwn(LAYOUTS, type)) {
      const known = Object.keys(LAYOUTS).join(", ");
      throw new TypeError(`Cannot make drop file: expected one of ${known} as its type`);
    }
    const fields = fieldsOf(facts);
    const digit = NODES[fields.node - 1];
    if (type === "DORINFO" && digit === undefined) {
      throw new RangeError(`Cannot name drop file: expected node 1 to ${NODES.length}, found ${fields.node}`);
    }
    this.filename = NAMES[type].replace("?", digit ?? "");
    this.lines = LAYOUTS[type](fields).map(String);
  }

  /** The text, each line with its CR LF. */
  get text(): string {
    return this.lines.map((text) => `${text}\r\n`).join("");
  }

  /** Its bytes in code page 437: `?` for what that does not have, and no look-alikes, for names are in it. */
  encode(): Uint8Array {
    const cp437 = getEncoding("cp437");
    const isThere = (char: string) => char < "\x80" || cp437.decoder().push(cp437.encode(char)) === char;
    return cp437.encode(this.text.normalize("NFC").replace(/./gu, (char) => isThere(char) ? char : "?"));
  }
}
