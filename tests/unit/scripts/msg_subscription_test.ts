import assert from "node:assert/strict";
import { fitsPattern, isWanted } from "../../../scripts/msg_subscription.ts";
import type { MessageHeader } from "../../../mod.ts";

function header(isPublic: boolean, ...tags: string[]): MessageHeader {
  return { public: isPublic, tags } as unknown as MessageHeader;
}

Deno.test("fitsPattern takes * for any characters and ? for one, whatever the case", () => {
  for (const pattern of ["tech", "TECH", "te*", "*ch", "t*h", "*", "t??h", "te?h", "**tech**", "*e*"]) {
    assert.equal(fitsPattern([pattern], "tech"), true, pattern);
  }
  for (const pattern of ["tec", "ech", "te?", "?tech", "x*", "*x", "", "t.ch", "tech?"]) {
    assert.equal(fitsPattern([pattern], "tech"), false, pattern);
  }
  assert.equal(fitsPattern(["a", "te*"], "tech"), true);
  assert.equal(fitsPattern(["c++"], "c++"), true);
});

Deno.test("fitsPattern answers at once for a pattern of many stars", () => {
  const pattern = "*a".repeat(50) + "b";
  assert.equal(fitsPattern([pattern], "a".repeat(30)), false);
  assert.equal(fitsPattern([pattern], `${"a".repeat(60)}b`), true);
});

Deno.test("isWanted takes mail whatever its tags are, and public messages with a tag that fits", () => {
  assert.equal(isWanted(["music"], header(false)), true);
  assert.equal(isWanted(["music"], header(true, "public", "music")), true);
  assert.equal(isWanted(["music"], header(true, "public", "tech")), false);
  assert.equal(isWanted(["*"], header(true)), true);
});
