/**
 * Finds escape sequences in text: ECMA-48 control sequences, control strings, single shifts and plain escapes, in
 * their seven-bit forms and in their C1 forms.
 *
 * ```text
 * CSI   ESC [ 0-?* SP-/* @-~            OSC   ESC ] ... BEL or ST
 * SS2/3 ESC N x, ESC O x                DCS SOS PM APC   ESC P X ^ _ ... ST
 * other ESC SP-/* 0-~                   ST    ESC \ or U+009C
 * ```
 *
 * What is cut off or malformed is a sequence as far as it goes, so that no ESC is ever left in what is called text.
 * A control string that never ends stops at the end of its line.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";

// No body may hold a C1 control: with that, each character is looked at a bounded number of times.
const SEQUENCE =
  // deno-lint-ignore no-control-regex
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b\]|\x9d)(?:[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|[^\x07\x18\x1a\x1b\x80-\x9f\r\n]*)|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])(?:[^\x18\x1a\x1b\x80-\x9f]*(?:\x1b\\|\x9c)|[^\x18\x1a\x1b\x80-\x9f\r\n]*)|(?:\x1b[NO]|[\x8e\x8f])[ -~]?|\x1b[ -/]*[0-~]?|[\x80-\x9f]/g;

// deno-lint-ignore no-control-regex
const MAY_HOLD_SEQUENCE = /[\x1b\x80-\x9f]/;
// deno-lint-ignore no-control-regex
const SGR = /^\x1b\[[\d;:]*m$/;

/** A stretch of text, or one escape sequence. */
export interface Piece {
  readonly type: "text" | "sequence";
  readonly text: string;
}

/** Cuts text into plain stretches and sequences, in order; joined again they are the text. */
export function splitSequences(text: string): Piece[] {
  expectText("split into sequences", text);
  if (text === "") return [];
  if (!MAY_HOLD_SEQUENCE.test(text)) return [{ type: "text", text }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    if (match.index > end) pieces.push({ type: "text", text: text.slice(end, match.index) });
    pieces.push({ type: "sequence", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ type: "text", text: text.slice(end) });
  return pieces;
}

/** The text without its sequences. */
export function stripSequences(text: string): string {
  expectText("strip sequences", text);
  return MAY_HOLD_SEQUENCE.test(text) ? text.replace(SEQUENCE, "") : text;
}

/** Whether a sequence selects colours and attributes (`ESC [ ... m`) and does nothing else. */
export function isSgr(sequence: string): boolean {
  return SGR.test(sequence);
}
