import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance, nearMatch } from "../../../lib/config/near_match.ts";

Deno.test("nearMatch() finds swapped, missing, doubled and wrong letters", () => {
  const known = ["port", "addr", "enabled", "max_columns"];
  for (const typo of ["prot", "prt", "portt", "pert", "PORT"]) assert.equal(nearMatch(typo, known), "port");
  assert.equal(nearMatch("enabeld", known), "enabled");
  assert.equal(nearMatch("maxcolumns", known), "max_columns");
});

Deno.test("nearMatch() answers undefined for words that resemble nothing", () => {
  assert.equal(nearMatch("colour", ["port", "addr"]), undefined);
  assert.equal(nearMatch("x", ["y"]), undefined);
  assert.equal(nearMatch("", ["port"]), undefined);
  assert.equal(nearMatch("p".repeat(100_000), ["port"]), undefined);
});

Deno.test("nearMatch() takes the nearest of several", () => {
  assert.equal(nearMatch("timout", ["time_out", "timeout"]), "timeout");
  assert.equal(nearMatch("timeout_z", ["timeout", "timeout_s"]), "timeout_s");
});

Deno.test("editDistance() is zero for equal words only, and the same in both directions", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  fc.assert(fc.property(word, word, (a, b) => {
    assert.equal(editDistance(a, b) === 0, a === b);
    assert.equal(editDistance(a, b), editDistance(b, a));
    assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
  }));
});
