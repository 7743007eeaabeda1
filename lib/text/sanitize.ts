/**
 * The one place where text of a caller is made fit for the eyes of others.
 *
 * Whoever makes another caller's terminal print a query makes that caller type the answer, so nothing that could
 * steer a terminal is left: no escape sequences, no C0 or C1 controls, no bidirectional overrides, nothing invisible,
 * no tower of marks. Emoji fall apart into their plain parts, so that every terminal measures the same width.
 * Sanitizing twice is sanitizing once.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { stripSequences } from "./ansi.ts";
import { charWidth } from "./width.ts";

/** What may stay and how much. */
export interface SanitizeOptions {
  /** Most code points; the rest is cut off. Default 500 for a line, 20000 for a text. */
  readonly maxLength?: number;
  /** Whether pipe codes stay, for text that is shown through `decodePipe`. Default `"keep"`. */
  readonly pipes?: "keep" | "strip";
}

/** Marks on one character; more than this no script needs, and long runs have crashed terminals. */
export const MAX_MARKS = 4;

const MAX_LINE = 500;
const MAX_TEXT = 20_000;

const PLAIN = /^[\x20-\x7e]*$/;
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const SKIN_TONE = /(?<=\p{Emoji_Modifier_Base})\p{Emoji_Modifier}+/gu;
const MARK = /^\p{M}$/u;

/** One line: newlines and tabs become blanks. */
export function sanitizeLine(text: string, options: SanitizeOptions = {}): string {
  expectText("sanitize", text);
  const maxLength = options.maxLength ?? MAX_LINE;
  if (PLAIN.test(text)) return cut(options.pipes === "strip" ? dropPipes(text) : text, maxLength);
  return cut(clean(text.replace(LINE_END, " ").replaceAll("\t", " "), options.pipes), maxLength);
}

/** Lines: every kind of line end becomes a newline, tabs stay. */
export function sanitizeText(text: string, options: SanitizeOptions = {}): string {
  expectText("sanitize", text);
  return cut(clean(text.replace(LINE_END, "\n"), options.pipes), options.maxLength ?? MAX_TEXT);
}

function clean(text: string, pipes: SanitizeOptions["pipes"]): string {
  // Surrogates first: two lone halves must not meet when what stood between them is gone. Marks last, for the same
  // reason: taking anything out after the count would let two runs of marks meet.
  const visible = stripSequences(text.toWellFormed()).replace(CONTROL, "").replace(INVISIBLE, "");
  return capMarks((pipes === "strip" ? dropPipes(visible) : visible).replace(SKIN_TONE, ""));
}

/** Keeps {@linkcode MAX_MARKS} marks on a character; a mark without a character would land on ours. */
function capMarks(text: string): string {
  let capped = "";
  let room = 0;
  for (const char of text) {
    const codePoint = char.codePointAt(0)!;
    if (codePoint < 0x300) {
      room = codePoint < 0x20 ? 0 : MAX_MARKS;
    } else if (MARK.test(char) || charWidth(codePoint) === 0) {
      if (room === 0) continue;
      room -= 1;
    } else {
      room = MAX_MARKS;
    }
    capped += char;
  }
  return capped;
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let end = 0;
  let count = 0;
  for (const char of text) {
    // Less than 0, which a small screen may have led to, is no room, and so is what is no number.
    if (!(count + 1 <= maxLength)) break;
    end += char.length;
    count += 1;
  }
  return text.slice(0, end);
}

/** Takes pipe codes out, those too that come about when one in the middle is gone (`|0|011`). */
function dropPipes(text: string): string {
  if (!text.includes("|")) return text;
  const kept: string[] = [];
  for (const char of text) {
    kept.push(char);
    const [bar, tens, ones] = kept.slice(-3);
    if (bar === "|" && ones !== undefined && /^(?:[01]\d|2[0-3])$/.test(tens! + ones)) kept.length -= 3;
  }
  return kept.join("");
}
