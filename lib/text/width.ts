/**
 * How many character cells text takes on a terminal.
 *
 * Terminals do not agree on every character; what stands here follows Unicode's East Asian Width and what xterm,
 * PuTTY and the browser terminals do: marks take no cell, ideographs and emoji two, everything else one. Text here
 * holds no escape sequences: `ansi.ts` takes those out. Blank controls (tab, newline) count as nothing, so expand
 * or split them first.
 *
 * @module
 */

/** What stands in one cell, or in two that belong together: a character with all that is drawn on top of it. */
export interface Cluster {
  readonly text: string;
  /** 0, 1 or 2 cells. */
  readonly width: number;
}

/** First and last code points of East Asian Width W and F, emoji left out: `Emoji_Presentation` knows those. */
// deno-fmt-ignore
const WIDE = [
  0x1100, 0x115f, 0x2329, 0x232a, 0x2630, 0x2637, 0x268a, 0x268f, 0x2e80, 0x2e99, 0x2e9b, 0x2ef3, 0x2f00, 0x2fd5,
  0x2ff0, 0x303e, 0x3041, 0x3096, 0x3099, 0x30ff, 0x3105, 0x312f, 0x3131, 0x318e, 0x3190, 0x31e5, 0x31ef, 0x321e,
  0x3220, 0x3247, 0x3250, 0xa48c, 0xa490, 0xa4c6, 0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19,
  0xfe30, 0xfe52, 0xfe54, 0xfe66, 0xfe68, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x16fe4, 0x16ff0, 0x16ff6,
  0x17000, 0x18cd5, 0x18cff, 0x18d1e, 0x1aff0, 0x1affe, 0x1b000, 0x1b122, 0x1b132, 0x1b132, 0x1b150, 0x1b152,
  0x1b155, 0x1b155, 0x1b164, 0x1b167, 0x1b170, 0x1b2fb, 0x1d300, 0x1d356, 0x1d360, 0x1d376, 0x1f200, 0x1f200,
  0x1f202, 0x1f202, 0x1f210, 0x1f219, 0x1f21b, 0x1f22e, 0x1f230, 0x1f231, 0x1f237, 0x1f237, 0x1f23b, 0x1f23b,
  0x1f240, 0x1f248, 0x1f260, 0x1f265, 0x20000, 0x2fffd, 0x30000, 0x3fffd,
];

// The soft hyphen never comes here, terminals draw it. Jamo vowels and finals join the syllable before them.
const NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}\p{Zl}\p{Zp}\u1160-\u11ff\ud7b0-\ud7fb]$/u;
const EMOJI_WIDE = /^(?![\u{1f1e6}-\u{1f1ff}])\p{Emoji_Presentation}$/u;
const EMOJI = /^\p{Emoji}$/u;
const PICTURE = /^\p{Extended_Pictographic}$/u;
const MODIFIER = /^\p{Emoji_Modifier}$/u;
const MODIFIER_BASE = /^\p{Emoji_Modifier_Base}$/u;
const PLAIN = /^[\x20-\x7e]*$/;

const JOINER = 0x200d;
const EMOJI_STYLE = 0xfe0f;

function isWide(codePoint: number): boolean {
  let low = 0;
  let high = WIDE.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < WIDE[middle * 2]!) high = middle - 1;
    else if (codePoint > WIDE[middle * 2 + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}

function isControl(codePoint: number): boolean {
  return codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0);
}

/** Cells of one code point standing alone: 0 for controls and marks, 2 for ideographs and emoji, else 1. */
export function charWidth(codePoint: number): number {
  if (codePoint < 0x300) return isControl(codePoint) ? 0 : 1;
  if (codePoint >= 0x2500 && codePoint < 0x25a0) return 1;
  const char = String.fromCodePoint(codePoint);
  if (NO_CELL.test(char)) return 0;
  return isWide(codePoint) || (codePoint >= 0x231a && EMOJI_WIDE.test(char)) ? 2 : 1;
}

/**
 * Cuts text into what moves together: a character with its marks, an emoji with its variation selector, skin tone
 * or joined emoji. A mark without a character before it is a cluster of width 0.
 */
export function clusters(text: string): Cluster[] {
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

/** Cells of a text without escape sequences. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += cluster.width;
  return width;
}
