/**
 * How many character cells text takes on a terminal.
 *
 * Terminals do not agree on every character; what stands here follows Unicode's East Asian Width, as npm
 * `get-east-asian-width` keeps it, and what xterm, PuTTY and the browser terminals do: marks take no cell, ideographs and
 * emoji two, everything else one. Text here holds no escape sequences: `ansi.ts` takes those out. Blank controls (tab,
 * newline) count as nothing, so expand or split them first.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { eastAsianWidth } from "get-east-asian-width";

/** What stands in one cell, or in two that belong together: a character with all that is drawn on top of it. */
export interface Cluster {
  readonly text: string;
  /** 0, 1 or 2 cells. */
  readonly width: number;
}

// The soft hyphen never comes here, terminals draw it. Jamo vowels and finals join the syllable before them.
const NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}\p{Zl}\p{Zp}\u1160-\u11ff\ud7b0-\ud7fb]$/u;
const EMOJI = /^\p{Emoji}$/u;
const PICTURE = /^\p{Extended_Pictographic}$/u;
const MODIFIER = /^\p{Emoji_Modifier}$/u;
const MODIFIER_BASE = /^\p{Emoji_Modifier_Base}$/u;
// Latin letters, lines and blocks: of them almost every screen is made.
const NARROW = /^[\x20-\x7e\xa0-\u02ff\u2500-\u259f]*$/;

const JOINER = 0x200d;
const EMOJI_STYLE = 0xfe0f;

function isControl(codePoint: number): boolean {
  return codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0);
}

/** Cells of one code point standing alone: 0 for controls and marks, 2 for ideographs and emoji, else 1. */
export function charWidth(codePoint: number): number {
  if (codePoint < 0x300) return isControl(codePoint) ? 0 : 1;
  // Lines and blocks, of which screens are full: narrow, and known without a look at the data.
  if (codePoint >= 0x2500 && codePoint < 0x25a0) return 1;
  const char = String.fromCodePoint(codePoint);
  if (NO_CELL.test(char)) return 0;
  return eastAsianWidth(codePoint);
}

/**
 * Cuts text into what moves together: a character with its marks, an emoji with its variation selector, skin tone
 * or joined emoji. A mark without a character before it is a cluster of width 0.
 */
export function clusters(text: string): Cluster[] {
  expectText("measure", text);
  const found: Cluster[] = [];
  let whole = "";
  let width = 0;
  let previous = 0;
  let previousChar = "";
  for (const char of text) {
    const codePoint = char.codePointAt(0)!;
    const own = charWidth(codePoint);
    const joined = whole !== "" && own > 0 && codePoint > 0xff &&
      ((previous === JOINER && PICTURE.test(char)) ||
        (MODIFIER.test(char) && MODIFIER_BASE.test(previousChar)));
    if (whole !== "" && !isControl(previous) && ((own === 0 && !isControl(codePoint)) || joined)) {
      whole += char;
      if (codePoint === EMOJI_STYLE && width === 1 && previous > 0x7f && EMOJI.test(previousChar)) width = 2;
    } else {
      if (whole !== "") found.push({ text: whole, width });
      whole = char;
      width = own;
    }
    previous = codePoint;
    previousChar = char;
  }
  if (whole !== "") found.push({ text: whole, width });
  return found;
}

/** Whether a text is made of characters of one cell that join with nothing; of others, too, it may be `false`. */
export function isNarrow(text: string): boolean {
  return NARROW.test(text);
}

/** Cells of a text without escape sequences. */
export function textWidth(text: string): number {
  expectText("measure", text);
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += cluster.width;
  return width;
}
