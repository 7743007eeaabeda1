/**
 * What a character encoding is, and the kind that has one byte for each character.
 *
 * @module
 */

import { lookAlikes } from "./look_alikes.ts";
import { charWidth } from "./width.ts";

/** Turns bytes into text piece by piece. */
export interface IncrementalDecoder {
  /** The characters that are complete. */
  push(bytes: Uint8Array): string;
  /** The input has ended: U+FFFD if it stopped inside a character. Afterwards the decoder is as new. */
  flush(): string;
}

/** How text is encoded. */
export interface EncodeOptions {
  /**
   * What stands for a character that is not there and that nothing looks like, once for each cell: `"?"`; empty to leave
   * it out. What the encoding lacks of it becomes `?`.
   */
  readonly replacement?: string;
}

/** A character encoding. */
export interface Encoding {
  /** The canonical name, as settings and sessions keep it. */
  readonly name: string;
  /** A new decoder, for one stream of bytes. */
  decoder(): IncrementalDecoder;
  /** The bytes of a text. Never throws. */
  encode(text: string, options?: EncodeOptions): Uint8Array;
  /**
   * How what is typed becomes text, where that is not what the same bytes mean on the screen: an Amiga draws a minus as
   * a line, but a caller who types one means a minus.
   */
  readonly typed?: Encoding;
}

/** How a {@linkcode SingleByte} differs from a plain table. */
export interface SingleByteOptions {
  /** Bytes that no character becomes: those that steer terminals, and second bytes for the same character. */
  readonly withheld?: ReadonlySet<number>;
  /** Characters that become a byte which stands for another one when it is decoded. */
  readonly also?: ReadonlyMap<string, number>;
  /** Set when the bytes 20 to 7E are not ASCII, so that these characters go through the table as well. */
  readonly ownAscii?: boolean;
  /** Set when the bytes 80 to 9F steer the terminal as 00 to 1F do, so that these controls are sent as they are. */
  readonly c1?: boolean;
  /** Characters that may stand for one that is missing, best first; asked before the general table. */
  readonly near?: (char: string) => string;
  readonly typed?: Encoding;
}

const NOTHING: ReadonlySet<number> = new Set();
const QUESTION_MARK = 0x3f;

/** An encoding of one byte a character. `table` holds 256 characters, U+FFFD where a byte stands for none. */
export class SingleByte implements Encoding {
  readonly name: string;
  readonly typed?: Encoding;
  readonly #decode: readonly string[];
  readonly #options: SingleByteOptions;
  #encode: Map<string, number> | undefined;

  constructor(name: string, table: readonly string[], options: SingleByteOptions = {}) {
    this.name = name;
    this.#decode = table;
    this.#options = options;
    if (options.typed !== undefined) this.typed = options.typed;
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

  encode(text: string, options: EncodeOptions = {}): Uint8Array {
    const limit = this.#options.ownAscii === true ? 0x20 : 0x80;
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= limit) return this.#encodeAll(text, options.replacement ?? "?");
      bytes[i] = code;
    }
    return bytes;
  }

  #encodeAll(text: string, replacement: string): Uint8Array {
    const table = this.#encode ??= this.#invert();
    const missing = Array.from(replacement, (char) => this.#byteOf(char, table) ?? QUESTION_MARK);
    // Composed, so that a letter and its mark find the byte they share. Only what is replaced becomes more than one
    // byte, and that twice where it is wide.
    const composed = compose(text);
    const bytes = new Uint8Array(composed.length * 2 * Math.max(1, missing.length));
    let length = 0;
    for (const char of composed) {
      const byte = this.#byteOf(char, table);
      if (byte !== undefined) {
        bytes[length++] = byte;
        continue;
      }
      const width = charWidth(char.codePointAt(0)!);
      const near = width === 1 ? this.#nearest(char, table) : undefined;
      if (near !== undefined) bytes[length++] = near;
      else for (let cell = 0; cell < width; cell++) for (const byte of missing) bytes[length++] = byte;
    }
    return bytes.slice(0, length);
  }

  #byteOf(char: string, table: ReadonlyMap<string, number>): number | undefined {
    const code = char.charCodeAt(0);
    const { ownAscii = false, c1 = false } = this.#options;
    if (code < 0x20 || (code < 0x80 && !ownAscii)) return code;
    return c1 && code >= 0x80 && code < 0xa0 ? code : table.get(char);
  }

  #nearest(char: string, table: ReadonlyMap<string, number>): number | undefined {
    const { near } = this.#options;
    for (const candidate of (near?.(char) ?? "") + lookAlikes(char)) {
      const byte = this.#byteOf(candidate, table) ?? table.get(near?.(candidate)[0] ?? "");
      if (byte !== undefined) return byte;
    }
    return undefined;
  }

  /** C0 never come here; C1 have an entry where a byte stands for them, as in ISO 8859. Of two bytes the first is taken. */
  #invert(): Map<string, number> {
    const { withheld = NOTHING, ownAscii = false, also = [] } = this.#options;
    const table = new Map<string, number>(also);
    this.#decode.forEach((char, byte) => {
      const code = char.charCodeAt(0);
      const own = code >= 0x80 || (ownAscii && code >= 0x20 && code < 0x7f);
      if (own && code !== 0xfffd && !withheld.has(byte) && !table.has(char)) table.set(char, byte);
    });
    return table;
  }
}

/** NFC, but for the few characters that it takes apart: they were measured as one, and become one `?`. */
function compose(text: string): string {
  const whole = text.normalize("NFC");
  if (whole === text) return text;
  let composed = "";
  let run = "";
  for (const char of text) {
    if (char.normalize("NFC").length <= char.length) run += char;
    else {
      composed += run.normalize("NFC") + char;
      run = "";
    }
  }
  return composed + run.normalize("NFC");
}

/** A table of 256 characters: ASCII with its controls below, `high` from 80 on. */
export function tableOf(high: string): string[] {
  return [...Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte)), ...high];
}
