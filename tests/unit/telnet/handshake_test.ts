import assert from "node:assert/strict";
import { Option, VERB_CODES } from "../../../lib/telnet/codes.ts";
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

Deno.test("POLICY answers a proposal of each option by a table", () => {
  const table: Record<string, { us: boolean; him: boolean }> = {
    BINARY: { us: true, him: true },
    ECHO: { us: true, him: false },
    SGA: { us: true, him: true },
    STATUS: { us: true, him: false },
    TTYPE: { us: false, him: true },
    EOR: { us: true, him: false },
    NAWS: { us: false, him: true },
    NEW_ENVIRON: { us: false, him: true },
    CHARSET: { us: true, him: true },
  };
  for (const [name, option] of Object.entries(Option)) {
    const { us, him } = table[name] ?? { us: false, him: false };
    const negotiator = new Negotiator(POLICY);
    assert.equal(negotiator.receive("do", option).reply?.[1], us ? VERB_CODES.will : VERB_CODES.wont, name);
    assert.equal(negotiator.receive("will", option).reply?.[1], him ? VERB_CODES.do : VERB_CODES.dont, name);
  }
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
