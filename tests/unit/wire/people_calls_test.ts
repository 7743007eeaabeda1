import assert from "node:assert/strict";
import { type BadCall, parseSessionMessage } from "../../../lib/wire/guards.ts";
import { MAX_PASSWORD } from "../../../lib/wire/limits.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";
import { MAX_BAN, MAX_LOG_TAIL, type PeopleCall } from "../../../lib/wire/people_calls.ts";

/** One good call of each verb. */
const CALLS: { readonly [V in PeopleCall["verb"]]: Extract<PeopleCall, { readonly verb: V }> } = {
  tell: { verb: "tell", target: "telnet-127.0.0.1:2323", text: "hello" },
  deleteOwnAccount: { verb: "deleteOwnAccount", password: "secret" },
  setPassword: { verb: "setPassword", handle: "bob", password: "secret" },
  readLog: { verb: "readLog", lines: 20 },
  listSettings: { verb: "listSettings" },
  listBans: { verb: "listBans" },
  addBan: { verb: "addBan", address: "192.0.2.0/24", seconds: 60, reason: "noise" },
  removeBan: { verb: "removeBan", address: "192.0.2.0/24" },
};

function parse(call: unknown): SessionMessage | BadCall {
  return parseSessionMessage(structuredClone({ type: "call", callId: 1, call }));
}

Deno.test("parseSessionMessage() takes every call about people as it is, and no field more", () => {
  for (const call of Object.values(CALLS)) {
    assert.deepEqual(parse({ ...call, extra: 1 }), { type: "call", callId: 1, call });
  }
});

Deno.test("parseSessionMessage() refuses calls about people with a field that is missing or wrong", () => {
  for (const call of Object.values(CALLS)) {
    for (const name of Object.keys(call)) {
      const { [name]: _left, ...rest } = call as unknown as Record<string, unknown>;
      // Without a time it is for good.
      if (name !== "verb" && name !== "seconds") {
        assert.equal(parse(rest).type, "badCall", `${call.verb}.${name}`);
      }
    }
  }
  for (
    const call of [
      { ...CALLS.tell, text: "x".repeat(1025) },
      { ...CALLS.deleteOwnAccount, password: "x".repeat(MAX_PASSWORD + 1) },
      { ...CALLS.setPassword, password: "x".repeat(MAX_PASSWORD + 1) },
      { ...CALLS.readLog, lines: 0 },
      { ...CALLS.readLog, lines: 1.5 },
      { ...CALLS.readLog, lines: MAX_LOG_TAIL + 1 },
      { ...CALLS.addBan, seconds: 0 },
      { ...CALLS.addBan, seconds: MAX_BAN + 1 },
      { ...CALLS.addBan, address: "1".repeat(65) },
    ]
  ) {
    assert.equal(parse(call).type, "badCall", JSON.stringify(call).slice(0, 100));
  }
});
