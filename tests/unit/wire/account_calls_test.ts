import assert from "node:assert/strict";
import {
  type AccountCall,
  MAX_GROUP_NAMES,
  MAX_KEY_LINE,
  MAX_MEMBERS,
} from "../../../lib/wire/account_calls.ts";
import { type BadCall, parseSessionMessage } from "../../../lib/wire/guards.ts";
import { MAX_PASSWORD, WINDOW } from "../../../lib/wire/limits.ts";
import type { SessionMessage } from "../../../lib/wire/messages.ts";
import { SSH_KEYS } from "../../fakes/ssh_keys.ts";

const [line, fingerprint] = SSH_KEYS[0]!;

/** One good call of each verb. */
const CALLS: { readonly [V in AccountCall["verb"]]: Extract<AccountCall, { readonly verb: V }> } = {
  listKeys: { verb: "listKeys", handle: "alice" },
  addKey: { verb: "addKey", handle: "alice", line },
  removeKey: { verb: "removeKey", handle: "alice", fingerprint },
  listGroup: { verb: "listGroup", group: "staff", after: "", limit: 10 },
  setMember: { verb: "setMember", group: "staff", handle: "alice", member: true },
  listGroups: { verb: "listGroups", after: "", limit: 10 },
  deleteGroup: { verb: "deleteGroup", group: "staff" },
  checkPassword: { verb: "checkPassword", password: "correct horse" },
  deleteUser: { verb: "deleteUser", handle: "alice" },
};

function parse(call: unknown): SessionMessage | BadCall {
  return parseSessionMessage(structuredClone({ type: "call", callId: 1, call }));
}

Deno.test("parseSessionMessage() takes every call about accounts as it is, and no field more", () => {
  for (const call of Object.values(CALLS)) {
    assert.deepEqual(parse({ ...call, extra: 1 }), { type: "call", callId: 1, call });
  }
});

Deno.test("parseSessionMessage() refuses calls about accounts with a field that is missing or wrong", () => {
  for (const call of Object.values(CALLS)) {
    for (const name of Object.keys(call)) {
      const { [name]: _left, ...rest } = call as unknown as Record<string, unknown>;
      if (name !== "verb") assert.equal(parse(rest).type, "badCall", `${call.verb}.${name}`);
    }
  }
  for (
    const call of [
      { ...CALLS.addKey, line: "x".repeat(MAX_KEY_LINE + 1) },
      { ...CALLS.removeKey, fingerprint: "MD5:00" },
      { ...CALLS.listGroup, group: "../staff" },
      { ...CALLS.listGroup, limit: MAX_MEMBERS + 1 },
      { ...CALLS.setMember, member: 1 },
      { ...CALLS.listGroups, limit: MAX_GROUP_NAMES + 1 },
      { ...CALLS.deleteGroup, group: "Staff" },
      { ...CALLS.checkPassword, password: "x".repeat(WINDOW + 1) },
    ]
  ) {
    assert.equal(parse(call).type, "badCall", JSON.stringify(call).slice(0, 100));
  }
});

Deno.test("parseSessionMessage() cuts a password that is too long to be right, as at the login", () => {
  const parsed = parse({ ...CALLS.checkPassword, password: "x".repeat(WINDOW) });
  assert.ok(parsed.type === "call" && parsed.call.verb === "checkPassword");
  assert.equal(parsed.call.password.length, MAX_PASSWORD + 1);
});
