import assert from "node:assert/strict";
import { type BadCall, parseSessionMessage } from "../../../lib/wire/guards.ts";
import { MAX_PASSWORD } from "../../../lib/wire/limits.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";
import type { ResetCall } from "../../../lib/wire/reset_calls.ts";

/** One good call of each verb. */
const CALLS: { readonly [V in ResetCall["verb"]]: Extract<ResetCall, { readonly verb: V }> } = {
  requestReset: { verb: "requestReset", handle: "alice", email: "alice@example.org" },
  checkReset: { verb: "checkReset", handle: "alice", code: "ABCDE-12345" },
  resetPassword: { verb: "resetPassword", handle: "alice", code: "ABCDE-12345", password: "battery staple" },
};

function parse(call: unknown): SessionMessage | BadCall {
  return parseSessionMessage(structuredClone({ type: "call", callId: 1, call }));
}

Deno.test("parseSessionMessage() takes every call about resets as it is, and no field more", () => {
  for (const call of Object.values(CALLS)) {
    assert.deepEqual(parse({ ...call, extra: 1 }), { type: "call", callId: 1, call });
  }
});

Deno.test("parseSessionMessage() refuses calls about resets with a field that is missing or no text", () => {
  for (const call of Object.values(CALLS)) {
    for (const name of Object.keys(call)) {
      const { [name]: _left, ...rest } = call as unknown as Record<string, unknown>;
      if (name === "verb") continue;
      assert.equal(parse(rest).type, "badCall", `${call.verb}.${name}`);
      assert.equal(parse({ ...call, [name]: 7 }).type, "badCall", `${call.verb}.${name}`);
    }
  }
  const long = { ...CALLS.resetPassword, password: "x".repeat(MAX_PASSWORD + 1) };
  assert.equal(parse(long).type, "badCall");
});

Deno.test("parseSessionMessage() cuts what is longer than any handle, address or code", () => {
  const parsed = parse({ verb: "requestReset", handle: "h".repeat(5000), email: "e".repeat(5000) });
  const call = (parsed as { call: { handle: string; email: string } }).call;
  assert.deepEqual([call.handle.length, call.email.length], [200, 201]);
});
