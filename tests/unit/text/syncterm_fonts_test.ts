import assert from "node:assert/strict";
import { isSyncTermFont, SYNCTERM_FONTS, syncTermFont } from "../../../lib/text/syncterm_fonts.ts";

Deno.test("syncTermFont() selects by CTerm's index, the first of a name given twice", () => {
  const cases: [string, number][] = [
    ["cp437", 0],
    ["cp866", 5],
    ["iso8859_15", 10],
    ["ARMSCII_8", 15],
    ["cp850", 17],
    ["iso8859_1", 24],
    ["atari", 36],
    ["topaz", 40],
    ["Topaz", 40],
  ];
  for (const [name, index] of cases) assert.equal(syncTermFont(name), `\x1b[0;${index} D`);
  assert.equal(syncTermFont("topaz", 1), "\x1b[1;40 D");
  assert.equal(SYNCTERM_FONTS.length, 41);
  assert.ok(isSyncTermFont("mo_soul"));
});

Deno.test("syncTermFont() refuses unknown fonts and pages", () => {
  assert.throws(
    () => syncTermFont("comic"),
    /^TypeError: Cannot use SyncTERM font: expected cp437, .*, found "comic"$/,
  );
  assert.throws(() => syncTermFont("cp437", 1.5), TypeError);
  assert.equal(isSyncTermFont("comic"), false);
});
