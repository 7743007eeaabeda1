import assert from "node:assert/strict";
import { ArtCanvas, MAX_CELLS, PLAIN_PEN } from "../../../lib/text/art_canvas.ts";
import { canvasLine } from "../../../lib/text/canvas_lines.ts";

const RED = { ...PLAIN_PEN, text: 1 };
const ON_BLUE = { ...PLAIN_PEN, ground: 4 };

Deno.test("ArtCanvas.put() draws inside and leaves out what is outside", () => {
  const canvas = new ArtCanvas(4, 2);
  canvas.put(0, 3, "x", 1, RED);
  for (const [row, column] of [[-1, 0], [2, 0], [0, -1], [0, 4], [NaN, 0]] as const) {
    canvas.put(row, column, "y", 1, RED);
  }
  canvas.put(1, 3, "日", 2, RED);
  assert.equal(canvas.height, 1);
  assert.deepEqual(canvas.cell(0, 3), { char: "x", pen: RED });
  assert.equal(canvas.cell(0, 0), undefined);
  assert.equal(canvas.width(0), 4);
});

Deno.test("ArtCanvas.put() leaves no half of a wide character", () => {
  const canvas = new ArtCanvas(6, 1);
  canvas.put(0, 0, "日", 2, PLAIN_PEN);
  canvas.put(0, 2, "本", 2, PLAIN_PEN);
  canvas.put(0, 1, "x", 1, PLAIN_PEN);
  canvas.put(0, 2, "y", 1, PLAIN_PEN);
  assert.equal(canvasLine(canvas, 0), " xy");
});

Deno.test("ArtCanvas.mark() puts marks on the cell before, not without end", () => {
  const canvas = new ArtCanvas(6, 1);
  canvas.mark(0, 0, "\u0301");
  canvas.put(0, 0, "e", 1, PLAIN_PEN);
  for (let i = 0; i < 100; i++) canvas.mark(0, 1, "\u0301");
  assert.ok(canvas.cell(0, 0)!.char.length <= 8);
  assert.ok(canvas.cell(0, 0)!.char.startsWith("e\u0301"));
});

Deno.test("ArtCanvas.erase() takes away, or fills with a background", () => {
  const canvas = new ArtCanvas(5, 1);
  for (let i = 0; i < 5; i++) canvas.put(0, i, "x", 1, RED);
  canvas.erase(0, 3, Infinity, PLAIN_PEN);
  assert.equal(canvas.width(0), 3);
  canvas.erase(0, 1, 2, ON_BLUE);
  assert.equal(canvasLine(canvas, 0), "\x1b[0;31mx\x1b[0;44m \x1b[0;31mx\x1b[0m");
});

Deno.test("ArtCanvas has an end, whatever is asked for", () => {
  const huge = new ArtCanvas(Infinity, Infinity);
  assert.deepEqual([huge.columns, huge.maxRows], [500, 10_000]);
  assert.deepEqual([new ArtCanvas(NaN, -5).columns, new ArtCanvas(0, -5).maxRows], [1, 1]);
  huge.reach(1e9);
  assert.equal(huge.height, 10_000);
  for (let row = 0; row < 2000; row++) huge.put(row, 499, "x", 1, PLAIN_PEN);
  assert.ok(huge.full);
  assert.equal(huge.cell(MAX_CELLS / 500 + 1, 499), undefined);
  huge.clear();
  assert.deepEqual([huge.height, huge.full], [0, false]);
});
