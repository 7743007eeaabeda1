import assert from "node:assert/strict";
import { getEncoding } from "../../../lib/text/encodings.ts";

const ALL = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const decode = (name: string, bytes: Uint8Array) => getEncoding(name).decoder().push(bytes);

Deno.test("atarist gives every byte back and agrees with ATARIST.TXT", () => {
  const text = decode("atarist", ALL);
  assert.equal(new Set(text).size, 256);
  assert.deepEqual(getEncoding("atarist").encode(text), ALL);
  // deno-fmt-ignore
  const facts: [number, number][] = [
    [0x80, 0xc7], [0x8f, 0xc5], [0x9b, 0xa2], [0x9e, 0xdf], [0x9f, 0x192], [0xa9, 0x2310], [0xb0, 0xe3], [0xb2, 0xd8],
    [0xb3, 0xf8], [0xb4, 0x153], [0xb6, 0xc0], [0xba, 0xb4], [0xbb, 0x2020], [0xbf, 0x2122], [0xc0, 0x133], [0xc2, 0x5d0],
    [0xc8, 0x5d6], [0xcc, 0x5db], [0xd7, 0x5ea], [0xd8, 0x5df], [0xdc, 0x5e5], [0xdd, 0xa7], [0xde, 0x2227],
    [0xdf, 0x221e], [0xe0, 0x3b1], [0xe1, 0x3b2], [0xe6, 0xb5], [0xec, 0x222e], [0xed, 0x3c6], [0xee, 0x2208],
    [0xef, 0x2229], [0xf9, 0x2219], [0xfa, 0xb7], [0xfe, 0xb3], [0xff, 0xaf],
  ];
  for (const [byte, codePoint] of facts) assert.equal(text.codePointAt(byte), codePoint, byte.toString(16));
});

Deno.test("amiga draws lines where art has them, and boxes of one cell for bytes without a glyph", () => {
  assert.equal(decode("amiga", Uint8Array.from("-/X\\_|\x7f", (c) => c.charCodeAt(0))), "─╱╳╲▁│▞");
  assert.equal(decode("amiga", Uint8Array.of(0x80, 0x9b, 0xa0, 0xaf, 0xe9)), "□□\u00a0¯é");
  const rest = ALL.filter((byte) =>
    ![0x2d, 0x2f, 0x58, 0x5c, 0x5f, 0x7c, 0x7f].includes(byte) && (byte < 0x80 || byte > 0x9f)
  );
  assert.equal(decode("amiga", rest), String.fromCharCode(...rest));
});

Deno.test("amiga gives every byte back that has a glyph, and takes the characters that were meant", () => {
  const withGlyph = ALL.filter((byte) => byte < 0x80 || byte > 0x9f);
  assert.deepEqual(getEncoding("amiga").encode(decode("amiga", withGlyph)), withGlyph);
  assert.deepEqual(getEncoding("amiga").encode("-/X|"), Uint8Array.from("-/X|", (c) => c.charCodeAt(0)));
});

Deno.test("amiga reads what is typed as Latin-1: a minus is a minus", () => {
  const typed = getEncoding("amiga").typed!;
  assert.equal(typed.decoder().push(Uint8Array.of(0x2d, 0x58, 0xe9)), "-Xé");
});
