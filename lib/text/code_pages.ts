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
import type { CodePageRow } from "./encoding_names.ts";

/** What we use of the library. */
interface Iconv {
  decode(bytes: Uint8Array, name: string): string;
}

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
  if (name === "cp872") high[EURO_IN_872 - 0x80] = "\u20ac";
  return new SingleByte(name, tableOf(high.map((char) => (unused(char) ? "\ufffd" : char)).join("")));
}
