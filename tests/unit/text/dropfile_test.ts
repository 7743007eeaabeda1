import assert from "node:assert/strict";
import fc from "fast-check";
import { Dropfile, type DropfileFacts, type DropfileType } from "../../../lib/text/dropfile.ts";

const FACTS: DropfileFacts = {
  handle: "alice",
  location: "Oz",
  isSysop: false,
  calls: 7,
  lastCall: Date.UTC(2026, 1, 3, 4, 5),
  secondsUsed: 61.9,
  userNumber: 12,
  node: 3,
  rows: 24,
  board: "Emerald City",
  sysop: "The Wizard",
};
const TYPES: readonly DropfileType[] = ["DOORSYS", "DOOR32", "CALLINFOBBS", "DORINFO"];

const TEXTS: Readonly<Record<DropfileType, string>> = {
  DOORSYS:
    "COM1:|57600|8|3|57600|Y|Y|Y|Y|alice alice|Oz|123-456-7890|123-456-7890|<encrypted>|30|7|02/03/26|" +
    "15360|256|GR|24|N|1,2,3,4,5,6,7|1|01/01/99|12|X|0|0|0|9999999|01/01/2001|C:\\XXX|C:\\XXX|The Wizard|" +
    "alice|00:05|Y|Y|Y|7|256|09/09/99|04:05|04:05|9999|0|0|0|None|0|0|",
  DOOR32: "0|0|57600|Emerald City|12|alice alice|alice|30|256|1|3|",
  CALLINFOBBS: "alice|57600|Oz|30|256|COLOR|<encrypted>|12|61|01:23|01:23 01/02/90|ABCDEFGH|0|99|0|9999|" +
    "123-456-7890|01/01/90 02:34|NOVICE|X|01/01/90|7|24|0|0|0|8|REMOTE|COM1|57600|FALSE|Normal Connection|" +
    "01/02/94 01:20|0|1|",
  DORINFO: "Emerald City|The Wizard|The Wizard|COM1|57600|0|alice|alice|Oz|1|30|256|-1|",
};

for (const type of TYPES) {
  Deno.test(`Dropfile writes ${type} line by line as x/84 did`, () => {
    assert.equal(new Dropfile(type, FACTS).text, TEXTS[type].replaceAll("|", "\r\n"));
  });
}

Deno.test("Dropfile has as many lines as doors expect, and tells a sysop and other limits", () => {
  assert.deepEqual(TYPES.map((type) => new Dropfile(type, FACTS).lines.length), [52, 11, 35, 13]);
  const { userNumber: _, ...guest } = FACTS;
  const { lines } = new Dropfile("DOOR32", { ...guest, isSysop: true, minutesLeft: 5 });
  assert.deepEqual([lines[4], lines[7], lines[8]], ["999", "100", "5"]);
});

Deno.test("Dropfile is called as its door looks for it", () => {
  const name = (type: DropfileType, node: number) => new Dropfile(type, { ...FACTS, node }).filename;
  assert.deepEqual(["DOORSYS", "DOOR32", "CALLINFOBBS"].map((type) => name(type as DropfileType, 99)), [
    "DOOR.SYS",
    "DOOR32.SYS",
    "CALLINFO.BBS",
  ]);
  assert.deepEqual([1, 9, 10, 11, 36].map((node) => name("DORINFO", node)), [
    "DORINFO1.DEF",
    "DORINFO9.DEF",
    "DORINFO0.DEF",
    "DORINFOA.DEF",
    "DORINFOZ.DEF",
  ]);
  assert.throws(
    () => name("DORINFO", 37),
    /^RangeError: Cannot name drop file: expected node 1 to 36, found 37/,
  );
  assert.throws(() => name("DORINFO", 0), RangeError);
});

Deno.test("Dropfile lets nothing that a caller chose break its lines or steer", () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom("\r", "\n", "\x1a", "\x1b[2J", "\x85", "\u2028", "|04", "é", "→", "♥", "☺"),
      fc.string(),
    ),
  });
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), text, text, text, text, (type, handle, location, board, sysop) => {
      const file = new Dropfile(type, { ...FACTS, handle, location, board, sysop });
      const bytes = file.encode();
      const lines = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("").split("\r\n");
      assert.equal(lines.length, file.lines.length + 1);
      assert.equal(lines.length, TEXTS[type].split("|").length);
      for (const line of lines) {
        // deno-lint-ignore no-control-regex
        assert.doesNotMatch(line, /[\x00-\x1f\x7f]/);
        assert.ok(line.length <= 121);
      }
    }),
  );
});

Deno.test("Dropfile.encode() speaks code page 437", () => {
  const { lines } = new Dropfile("DORINFO", { ...FACTS, location: "Zürich 東" });
  const bytes = new Dropfile("DORINFO", { ...FACTS, location: "Zürich 東" }).encode();
  const at = lines.slice(0, 8).join("\r\n").length + 2;
  assert.deepEqual([...bytes.slice(at, at + 8)], [0x5a, 0x81, 0x72, 0x69, 0x63, 0x68, 0x20, 0x3f]);
});

Deno.test("Dropfile says what is wrong with its type and its facts", () => {
  assert.throws(
    () => new Dropfile("CHAINTXT" as DropfileType, FACTS),
    /^TypeError: Cannot make drop file: expected one of DOORSYS, DOOR32, CALLINFOBBS, DORINFO as its type/,
  );
  assert.throws(() => new Dropfile("toString" as DropfileType, FACTS), TypeError);
  const wrong = (facts: object) => () => new Dropfile("DOORSYS", { ...FACTS, ...facts });
  assert.throws(wrong({ location: undefined }), {
    message: 'Cannot make drop file: expected text as "location", found undefined',
  });
  for (const node of [NaN, -1, Infinity, "3"]) assert.throws(wrong({ node }), TypeError);
  assert.throws(wrong({ lastCall: 1e18 }), TypeError);
});

Deno.test("Dropfile.encode() makes nobody another by letters that look alike", () => {
  const name = (handle: string) =>
    new TextDecoder().decode(new Dropfile("DOOR32", { ...FACTS, handle }).encode()).split("\r\n")[6];
  assert.equal(name("chief"), "chief");
  assert.equal(name("\u010dhief"), "?hief");
  assert.equal(name("c\u030chief"), "?hief");
});
