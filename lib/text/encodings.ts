/**
 * The character encodings of terminals, between the bytes of a caller and the text of scripts.
 *
 * Decoders take bytes cut anywhere and put U+FFFD for what is no character. Encoders send controls as they are (scripts
 * write escape sequences), a look-alike or `?` for what the encoding lacks, `??` where that was two cells wide, and
 * nothing for marks: the width on the screen stays what it was. An encoding more is a row in `encoding_names.ts` and
 * an object with the shape of {@linkcode Encoding}.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { makeAmiga, makeAtariSt } from "./art_pages.ts";
import { makeCodePage } from "./code_pages.ts";
import { CP437_HIGH, CP437_LOW } from "./cp437.ts";
import { type Encoding, type IncrementalDecoder, SingleByte, tableOf } from "./encoding.ts";
import { canonicalEncoding, CODE_PAGE_ROWS, encodingNames } from "./encoding_names.ts";
import { makePetscii } from "./petscii.ts";

export { encodingNames } from "./encoding_names.ts";
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
const CP437_CONTROL_GLYPHS: ReadonlyMap<string, number> = new Map([["\u2022", 0x07], ["\u2192", 0x1a]]);

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

const MAKERS: ReadonlyMap<string, () => Encoding> = new Map<string, () => Encoding>([
  ["utf8", () => new Utf8()],
  ["cp437", makeCp437],
  ["cp437_art", makeCp437Art],
  ["iso8859-1", makeLatin1],
  ["ascii", makeAscii],
  ["amiga", () => makeAmiga(getEncoding("iso8859-1"))],
  ["atarist", makeAtariSt],
  ["petscii", () => makePetscii(true)],
  ["petscii_upper", () => makePetscii(false)],
  ...CODE_PAGE_ROWS.map((row): [string, () => Encoding] => [row[0], () => makeCodePage(row)]),
]);

const made = new Map<string, Encoding>();

/** Finds an encoding by its name or an alias; `undefined` for one we do not have. Takes what a stranger said. */
export function findEncoding(name: string): Encoding | undefined {
  const canonical = canonicalEncoding(name);
  if (canonical === undefined) return undefined;
  let encoding = made.get(canonical);
  if (encoding === undefined) {
    encoding = MAKERS.get(canonical)!();
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
