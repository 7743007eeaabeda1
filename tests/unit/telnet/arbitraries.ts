/**
 * Random telnet: bytes drawn mostly from those that mean something, and ways to cut them.
 *
 * @module
 */

import fc from "fast-check";

const special = fc.constantFrom(255, 255, 255, 240, 250, 251, 252, 253, 254, 241, 244, 246);
const option = fc.constantFrom(0, 1, 3, 5, 6, 24, 31, 39, 42, 99, 255);
const plain = fc.constantFrom(0x00, 0x0a, 0x0d, 0x41, 0x01, 0x02, 0x03);

/** Bytes of which most are telnet's own. */
export const telnetBytes: fc.Arbitrary<Uint8Array> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: special },
    { weight: 3, arbitrary: option },
    { weight: 3, arbitrary: plain },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
  ),
  { maxLength: 80 },
).map((bytes) => Uint8Array.from(bytes));

/** Lengths of pieces, used in turn. */
export const pieceLengths: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 7 }), {
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
