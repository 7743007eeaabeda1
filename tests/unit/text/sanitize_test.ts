// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_MARKS, sanitizeLine, sanitizeText } from "../../../lib/text/sanitize.ts";
import { charWidth, textWidth } from "../../../lib/text/width.ts";
import { hostileText } from "./hostile_text.ts";

Deno.test("sanitizeLine() defuses everything that has been aimed at people", () => {
  const attacks: [string, string][] = [
    ["\x1b]0;cmd\x07hi\x1b[21t", "hi"],
    ["\x1bP$q\r\ncmd\x1b\\hi", "hi"],
    ["\x1b]50;?\x07\x1b]10;?\x07\x1bGQhi", "Qhi"],
    ["\x1b]52;c;AAAA\x07\x1b]8;;http://x\x1b\\hi\x1b]1337;File=:A\x07", "hi"],
    ["\x05hi", "hi"],
    ['\x1b[64;"cmd";13phi', 'md";13phi'],
    ["\x1bc\x1b[?5h\x1b(0\x0e\x1b#8\x1b[20h\x1b[?1049h\x1b[?1003hhi", "hi"],
    ["\u009b2J\u009d0;x\u009c\u0090q\u009chi\u0085", "hi "],
    ["a\u202eb\u2066c\u200bd\ufeffe\u00adf", "abcdef"],
    ["e" + "\u0301".repeat(5000), "e" + "\u0301".repeat(4)],
    ["\u0301x", "x"],
    ["a\ud800b\ud83d\u200b\ude00", "a\ufffdb\ufffd\ufffd"],
    ["a\r\nb\tc\u2028d", "a b c d"],
    ["\u{1f469}\u{1f3fd}\u200d\u{1f4bb}", "\u{1f469}\u{1f4bb}"],
    ["❤\ufe0f", "❤"],
    ["Grüße, мир, 日本", "Grüße, мир, 日本"],
  ];
  for (const [text, clean] of attacks) assert.equal(sanitizeLine(text), clean, JSON.stringify(text));
});

Deno.test("sanitizeText() keeps lines and tabs", () => {
  assert.equal(sanitizeText("a\r\nb\rc\n\n\td\ve\u0085f\u2029g\x00"), "a\nb\nc\n\n\td\ne\nf\ng");
  assert.equal(sanitizeText("x\n\u0301y"), "x\ny");
  assert.equal(sanitizeText("\x1b]0;never ends\nnext"), "\nnext");
});

Deno.test("sanitizeLine() cuts between characters", () => {
  assert.equal(sanitizeLine("x".repeat(1000)).length, 500);
  assert.equal(sanitizeLine("\u{1f600}\u{1f600}\u{1f600}", { maxLength: 2 }), "\u{1f600}\u{1f600}");
  assert.equal(sanitizeText("x".repeat(30_000)).length, 20_000);
});

Deno.test("sanitizeLine() keeps or strips pipe codes, nested ones too", () => {
  assert.equal(sanitizeLine("|12hi|24"), "|12hi|24");
  assert.equal(sanitizeLine("|12hi|24|", { pipes: "strip" }), "hi|24|");
  assert.equal(sanitizeLine("|0|011x|\u200b0|1\x1b[m66", { pipes: "strip" }), "x");
});

Deno.test("sanitizeLine() and sanitizeText() leave nothing that steers a terminal, and twice is once", () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom("keep", "strip"), fc.nat(40), (text, pipes, maxLength) => {
      for (const sanitize of [sanitizeLine, sanitizeText]) {
        const clean = sanitize(text, { pipes, maxLength });
        assert.doesNotMatch(
          clean,
          sanitize === sanitizeLine ? /[\x00-\x1f\x7f-\x9f]/ : /[\x00-\x08\x0b-\x1f\x7f-\x9f]/,
        );
        assert.doesNotMatch(clean, /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{fe00}-\u{fe0f}]/u);
        assert.doesNotMatch(clean, new RegExp(`\\p{M}{${MAX_MARKS + 1}}`, "u"));
        assert.ok(Array.from(clean).length <= maxLength);
        if (pipes === "strip") assert.doesNotMatch(clean, /\|([01]\d|2[0-3])/);
        assert.equal(sanitize(clean, { pipes, maxLength }), clean);
        let width = 0;
        for (const char of clean) width += charWidth(char.codePointAt(0)!);
        assert.equal(textWidth(clean), width);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("sanitizeLine() leaves nothing of a text for which there is no room, where once all of it was left", () => {
  for (const maxLength of [0, -1, -50, NaN, 0.5]) {
    assert.equal(sanitizeLine("plain", { maxLength }), "", `${maxLength}`);
    assert.equal(sanitizeText("wörds\n日本", { maxLength }), "", `${maxLength}`);
  }
  assert.equal(sanitizeLine("日本", { maxLength: 1.5 }), "日");
});
