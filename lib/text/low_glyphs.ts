/**
 * The glyphs that a PC draws for bytes which are controls elsewhere, on their way to a screen that draws them, too.
 *
 * Pictures are sent all of them that the terminal has no other use for. Text is not sent those that steer some
 * terminal, since it may be another caller's. Source: the CTerm manual and its source, where 00, 07 to 0A, 0C, 0D and 1B
 * alone are no glyphs.
 *
 * @module
 */

import { CP437_LOW, CP437_UNSAFE } from "./cp437.ts";
import { lookAlikes } from "./look_alikes.ts";

/** Bytes that only a terminal which is surely a CTerm draws: 0B and 0C move or clear, 0E switches character sets. */
const CTERM_ONLY: ReadonlySet<number> = new Set([0x0b, 0x0c, 0x0e]);
/** Even CTerm clears the screen for it, but not in its DoorWay mode behind a NUL. */
const CLEARS = 0x0c;

const BYTES: ReadonlyMap<string, number> = new Map([...CP437_LOW].map(([byte, glyph]) => [glyph, byte]));
const GLYPHS = new RegExp(`[${[...BYTES.keys()].join("")}]`, "gu");

const STAND_INS: ReadonlyMap<string, string> = new Map(
  [...CP437_LOW, [0x07, "\u2022"] as const, [0x1a, "\u2192"] as const]
    .filter(([byte]) => CP437_UNSAFE.has(byte))
    .map(([, glyph]) => [glyph, lookAlikes(glyph)[0]!]),
);
const UNSAFE = new RegExp(`[${[...STAND_INS.keys()].join("")}]`, "gu");

/** A picture's line with its glyphs as the bytes that the terminal draws; `doorway` for a CTerm. */
export function lowGlyphBytes(line: string, doorway: boolean): string {
  // ZMODEM begins with `**` and 18: with a sequence in between that selects nothing, no picture starts a download.
  return line.replace(/\*(?=\u2191)/g, "*\x1b[28m").replace(GLYPHS, (glyph) => {
    const byte = BYTES.get(glyph)!;
    if (!CTERM_ONLY.has(byte)) return String.fromCharCode(byte);
    if (!doorway) return glyph;
    return byte === CLEARS ? "\x1b[=255h\0\x0c\x1b[=255l" : String.fromCharCode(byte);
  });
}

/** Text with look-alikes for the glyphs whose bytes steer some terminal, for the encoding `cp437_art`. */
export function withoutUnsafeGlyphs(text: string): string {
  return text.replace(UNSAFE, (glyph) => STAND_INS.get(glyph)!);
}
