import assert from "node:assert/strict";
import fc from "fast-check";
import { PetsciiScreen } from "../../../lib/text/petscii_screen.ts";

const SIZE = { columns: 40, rows: 25 };
const translate = (...texts: string[]) => {
  const screen = new PetsciiScreen(() => SIZE);
  return texts.map((text) => screen.translate(text)).at(-1)!;
};

Deno.test("PetsciiScreen.translate() makes the machine's controls out of moves", () => {
  assert.equal(translate("\x1b[3;4H"), "\x13\x11\x11\x1d\x1d\x1d");
  assert.equal(translate("\x1b[H\x1b[2J"), "\x13\x93");
  assert.equal(translate("abc\x1b[2D\x1b[C\x1b[B\x1b[A"), "abc\x9d\x9d\x1d\x11\x91");
  assert.equal(translate("ab\r"), "ab\x9d\x9d");
  assert.equal(translate("ab\r\nc\b"), "ab\rc\x9d");
  assert.equal(translate("a\tb"), "a       b");
});

Deno.test("PetsciiScreen.translate() remembers the column between texts", () => {
  assert.equal(translate("abc", "\r"), "\x9d\x9d\x9d");
  assert.equal(translate("\x1b[1;38H", "\x1b[K"), "   \x9d\x9d\x9d");
  assert.equal(translate("\x1b[25;38H", "\x1b[K"), "  \x9d\x9d");
});

Deno.test("PetsciiScreen.translate() finds colours, bold as bright ones, backgrounds as reversed text", () => {
  assert.equal(translate("\x1b[31mr"), "\x1c\x92r");
  assert.equal(translate("\x1b[1;31mr\x1b[0mn"), "\x96\x92r\x9b\x92n");
  assert.equal(translate("\x1b[37;44mb\x1b[7mx"), "\x1f\x12b\x1f\x12x");
  assert.equal(translate("\x1b[38;2;255;255;255mw"), "\x05\x92w");
});

Deno.test("PetsciiScreen.translate() draws blocks that are another one reversed", () => {
  assert.equal(translate("█▀"), "\x12 \x92\x12▄\x92");
  assert.equal(translate("\x1b[7m", "▐"), "\x92▌\x12");
});

Deno.test("PetsciiScreen.translate() leaves no escape sequence over, whatever the text", () => {
  const unit = fc.constantFrom(..."\x1b\x1b[[0123456789;?mHJKABCDsuhl]\r\n\t\bab█é日\x07\x9b ");
  fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
    assert.ok(!translate(text).includes("\x1b"));
  }));
});

Deno.test("PetsciiScreen.translate() erases what is below the cursor and comes back", () => {
  const erased = translate("\x1b[24;39H", "\x1b[J");
  assert.ok(erased.startsWith("  \x9d\x9d\x13"));
  assert.ok(erased.includes(" ".repeat(39) + "\x9d".repeat(39)));
  assert.ok(erased.endsWith("\x13" + "\x11".repeat(23) + "\x1d".repeat(38)));
});

Deno.test("PetsciiScreen.translate() remembers the cursor, which the machine cannot", () => {
  assert.equal(translate("\x1b[3;4Hab\x1b[s", "\x1b[1;1Hx\x1b[u"), "\x13x\x13\x11\x11\x1d\x1d\x1d\x1d\x1d");
  assert.equal(translate("\x1b[u"), "\x13");
});
