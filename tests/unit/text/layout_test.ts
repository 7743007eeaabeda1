import assert from "node:assert/strict";
import fc from "fast-check";
import { splitSequences, stripSequences } from "../../../lib/text/ansi.ts";
import { center, clip, displayWidth, justifyLeft, justifyRight, wrap } from "../../../lib/text/layout.ts";

const RED = "\x1b[31m";
const OFF = "\x1b[0m";

const styledText = fc.string({
  unit: fc.constantFrom(..."ab c\n日\u0301\t", RED, OFF, "\x1b[1m", "longword", "\x1b[H"),
  maxLength: 60,
});

Deno.test("displayWidth() counts cells and no sequences", () => {
  assert.equal(displayWidth(`${RED}日本${OFF}!`), 5);
});

Deno.test("clip() keeps colours behind the cut and halves no wide character", () => {
  assert.equal(clip(`${RED}abcdef${OFF}`, 3), `${RED}abc${OFF}`);
  assert.equal(clip("a日本", 2), "a");
  assert.equal(clip("日本", 2), "日");
  assert.equal(clip("ab\x1b[Hcd\x1b[J", 2), "ab\x1b[H");
  assert.equal(clip("e\u0301x", 1), "e\u0301");
  assert.equal(clip("abc", 0), "");
});

Deno.test("justifyLeft(), justifyRight() and center() fill up to the columns by what is seen", () => {
  assert.equal(justifyLeft(`${RED}日${OFF}`, 4), `${RED}日${OFF}  `);
  assert.equal(justifyRight("ab", 4, "."), "..ab");
  assert.equal(center("ab", 5), " ab  ");
  assert.equal(center("too long", 3), "too long");
});

Deno.test("wrap() breaks at blanks, cuts long words and keeps blank lines", () => {
  assert.deepEqual(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
  assert.deepEqual(wrap("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
  assert.deepEqual(wrap("a\r\n\r\n b\n", 10), ["a", "", " b", ""]);
  assert.deepEqual(wrap("", 10), [""]);
  assert.deepEqual(wrap("日本語", 5), ["日本", "語"]);
  assert.deepEqual(wrap("exactly ten", 11), ["exactly ten"]);
});

Deno.test("wrap() indents the lines that follow", () => {
  assert.deepEqual(wrap("one two three\nfour five", 8, { indent: "  " }), [
    "one two",
    "  three",
    "four",
    "  five",
  ]);
  assert.deepEqual(wrap("ab cd", 2, { indent: "   " }), ["ab", "cd"]);
  // A wide character once reached out of the line behind an indent that left one column.
  assert.deepEqual(wrap("ab日日", 3, { indent: "> " }), ["ab", "日", "日"]);
});

Deno.test("wrap() makes lines that can be painted alone", () => {
  assert.deepEqual(wrap(`${RED}red words${OFF} plain`, 6), [`${RED}red${OFF}`, `${RED}words${OFF}`, "plain"]);
  assert.deepEqual(wrap(`a ${RED}b`, 1), ["a", `${RED}b`]);
});

Deno.test("wrap() keeps the text in less than one column, and in one that a character is too wide for (once lost)", () => {
  for (const columns of [1, 0, -5, NaN, -Infinity, 0.5, 1.9]) {
    assert.deepEqual(wrap("ab 日c", columns), ["a", "b", "?", "c"], String(columns));
  }
  assert.deepEqual(wrap("ab cd", Infinity), ["ab cd"]);
  assert.deepEqual(wrap("ab cd", 4.7), ["ab", "cd"]);
});

Deno.test("wrap() leaves long words whole when told so", () => {
  assert.deepEqual(wrap("see https://example.org/ there", 10, { breakLongWords: false }), [
    "see",
    "https://example.org/",
    "there",
  ]);
  assert.deepEqual(wrap("abcdef g", 3, { breakLongWords: false, indent: " " }), ["abcdef", " g"]);
});

Deno.test("wrap() loses nothing but blanks and stays within the columns", () => {
  fc.assert(
    fc.property(styledText, fc.integer({ min: 2, max: 12 }), (text, columns) => {
      const lines = wrap(text, columns);
      const letters = (t: string) => stripSequences(t).replace(/\s/g, "");
      assert.equal(letters(lines.join("")), letters(text));
      for (const line of lines) assert.ok(displayWidth(line) <= columns, JSON.stringify(line));
      // The other sequences are all there, in order; attributes may have been said again.
      const moves = (t: string) => splitSequences(t).filter((p) => p.text === "\x1b[H").length;
      assert.equal(moves(lines.join("")), moves(text));
    }),
  );
});

Deno.test("clip() gives a line that fits as it is", () => {
  const line = `${RED}┌─┐${OFF}\x1b[H\x1b]2;title\x07 é ▓`;
  for (const columns of [7, 8, 80]) assert.equal(clip(line, columns), line);
  assert.equal(clip(line, 6), `${RED}┌─┐${OFF}\x1b[H\x1b]2;title\x07 é `);
});

Deno.test("clip() never exceeds the columns and is a prefix of what is seen", () => {
  fc.assert(
    fc.property(styledText, fc.nat(12), (text, columns) => {
      const clipped = clip(text, columns);
      assert.ok(displayWidth(clipped) <= columns);
      assert.ok(stripSequences(text).startsWith(stripSequences(clipped)));
    }),
  );
});

Deno.test("clip() leaves nothing where there is no room, or none that is a number", () => {
  for (const columns of [0, -1, NaN]) assert.equal(clip("日本 abc", columns), "", `${columns}`);
});
