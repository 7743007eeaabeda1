/**
 * The character encodings of terminals, between the bytes of a caller and the text of scripts.
 *
 * Decoders take bytes cut anywhere and put U+FFFD for what is no character. Encoders send controls as they are (scripts
 * write escape sequences), a look-alike or `?` for what the encoding lacks, `??` where that was two cells wide, and
 * nothing for marks: the width on the screen stays what it was. An encoding more is a row in `ROWS` and an object
 * with the shape of {@linkcode Encoding}; this file reads no library.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { CP437_HIGH, CP437_LOW, CP437_UNSAFE } from "./cp437.ts";
import { lookAlikes } from "./look_alikes.ts";
import { charWidth } from "./width.ts";

/** Turns bytes into text piece by piece. */
export interface IncrementalDecoder {
  /** The characters that are complete. */
  push(bytes: Uint8Array): string;
  /** The input has ended: U+FFFD if it stopped inside a character. Afterwards the decoder is as new. */
  flush(): string;
}

/** A character encoding. */
export interface Encoding {
  /** The canonical name, as settings and sessions keep it. */
  readonly name: string;
  /** A new decoder, for one stream of bytes. */
  decoder(): IncrementalDecoder;
  /** The bytes of a text. Never throws. */
  encode(text: string): Uint8Array;
}

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

/** An encoding of one byte a character. `decode` holds 256 characters, U+FFFD where a byte stands for none. */
class SingleByte implements Encoding {
  readonly name: string;
  readonly #decode: readonly string[];
  readonly #withheld: ReadonlySet<number>;
  #encode: Map<string, number> | undefined;

  constructor(name: string, decode: readonly string[], withheld: ReadonlySet<number> = new Set()) {
    this.name = name;
    this.#decode = decode;
    this.#withheld = withheld;
  }

  decoder(): IncrementalDecoder {
    const table = this.#decode;
    return {
      push(bytes) {
        let text = "";
        for (const byte of bytes) text += table[byte]!;
        return text;
      },
      flush: () => "",
    };
  }

  encode(text: string): Uint8Array {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return this.#encodeAll(text);
      bytes[i] = code;
    }
    return bytes;
  }

  #encodeAll(text: string): Uint8Array {
    const table = this.#encode ??= this.#invert();
    // Composed, so that a letter and its mark find the byte they share. Two bytes a unit are room enough: only a
    // wide character becomes two.
    const composed = text.normalize("NFC");
    const bytes = new Uint8Array(composed.length * 2);
    let length = 0;
    for (const char of composed) {
      const code = char.charCodeAt(0);
      if (code < 0x80) {
        bytes[length++] = code;
        continue;
      }
      const byte = table.get(char);
      if (byte !== undefined) {
        bytes[length++] = byte;
        continue;
      }
      const width = charWidth(char.codePointAt(0)!);
      if (width === 1) bytes[length++] = this.#nearest(char, table);
      else for (let cell = 0; cell < width; cell++) bytes[length++] = 0x3f;
    }
    return bytes.slice(0, length);
  }

  #nearest(char: string, table: ReadonlyMap<string, number>): number {
    for (const candidate of lookAlikes(char)) {
      const byte = table.get(candidate);
      if (byte !== undefined) return byte;
      const code = candidate.charCodeAt(0);
      if (code < 0x80) return code;
    }
    return 0x3f;
  }

  /** Controls have no entry: C0 never come here, C1 would steer terminals. */
  #invert(): Map<string, number> {
    const table = new Map<string, number>();
    this.#decode.forEach((char, byte) => {
      const code = char.charCodeAt(0);
      if (code >= 0xa0 && code !== 0xfffd && !this.#withheld.has(byte)) table.set(char, byte);
    });
    return table;
  }
}

function bytesAs(char: (byte: number) => string): string[] {
  return Array.from({ length: 256 }, (_, byte) => char(byte));
}

function makeCp437(): Encoding {
  return new SingleByte("cp437", bytesAs((b) => (b < 0x80 ? String.fromCharCode(b) : CP437_HIGH[b - 0x80]!)));
}

function makeCp437Art(): Encoding {
  const char = (b: number) => CP437_LOW.get(b) ?? (b < 0x80 ? String.fromCharCode(b) : CP437_HIGH[b - 0x80]!);
  return new SingleByte("cp437_art", bytesAs(char), CP437_UNSAFE);
}

function makeLatin1(): Encoding {
  return new SingleByte("iso8859-1", bytesAs((b) => String.fromCharCode(b)));
}

function makeAscii(): Encoding {
  return new SingleByte("ascii", bytesAs((b) => (b < 0x80 ? String.fromCharCode(b) : "\ufffd")));
}

/** Canonical name, maker, other names; names are compared without case, `-`, `_`, `.`, `:` and blanks. */
const ROWS: readonly (readonly [name: string, make: () => Encoding, aliases: readonly string[]])[] = [
  ["utf8", () => new Utf8(), ["unicode-1-1-utf-8", "cp65001", "u8"]],
  ["cp437", makeCp437, ["437", "ibm437", "cspc8codepage437", "ibmpc", "msdos", "pc"]],
  ["cp437_art", makeCp437Art, ["cp437_alt", "ibm_pc_art", "msdos_art", "pc_art"]],
  ["iso8859-1", makeLatin1, [
    "iso-8859-1",
    "latin1",
    "l1",
    "iso_8859-1:1987",
    "iso-ir-100",
    "ibm819",
    "cp819",
  ]],
  ["ascii", makeAscii, ["us-ascii", "us", "ansi_x3.4-1968", "iso646-us", "iso-ir-6", "cp367", "ibm367"]],
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
