/**
 * The ordinary code pages: those of DOS, ISO 8859, KOI8 and Windows. Their tables come out of npm `iconv-lite`.
 *
 * The library is loaded when the first of these encodings is asked for (10 to 35 ms, 1 to 3 MB), so that a session
 * that speaks UTF-8 or CP437 does not pay. Only the upper halves are taken: the lower one is ASCII everywhere here,
 * also where a page drew something else (25 of 864, an Arabic percent sign), because escape sequences are made of it.
 *
 * @module
 */

import { createRequire } from "node:module";
import { type Encoding, SingleByte, tableOf } from "./encoding.ts";

/** What we use of the library. */
interface Iconv {
  decode(bytes: Uint8Array, name: string): string;
}

/** Canonical name, the library's name where it differs, other names. */
export type CodePageRow = readonly [name: string, iconv: string, aliases: readonly string[]];

const DOS = [720, 737, 775, 850, 852, 855, 856, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874, 1125];
const WINDOWS = [1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258];
/** Parts of ISO 8859 and the numbers that Latin alphabets have among them. */
const ISO = [[2, 2], [3, 3], [4, 4], [5, 0], [6, 0], [7, 0], [8, 0], [9, 5], [10, 6], [13, 7], [14, 8], [
  15,
  9,
], [
  16,
  10,
]];

/** Every page of this file. */
export const CODE_PAGE_ROWS: readonly CodePageRow[] = [
  ...DOS.map((page): CodePageRow => {
    const more = page === 1125 ? ["cp866_u", "cp866u"] : page === 874 ? ["windows-874", "win874"] : [];
    return [`cp${page}`, `cp${page}`, [`${page}`, `ibm${page}`, ...more]];
  }),
  // The page 855 with the euro sign.
  ["cp872", "cp855", ["872", "ibm872"]],
  ...ISO.map(([part, latin]): CodePageRow => {
    const names = [
      `iso-8859-${part}`,
      `iso_8859-${part}`,
      ...(latin === 0 ? [] : [`latin${latin}`, `l${latin}`]),
    ];
    return [`iso8859-${part}`, `iso-8859-${part}`, names];
  }),
  ["iso8859-11", "iso-8859-11", ["iso-8859-11", "iso_8859-11"]],
  ["armscii-8", "armscii8", []],
  ["koi8-r", "koi8-r", ["koi8", "cp878", "koi8_r_b", "koi8-r_c"]],
  ["koi8-u", "koi8-u", ["cp1168"]],
  ...WINDOWS.map((
    page,
  ): CodePageRow => [`cp${page}`, `win${page}`, [`windows-${page}`, `win${page}`, `${page}`]]),
];

const HIGH_BYTES = Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i);
const EURO_IN_872 = 0xcf;

let loaded: Iconv | undefined;

/**
 * Loads the library ahead of its first use. The name written out here is also what takes it into the program that
 * `deno compile` makes.
 */
export async function loadCodePages(): Promise<void> {
  loaded = (await import("iconv-lite")).default as unknown as Iconv;
}

/** Makes the encoding of a row. */
export function makeCodePage([name, iconv]: CodePageRow): Encoding {
  // Synchronously: an encoding is asked for in the middle of a line.
  loaded ??= createRequire(import.meta.url)("iconv-lite") as Iconv;
  const high = [...loaded.decode(HIGH_BYTES, iconv)];
  // Only ISO 8859 has controls up here; elsewhere such a byte stands for nothing.
  const unused = (char: string) => char >= "\x80" && char <= "\x9f" && !name.startsWith("iso");
  if (name === "cp872") high[EURO_IN_872 - 0x80] = "€";
  return new SingleByte(name, tableOf(high.map((char) => (unused(char) ? "\ufffd" : char)).join("")));
}
