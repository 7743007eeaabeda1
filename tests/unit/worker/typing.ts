/**
 * What callers type, as bytes: characters of one to four bytes, keys that send sequences, broken bytes, both ways to
 * send Enter.
 *
 * @module
 */

import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";

const utf8 = new TextEncoder();

const keys = fc.constantFrom(
  ..."abc",
  "é",
  "€",
  "😀",
  "\r",
  "\n",
  "\r\n",
  "\r\0",
  "\t",
  "\x7f",
  "\x03",
  "\x1b[A",
  "\x1b[1;5C",
  "\x1bOP",
  "\x1bx",
  "\x1b\x1b",
  "\x1b\x1bx",
  "\x1b[3~",
  "\x1b[12;40R",
  "\x1b]0;é\x07",
  "\x1b[1\x01",
).map((text) => utf8.encode(text));
const broken = fc.constantFrom([0xe2], [0xe2, 0x82], [0xf0, 0x9f], [0xff], [0x80], [0xc3], [0x1b])
  .map((bytes) => Uint8Array.from(bytes));

/** Bytes of a caller. */
export const typing: fc.Arbitrary<Uint8Array> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: keys },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }) },
  ),
  { maxLength: 40 },
).map((parts) => concatBytes(parts));

/** Lengths of pieces, used in turn. */
export const pieceLengths: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 50 }), {
  minLength: 1,
  maxLength: 6,
});

/** Cuts bytes into pieces of these lengths, in turn. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let i = 0, n = 0; i < bytes.length; n++) {
    const length = lengths[n % lengths.length]!;
    pieces.push(bytes.slice(i, i + length));
    i += length;
  }
  return pieces;
}
