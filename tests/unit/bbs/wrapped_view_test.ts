import assert from "node:assert/strict";
import fc from "fast-check";
import { EditBuffer } from "../../../lib/bbs/edit_buffer.ts";
import { softWrap, WrappedView } from "../../../lib/bbs/wrapped_view.ts";
import { textWidth } from "../../../lib/text/width.ts";

function rows(text: string, width: number): string[] {
  const starts = softWrap(text, width);
  return starts.map((start, i) => text.slice(start, starts[i + 1]));
}

function view(text: string, width: number, height: number): { buffer: EditBuffer; view: WrappedView } {
  const buffer = new EditBuffer(text);
  const made = new WrappedView(buffer);
  made.resize(width, height);
  return { buffer, view: made };
}

function seen(made: WrappedView): string[] {
  return made.visible().map(({ text }) => text);
}

Deno.test("softWrap() breaks at blanks, which stay at the end of their row, and cuts what has none", () => {
  assert.deepEqual(rows("one two three", 8), ["one two ", "three"]);
  assert.deepEqual(rows("one     two", 4), ["one     ", "two"]);
  assert.deepEqual(rows("abcdefgh ij", 3), ["abc", "def", "gh ", "ij"]);
  assert.deepEqual(rows("日本語", 5), ["日本", "語"]);
  assert.deepEqual(rows("a 日本語日本語", 5), ["a ", "日本", "語日", "本語"]);
  assert.deepEqual(rows("", 5), [""]);
});

Deno.test("softWrap() makes rows that fit, of all the text", () => {
  const text = fc.array(fc.constantFrom("a", "bc", " ", "  ", "日", "e\u0301", "longer"), { maxLength: 30 });
  fc.assert(fc.property(text, fc.integer({ min: 2, max: 12 }), (pieces, width) => {
    const whole = pieces.join("");
    const wrapped = rows(whole, width);
    assert.equal(wrapped.join(""), whole);
    for (const row of wrapped) assert.ok(textWidth(row.trimEnd()) <= width, JSON.stringify(wrapped));
    for (const row of wrapped.slice(0, -1)) assert.notEqual(row, "");
  }));
});

Deno.test("WrappedView.follow() scrolls no more than it takes", () => {
  const { buffer, view: made } = view("1\n2 two\n3\n4\n5", 4, 3);
  assert.deepEqual(made.follow(), { row: 0, column: 0 });
  assert.deepEqual(seen(made), ["1", "2 ", "two"]);
  buffer.moveTo({ line: 2, column: 1 });
  assert.deepEqual(made.follow(), { row: 2, column: 1 });
  assert.deepEqual(seen(made), ["2 ", "two", "3"]);
  buffer.moveTo({ line: 1, column: 2 });
  assert.deepEqual(made.follow(), { row: 1, column: 0 });
  buffer.moveTo({ line: 0, column: 0 });
  made.follow();
  assert.deepEqual(seen(made), ["1", "2 ", "two"]);
});

Deno.test("WrappedView.step() goes over lines and rows and stops at both ends", () => {
  const { view: made } = view("1\n2 two\n3", 4, 3);
  assert.deepEqual(made.step({ line: 0, row: 0 }, 2), { line: 1, row: 1 });
  assert.deepEqual(made.step({ line: 0, row: 0 }, 3), { line: 2, row: 0 });
  assert.deepEqual(made.step({ line: 0, row: 0 }, 1e9), { line: 2, row: 0 });
  assert.deepEqual(made.step({ line: 2, row: 0 }, -1), { line: 1, row: 1 });
  assert.deepEqual(made.step({ line: 2, row: 0 }, -9), { line: 0, row: 0 });
});

Deno.test("WrappedView.positionAt() and locate() agree, and the end of a row that goes on is in that row", () => {
  const text = fc.array(fc.constantFrom("a", " ", "日", "longer", "\n"), { maxLength: 30 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 12 }), fc.nat(14), (pieces, width, cells) => {
      const { view: made } = view(pieces.join(""), width, 99);
      for (const { at } of made.visible()) {
        const place = made.positionAt(at, cells);
        const found = made.locate(place);
        assert.deepEqual(found.at, at);
        assert.ok(found.cells <= Math.max(cells, 0));
        assert.deepEqual(made.locate(made.positionAt(at, Infinity)).at, at);
      }
    }),
  );
});

Deno.test("WrappedView.follow() always has the cursor in the window", () => {
  const text = fc.array(fc.constantFrom("word ", "日本 ", "\n", "long".repeat(9)), { maxLength: 40 });
  const place = fc.record({ line: fc.nat(40), column: fc.nat(60) });
  fc.assert(fc.property(
    text,
    fc.array(place, { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 6 }),
    (pieces, places, width, height) => {
      const { buffer, view: made } = view(pieces.join(""), width, height);
      for (const position of places) {
        buffer.moveTo(position);
        const { row, column } = made.follow();
        assert.deepEqual(made.visible()[row]!.at, made.locate(buffer.cursor).at);
        assert.ok(column <= width);
      }
    },
  ));
});
