// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { type ColorDepth, ColorReducer, reduceColors } from "../../../lib/text/color_depth.ts";

const sgr = (parameters: string) => `\x1b[${parameters}m`;

Deno.test("reduceColors() finds the nearest colour a terminal has", () => {
  const cases: [string, ColorDepth, string][] = [
    ["38;2;255;80;80", 24, "38;2;255;80;80"],
    ["38;2;255;0;0", 8, "38;5;196"],
    ["38;2;128;128;128", 8, "38;5;244"],
    ["38;5;208", 8, "38;5;208"],
    ["38;2;250;85;85", 4, "91"],
    ["48;2;0;0;170", 4, "44"],
    ["38;5;9", 4, "91"],
    ["1;31;44", 1, "1"],
    ["0;38;5;208;7", 1, "0;7"],
    ["38:2::255:0:0", 8, "38;5;196"],
    ["4:3;38:5:196;58:2:1:2:3", 8, "4:3;38;5;196"],
    ["38;2;1", 4, "30"],
  ];
  for (const [before, depth, after] of cases) {
    assert.equal(reduceColors(sgr(before), depth), sgr(after), `${before} ${depth}`);
  }
});

Deno.test("reduceColors() makes bright colours by bold where told so, which does not outlast them (once it did)", () => {
  const cases: [string, string][] = [
    ["\x1b[38;5;9ma", "\x1b[1;31ma"],
    ["\x1b[48;5;9ma", "\x1b[41ma"],
    ["\x1b[93;104ma", "\x1b[1;33;44ma"],
    ["\x1b[1;31;44ma", "\x1b[1;31;44ma"],
    ["\x1b[91mA\x1b[31mB", "\x1b[1;31mA\x1b[22;31mB"],
    ["\x1b[91mA\x1b[39mB\x1b[32mC", "\x1b[1;31mA\x1b[22;39mB\x1b[32mC"],
    ["\x1b[91mA\x1b[0;31mB", "\x1b[1;31mA\x1b[0;31mB"],
    ["\x1b[91mA\x1b[mB\x1b[31mC", "\x1b[1;31mA\x1b[mB\x1b[31mC"],
    ["\x1b[1;91mA\x1b[31mB", "\x1b[1;1;31mA\x1b[31mB"],
    ["\x1b[1;91mA\x1b[22mB\x1b[31mC", "\x1b[1;1;31mAB\x1b[22;31mC"],
    ["\x1b[1mA\x1b[22mB", "\x1b[1mA\x1b[22mB"],
  ];
  for (const [before, after] of cases) {
    assert.equal(reduceColors(before, 4, { brightByBold: true }), after, JSON.stringify(before));
  }
  assert.equal(reduceColors("\x1b[91mA", 8, { brightByBold: true }), "\x1b[91mA");
});

Deno.test("ColorReducer.reduce() remembers over several texts that a colour was bright", () => {
  const colors = new ColorReducer(4, { brightByBold: true });
  assert.equal(
    ["\x1b[94ma", "b", "\x1b[32mc"].map((text) => colors.reduce(text)).join(""),
    "\x1b[1;34mab\x1b[22;32mc",
  );
});

Deno.test("reduceColors() leaves a sequence out when nothing of it is left, and resets and moves alone", () => {
  assert.equal(reduceColors("\x1b[31mred\x1b[0m\x1b[m\x1b[2;5H", 1), "red\x1b[0m\x1b[m\x1b[2;5H");
});

Deno.test("reduceColors() leaves the sixteen colours as they are where they are shown so", () => {
  const text = "\x1b[0;1;4;31;44mA\x1b[m\x1b[97;107mB\x1b[2J48\x1b[39;49;22mC";
  for (const depth of [4, 8, 24] as const) assert.equal(reduceColors(text, depth), text);
  assert.equal(reduceColors(`${text}\x1b[58;5;9m`, 8), text);
});

Deno.test("reduceColors() twice is reduceColors() once, and the text stays", () => {
  const parameters = fc.array(
    fc.constantFrom("", "0", "1", "31", "38", "48", "5", "2", "96", "107", "200", "39", "58", "22", "91"),
    { maxLength: 8 },
  );
  const text = fc.array(parameters.map((p) => `x${sgr(p.join(";"))}y`)).map((parts) => parts.join(""));
  fc.assert(
    fc.property(
      text,
      fc.constantFrom<ColorDepth>(1, 4, 8, 24),
      fc.boolean(),
      (input, depth, brightByBold) => {
        const reduced = reduceColors(input, depth, { brightByBold });
        assert.equal(stripSequences(reduced), stripSequences(input));
        assert.equal(reduceColors(reduced, depth, { brightByBold }), reduced);
        if (depth < 8) assert.doesNotMatch(reduced, /\x1b\[(\d*;)*[345]8;[25]/);
      },
    ),
  );
});
