import assert from "node:assert/strict";
import { displayWidth } from "../../../lib/text/layout.ts";
import { testPicture } from "../../../scripts/plasma_picture.ts";

Deno.test("testPicture fits any screen", () => {
  for (const [columns, rows] of [[80, 23], [40, 23], [132, 49], [10, 4], [1, 0], [500, 299]] as const) {
    const lines = testPicture(columns, rows);
    assert.ok(lines.length <= rows);
    for (const line of lines) assert.ok(displayWidth(line) <= Math.max(columns, 50), `${columns}: ${line}`);
  }
});

Deno.test("testPicture names colours in each of the three ways", () => {
  const text = testPicture(80, 23).join("\n");
  assert.match(text, /\[41m/);
  assert.match(text, /\[48;5;\d+m/);
  assert.match(text, /\[48;2;\d+;\d+;\d+m/);
});
