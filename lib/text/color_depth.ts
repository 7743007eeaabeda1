/**
 * Makes do with fewer colours: rewrites the colour selections in text for what a terminal can show.
 *
 * Only SGR sequences that select colours are touched; attributes and all other sequences pass as they are.
 *
 * @module
 */

import { isSgr, splitSequences } from "./ansi.ts";

/**
 * Bits of colour: 1 none; 3 eight colours, bright ones by bold (ANSI.SYS, VT terminals); 4 sixteen; 8 the 256 of
 * xterm; 24 all.
 */
export type ColorDepth = 1 | 3 | 4 | 8 | 24;

/** Red, green, blue of the sixteen colours, as the VGA drew them. */
// deno-fmt-ignore
const SIXTEEN = [
  0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
  0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
];
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

function selectSixteen(index: number, behind: boolean, depth: ColorDepth): string {
  const ground = behind ? 40 : 30;
  if (index < 8) return String(ground + index);
  if (depth !== 3) return String(ground + 60 + index - 8);
  // Without bright backgrounds the plain one must do.
  return behind ? String(ground + index - 8) : `1;${ground + index - 8}`;
}

/** One extended colour, `38;5;n` or `38;2;r;g;b`, in what `depth` has. */
function extended(numbers: readonly number[], behind: boolean, depth: ColorDepth): string {
  const clamp = (n: number | undefined) => Math.min(255, n ?? 0);
  const indexed = numbers[0] === 5;
  const index = clamp(numbers[1]);
  const color = indexed ? rgbOf256(index) : (index << 16) | (clamp(numbers[2]) << 8) | clamp(numbers[3]);
  if (depth === 8) return `${behind ? 48 : 38};5;${indexed ? index : rgbTo256(color)}`;
  return selectSixteen(indexed && index < 16 ? index : nearest(color, SIXTEEN), behind, depth);
}

function reduceSgr(sequence: string, depth: ColorDepth): string {
  const body = sequence.slice(2, -1);
  if (body === "") return sequence;
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
      if (length > 0 && depth > 1 && n !== 58) reduced.push(extended(numbers, n === 48, depth));
    } else if ((n >= 90 && n <= 97) || (n >= 100 && n <= 107)) {
      if (depth > 1) reduced.push(selectSixteen(n % 10 + 8, n >= 100, depth));
    } else if (!(n >= 30 && n <= 49) || depth > 1) {
      reduced.push(fields[i]!);
    }
  }
  return reduced.length === 0 ? "" : `\x1b[${reduced.join(";")}m`;
}

/** The text with every colour replaced by the nearest that a terminal of `depth` bits shows. */
export function reduceColors(text: string, depth: ColorDepth): string {
  if (depth === 24 || !text.includes("\x1b[")) return text;
  return splitSequences(text)
    .map((
      piece,
    ) => (piece.type === "sequence" && isSgr(piece.text) ? reduceSgr(piece.text, depth) : piece.text))
    .join("");
}
