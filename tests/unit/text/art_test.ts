// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { splitSequences } from "../../../lib/text/ansi.ts";
import { renderArt } from "../../../lib/text/art.ts";
import { PLAIN_PEN } from "../../../lib/text/art_canvas.ts";
import { displayWidth } from "../../../lib/text/layout.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const lines = (text: string, options = {}) => renderArt(bytesOf(text), options).lines;

Deno.test("renderArt() decodes with the art glyphs and ends at 1A", () => {
  assert.deepEqual(lines("\xdb\xb0\x03\r\nb\x1ahidden"), ["█░♥", "b"]);
  assert.deepEqual(lines(""), []);
  assert.deepEqual(lines("\x1a"), []);
  assert.deepEqual(lines("a\0b"), ["a b"]);
});

Deno.test("renderArt() makes the lines when they are asked for, once", () => {
  const art = renderArt(bytesOf("a\r\nb"));
  art.canvas.put(0, 1, "x", 1, PLAIN_PEN);
  assert.deepEqual(art.lines, ["ax", "b"]);
  assert.equal(art.lines, art.lines);
});

Deno.test("renderArt() makes every line end one", () => {
  assert.deepEqual(lines("a\nb\r\nc\rd\r\r\ne\n"), ["a", "b", "c", "d", "e"]);
  assert.deepEqual(lines("a\n\nb"), ["a", "", "b"]);
});

Deno.test("renderArt() paints colours and moves and drops everything else", () => {
  assert.deepEqual(
    lines(
      "\x1b[2J\x1b[0;1;31mx\x1b[5C\x1b[s\x1b[u\x1b[2;3H\x1b[?7h\x1b]0;t\x07\x1b[6n\x1bc\x1b[1;2sy\x07\x08",
    ),
    ["\x1b[0;1;31mx\x1b[0m", "  \x1b[0;1;31my\x1b[0m"],
  );
});

Deno.test("renderArt() drops ANSI music with its notes", () => {
  assert.deepEqual(lines("a\x1b[MFT225O3L32CDE\x0eb\x1b[NCDE\x0ec\x1b[Munended\nd"), ["abcunended", "d"]);
});

Deno.test("renderArt() flows on where the screen ended that the art was drawn on", () => {
  assert.deepEqual(lines("x".repeat(85)), ["x".repeat(80), "xxxxx"]);
  assert.deepEqual(lines("x".repeat(80) + "\r\ny"), ["x".repeat(80), "y"]);
  assert.deepEqual(lines("ab\x1b[3Ccd", { columns: 6 }), ["ab   c", "d"]);
  assert.deepEqual(lines("a\tb", { columns: 20 }), ["a       b"]);
});

Deno.test("renderArt() believes SAUCE about width and font, within limits", () => {
  const record = new Uint8Array(128);
  record.set(bytesOf("SAUCE00"));
  record[94] = 1;
  record[96] = 4;
  record.set(bytesOf("IBM VGA"), 106);
  const file = concatBytes([bytesOf("abcdef\x03\x1a"), record]);
  assert.deepEqual(renderArt(file, { encoding: "ascii" }).lines, ["abcd", "ef♥"]);
  assert.equal(renderArt(file, { encoding: "ascii", force: true }).encoding, "ascii");
  record.set(bytesOf("Amiga Topaz 1"), 106);
  assert.equal(renderArt(concatBytes([file.subarray(0, 8), record])).encoding, "amiga");
  record.set(bytesOf("Atari ATASCII\0"), 106);
  assert.equal(renderArt(concatBytes([file.subarray(0, 8), record])).encoding, "atarist");
  record.set(bytesOf("IBM VGA 866\0\0\0"), 106);
  const cyrillic = renderArt(concatBytes([bytesOf("\x80\x81\x1a"), record]));
  assert.deepEqual([cyrillic.encoding, cyrillic.lines], ["cp866", ["АБ"]]);
});

Deno.test("renderArt() reads UTF-8 with a byte order mark as that", () => {
  assert.deepEqual(renderArt(Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa9)).lines, ["é"]);
  assert.throws(() => renderArt(bytesOf("x"), { encoding: "rot13" }), TypeError);
});

Deno.test("renderArt() stops at the most lines", () => {
  assert.equal(lines("\n".repeat(50_000)).length, 10_000);
  assert.deepEqual(lines("abcdef", { columns: 2, maxLines: 2 }), ["ab", "cd"]);
});

Deno.test("renderArt() lets nothing dangerous through, whatever the bytes", () => {
  const unit = fc.constantFrom(
    ..."\x1b\x1b\x1b[[]P;0123456789mAHsuhJMN|?\r\n\x1a\x07\x0e\x00\x80\x9b\x9d\xc2abc\t ",
  );
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 60 }),
      fc.constantFrom("cp437", "cp437_art", "utf8", "iso8859-1"),
      (text, encoding) => {
        const art = renderArt(bytesOf(text), { encoding, columns: 10 });
        for (const piece of art.lines.flatMap(splitSequences)) {
          if (piece.type === "sequence") assert.match(piece.text, /^\x1b\[([\d;]*[mABCDHf]|[su])$/);
          else assert.doesNotMatch(piece.text, /[\x00-\x1f\x7f-\x9f]/);
        }
        if (!text.includes("\x1b")) assert.ok(art.lines.every((line) => displayWidth(line) <= 10));
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("renderArt() makes blinking a bright background where SAUCE says iCE colours", () => {
  const record = new Uint8Array(128);
  record.set(bytesOf("SAUCE00"));
  record[94] = 1;
  const file = bytesOf("\x1b[5;31;44mx\x1a");
  assert.deepEqual(renderArt(concatBytes([file, record])).lines, ["\x1b[0;5;31;44mx\x1b[0m"]);
  record[105] = 1;
  assert.deepEqual(renderArt(concatBytes([file, record])).lines, ["\x1b[0;31;104mx\x1b[0m"]);
});

Deno.test("renderArt() reads the memory of a text screen and XBin", () => {
  const cells = bytesOf("A\x07B\x1cC\x07D\x07");
  assert.deepEqual(renderArt(cells, { format: "bin", columns: 2 }).lines, [
    "\x1b[0;37mA\x1b[0;1;31;44mB\x1b[0m",
    "\x1b[0;37mCD\x1b[0m",
  ]);
  const record = new Uint8Array(128);
  record.set(bytesOf("SAUCE00"));
  record[94] = 5;
  record[95] = 1;
  assert.equal(renderArt(concatBytes([cells, record])).lines.length, 2);
  const xbin = concatBytes([bytesOf("XBIN\x1a\x04\0\x01\0\x10\0"), cells]);
  assert.deepEqual(renderArt(xbin).lines, ["\x1b[0;37mA\x1b[0;1;31;44mB\x1b[0;37mCD\x1b[0m"]);
});
