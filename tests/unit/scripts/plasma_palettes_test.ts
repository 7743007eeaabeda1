import assert from "node:assert/strict";
import { isSgr } from "../../../lib/text/ansi.ts";
import { reduceColors } from "../../../lib/text/color_depth.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { colorAt, depthsUpTo, inksOf, PALETTES } from "../../../scripts/plasma_palettes.ts";

Deno.test("colorAt walks a ring without a seam", () => {
  for (const palette of PALETTES) {
    assert.deepEqual(colorAt(palette, 0), colorAt(palette, 1));
    assert.deepEqual(colorAt(palette, -0.25), colorAt(palette, 0.75));
    for (let i = 0; i < 256; i++) {
      const [a, b] = [colorAt(palette, i / 256), colorAt(palette, (i + 1) / 256)];
      for (const part of [0, 1, 2] as const) {
        assert.ok(a[part] >= 0 && a[part] <= 255);
        assert.ok(Math.abs(a[part] - b[part]) < 12, `${palette.name} jumps at ${i}`);
      }
    }
  }
});

Deno.test("inksOf asks for nothing that a terminal of that depth lacks", () => {
  for (const depth of [1, 4, 8, 24] as const) {
    for (const palette of PALETTES) {
      for (const { select, glyph } of inksOf(palette, depth, 64)) {
        assert.ok(select === "" || isSgr(select), JSON.stringify(select));
        assert.equal(reduceColors(select, depth), select);
        assert.equal(select === "", depth === 1);
        assert.equal(getEncoding("cp437").encode(glyph).length, 1);
        assert.equal(getEncoding("cp437").decoder().push(getEncoding("cp437").encode(glyph)), glyph);
      }
    }
  }
});

Deno.test("inksOf makes equal inks one, and more of them where there are more colours", () => {
  const different = (depth: 1 | 4 | 8 | 24) => new Set(inksOf(PALETTES[0]!, depth, 64)).size;
  assert.ok(different(1) >= 4);
  assert.ok(different(4) > 8);
  assert.ok(different(8) > different(1));
  assert.equal(different(24), 64);
});

Deno.test("depthsUpTo offers no more than the terminal has", () => {
  assert.deepEqual(depthsUpTo(1), [1]);
  assert.deepEqual(depthsUpTo(4), [1, 4]);
  assert.deepEqual(depthsUpTo(24), [1, 4, 8, 24]);
});
