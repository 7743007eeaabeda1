import assert from "node:assert/strict";
import fc from "fast-check";
import { type PatternPart, ScpPattern } from "../../../lib/net/scp_pattern.ts";

const [star, one] = [{ type: "*" }, { type: "?" }] as const;
const set = (set: string): PatternPart => ({ type: "[", set });

/** Whether a name fits the only name of a pattern. */
function fits(parts: readonly PatternPart[], name: string): boolean {
  const [only, ...more] = new ScpPattern(parts).names;
  assert.equal(more.length, 0);
  return only!.fits!(name);
}

Deno.test("ScpPattern: stars, question marks and sets fit as they do in a shell", () => {
  for (
    const [parts, yes, no] of [
      [[star, ".zip"], ["a.zip", "ä b.zip"], ["a.zi", "a.zip.gz", ".zip", ""]],
      [["a", one, "c"], ["abc", "a?c", "a😀c"], ["ac", "abbc"]],
      [["a", star, "b", star, "c"], ["abc", "aXbYbZc"], ["acb", "ab"]],
      [[set("a-cx"), star], ["a", "bb", "x-"], ["d", "-"]],
      [[set("!a-c")], ["d", "-"], ["a", "b"]],
      [[set("]^-"), star], ["]a", "^", "-"], ["a"]],
      [[".", star], [".profile"], ["profile"]],
    ] as const
  ) {
    for (const name of yes) assert.ok(fits(parts, name), `${JSON.stringify(parts)} ${name}`);
    for (const name of no) assert.ok(!fits(parts, name), `${JSON.stringify(parts)} ${name}`);
  }
});

Deno.test("ScpPattern has names, of which some are patterns, and the text that was written", () => {
  const { text, names, open } = new ScpPattern(["/ga", "mes/", star, ".", set("ab"), "/x"]);
  assert.equal(text, "/games/*.[ab]/x");
  assert.ok(open);
  assert.deepEqual(names.map(({ text, fits }) => [text, fits !== undefined]), [
    ["", false],
    ["games", false],
    ["*.[ab]", true],
    ["x", false],
  ]);
  assert.ok(!new ScpPattern(["a*b"]).open, "a star in quotes is a star");
});

Deno.test("ScpPattern: many stars take no longer than names and patterns are long", () => {
  const parts = Array.from({ length: 2000 }, (_, n) => (n % 2 === 0 ? star : "a"));
  assert.ok(!fits([...parts, "b"], "a".repeat(4000)));
});

Deno.test("ScpPattern: a set is one step, however long it is, and nobody asks for more than a name has", () => {
  const long = set("b".repeat(250) + "a");
  const parts = Array.from({ length: 250 }, (_, n) => (n % 2 === 0 ? star : long));
  for (let n = 0; n < 500; n++) assert.ok(!fits([...parts, set("c")], "a".repeat(255)));
  assert.ok(!fits([star, "x".repeat(300)], "x".repeat(300)));
});

Deno.test("ScpPattern: what is literal fits itself, and a star everything that has no dot in front", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
    const name = `x${a}${b}`.replaceAll("/", "");
    assert.ok(fits([star], name));
    assert.ok(fits(["x", star, b.replaceAll("/", "")], name));
  }));
});
