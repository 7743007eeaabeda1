import assert from "node:assert/strict";
import {
  fontOfEncoding,
  isSyncTermFont,
  SYNCTERM_FONTS,
  syncTermFont,
} from "../../../lib/text/syncterm_fonts.ts";

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

Deno.test("fontOfEncoding() finds the font of every encoding that has one", () => {
  assert.equal(fontOfEncoding("amiga"), "topaz");
  assert.equal(fontOfEncoding("petscii"), "c64_lower");
  assert.equal(fontOfEncoding("petscii_upper"), "c64_upper");
  assert.equal(fontOfEncoding("atarist"), "atari");
  assert.equal(fontOfEncoding("koi8-r"), "koi8_r");
  assert.equal(fontOfEncoding("armscii-8"), "ARMSCII_8");
  assert.equal(fontOfEncoding("cp1125"), "cp866_u");
  assert.equal(fontOfEncoding("cp860"), undefined);
  assert.equal(fontOfEncoding("utf8"), undefined);
});
