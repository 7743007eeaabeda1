import assert from "node:assert/strict";
import { makeSessionId } from "../../../lib/base/brand.ts";
import { addressOf, reaches } from "../../../lib/log/entry.ts";

Deno.test("addressOf() takes the address of a session id, IPv6 without its brackets", () => {
  assert.equal(addressOf({ sessionId: makeSessionId("telnet", "192.0.2.7", 50123) }), "192.0.2.7");
  assert.equal(addressOf({ sessionId: makeSessionId("ssh", "2001:db8::1", 22) }), "2001:db8::1");
  assert.equal(addressOf({ sessionId: makeSessionId("ssh", "::1", 22), address: "192.0.2.9" }), "192.0.2.9");
  assert.equal(addressOf({ handle: "alice" }), undefined);
});

Deno.test("reaches() knows which level is graver", () => {
  assert.equal(reaches("error", "warn"), true);
  assert.equal(reaches("warn", "warn"), true);
  assert.equal(reaches("debug", "info"), false);
});
