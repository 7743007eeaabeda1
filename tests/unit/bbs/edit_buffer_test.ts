import assert from "node:assert/strict";
import fc from "fast-check";
import { EditBuffer } from "../../../lib/bbs/edit_buffer.ts";
import { clusters } from "../../../lib/text/width.ts";

function at(buffer: EditBuffer): [line: number, column: number] {
  return [buffer.cursor.line, buffer.cursor.column];
}

Deno.test("EditBuffer.insert() takes many lines at once and stands behind them", () => {
  const buffer = new EditBuffer("ad");
  buffer.moveTo({ line: 0, column: 1 });
  assert.ok(buffer.insert("b\r\nx\ny\rc"));
  assert.deepEqual([buffer.text, at(buffer)], ["ab\nx\ny\ncd", [3, 1]]);
});

Deno.test("EditBuffer.insert() refuses what is too long and does nothing", () => {
  const buffer = new EditBuffer("日本", { maxLength: 4 });
  buffer.moveTo({ line: 0, column: 2 });
  assert.ok(!buffer.insert("abc"));
  assert.ok(buffer.insert("\n語"));
  assert.deepEqual([buffer.text, buffer.length, buffer.insert("!")], ["日本\n語", 4, false]);
  assert.equal(new EditBuffer("too long", { maxLength: 3 }).text, "too");
});

Deno.test("EditBuffer keeps no escape sequences and no controls", () => {
  const buffer = new EditBuffer("a\x1b[2J\x07b\tc");
  buffer.insert("\x1b]0;title\x07\x00x");
  assert.equal(buffer.text, "xab    c");
});

Deno.test("EditBuffer.backspace() and delete() take whole characters and line ends", () => {
  const buffer = new EditBuffer("cafe\u0301\n日本");
  buffer.moveTo({ line: 1, column: 0 });
  buffer.backspace();
  assert.deepEqual([buffer.text, at(buffer)], ["cafe\u0301日本", [0, 5]]);
  buffer.backspace();
  assert.equal(buffer.text, "caf日本");
  buffer.delete();
  assert.equal(buffer.text, "caf本");
  buffer.insert("\n");
  buffer.left();
  assert.ok(buffer.delete());
  assert.equal(buffer.text, "caf本");
  buffer.moveTo({ line: 9, column: 99 });
  assert.ok(!buffer.delete());
});

Deno.test("EditBuffer moves by words and over line ends", () => {
  const buffer = new EditBuffer("one two\nthree");
  const ways = [
    "wordRight",
    "wordRight",
    "wordRight",
    "wordRight",
    "wordLeft",
    "wordLeft",
    "wordLeft",
    "right",
  ] as const;
  const places = ways.map((way) => {
    buffer[way]();
    return at(buffer);
  });
  assert.deepEqual(places, [[0, 3], [0, 7], [1, 0], [1, 5], [1, 0], [0, 7], [0, 4], [0, 5]]);
});

Deno.test("EditBuffer deletes words and parts of lines", () => {
  const buffer = new EditBuffer("one two three\nfour");
  buffer.moveTo({ line: 0, column: 7 });
  buffer.deleteWordLeft();
  assert.equal(buffer.currentLine, "one  three");
  buffer.deleteWordRight();
  assert.equal(buffer.currentLine, "one ");
  buffer.deleteToEnd();
  assert.equal(buffer.text, "one four");
  buffer.deleteToStart();
  assert.equal(buffer.text, "four");
});

Deno.test("EditBuffer.deleteLine() takes several, and leaves one that is empty", () => {
  const buffer = new EditBuffer("1\n2\n3\n4");
  buffer.moveTo({ line: 1, column: 1 });
  buffer.deleteLine(2);
  assert.deepEqual([buffer.text, at(buffer)], ["1\n4", [1, 0]]);
  buffer.deleteLine(10);
  assert.deepEqual([buffer.text, at(buffer)], ["1", [0, 0]]);
  buffer.deleteLine();
  assert.deepEqual([buffer.text, buffer.deleteLine()], ["", false]);
});

Deno.test("EditBuffer.insertLine() opens a line before or behind", () => {
  const buffer = new EditBuffer("a\nb");
  buffer.insertLine("before");
  assert.deepEqual([buffer.text, at(buffer)], ["\na\nb", [0, 0]]);
  buffer.moveTo({ line: 1, column: 1 });
  buffer.insertLine("after");
  assert.deepEqual([buffer.text, at(buffer)], ["\na\n\nb", [2, 0]]);
});

