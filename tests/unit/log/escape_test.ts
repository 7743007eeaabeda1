import assert from "node:assert/strict";
import fc from "fast-check";
import { cutToBytes, escapeJson, escapeLine, escapeText, MAX_LINE_BYTES } from "../../../lib/log/escape.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** Drawn mostly from what does harm. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "\x1b",
      "\r",
      "\n",
      "\0",
      "\x07",
      "\x7f",
      "\x85",
      "\x9b",
      "\u2028",
      "\u2029",
      "\u202e",
      "\u2066",
    ),
    fc.constantFrom("\u200b", "\ufeff", "\u00ad", "\ud800", "\udc00", "\u{e0041}", "a", "é", "€", "😀"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 3000,
});

const harm =
  // deno-lint-ignore no-control-regex
  /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}|[\u{e0000}-\u{e007f}]/u;

Deno.test("escapeText() shows controls, line ends, bidi and invisible characters by number", () => {
  assert.equal(escapeText("a\r\nb\x1b[2J\x07\x85\x9b1m"), "a\\x0d\\x0ab\\x1b[2J\\x07\\x85\\x9b1m");
  assert.equal(
    escapeText("x\u2028y\u202ez\ufeff\u{e0041}\ud800"),
    "x\\u{2028}y\\u{202e}z\\u{feff}\\u{e0041}\\u{d800}",
  );
  assert.equal(escapeText("Grüße, 日本 😀 C:\\x84"), "Grüße, 日本 😀 C:\\x84");
});

Deno.test("escapeLine() answers one harmless line within the limit, whatever comes", () => {
  fc.assert(fc.property(hostile, (text) => {
    const line = escapeLine(text);
    assert.doesNotMatch(line, harm);
    assert.ok(bytes(line) < MAX_LINE_BYTES);
  }));
});

Deno.test("escapeJson() leaves the meaning of JSON alone and the line harmless", () => {
  fc.assert(fc.property(hostile, (text) => {
    const json = escapeJson(JSON.stringify({ text }));
    assert.doesNotMatch(json, harm);
    assert.deepEqual(JSON.parse(json), { text });
  }));
});

Deno.test("cutToBytes() cuts between characters and marks the cut", () => {
  assert.equal(cutToBytes("abcdef", 6), "abcdef");
  assert.equal(cutToBytes("abcdefg", 6), "abc…");
  assert.equal(cutToBytes("€€€", 8), "€…");
  assert.equal(cutToBytes("😀😀", 8), "😀😀");
  assert.equal(cutToBytes("😀😀", 7), "😀…");
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 50 }),
      fc.integer({ min: 3, max: 60 }),
      (text, limit) => {
        const cut = cutToBytes(text, limit);
        assert.ok(bytes(cut) <= limit);
        assert.ok(
          cut === text || (cut.endsWith("…") && text.startsWith(cut.slice(0, -1)) && bytes(text) > limit),
        );
      },
    ),
  );
});
