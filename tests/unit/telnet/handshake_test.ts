import assert from "node:assert/strict";
import { Option } from "../../../lib/telnet/codes.ts";
import { isSettled, OPENING, POLICY } from "../../../lib/telnet/handshake.ts";
import { Negotiator } from "../../../lib/telnet/negotiation.ts";

const TOLD = { size: true, terminal: true, environment: true, charsetAwaited: false };
const DESCRIBE = [Option.TTYPE, Option.NAWS, Option.NEW_ENVIRON];

function asked(): Negotiator {
  const negotiator = new Negotiator(POLICY);
  for (const [side, option] of OPENING) negotiator.request(side, option, true);
  return negotiator;
}

Deno.test("OPENING says nothing that only a client may say, and POLICY agrees to all of it", () => {
  for (const [side, option] of OPENING) assert.ok(POLICY[side].has(option));
  for (const option of [...DESCRIBE, Option.LFLOW, Option.TSPEED]) assert.ok(!POLICY.us.has(option));
  assert.ok(!POLICY.him.has(Option.ECHO));
});

Deno.test("isSettled() waits for each option that describes the terminal, and for no other", () => {
  for (const missing of DESCRIBE) {
    const negotiator = asked();
    for (const option of DESCRIBE) if (option !== missing) negotiator.receive("wont", option);
    assert.equal(isSettled(negotiator, TOLD), false);
    negotiator.receive("wont", missing);
    assert.equal(isSettled(negotiator, TOLD), true);
    assert.equal(negotiator.isSettled("us", Option.ECHO), false);
  }
});

Deno.test("isSettled() waits for the value of what was agreed to, and for the answer to our CHARSET request", () => {
  const negotiator = asked();
  for (const option of DESCRIBE) negotiator.receive("will", option);
  assert.equal(isSettled(negotiator, TOLD), true);
  for (const value of ["size", "terminal", "environment"]) {
    assert.equal(isSettled(negotiator, { ...TOLD, [value]: false }), false);
  }
  assert.equal(isSettled(negotiator, { ...TOLD, charsetAwaited: true }), false);
});
