import assert from "node:assert/strict";
import { LineBuffer } from "../../../lib/bbs/line_buffer.ts";
import { LineView } from "../../../lib/bbs/line_view.ts";

function view(text: string, mask?: string): LineView {
  return new LineView(new LineBuffer(text, 100, mask !== undefined), mask);
}

Deno.test("LineView.show() cuts at the field and leaves no half of a wide character", () => {
  const line = view("日本語");
  line.line.moveTo(1);
  assert.deepEqual(line.show(5), { text: "日本", cells: 4, column: 2 });
});

Deno.test("LineView.scroll() keeps the cursor in the field", () => {
  const line = view("0123456789");
  line.scroll(4);
  assert.deepEqual(line.show(4), { text: "89", cells: 2, column: 2 });
  line.line.moveTo(0);
  line.scroll(4);
  assert.deepEqual(line.show(4), { text: "0123", cells: 4, column: 0 });
});

Deno.test("LineView counts a hidden character as one cell, whatever it is", () => {
  assert.deepEqual(view("日a\u0301", "*").show(9), { text: "**", cells: 2, column: 2 });
  assert.equal(view("ab", "•").show(9).text, "••");
});

Deno.test("LineView throws a TypeError for a mask that is not one cell, which once shifted the field", () => {
  for (const mask of ["", "**", "日", "\t", "\u0301", "\x1b[7m*", 5 as never]) {
    assert.throws(() => view("ab", mask), {
      name: "TypeError",
      message: /^Cannot hide line: expected a mask of one cell, found /,
    });
  }
});
