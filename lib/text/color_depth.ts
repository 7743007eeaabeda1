/**
 * Makes do with fewer colours: rewrites the colour selections in text for what a terminal can show.
 *
 * Only SGR sequences that select colours are touched; attributes and all other sequences pass as they are.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { isSgr, splitSequences } from "./ansi.ts";

/** Bits of colour: 1 none; 4 sixteen; 8 the 256 of xterm; 24 all. */
export type ColorDepth = 1 | 4 | 8 | 24;

/** Red, green, blue of the sixteen colours, as the VGA drew them. */
// deno-fmt-ignore
const SIXTEEN = [
  0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
  0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
];
/** What begins every colour beyond the sixteen; ordinary text that looks so does no harm. */
const EXTENDED = /[345]8[;:]/;
const CUBE = [0, 95, 135, 175, 215, 255];

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}

function nearest(color: number, candidates: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < candidates.length; i++) {
    if (distance(color, candidates[i]!) < distance(color, candidates[best]!)) best = i;
  }
  return best;
}

/** The nearest of xterm's 256 colours, of the cube and the grey ramp; the first sixteen differ by terminal. */
function rgbTo256(color: number): number {
  const step = (value: number) => nearest(value, CUBE);
  const [r, g, b] = [step(color >> 16), step((color >> 8) & 255), step(color & 255)];
  const cube = (CUBE[r]! << 16) | (CUBE[g]! << 8) | CUBE[b]!;
  const level = ((color >> 16) + ((color >> 8) & 255) + (color & 255)) / 3;
  const ramp = Math.min(23, Math.max(0, Math.round((level - 8) / 10)));
  const grey = (8 + ramp * 10) * 0x010101;
  return distance(color, grey) < distance(color, cube) ? 232 + ramp : 16 + r * 36 + g * 6 + b;
}

function rgbOf256(index: number): number {
  if (index < 16) return SIXTEEN[index]!;
  if (index >= 232) return (8 + (index - 232) * 10) * 0x010101;
  const i = index - 16;
  return (CUBE[Math.floor(i / 36)]! << 16) | (CUBE[Math.floor(i / 6) % 6]! << 8) | CUBE[i % 6]!;
}

/** How a terminal shows colours. */
export interface ColorOptions {
  /**
   * Whether the bright half of sixteen colours is asked for by bold, as ANSI.SYS and VT terminals know it. Without bright
   * backgrounds, which they lack, the plain ones must do. Default false.
   */
  readonly brightByBold?: boolean;
}

/** Brings colours down for one terminal, which remembers what was selected before. */
export class ColorReducer {
  readonly depth: ColorDepth;
  readonly brightByBold: boolean;
  /** Whether bold was selected, and whether it is on for a bright colour's sake. */
  #bold = false;
  #bright = false;

  constructor(depth: ColorDepth, options: ColorOptions = {}) {
    this.depth = depth;
    this.brightByBold = depth === 4 && options.brightByBold === true;
  }

  /** The text with every colour replaced by the nearest that the terminal shows. Sequences must not be cut. */
  reduce(text: string): string {
    if (this.depth === 24 || !text.includes("\x1b[")) return text;
    // Most screens have the sixteen colours only, which such terminals show as they are asked for.
    if (this.depth > 1 && !this.brightByBold && !EXTENDED.test(text)) return text;
    return splitSequences(text)
      .map((piece) => (piece.type === "sequence" && isSgr(piece.text) ? this.#sgr(piece.text) : piece.text))
      .join("");
  }

  #sgr(sequence: string): string {
    const body = sequence.slice(2, -1);
    // ISO 8613-6 writes 38:2::r:g:b, with an empty place for the colour space; 4:3 and its kin are no colours.
    const fields = body
      .replace(/([345]8:2):\d*(:\d*:\d*:\d*)/g, "$1$2")
      .replace(/[345]8:[\d:]*/g, (color) => color.replaceAll(":", ";"))
      .split(";");
    const reduced: string[] = [];
    for (let i = 0; i < fields.length; i++) {
      const n = Number(fields[i]);
      if (n === 38 || n === 48 || n === 58) {
        const length = fields[i + 1] === "2" ? 4 : fields[i + 1] === "5" ? 2 : 0;
        const numbers = fields.slice(i + 1, i + 1 + length).map(Number);
        i += length;
        // The colour of underlines (58) is left to terminals with all colours.
        if (length > 0 && this.depth > 1 && n !== 58) reduced.push(this.#extended(numbers, n === 48));
      } else if ((n >= 90 && n <= 97) || (n >= 100 && n <= 107)) {
        if (this.depth > 1) reduced.push(this.#sixteen(n % 10 + 8, n >= 100));
      } else if (n >= 30 && n <= 37) {
        if (this.depth > 1) reduced.push(this.#sixteen(n - 30, false));
      } else if (n >= 39 && n <= 49) {
        if (this.depth > 1) reduced.push(n === 39 ? this.#dimmed("39") : fields[i]!);
      } else if (this.#attribute(n)) {
        reduced.push(fields[i]!);
      }
    }
    return reduced.length === 0 ? "" : `\x1b[${reduced.join(";")}m`;
  }

  /** Notes what bold is for; answers whether the attribute is sent: a bright colour stays bright without bold. */
  #attribute(n: number): boolean {
    if (n === 0) this.#bold = this.#bright = false;
    else if (n === 1) this.#bold = true;
    else if (n === 22) {
      this.#bold = false;
      return !this.#bright;
    }
    return true;
  }

  #sixteen(index: number, behind: boolean): string {
    const ground = behind ? 40 : 30;
    if (index < 8) return behind ? String(ground + index) : this.#dimmed(String(ground + index));
    if (!this.brightByBold) return String(ground + 60 + index - 8);
    if (behind) return String(ground + index - 8);
    this.#bright = true;
    return `1;${ground + index - 8}`;
  }

  /** A colour that is not bright, behind one that was: bold would make it so. */
  #dimmed(color: string): string {
    const leaks = this.#bright && !this.#bold;
    this.#bright = false;
    return leaks ? `22;${color}` : color;
  }

  /** One extended colour, `38;5;n` or `38;2;r;g;b`. */
  #extended(numbers: readonly number[], behind: boolean): string {
    const clamp = (n: number | undefined) => Math.min(255, n ?? 0);
    const indexed = numbers[0] === 5;
    const index = clamp(numbers[1]);
    const color = indexed ? rgbOf256(index) : (index << 16) | (clamp(numbers[2]) << 8) | clamp(numbers[3]);
    if (this.depth === 8) return `${behind ? 48 : 38};5;${indexed ? index : rgbTo256(color)}`;
    return this.#sixteen(indexed && index < 16 ? index : nearest(color, SIXTEEN), behind);
  }
}

/** The text with every colour replaced by the nearest that a terminal of `depth` bits shows. */
export function reduceColors(text: string, depth: ColorDepth, options: ColorOptions = {}): string {
  expectText("reduce colors", text);
  return new ColorReducer(depth, options).reduce(text);
}
