import assert from "node:assert/strict";
import { CP437_LOW } from "../../../lib/text/cp437.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { lowGlyphBytes, withoutUnsafeGlyphs } from "../../../lib/text/low_glyphs.ts";

Deno.test("lowGlyphBytes() makes every glyph its byte for a CTerm, 0C behind the NUL of DoorWay mode", () => {
  for (const [byte, glyph] of CP437_LOW) {
    const drawn = String.fromCharCode(byte);
    assert.equal(lowGlyphBytes(glyph, true), byte === 0x0c ? `\x1b[=255h\0${drawn}\x1b[=255l` : drawn);
  }
  assert.equal(lowGlyphBytes("a\x1b[1m█é", true), "a\x1b[1m█é");
});

Deno.test("lowGlyphBytes() leaves 0B, 0C and 0E to their look-alikes elsewhere", () => {
  assert.equal(lowGlyphBytes("♣♂♀♬↑⌂", false), "\x05♂♀♬\x18\x7f");
});

Deno.test("lowGlyphBytes() never lets a picture begin a file transfer", () => {
  assert.equal(lowGlyphBytes("**↑B00", true), "**\x1b[28m\x18B00");
});

Deno.test("withoutUnsafeGlyphs() leaves no glyph whose byte in cp437_art steers a terminal", () => {
  const glyphs = [...CP437_LOW.values(), "•", "→"].join("");
  const text = withoutUnsafeGlyphs(glyphs);
  assert.equal([...text].length, [...glyphs].length);
  for (const byte of getEncoding("cp437_art").encode(text)) {
    assert.ok(![0x05, 0x07, 0x0b, 0x0c, 0x0e, 0x18, 0x1a].includes(byte), String(byte));
  }
  assert.equal(withoutUnsafeGlyphs("♥ plain"), "♥ plain");
});