Deno.test("EditBuffer.join() puts a single blank between two lines", () => {
  const joined = (text: string) => {
    const buffer = new EditBuffer(text);
    return [buffer.join(), buffer.text];
  };
  assert.deepEqual(joined("a  \n  b"), [true, "a b"]);
  assert.deepEqual(joined("\nb"), [true, "b"]);
  assert.deepEqual(joined("a\n\nb"), [true, "a\nb"]);
  assert.deepEqual(joined("a"), [false, "a"]);
});

Deno.test("EditBuffer.undo() takes back a word that was typed, and not more than was done in one place", () => {
  const buffer = new EditBuffer();
  for (const char of "one two") buffer.insert(char);
  buffer.moveTo({ line: 0, column: 0 });
  for (const char of "so ") buffer.insert(char);
  const seen: string[] = [];
  while (buffer.undo()) seen.push(buffer.text);
  assert.deepEqual(seen, ["soone two", "one two", "one", ""]);
  while (buffer.redo()) seen.push(buffer.text);
  assert.equal(seen.at(-1), "so one two");
});

Deno.test("EditBuffer.undo() takes back a run of backspaces at once and puts the cursor where it was", () => {
  const buffer = new EditBuffer("one two");
  buffer.moveTo({ line: 0, column: 7 });
  for (let i = 0; i < 4; i++) buffer.backspace();
  assert.equal(buffer.text, "one");
  buffer.undo();
  assert.deepEqual([buffer.text, at(buffer)], ["one two", [0, 7]]);
});

Deno.test("EditBuffer.undo() goes back as far as it was told to keep", () => {
  const buffer = new EditBuffer("", { maxUndo: 2 });
  for (const text of ["one\n", "two\n", "three\n"]) buffer.insert(text);
  assert.deepEqual([buffer.undo(), buffer.undo(), buffer.undo()], [true, true, false]);
  assert.equal(buffer.text, "one\n");
});

const CALLS = [
  "left",
  "right",
  "wordLeft",
  "wordRight",
  "backspace",
  "delete",
  "deleteWordLeft",
  "deleteWordRight",
  "deleteToStart",
  "deleteToEnd",
  "join",
  "undo",
  "redo",
] as const;
const turn = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...CALLS) },
  {
    weight: 3,
    arbitrary: fc.constantFrom("a", " ", "日", "\n", "\u0301", "👩", "\u200d", "two\nlines").map((text) => ({
      text,
    })),
  },
  { weight: 1, arbitrary: fc.record({ line: fc.nat(6), column: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.nat(3).map((lines) => ({ lines })) },
);

function play(buffer: EditBuffer, what: typeof turn extends fc.Arbitrary<infer T> ? T : never): void {
  if (typeof what === "string") buffer[what]();
  else if ("text" in what) buffer.insert(what.text);
  else if ("lines" in what) buffer.deleteLine(what.lines);
  else buffer.moveTo(what);
}

Deno.test("EditBuffer has its cursor between two characters and counts right, whatever was done", () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
      const buffer = new EditBuffer("some text\n\n日本 語", { maxLength: 60 });
      for (const what of turns) {
        play(buffer, what);
        const { line, column } = buffer.cursor;
        const text = buffer.lines[line]!;
        let end = 0;
        const ends = [0, ...clusters(text).map((cluster) => end += cluster.text.length)];
        assert.ok(ends.includes(column), `${JSON.stringify(text)} at ${column}`);
        assert.equal(buffer.length, [...buffer.text].length);
        assert.ok(buffer.length <= 60);
        assert.equal(buffer.text, buffer.lines.join("\n"));
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("EditBuffer.undo() of everything is the text at first, and redo() of everything the text at last", () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
      const buffer = new EditBuffer("some text\n\n日本 語");
      const first = buffer.text;
      for (const what of turns) play(buffer, what);
      // What was taken back in the middle is not part of the text at last.
      while (buffer.redo());
      const last = buffer.text;
      while (buffer.undo());
      assert.equal(buffer.text, first);
      while (buffer.redo());
      assert.equal(buffer.text, last);
    }),
    { numRuns: 500 },
  );
});

Deno.test("EditBuffer.version is another one after every change of the text", () => {
  const buffer = new EditBuffer("a");
  const versions = new Set([buffer.version]);
  buffer.insert("b");
  versions.add(buffer.version);
  buffer.undo();
  versions.add(buffer.version);
  assert.equal(versions.size, 3);
  buffer.right();
  assert.ok(versions.has(buffer.version));
});
