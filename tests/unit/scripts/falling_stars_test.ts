import assert from "node:assert/strict";
import { ArtCanvas } from "../../../lib/text/art_canvas.ts";
import { FallingStars } from "../../../scripts/falling_stars.ts";

const PEN = { text: 7, ground: -1, blink: false, underline: false };

/** A number generator that answers the same again and again. */
const half = () => 0.5;

function textOf(canvas: ArtCanvas, row: number): string {
  return Array.from({ length: canvas.columns }, (_, column) => canvas.cell(row, column)?.char ?? " ").join(
    "",
  );
}

Deno.test("FallingStars has a fifth of a star a column at first, and never more than a quarter of the screen", () => {
  const stars = new FallingStars(80, 24);
  assert.equal(stars.size, 16);
  stars.change(true);
  assert.equal(stars.size, 24);
  for (let i = 0; i < 50; i++) stars.change(true);
  assert.equal(stars.size, 480);
  stars.resize(40, 10);
  assert.equal(stars.size, 100);
  for (let i = 0; i < 20; i++) stars.change(false);
  assert.equal(stars.size, 1);
});

Deno.test("FallingStars melts what it passes, and it comes back", () => {
  const base = new ArtCanvas(5, 30);
  for (let column = 0; column < 5; column++) base.put(1, column, "x", 1, PEN);
  const stars = new FallingStars(5, 30, half);
  stars.visible = false;
  const seen = new Set<string>();
  for (let i = 0; i < 200; i++) {
    stars.step(base);
    seen.add(textOf(stars.draw(base), 1));
  }
  assert.ok(seen.has("xxxxx"), [...seen].join());
  assert.ok(seen.has("xx\u2592xx"), [...seen].join());
  assert.ok(seen.has("xx xx"), [...seen].join());
});

Deno.test("FallingStars draws stars in front, but not over half of a wide character", () => {
  const base = new ArtCanvas(5, 6);
  base.put(2, 1, "\u65e5", 2, PEN);
  const stars = new FallingStars(5, 6, half);
  for (let i = 0; i < 100; i++) {
    stars.step(base);
    const canvas = stars.draw(base);
    const [first, second] = [canvas.cell(2, 1)?.char, canvas.cell(2, 2)?.char];
    assert.ok(first === "\u65e5" && second === "");
  }
});
