/**
 * The names of the encodings, without their tables, so that settings can be read where nothing is encoded.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";

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
  // Bulgarian, which has no number of IBM's.
  ["mik", "mik", ["bulgaria_pc", "cp3021"]],
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

type Row = readonly [name: string, aliases: readonly string[]];

/** Canonical name, other names; names are compared without case, `-`, `_`, `.`, `:` and blanks. */
const ROWS: readonly Row[] = [
  ["utf8", ["unicode-1-1-utf-8", "cp65001", "u8"]],
  ["cp437", ["437", "ibm437", "cspc8codepage437", "ibmpc", "msdos", "pc"]],
  ["cp437_art", ["cp437_alt", "ibm_pc_art", "ibmpc_art", "msdos_art", "pc_art"]],
  ["iso8859-1", [
    "iso-8859-1",
    "latin1",
    "l1",
    "iso_8859-1:1987",
    "iso-ir-100",
    "ibm819",
    "cp819",
    "819",
  ]],
  ["ascii", ["us-ascii", "us", "ansi_x3.4-1968", "iso646-us", "iso-ir-6", "cp367", "ibm367"]],
  ["amiga", [
    ..."microknight mosoul p0tnoodle pot_noodle topaz topaz1 topaz1plus topaz1+ topaz2 topaz2plus topaz2+"
      .split(" "),
    ..."topazplus topaz+ microknight+ microknightplus".split(" "),
  ]],
  ["atarist", ["atari", "atari_st"]],
  ["petscii", [
    "petscii_lower",
    "petscii_shifted",
    "c64",
    "c64_lower",
    "c128_lower",
  ]],
  ["petscii_upper", ["petscii_unshifted", "c64_upper", "c128_upper"]],
  ...CODE_PAGE_ROWS.map(([name, , aliases]): Row => [name, aliases]),
];

let canonical: Map<string, string> | undefined;

function squeeze(name: string): string {
  return name.toLowerCase().replace(/[-_.:\s]/g, "");
}

/** The canonical name for a name or an alias; `undefined` for an encoding we do not have. Takes what a stranger said. */
export function canonicalEncoding(name: string): string | undefined {
  expectText("use encoding", name);
  if (name.length > 40) return undefined;
  if (canonical === undefined) {
    canonical = new Map();
    for (const [own, aliases] of ROWS) {
      for (const alias of [own, ...aliases]) canonical.set(squeeze(alias), own);
    }
  }
  return canonical.get(squeeze(name));
}

/** The canonical names. */
export function encodingNames(): string[] {
  return ROWS.map(([name]) => name);
}
