/**
 * NEW-ENVIRON, variables of the caller's environment (RFC 1572).
 *
 * ```
 * FF FA 27 01 (00|03 name)* FF F0                     SEND, ours
 * FF FA 27 (00|02) (00|03 name [01 value])* FF F0     IS or INFO, his; 02 makes the next byte literal
 * ```
 *
 * A variable from the wire is a suggestion by a stranger. Lists of what to refuse have lost more than once
 * (CVE-2026-24061, CVE-2026-28372), so this is a list of what to keep.
 *
 * @module
 */

import { Option } from "./codes.ts";
import { encodeSubnegotiation } from "./encoder.ts";

/** The variables that are kept. */
export const KEPT_VARIABLES = ["USER", "TERM", "LANG", "COLORTERM", "COLUMNS", "LINES", "CHARSET"] as const;

/** The longest value kept, in characters; a longer one is dropped whole. Login names and locales are below 40. */
export const MAX_VALUE = 64;

const IS = 0;
const SEND = 1;
const INFO = 2;
const VAR = 0;
const VALUE = 1;
const ESC = 2;
const USERVAR = 3;

/** Controls, direction overrides and line separators; and a dash in front, which has been an option of login. */
const UNFIT = /^-|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u;
const ANY_TEXT = /^/;
const WORD = /^[A-Za-z0-9._@+-]*$/;
const NUMBER = /^\d{0,5}$/;
/** What a value may look like. */
const KEPT: ReadonlyMap<string, RegExp> = new Map<typeof KEPT_VARIABLES[number], RegExp>([
  ["USER", ANY_TEXT],
  ["TERM", WORD],
  ["LANG", WORD],
  ["COLORTERM", WORD],
  ["COLUMNS", NUMBER],
  ["LINES", NUMBER],
  ["CHARSET", WORD],
]);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The names of terminals that Microsoft's telnet goes through; it crashes when it is asked for USER. */
const MICROSOFT_TERMINALS: ReadonlySet<string> = new Set(["ansi", "vt100", "vt52", "vtnt"]);

/** Whether a client that gives this first terminal name may be asked for USER. */
export function mayAskForUser(firstTerminal: string | undefined): boolean {
  return firstTerminal !== undefined && !MICROSOFT_TERMINALS.has(firstTerminal);
}

/** The bytes that ask for variables. Short lists: inetutils keeps 256 bytes of a subnegotiation. */
export function askForVariables(names: readonly typeof KEPT_VARIABLES[number][]): Uint8Array {
  const list = names.flatMap((name) => [VAR, ...Array.from(name, (c) => c.charCodeAt(0))]);
  return encodeSubnegotiation(Option.NEW_ENVIRON, Uint8Array.of(SEND, ...list));
}

/**
 * Reads IS or INFO; nothing for any other. Only kept names come back, at most one each, the last one said; a
 * value of `undefined` is a variable that the caller does not have. Entries with two values, an ESC at the very end, or a
 * value that is too long, unfit to show or not of its variable's kind are left out.
 */
export function parseEnviron(payload: Uint8Array): Map<string, string | undefined> | undefined {
  if (payload[0] !== IS && payload[0] !== INFO) return undefined;
  const found = new Map<string, string | undefined>();
  let i = 1;
  while (i < payload.length && payload[i] !== VAR && payload[i] !== USERVAR) i++;
  while (i < payload.length) {
    const entry = readEntry(payload, i + 1);
    i = entry.next;
    const name = entry.sound ? String.fromCharCode(...entry.name.slice(0, 16)) : "";
    const shape = KEPT.get(name);
    if (shape === undefined) continue;
    if (entry.value === undefined) {
      found.set(name, undefined);
      continue;
    }
    const value = cleanValue(entry.value);
    if (value !== undefined && shape.test(value)) found.set(name, value);
  }
  return found;
}

interface Entry {
  readonly name: readonly number[];
  readonly value: readonly number[] | undefined;
  readonly sound: boolean;
  /** Where the next entry's type byte is, or the end. */
  readonly next: number;
}

function readEntry(payload: Uint8Array, from: number): Entry {
  const name: number[] = [];
  let value: number[] | undefined;
  let sound = true;
  let i = from;
  for (; i < payload.length; i++) {
    let byte = payload[i]!;
    if (byte === VAR || byte === USERVAR) break;
    if (byte === VALUE) {
      if (value !== undefined) sound = false;
      value = [];
      continue;
    }
    if (byte === ESC) {
      if (i + 1 === payload.length) {
        sound = false;
        continue;
      }
      byte = payload[++i]!;
    }
    (value ?? name).push(byte);
  }
  return { name, value, sound, next: i };
}

/** UTF-8 where it is UTF-8, Latin-1 otherwise. */
function cleanValue(bytes: readonly number[]): string | undefined {
  if (bytes.length > MAX_VALUE * 4) return undefined;
  const raw = Uint8Array.from(bytes);
  let text: string;
  try {
    text = utf8.decode(raw);
  } catch {
    text = String.fromCharCode(...raw);
  }
  return text.length > MAX_VALUE || UNFIT.test(text) ? undefined : text;
}
