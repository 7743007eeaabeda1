/**
 * The telnet decoder's states as rows (RFC 854, 855), compiled to one byte a state and input byte.
 *
 * ```
 * 68 69 FF FF            data "hi" FF
 * FF F6                  command
 * FF FD 01               verb, option; any option byte, FF too, is never an escape there
 * FF FA 18 00 .. FF F0   subnegotiation; FF FF inside is FF
 * ```
 *
 * RFC 855 leaves open what IAC and a byte other than IAC or SE mean inside a subnegotiation. Here the
 * half-told parameters are dropped and the command is obeyed, as telnetlib3 does; PuTTY and SyncTERM would go on
 * collecting, and could then be held there for ever by a lost SE.
 *
 * @module
 */

import { Command } from "./codes.ts";
import { compile, type Row } from "./table.ts";

/** Where in a sequence the decoder stands. */
export const DECODER_STATES = [
  "data",
  "iac",
  "will",
  "wont",
  "do",
  "dont",
  "sb option",
  "sb option iac",
  "sb body",
  "sb body iac",
] as const;
/** One of {@linkcode DECODER_STATES}. */
export type DecoderState = typeof DECODER_STATES[number];

/** The kinds of byte the states tell apart. */
export const BYTE_CLASSES = ["other", "se", "sb", "will", "wont", "do", "dont", "iac"] as const;
/** One of {@linkcode BYTE_CLASSES}. */
export type ByteClass = typeof BYTE_CLASSES[number];

/** What is done on the way from one state to the next. */
export const DECODER_ACTIONS = [
  "nothing",
  "data",
  "command",
  "negotiate",
  "begin",
  "collect",
  "end",
  "no option",
  "drop",
  "drop and command",
] as const;
/** One of {@linkcode DECODER_ACTIONS}. */
export type DecoderAction = typeof DECODER_ACTIONS[number];

/** A row of the decoder's table. */
export interface DecoderRow extends Row<DecoderState, ByteClass> {
  readonly to: DecoderState;
  readonly do: DecoderAction;
}

const ALL = BYTE_CLASSES;
const NOT_IAC: readonly ByteClass[] = BYTE_CLASSES.filter((c) => c !== "iac");

/** The rows. */
export const DECODER_ROWS: readonly DecoderRow[] = [
  { in: "data", on: NOT_IAC, to: "data", do: "data" },
  { in: "data", on: "iac", to: "iac", do: "nothing" },

  { in: "iac", on: "iac", to: "data", do: "data" },
  { in: "iac", on: ["other", "se"], to: "data", do: "command" },
  { in: "iac", on: "sb", to: "sb option", do: "nothing" },
  { in: "iac", on: "will", to: "will", do: "nothing" },
  { in: "iac", on: "wont", to: "wont", do: "nothing" },
  { in: "iac", on: "do", to: "do", do: "nothing" },
  { in: "iac", on: "dont", to: "dont", do: "nothing" },

  { in: "will", on: ALL, to: "data", do: "negotiate" },
  { in: "wont", on: ALL, to: "data", do: "negotiate" },
  { in: "do", on: ALL, to: "data", do: "negotiate" },
  { in: "dont", on: ALL, to: "data", do: "negotiate" },

  { in: "sb option", on: NOT_IAC, to: "sb body", do: "begin" },
  { in: "sb option", on: "iac", to: "sb option iac", do: "nothing" },

  { in: "sb option iac", on: "iac", to: "sb body", do: "begin" },
  { in: "sb option iac", on: "se", to: "data", do: "no option" },
  { in: "sb option iac", on: "other", to: "data", do: "drop and command" },
  { in: "sb option iac", on: "sb", to: "sb option", do: "drop" },
  { in: "sb option iac", on: "will", to: "will", do: "drop" },
  { in: "sb option iac", on: "wont", to: "wont", do: "drop" },
  { in: "sb option iac", on: "do", to: "do", do: "drop" },
  { in: "sb option iac", on: "dont", to: "dont", do: "drop" },

  { in: "sb body", on: NOT_IAC, to: "sb body", do: "collect" },
  { in: "sb body", on: "iac", to: "sb body iac", do: "nothing" },

  { in: "sb body iac", on: "iac", to: "sb body", do: "collect" },
  { in: "sb body iac", on: "se", to: "data", do: "end" },
  { in: "sb body iac", on: "other", to: "data", do: "drop and command" },
  { in: "sb body iac", on: "sb", to: "sb option", do: "drop" },
  { in: "sb body iac", on: "will", to: "will", do: "drop" },
  { in: "sb body iac", on: "wont", to: "wont", do: "drop" },
  { in: "sb body iac", on: "do", to: "do", do: "drop" },
  { in: "sb body iac", on: "dont", to: "dont", do: "drop" },
];

const CLASS_OF_COMMAND = new Map<number, ByteClass>([
  [Command.SE, "se"],
  [Command.SB, "sb"],
  [Command.WILL, "will"],
  [Command.WONT, "wont"],
  [Command.DO, "do"],
  [Command.DONT, "dont"],
  [Command.IAC, "iac"],
]);

/** The number of an action, as it stands in the high half of a cell. */
export function actionNumber(action: DecoderAction): number {
  return DECODER_ACTIONS.indexOf(action);
}

/** The number of a state, as it stands in the low half of a cell. */
export function stateNumber(state: DecoderState): number {
  return DECODER_STATES.indexOf(state);
}

/** At `state << 8 | byte`: the action in the high four bits, the next state in the low four. */
export const DECODER_TABLE: Uint8Array = packTable();

function packTable(): Uint8Array {
  const { rows } = compile("telnet decoder", DECODER_STATES, BYTE_CLASSES, DECODER_ROWS);
  const packed = new Uint8Array(DECODER_STATES.length << 8);
  for (let state = 0; state < DECODER_STATES.length; state++) {
    for (let byte = 0; byte < 256; byte++) {
      const input = BYTE_CLASSES.indexOf(CLASS_OF_COMMAND.get(byte) ?? "other");
      const row = rows[state * BYTE_CLASSES.length + input]!;
      packed[state << 8 | byte] = actionNumber(row.do) << 4 | stateNumber(row.to);
    }
  }
  return packed;
}
