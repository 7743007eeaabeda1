import assert from "node:assert/strict";
import { commandName, Option, optionName, VERB_CODES } from "../../../lib/telnet/codes.ts";

Deno.test("commandName() and optionName() know names, and give the number of strangers", () => {
  assert.equal(commandName(244), "IP");
  assert.equal(commandName(7), "7");
  assert.equal(optionName(Option.NAWS), "NAWS");
  assert.equal(optionName(201), "201");
});

Deno.test("VERB_CODES are those of RFC 854", () => {
  assert.deepEqual(VERB_CODES, { will: 251, wont: 252, do: 253, dont: 254 });
});
