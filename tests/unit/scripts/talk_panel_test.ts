import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_LINE, MAX_LINES, TALK_KEYS, TalkPanel, wrapTyped } from "../../../scripts/talk_panel.ts";
import { displayWidth } from "../../../lib/text/layout.ts";
import { hostileText } from "../text/hostile_text.ts";

const { enter, erase, eraseWord, eraseLine } = TALK_KEYS;

function panel(keys: string): TalkPanel {
  const made = new TalkPanel();
  made.type(keys);
  return made;
}

Deno.test("wrapTyped() breaks at blanks, keeps them, and cuts words that fill a row", () => {
  assert.deepEqual(wrapTyped("", 10), [""]);
  assert.deepEqual(wrapTyped("one two three", 8), ["one two ", "three"]);
  assert.deepEqual(wrapTyped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  assert.deepEqual(wrapTyped("日本語", 4), ["日本", "語"]);
  assert.deepEqual(wrapTyped("ab   cd", 4), ["ab   ", "cd"]);
});

Deno.test("wrapTyped() loses nothing, and a row is wider than asked for by blanks only", () => {
  fc.assert(fc.property(fc.string(), fc.integer({ min: 2, max: 20 }), (text, width) => {
    const rows = wrapTyped(text, width);
    assert.equal(rows.join(""), text);
    for (const row of rows) assert.ok(displayWidth(row.trimEnd()) <= width, JSON.stringify(row));
  }));
});

Deno.test("TalkPanel.type() takes text, lines, and the keys that edit", () => {
  assert.deepEqual(panel(`one${enter}two`).lines, ["one", "two"]);
  assert.deepEqual(panel(`one${erase}${erase}x`).lines, ["ox"]);
  assert.deepEqual(panel(`one two${eraseWord}x`).lines, ["one x"]);
  assert.deepEqual(panel(`one two${eraseLine}x`).lines, ["x"]);
  assert.deepEqual(panel(`one${enter}${erase}${erase}`).lines, ["on"]);
  assert.deepEqual(panel(erase + erase).lines, [""]);
  assert.deepEqual(panel(`e\u0301${erase}`).lines, [""]);
});

Deno.test("TalkPanel.type() joins a mark that was typed by itself to the character before it", () => {
  const made = panel("e");
  made.type("\u0301");
  assert.deepEqual(made.lines, ["e\u0301"]);
});

Deno.test("TalkPanel.type() keeps a bounded number of bounded lines", () => {
  const made = panel("x".repeat(2 * MAX_LINE + 1));
  assert.deepEqual(made.lines.map((line) => line.length), [MAX_LINE, MAX_LINE, 1]);
  made.type(`a${enter}`.repeat(2 * MAX_LINES));
  assert.equal(made.lines.length, MAX_LINES);
});

Deno.test("TalkPanel lets nothing through that steers a terminal, however it is cut", () => {
  fc.assert(fc.property(fc.array(hostileText), (chunks) => {
    const made = new TalkPanel();
    for (const chunk of chunks) made.type(chunk);
    // deno-lint-ignore no-control-regex
    for (const line of made.lines) assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u202e\ufeff]/);
  }));
});

Deno.test("TalkPanel.rows() answers the last rows and where the cursor is", () => {
  const made = panel(`one${enter}two three${enter}four`);
  assert.deepEqual(made.rows(6, 3), { rows: ["two ", "three", "four"], column: 4 });
  assert.deepEqual(made.rows(20, 10), { rows: ["one", "two three", "four"], column: 4 });
  assert.deepEqual(made.rows(4, 0), { rows: [], column: 0 });
});
