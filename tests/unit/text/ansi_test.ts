// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { hostileText } from "./hostile_text.ts";
import { isSgr, splitSequences, stripSequences } from "../../../lib/text/ansi.ts";

Deno.test("splitSequences() knows every kind of sequence", () => {
  const sequences = [
    "\x1b[m",
    "\x1b[1;31m",
    "\x1b[?1049h",
    "\x1b[0;40 D",
    "\x1b[<0;1;2M",
    "\x1b[>c",
    "\x9b2J",
    "\x1b]0;title\x07",
    "\x1b]52;c;AAAA\x1b\\",
    "\x1b]8;;http://x\x9c",
    "\x9d0;x\x07",
    '\x1bP$q"p\x1b\\',
    "\x1bPq#0\n~\x1b\\",
    "\x90q\x9c",
    "\x1b_G\x1b\\",
    "\x1b^x\x1b\\",
    "\x1bXx\x1b\\",
    "\x1bc",
    "\x1b(0",
    "\x1b#8",
    "\x1b7",
    "\x1bOP",
    "\x1bNa",
    "\x1b\\",
    "\x85",
  ];
  for (const sequence of sequences) {
    assert.deepEqual(splitSequences(`a${sequence}b`), [
      { type: "text", text: "a" },
      { type: "sequence", text: sequence },
      { type: "text", text: "b" },
    ], JSON.stringify(sequence));
  }
});

Deno.test("splitSequences() takes what is broken as far as it goes", () => {
  const cases: [string, string][] = [
    ["a\x1b", "a"],
    ["\x1b[1;", ""],
    ["\x1b[1\rb", "\rb"],
    ["\x1b]0;never\nnext", "\nnext"],
    ["\x1b]0;a\x1b[mb", "b"],
    ["\x1b\x1b[Ax", "x"],
    ["\x1bP\x18x", "\x18x"],
    ["\x1b日", "日"],
  ];
  for (const [text, left] of cases) assert.equal(stripSequences(text), left, JSON.stringify(text));
});

Deno.test("splitSequences() joined is the text, and no text holds an ESC or a C1", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const pieces = splitSequences(text);
      assert.equal(pieces.map((p) => p.text).join(""), text);
      assert.ok(
        pieces.every((p) => p.text !== "" && (p.type === "sequence" || !/[\x1b\x80-\x9f]/.test(p.text))),
      );
      assert.equal(stripSequences(text), pieces.filter((p) => p.type === "text").map((p) => p.text).join(""));
    }),
  );
});

Deno.test("stripSequences() looks at hostile text a bounded number of times", () => {
  for (const unit of ["\x9d\n", "\x1b]x", "\x1bP\n", "\x1b[1;", "\x1b[\x1b"]) {
    assert.equal(stripSequences(unit.repeat(200_000)).includes("\x1b"), false);
  }
});

Deno.test("isSgr() tells colours from the rest", () => {
  for (const yes of ["\x1b[m", "\x1b[0m", "\x1b[38;2;1;2;3m", "\x1b[4:3m"]) assert.ok(isSgr(yes));
  for (const no of ["\x1b[?1m", "\x1b[>4;2m", "\x1b[1", "\x1b[H", "m"]) assert.ok(!isSgr(no));
});
