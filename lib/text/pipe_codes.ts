/**
 * Pipe codes, the colour markup of Renegade and its kin, in both directions.
 *
 * ```text
 * |00 ... |15   text colour, in the order of DOS: black blue green cyan red magenta brown white, then bright
 * |16 ... |23   background, the same eight
 * ||          one bar
 * ```
 *
 * `|07` and `|16` stand for the terminal's own colours, so that a reset can be written. What is no code stays text:
 * callers write these, and nothing they write may throw.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { isSgr, splitSequences } from "./ansi.ts";

const CODE = /\|(?:\||([01]\d|2[0-3]))/g;
const NORMAL = "\x1b[0m";

/** From the order of DOS to that of ANSI, and back: red and blue, cyan and yellow change places. */
const SWAPPED = [0, 4, 2, 6, 1, 5, 3, 7];

function select(text: number, background: number): string {
  let selected = "0";
  if (text >= 8) selected += ";1";
  if (text !== 7) selected += `;${30 + SWAPPED[text % 8]!}`;
  if (background !== 0) selected += `;${40 + SWAPPED[background]!}`;
  return `\x1b[${selected}m`;
}

/** Turns pipe codes into colours. Where a code was, the answer ends in normal colours. */
export function decodePipe(text: string): string {
  expectText("decode pipe codes", text);
  if (!text.includes("|")) return text;
  let color = 7;
  let background = 0;
  const decoded = text.replace(CODE, (_code, digits: string | undefined) => {
    if (digits === undefined) return "|";
    const value = Number(digits);
    if (value < 16) color = value;
    else background = value - 16;
    return select(color, background);
  });
  return color === 7 && background === 0 ? decoded : decoded + NORMAL;
}

/** The colours that a sequence of SGR parameters leaves behind. */
function follow(sequence: string, color: number, background: number): [color: number, background: number] {
  const fields = sequence.slice(2, -1).split(/[;:]/).map(Number);
  for (let i = 0; i < fields.length; i++) {
    const n = fields[i]!;
    if (n === 0) [color, background] = [7, 0];
    else if (n === 1) color |= 8;
    else if (n === 22) color &= 7;
    else if (n >= 30 && n <= 37) color = (color & 8) | SWAPPED[n - 30]!;
    else if (n === 39) color = (color & 8) | 7;
    else if (n >= 40 && n <= 47) background = SWAPPED[n - 40]!;
    else if (n === 49) background = 0;
    else if (n >= 90 && n <= 97) color = 8 | SWAPPED[n - 90]!;
    // Colours beyond the sixteen have no code; their parameters must not be read as attributes.
    else if (n === 38 || n === 48) i += fields[i + 1] === 2 ? 4 : fields[i + 1] === 5 ? 2 : 0;
  }
  return [color, background];
}

/** Turns the sixteen colours in text into pipe codes and doubles bars; other sequences stay. */
export function encodePipe(text: string): string {
  let color = 7;
  let background = 0;
  let encoded = "";
  for (const piece of splitSequences(text)) {
    if (piece.type === "text") {
      encoded += piece.text.replaceAll("|", "||");
    } else if (isSgr(piece.text)) {
      const [nextColor, nextBackground] = follow(piece.text, color, background);
      if (nextColor !== color) encoded += `|${String(nextColor).padStart(2, "0")}`;
      if (nextBackground !== background) encoded += `|${16 + nextBackground}`;
      [color, background] = [nextColor, nextBackground];
    } else {
      encoded += piece.text;
    }
  }
  return encoded;
}

/** The text as {@linkcode decodePipe} would show it, without colours. */
export function stripPipe(text: string): string {
  expectText("strip pipe codes", text);
  return text.replace(CODE, (_code, digits: string | undefined) => (digits === undefined ? "|" : ""));
}
