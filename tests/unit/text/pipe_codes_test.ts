// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { splitSequences, stripSequences } from "../../../lib/text/ansi.ts";
import { decodePipe, encodePipe, stripPipe } from "../../../lib/text/pipe_codes.ts";

const piped = fc.string({
  unit: fc.constantFrom(..."|||0012349x", "|12", "|17", "|07", "||"),
  maxLength: 30,
});

Deno.test("decodePipe() takes colours in the order of DOS", () => {
  assert.equal(decodePipe("no bar"), "no bar");
  assert.equal(decodePipe("|04red"), "\x1b[0;31mred\x1b[0m");
  assert.equal(decodePipe("|01blue"), "\x1b[0;34mblue\x1b[0m");
  assert.equal(decodePipe("|14|17x"), "\x1b[0;1;33m\x1b[0;1;33;44mx\x1b[0m");
  assert.equal(decodePipe("|12x|07y"), "\x1b[0;1;31mx\x1b[0my");
});

Deno.test("decodePipe() leaves what is no code: |999 once crashed the reader", () => {
  for (const text of ["|999", "|24", "|5", "|", "a|b", "|x1"]) assert.equal(decodePipe(text), text);
  assert.equal(decodePipe("a||b"), "a|b");
  assert.equal(decodePipe("||01"), "|01");
  assert.equal(decodePipe("|015"), "\x1b[0;34m5\x1b[0m");
});

Deno.test("encodePipe() turns colours into codes and doubles bars", () => {
  assert.equal(encodePipe("\x1b[1;31ma\x1b[22mb\x1b[0mc"), "|12a|04b|07c");
  assert.equal(encodePipe("\x1b[97;44mx\x1b[39;49my"), "|15|17x|16y");
  assert.equal(encodePipe("a|b\x1b[2J"), "a||b\x1b[2J");
  assert.equal(encodePipe("\x1b[38;5;1mx\x1b[48;2;1;31;44my"), "xy");
});

Deno.test("stripPipe() is decodePipe() without colours", () => {
  fc.assert(fc.property(piped, (text) => assert.equal(stripPipe(text), stripSequences(decodePipe(text)))));
});

Deno.test("decodePipe() makes colours only, and ends in normal ones", () => {
  fc.assert(
    fc.property(piped, (text) => {
      const sequences = splitSequences(decodePipe(text)).filter((p) => p.type === "sequence");
      for (const { text: sequence } of sequences) assert.match(sequence, /^\x1b\[0(;1)?(;3\d)?(;4\d)?m$/);
      if (sequences.length > 0) assert.equal(sequences.at(-1)!.text, "\x1b[0m");
    }),
  );
});

Deno.test("encodePipe() is undone by decodePipe()", () => {
  fc.assert(
    fc.property(piped, (text) => {
      assert.equal(stripSequences(decodePipe(encodePipe(text))), text);
      const encoded = encodePipe(decodePipe(text));
      assert.equal(encodePipe(decodePipe(encoded)), encoded);
    }),
  );
});
