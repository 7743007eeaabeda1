import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { encodingOfFont, readSauce } from "../../../lib/text/sauce.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

interface Fields {
  title?: string;
  font?: string;
  columns?: number;
  rows?: number;
  comments?: number;
  flags?: number;
  dataType?: number;
  date?: string;
}

function makeRecord(fields: Fields = {}): Uint8Array {
  const record = new Uint8Array(128);
  const put = (at: number, text: string) => record.set(bytesOf(text), at);
  put(0, "SAUCE00");
  put(7, (fields.title ?? "Title").padEnd(35));
  put(42, "Author".padEnd(20));
  put(62, "Group".padEnd(20));
  put(82, fields.date ?? "19960401");
  const view = new DataView(record.buffer);
  view.setUint8(94, fields.dataType ?? 1);
  view.setUint8(95, 1);
  view.setUint16(96, fields.columns ?? 80, true);
  view.setUint16(98, fields.rows ?? 25, true);
  view.setUint8(104, fields.comments ?? 0);
  view.setUint8(105, fields.flags ?? 0);
  put(106, fields.font ?? "IBM VGA");
  return record;
}

const CONTENT = bytesOf("art");
const EOF = Uint8Array.of(0x1a);

Deno.test("readSauce() reads the record and takes it off the content", () => {
  const { content, record } = readSauce(concatBytes([CONTENT, EOF, makeRecord({ flags: 1 })]));
  assert.deepEqual(content, CONTENT);
  assert.deepEqual(record, {
    title: "Title",
    author: "Author",
    group: "Group",
    date: "19960401",
    dataType: 1,
    fileType: 1,
    columns: 80,
    rows: 25,
    iceColors: true,
    font: "IBM VGA",
    comments: [],
  });
});

Deno.test("readSauce() reads comments, and does without when they are missing", () => {
  const block = bytesOf("COMNT" + "first".padEnd(64) + "second\0junk".padEnd(64));
  const full = readSauce(concatBytes([CONTENT, EOF, block, makeRecord({ comments: 2 })]));
  assert.deepEqual(full.record!.comments, ["first", "second"]);
  assert.deepEqual(full.content, CONTENT);
  for (const comments of [1, 3, 255]) {
    const odd = readSauce(concatBytes([CONTENT, block, makeRecord({ comments })]));
    assert.deepEqual(odd.record!.comments, []);
    assert.equal(odd.content.length, CONTENT.length + block.length);
  }
});

Deno.test("readSauce() clamps numbers and cleans texts", () => {
  const huge = readSauce(
    makeRecord({ columns: 65535, rows: 65535, title: "a\x1b]0;x\x07b\x9bc", date: "2026\x1b[m1" }),
  ).record!;
  assert.equal(huge.columns, 500);
  assert.equal(huge.rows, 10_000);
  assert.equal(huge.title, "ab¢c");
  assert.equal(huge.date, "");
  const none = readSauce(makeRecord({ columns: 0, rows: 0 })).record!;
  assert.deepEqual([none.columns, none.rows], [undefined, undefined]);
  assert.equal(readSauce(makeRecord({ dataType: 2, columns: 640 })).record!.columns, undefined);
});

Deno.test("readSauce() reads the width of binary text and the size of an XBin where these formats keep them", () => {
  const bin = makeRecord({ dataType: 5, columns: 7, rows: 7, flags: 1 });
  bin[95] = 80;
  const { columns, rows, iceColors } = readSauce(bin).record!;
  assert.deepEqual({ columns, rows, iceColors }, { columns: 160, rows: undefined, iceColors: true });
  const xbin = readSauce(makeRecord({ dataType: 6, columns: 132, rows: 60, flags: 1 })).record!;
  assert.deepEqual([xbin.columns, xbin.rows, xbin.iceColors], [132, 60, false]);
});

Deno.test("readSauce() takes a truncated trailer for content", () => {
  for (
    const bytes of [
      new Uint8Array(0),
      CONTENT,
      bytesOf("SAUCE00"),
      makeRecord().subarray(1),
      makeRecord().subarray(0, 127),
    ]
  ) {
    assert.deepEqual(readSauce(bytes), { content: bytes, record: null });
  }
  assert.equal(readSauce(makeRecord()).content.length, 0);
});

Deno.test("readSauce() reads a view into a larger buffer", () => {
  const larger = concatBytes([new Uint8Array(7), CONTENT, makeRecord({ columns: 132 }), new Uint8Array(9)]);
  assert.equal(readSauce(larger.subarray(7, 7 + 3 + 128)).record!.columns, 132);
});

Deno.test("readSauce() throws for no bytes at all", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 121, maxLength: 121 }),
      fc.uint8Array({ maxLength: 400 }),
      (tail, head) => {
        const { content, record } = readSauce(concatBytes([head, bytesOf("SAUCE00"), tail]));
        assert.ok(content.length <= head.length);
        assert.ok(record !== null && (record.columns ?? 1) <= 500);
      },
    ),
  );
});

Deno.test("encodingOfFont() knows the usual fonts", () => {
  const cases: [string, string | undefined][] = [
    ["IBM VGA", "cp437"],
    ["IBM EGA43", "cp437"],
    ["IBM VGA25G", "cp437"],
    ["IBM VGA 866", "cp866"],
    ["IBM VGA50 850", "cp850"],
    ["IBM VGA MIK", "mik"],
    ["IBM EGA43 mik", "mik"],
    ["Amiga Topaz 2+", "amiga"],
    ["Atari ATASCII", "atari"],
    ["", undefined],
    ["C64 PETSCII unshifted", "petscii_upper"],
    ["C64 PETSCII shifted", "petscii"],
    ["C64 PETSCII", undefined],
    ["IBM VGA ../x", undefined],
  ];
  for (const [font, encoding] of cases) assert.equal(encodingOfFont(font), encoding, font);
});
