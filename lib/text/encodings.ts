/**
 * The character encodings of terminals, between the bytes of a caller and the text of scripts.
 *
 * Decoders take bytes cut anywhere and put U+FFFD for what is no character. Encoders send controls as they are (scripts
 * write escape sequences), a look-alike or `?` for what the encoding lacks, `??` where that was two cells wide, and
 * nothing for marks: the width on the screen stays what it was. An encoding more is a row in `ROWS` and an object
 * with the shape of {@linkcode Encoding}.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { makeAmiga, makeAtariSt } from "./art_pages.ts";
import { CODE_PAGE_ROWS, makeCodePage } from "./code_pages.ts";
import { CP437_HIGH, CP437_LOW } from "./cp437.ts";
import { type Encoding, type IncrementalDecoder, SingleByte, tableOf } from "./encoding.ts";
import { makePetscii } from "./petscii.ts";

export type { EncodeOptions, Encoding, IncrementalDecoder } from "./encoding.ts";

const utf8Encoder = new TextEncoder();

/** UTF-8: bad input by the WHATWG's maximal subparts, a byte order mark is a character, lone surrogates U+FFFD. */
class Utf8 implements Encoding {
  readonly name = "utf8";

  decoder(): IncrementalDecoder {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return {
      push: (bytes) => decoder.decode(bytes, { stream: true }),
      flush: () => decoder.decode(),
    };
  }

  encode(text: string): Uint8Array {
    return utf8Encoder.encode(text);
  }
}

/** Glyphs of bytes that art uses as controls: encoded, never decoded. */
const CP437_CONTROL_GLYPHS: ReadonlyMap<string, number> = new Map([["•", 0x07], ["→", 0x1a]]);

function makeCp437(): Encoding {
  return new SingleByte("cp437", tableOf(CP437_HIGH));
}

/** Both ways, with nothing held back: what text must not be sent as, `TerminalOutput` replaces before. */
function makeCp437Art(): Encoding {
  const table = tableOf(CP437_HIGH).map((char, byte) => CP437_LOW.get(byte) ?? char);
  return new SingleByte("cp437_art", table, { also: CP437_CONTROL_GLYPHS, typed: getEncoding("cp437") });
}

function makeLatin1(): Encoding {
  return new SingleByte("iso8859-1", Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)));
}

function makeAscii(): Encoding {
  return new SingleByte("ascii", tableOf("\ufffd".repeat(128)));
}

type Row = readonly [name: string, make: () => Encoding, aliases: readonly string[]];

/** Canonical name, maker, other names; names are compared without case, `-`, `_`, `.`, `:` and blanks. */
const ROWS: readonly Row[] = [
  ["utf8", () => new Utf8(), ["unicode-1-1-utf-8", "cp65001", "u8"]],
  ["cp437", makeCp437, ["437", "ibm437", "cspc8codepage437", "ibmpc", "msdos", "pc"]],
  ["cp437_art", makeCp437Art, ["cp437_alt", "ibm_pc_art", "ibmpc_art", "msdos_art", "pc_art"]],
  ["iso8859-1", makeLatin1, [
    "iso-8859-1",
    "latin1",
    "l1",
    "iso_8859-1:1987",
    "iso-ir-100",
    "ibm819",
    "cp819",
    "819",
  ]],
  ["ascii", makeAscii, ["us-ascii", "us", "ansi_x3.4-1968", "iso646-us", "iso-ir-6", "cp367", "ibm367"]],
  ["amiga", () => makeAmiga(getEncoding("iso8859-1")), [
    ..."microknight mosoul p0tnoodle pot_noodle topaz topaz1 topaz1plus topaz1+ topaz2 topaz2plus topaz2+"
      .split(" "),
    ..."topazplus topaz+ microknight+ microknightplus".split(" "),
  ]],
  ["atarist", makeAtariSt, ["atari", "atari_st"]],
  ["petscii", () => makePetscii(true), [
    "petscii_lower",
    "petscii_shifted",
    "c64",
    "c64_lower",
    "c128_lower",
  ]],
  ["petscii_upper", () => makePetscii(false), ["petscii_unshifted", "c64_upper", "c128_upper"]],
  ...CODE_PAGE_ROWS.map((row): Row => [row[0], () => makeCodePage(row), row[2]]),
];

const made = new Map<string, Encoding>();
let names: Map<string, string> | undefined;

function squeeze(name: string): string {
  return name.toLowerCase().replace(/[-_.:\s]/g, "");
}

/** Finds an encoding by its name or an alias; `undefined` for one we do not have. Takes what a stranger said. */
export function findEncoding(name: string): Encoding | undefined {
  if (name.length > 40) return undefined;
  if (names === undefined) {
    names = new Map();
    for (const [canonical, , aliases] of ROWS) {
      for (const alias of [canonical, ...aliases]) names.set(squeeze(alias), canonical);
    }
  }
  const canonical = names.get(squeeze(name));
  if (canonical === undefined) return undefined;
  let encoding = made.get(canonical);
  if (encoding === undefined) {
    encoding = ROWS.find(([row]) => row === canonical)![1]();
    made.set(canonical, encoding);
  }
  return encoding;
}

/** Finds an encoding by its name or an alias. Throws a `TypeError` for one we do not have. */
export function getEncoding(name: string): Encoding {
  const encoding = findEncoding(name);
  if (encoding === undefined) {
    throw new TypeError(`Cannot use encoding: expected ${encodingNames().join(", ")}, found ${quote(name)}`);
  }
  return encoding;
}

/** The canonical names. */
export function encodingNames(): string[] {
  return ROWS.map(([name]) => name);
}
