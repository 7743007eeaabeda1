import assert from "node:assert/strict";
import { displayWidth } from "../../../lib/text/layout.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { ICON_COLUMNS, ICON_ROWS, weatherOf } from "../../../scripts/weather_icons.ts";

Deno.test("weatherOf has a picture of the same size for every number, also those nobody knows", () => {
  const cp437 = getEncoding("cp437");
  for (let code = -1; code < 110; code++) {
    const { words, icon } = weatherOf(code);
    assert.ok(words.length > 0 && words.length < 14, words);
    assert.equal(icon.length, ICON_ROWS);
    for (const row of icon) {
      assert.equal(displayWidth(row), ICON_COLUMNS, `${words}: "${row}"`);
      const plain = stripSequences(row);
      assert.equal(cp437.decoder().push(cp437.encode(plain)), plain);
    }
  }
});
