/**
 * `@`-codes, the variables of Synchronet's, Mystic's and Renegade's screens and menus.
 *
 * ```text
 * @USER@        the caller's handle        @USER-L20@  @USER-R20@  @USER-C20@   left, right, centred in 20 columns
 * @USER####@    in as many columns as the whole code takes      @X1F@   colours as PCBoard writes them
 * ```
 *
 * Names are those of all three, so that `@UN@` and `@ALIAS@` are the handle as well. What is no code stays text, and so
 * does a code whose value nobody gave. Values are sanitized: callers chose most of them.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { center, clip, displayWidth, justifyLeft, justifyRight } from "./layout.ts";
import { sanitizeLine } from "./sanitize.ts";

/** What the codes stand for; what is left out stays as it was written. */
export interface CallerVariables {
  readonly handle?: string;
  readonly location?: string;
  readonly email?: string;
  readonly calls?: number;
  readonly node?: number;
  readonly board?: string;
  readonly sysop?: string;
  readonly time?: string;
  readonly date?: string;
  readonly lastCall?: string;
  readonly memberSince?: string;
  readonly terminal?: string;
  readonly encoding?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly connection?: string;
  readonly address?: string;
  readonly version?: string;
  readonly usersOnline?: number;
}

/** The names of each variable; two letters are Mystic's and Renegade's. */
const NAMES: Readonly<Record<keyof CallerVariables, string>> = {
  handle: "USER ALIAS HANDLE NAME LOGON UN UH",
  location: "LOCATION CITY LOC AD UL",
  email: "EMAIL NETMAIL EM",
  calls: "CALLS LOGONS NUMTIMESON TIMESON CS UC",
  node: "NODE NODENUM ND NN",
  board: "BBS BOARDNAME BOARD BN",
  sysop: "SYSOP SYSOPNAME SN",
  time: "TIME SYSTIME TI",
  date: "DATE SYSDATE DA",
  lastCall: "LASTON LASTDATEON LO LU",
  memberSince: "SINCE FIRSTON UF FO",
  terminal: "TERM TERMTYPE TE",
  encoding: "CHARSET ENCODING",
  columns: "COLS COLUMNS",
  rows: "ROWS",
  connection: "CONN CONNECTION PROTOCOL",
  address: "IP ADDRESS",
  version: "VER VERSION",
  usersOnline: "TOTALNODES NODESACTIVE ONLINE UO",
};

let byName: ReadonlyMap<string, keyof CallerVariables> | undefined;

function variableOf(name: string): keyof CallerVariables | undefined {
  byName ??= new Map(
    Object.entries(NAMES).flatMap(([variable, names]) =>
      names.split(" ").map((one) => [one, variable as keyof CallerVariables] as const)
    ),
  );
  return byName.get(name.toUpperCase());
}

const CODE = /@(?:X([0-9A-F])([0-9A-F])@?|([A-Za-z]{2,12})(?:[-:]([LRClrc])(\d{1,3})?|(#+))?@)/g;
/** From the order of DOS to that of ANSI. */
const SWAPPED = [0, 4, 2, 6, 1, 5, 3, 7];

/** The text with the codes that are known replaced. */
export function expandAtCodes(text: string, variables: CallerVariables): string {
  expectText("expand @-codes", text);
  if (!text.includes("@")) return text;
  return text.replace(
    CODE,
    (code, ground?: string, ink?: string, name?: string, side?: string, width?: string, hashes?: string) => {
      if (ground !== undefined && ink !== undefined) return colors(parseInt(ground, 16), parseInt(ink, 16));
      const variable = variableOf(name!);
      const value = variable === undefined ? undefined : variables[variable];
      if (value === undefined) return code;
      const shown = sanitizeLine(String(value), { maxLength: 80, pipes: "strip" });
      if (side === undefined && hashes === undefined) return shown;
      // As wide as the code itself, when it gives no number: what was drawn around it keeps its place.
      return fit(
        shown,
        width === undefined ? displayWidth(code) : Math.min(255, Number(width)),
        side?.toUpperCase(),
      );
    },
  );
}

function fit(value: string, columns: number, side: string | undefined): string {
  const clipped = clip(value, columns);
  if (side === "R") return justifyRight(clipped, columns);
  return side === "C" ? center(clipped, columns) : justifyLeft(clipped, columns);
}

function colors(ground: number, ink: number): string {
  const parameters = ["0", ink >= 8 ? "1" : "", ground >= 8 ? "5" : "", String(30 + SWAPPED[ink & 7]!)];
  if ((ground & 7) !== 0) parameters.push(String(40 + SWAPPED[ground & 7]!));
  return `\x1b[${parameters.filter((parameter) => parameter !== "").join(";")}m`;
}
