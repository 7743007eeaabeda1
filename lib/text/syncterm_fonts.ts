/**
 * The fonts that SyncTERM and other CTerm terminals can be told to draw with.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { quote } from "../base/brand.ts";

/** Font names at their CTerm indexes; a name given twice is selected by its first index. */
// deno-fmt-ignore
export const SYNCTERM_FONTS: readonly string[] = [
  "cp437", "cp1251", "koi8_r", "iso8859_2", "iso8859_4", "cp866", "iso8859_9", "haik8", "iso8859_8", "koi8_u",
  "iso8859_15", "iso8859_4", "koi8_r_b", "iso8859_4", "iso8859_5", "ARMSCII_8", "iso8859_15", "cp850", "cp850", "cp885",
  "cp1251", "iso8859_7", "koi8-r_c", "iso8859_4", "iso8859_1", "cp866", "cp437", "cp866", "cp885", "cp866_u",
  "iso8859_1", "cp1131", "c64_upper", "c64_lower", "c128_upper", "c128_lower", "atari", "pot_noodle", "mo_soul",
  "microknight", "topaz",
];

/** Encodings whose font has another name. */
const FONTS: ReadonlyMap<string, string> = new Map([
  ["cp437_art", "cp437"],
  ["amiga", "topaz"],
  ["atarist", "atari"],
  ["petscii", "c64_lower"],
  ["petscii_upper", "c64_upper"],
  ["cp1125", "cp866_u"],
]);

/** The font that belongs to an encoding, by its canonical name; `undefined` where there is none. */
export function fontOfEncoding(encoding: string): string | undefined {
  const name = FONTS.get(encoding) ?? encoding.replace("-", "_");
  return indexOf(name) < 0 ? undefined : SYNCTERM_FONTS[indexOf(name)];
}

/** Whether {@linkcode syncTermFont} knows the name; case does not matter. */
export function isSyncTermFont(name: string): boolean {
  return indexOf(name) >= 0;
}

/**
 * Selects a font for a font page (0 is the one text is drawn with), `ESC [ page ; index SP D`. Send it only to
 * terminals that know it: others may show litter.
 *
 * @throws {TypeError} for a name not in {@linkcode SYNCTERM_FONTS} or a page that is not 0 to 3
 */
export function syncTermFont(name: string, page: number = 0): string {
  const index = indexOf(name);
  if (index < 0) {
    throw new TypeError(
      `Cannot use SyncTERM font: expected ${[...new Set(SYNCTERM_FONTS)].join(", ")}, found ${quote(name)}`,
    );
  }
  if (!Number.isInteger(page) || page < 0 || page > 3) {
    throw new TypeError(`Cannot use SyncTERM font page: expected 0 to 3, found ${page}`);
  }
  return `\x1b[${page};${index} D`;
}

function indexOf(name: string): number {
  expectText("use SyncTERM font", name);
  const wanted = name.toLowerCase();
  return SYNCTERM_FONTS.findIndex((font) => font.toLowerCase() === wanted);
}
