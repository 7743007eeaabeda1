import assert from "node:assert/strict";
import { ArtCanvas, type Pen, PLAIN_PEN, RGB } from "../../../lib/text/art_canvas.ts";
import { canvasLine, canvasLines } from "../../../lib/text/canvas_lines.ts";

function drawn(...cells: [text: string, pen: Partial<Pen>][]): ArtCanvas {
  const canvas = new ArtCanvas(20, 5);
  let column = 0;
  for (const [text, pen] of cells) {
    for (const char of text) canvas.put(0, column++, char, 1, { ...PLAIN_PEN, ...pen });
  }
  return canvas;
}

Deno.test("canvasLine() selects colours anew wherever they change, and ends in normal ones", () => {
  assert.equal(
    canvasLine(drawn(["ab", { text: 1 }], ["c", { text: 1, ground: 4 }]), 0),
    "\x1b[0;31mab\x1b[0;31;44mc\x1b[0m",
  );
  assert.equal(canvasLine(drawn(["ab", { text: 1 }], ["c", {}]), 0), "\x1b[0;31mab\x1b[0mc");
  assert.equal(canvasLine(drawn(["ab", {}]), 0), "ab");
});

Deno.test("canvasLine() writes bright colours as the terminal knows them", () => {
  const canvas = drawn(["a", { text: 9, ground: 12 }]);
  assert.equal(canvasLine(canvas, 0), "\x1b[0;1;31;104ma\x1b[0m");
  assert.equal(canvasLine(canvas, 0, { bright: "numbers" }), "\x1b[0;91;104ma\x1b[0m");
  assert.equal(canvasLine(canvas, 0, { brightGround: "blink" }), "\x1b[0;1;5;31;44ma\x1b[0m");
});

Deno.test("canvasLine() writes 256 and 24-bit colours, blinking and underlines", () => {
  const canvas = drawn(["a", { text: 208, ground: RGB + 0x102030 }], ["b", { blink: true, underline: true }]);
  assert.equal(canvasLine(canvas, 0), "\x1b[0;38;5;208;48;2;16;32;48ma\x1b[0;4;5mb\x1b[0m");
});

Deno.test("canvasLine() leaves trailing blanks out and keeps those with a background", () => {
  assert.equal(canvasLine(drawn(["a  ", {}]), 0), "a");
  assert.equal(canvasLine(drawn(["a ", { ground: 0 }]), 0), "\x1b[0;40ma \x1b[0m");
});

Deno.test("canvasLine() cuts a window out; wide characters at its edges become blanks", () => {
  const canvas = drawn(["abcdef", { text: 2 }]);
  assert.equal(canvasLine(canvas, 0, { from: 2, columns: 3 }), "\x1b[0;32mcde\x1b[0m");
  assert.equal(canvasLine(canvas, 0, { from: 9 }), "");
  const wide = new ArtCanvas(10, 1);
  for (const column of [0, 2, 4]) wide.put(0, column, "日", 2, PLAIN_PEN);
  assert.equal(canvasLine(wide, 0, { from: 1, columns: 4 }), " 日 ");
});

Deno.test("canvasLines() answers a line for each row", () => {
  const canvas = drawn(["a", {}]);
  canvas.put(2, 1, "b", 1, PLAIN_PEN);
  assert.deepEqual(canvasLines(canvas), ["a", "", " b"]);
});
