import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import type { ArtCanvas } from "../../../lib/text/art_canvas.ts";
import { canvasLines } from "../../../lib/text/canvas_lines.ts";
import { isXBin, readBin, readXBin } from "../../../lib/text/xbin.ts";

const RUNS = { none: 0, char: 0x40, attribute: 0x80, both: 0xc0 };

function header(columns: number, rows: number, flags: number, fontHeight: number = 16): Uint8Array {
  const bytes = Uint8Array.from([0x58, 0x42, 0x49, 0x4e, 0x1a, 0, 0, 0, 0, fontHeight, flags]);
  new DataView(bytes.buffer).setUint16(5, columns, true);
  new DataView(bytes.buffer).setUint16(7, rows, true);
  return bytes;
}

const xbin = (...parts: (Uint8Array | number[])[]) =>
  readXBin(concatBytes(parts.map((part) => Uint8Array.from(part))), 100);

function chars(canvas: ArtCanvas): string[] {
  return Array.from(
    { length: canvas.height },
    (_, row) =>
      Array.from({ length: canvas.columns }, (_, column) => canvas.cell(row, column)?.char ?? "?").join(""),
  );
}

Deno.test("readBin() reads every byte as a glyph and attributes in the order of DOS", () => {
  const canvas = readBin(Uint8Array.of(0x41, 0x07, 0xdb, 0x1c, 0x1b, 0x9f, 0x00, 0x07), 2, 10, false);
  assert.deepEqual(chars(canvas), ["A█", "← "]);
  assert.deepEqual(canvasLines(canvas), ["\x1b[0;37mA\x1b[0;1;31;44m█\x1b[0m", "\x1b[0;1;5;37;44m←\x1b[0m"]);
  const all = Uint8Array.from({ length: 512 }, (_, i) => (i % 2 === 0 ? i / 2 : 7));
  assert.ok([...chars(readBin(all, 256, 1, false))[0]!].every((char) => !/\p{Cc}/u.test(char)));
});

Deno.test("readBin() takes blinking for bright backgrounds in pictures with iCE colours", () => {
  const canvas = readBin(Uint8Array.of(0x41, 0xc0), 1, 1, true);
  assert.deepEqual(canvas.cell(0, 0)!.pen, { text: 0, ground: 9, blink: false, underline: false });
});

Deno.test("readXBin() reads plain and compressed cells alike", () => {
  const plain = xbin(header(3, 2, 0), [65, 7, 65, 7, 66, 1, 66, 2, 66, 3, 67, 3]);
  const runs = [
    [RUNS.both | 1, 65, 7],
    [RUNS.char | 2, 66, 1, 2, 3],
    [RUNS.attribute | 0, 3, 67],
  ].flat();
  const packed = xbin(header(3, 2, 4), runs);
  assert.deepEqual(chars(plain), ["AAB", "BBC"]);
  assert.deepEqual(canvasLines(packed), canvasLines(plain));
  assert.deepEqual(canvasLines(xbin(header(2, 1, 4), [RUNS.none | 1, 65, 7, 66, 4])), [
    "\x1b[0;37mA\x1b[0;31mB\x1b[0m",
  ]);
});

Deno.test("readXBin() maps the palette, and skips fonts of 256 and 512 characters", () => {
  const palette = new Uint8Array(48);
  palette.set([63, 0, 21], 7 * 3);
  const canvas = xbin(header(1, 1, 1 | 2, 8), palette, new Uint8Array(8 * 256).fill(0xff), [65, 7]);
  assert.deepEqual(canvasLines(canvas), ["\x1b[0;38;2;255;0;85;48;2;0;0;0mA\x1b[0m"]);
  const large = xbin(header(1, 1, 2 | 16), new Uint8Array(16 * 512).fill(0xff), [65, 0x0f]);
  assert.deepEqual(canvasLines(large), ["\x1b[0;37mA\x1b[0m"]);
  const ice = xbin(header(1, 1, 8), [65, 0xc0]);
  assert.equal(ice.cell(0, 0)!.pen.ground, 9);
});

Deno.test("readXBin() has an end, whatever the header promises", () => {
  assert.equal(xbin(header(65535, 65535, 4), [RUNS.both | 63, 65, 7]).columns, 500);
  assert.equal(xbin(header(0, 0, 0), [65, 7]).height, 0);
  assert.deepEqual(chars(xbin(header(2, 2, 4), [RUNS.both | 0, 65])), []);
  const flags = fc.nat({ max: 31 });
  fc.assert(
    fc.property(
      fc.nat({ max: 65535 }),
      fc.nat({ max: 65535 }),
      flags,
      fc.uint8Array({ maxLength: 300 }),
      (w, h, f, data) => {
        const canvas = xbin(header(w, h, f), data);
        assert.ok(canvas.columns <= 500 && canvas.height <= 100);
      },
    ),
  );
});

Deno.test("isXBin() knows the first bytes", () => {
  assert.ok(isXBin(header(1, 1, 0)));
  assert.ok(!isXBin(header(1, 1, 0).subarray(0, 10)));
  assert.ok(!isXBin(new TextEncoder().encode("XBIN is a format")));
});
