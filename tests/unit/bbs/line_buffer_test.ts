import assert from "node:assert/strict";
import fc from "fast-check";
import { LINE_EDIT_KEYS, LineBuffer, type LineEdit } from "../../../lib/bbs/line_buffer.ts";
import { clusters } from "../../../lib/text/width.ts";

const EDITS = Object.keys(LINE_EDIT_KEYS) as LineEdit[];

Deno.test("LineBuffer.edit() moves and deletes by words", () => {
  const line = new LineBuffer("one two  three", 100);
  const steps: [edit: LineEdit, text: string, cursor: number][] = [
    ["wordLeft", "one two  three", 9],
    ["wordLeft", "one two  three", 4],
    ["wordRight", "one two  three", 7],
    ["deleteWordRight", "one two", 7],
    ["deleteWordLeft", "one ", 4],
    ["deleteWordLeft", "", 0],
  ];
  for (const [edit, text, cursor] of steps) {
    assert.ok(line.edit(edit));
    assert.deepEqual([line.text, line.cursor], [text, cursor], edit);
  }
  assert.equal(line.edit("deleteWordLeft"), false);
});

Deno.test("LineBuffer of a hidden line has one word", () => {
  const line = new LineBuffer("my secret", 100, true);
  line.edit("wordLeft");
  assert.equal(line.cursor, 0);
  line.edit("wordRight");
  line.edit("deleteWordLeft");
  assert.equal(line.text, "");
});

const piece = fc.constantFrom("a", " ", "é", "日", "\u0301", "\u200d", "👍", "🏽", "👩", "\ufe0f", "❤");

Deno.test("LineBuffer has the characters that its text has, whatever was done to it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.constantFrom(...EDITS).map((edit) => ({ edit }))), { maxLength: 40 }),
      fc.integer({ min: 0, max: 12 }),
      (turns, maxLength) => {
        const line = new LineBuffer("", maxLength);
        for (const turn of turns) {
          if (typeof turn === "string") line.insert(turn);
          else line.edit(turn.edit);
          assert.deepEqual(line.clusters, clusters(line.text));
          assert.equal(line.length, [...line.text].length);
          assert.ok(line.length <= maxLength);
          assert.ok(line.cursor >= 0 && line.cursor <= line.clusters.length);
        }
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("LineBuffer takes no escape sequences and controls, which once went to the screen as they were", () => {
  const line = new LineBuffer("a\x1b]0;owned\x07b\x1b[2J\x9b5Ac\x00\x7f", 5);
  assert.deepEqual([line.text, line.length], ["abc", 3]);
  assert.ok(line.insert("\x1b[31mde\x1b"));
  assert.deepEqual([line.text, line.length, line.cursor], ["abcde", 5, 5]);
  line.set("one\r\ntwo\tthree");
  assert.equal(line.text, "one t");
});
