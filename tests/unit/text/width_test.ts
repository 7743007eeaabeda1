import assert from "node:assert/strict";
import fc from "fast-check";
import { charWidth, clusters, isNarrow, textWidth } from "../../../lib/text/width.ts";

Deno.test("charWidth() knows controls, marks, wide and plain characters", () => {
  const cases: [string, number][] = [
    ["\0", 0],
    ["\x1b", 0],
    ["\x7f", 0],
    ["\u0085", 0],
    ["a", 1],
    ["é", 1],
    ["\u00ad", 1],
    ["\u0301", 0],
    ["\u20dd", 0],
    ["\u200b", 0],
    ["\u200d", 0],
    ["\ufeff", 0],
    ["\u202e", 0],
    ["\u2028", 0],
    ["─", 1],
    ["█", 1],
    ["☺", 1],
    ["♥", 1],
    ["→", 1],
    ["日", 2],
    ["ア", 2],
    ["한", 2],
    ["\u1100", 2],
    ["\u1161", 0],
    ["Ａ", 2],
    ["ｱ", 1],
    ["、", 2],
    ["\u3000", 2],
    ["\u{1f600}", 2],
    ["⌚", 2],
    ["\u{1f1e9}", 1],
    ["\u{20000}", 2],
    ["\u{1f3fb}", 2],
    ["ᚠ", 1],
    ["\ud800", 1],
    ["〿", 1],
  ];
  for (const [char, width] of cases) {
    assert.equal(charWidth(char.codePointAt(0)!), width, JSON.stringify(char));
  }
});

Deno.test("charWidth() is two cells for every emoji of the runtime's own data", () => {
  // Letters of flags are one each: terminals draw two of them in two cells.
  const emoji = /^(?![\u{1f1e6}-\u{1f1ff}])\p{Emoji_Presentation}$/u;
  for (let codePoint = 0x2190; codePoint < 0x1fb00; codePoint++) {
    if (emoji.test(String.fromCodePoint(codePoint))) {
      assert.equal(charWidth(codePoint), 2, codePoint.toString(16));
    }
  }
});

Deno.test("textWidth() measures what is drawn together", () => {
  const cases: [string, number][] = [
    ["", 0],
    ["plain ASCII", 11],
    ["e\u0301", 1],
    ["日本", 4],
    ["\u1112\u1161\u11ab", 2],
    ["❤", 1],
    ["❤\ufe0f", 2],
    ["\u{1f469}\u200d\u{1f4bb}", 2],
    ["\u{1f44d}\u{1f3fd}", 2],
    ["\u{1f1e9}\u{1f1ea}", 2],
    ["a\u{1f3fd}", 3],
    ["1\ufe0f", 1],
    ["\ta", 1],
    ["\u0301", 0],
  ];
  for (const [text, width] of cases) assert.equal(textWidth(text), width, JSON.stringify(text));
});

Deno.test("isNarrow() is true only of what takes one cell each, wherever it stands", () => {
  const narrow: string[] = [];
  for (let codePoint = 0; codePoint < 0x3000; codePoint++) {
    const char = String.fromCharCode(codePoint);
    if (!isNarrow(char)) continue;
    narrow.push(char);
    assert.equal(charWidth(codePoint), 1, codePoint.toString(16));
  }
  assert.ok(narrow.length > 700);
  const text = narrow.join("");
  assert.deepEqual(clusters(text).map((cluster) => cluster.text), narrow);
  assert.equal(textWidth(text), narrow.length);
  for (const other of ["\t", "\x9b", "e\u0301", "日", "😀", "\u200d", "a\n"]) {
    assert.equal(isNarrow(other), false);
  }
});

Deno.test("clusters() cuts between characters, not inside them", () => {
  assert.deepEqual(clusters("e\u0301\n日\u{1f469}\u200d\u{1f4bb}!").map((c) => c.text), [
    "e\u0301",
    "\n",
    "日",
    "\u{1f469}\u200d\u{1f4bb}",
    "!",
  ]);
  assert.deepEqual(clusters("\n\u0301a"), [{ text: "\n", width: 0 }, { text: "\u0301", width: 0 }, {
    text: "a",
    width: 1,
  }]);
});

Deno.test("clusters() joined are the text, each 0 to 2 cells wide", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.oneof(
          fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
          fc.constantFrom("\u200d", "\ufe0f", "\u{1f3fd}", "\u{1f44d}", "\n"),
        ),
      }),
      (text) => {
        const found = clusters(text);
        assert.equal(found.map((c) => c.text).join(""), text);
        assert.ok(found.every((c) => c.width >= 0 && c.width <= 2));
        assert.equal(textWidth(text), found.reduce((sum, c) => sum + c.width, 0));
      },
    ),
  );
});
