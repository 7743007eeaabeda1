import assert from "node:assert/strict";
import { type AdminCall, parseAdminRequest } from "../../../lib/server/admin_calls.ts";

const ROW = { schema: "a", table: "b", key: "c" };
const CALLS: readonly AdminCall[] = [
  { verb: "status" },
  { verb: "who" },
  { verb: "reload" },
  { verb: "forecast", config: "/home/sysop/x84.ini" },
  { verb: "kick", target: "3", reason: "" },
  { verb: "broadcast", text: "hello" },
  {
    verb: "addUser",
    application: { handle: "alice", password: "p", location: "", email: "" },
    groups: ["sysop"],
  },
  { verb: "listUsers", after: "" },
  { verb: "setPassword", handle: "alice", password: "p" },
  { verb: "deleteUser", handle: "alice" },
  { verb: "grant", handle: "alice", group: "x" },
  { verb: "revoke", handle: "alice", group: "x" },
  { verb: "listBans" },
  { verb: "addBan", address: "192.0.2.0/24", seconds: null, reason: "" },
  { verb: "addBan", address: "192.0.2.7", seconds: 60, reason: "robots" },
  { verb: "removeBan", address: "192.0.2.7" },
  { verb: "getRow", ...ROW },
  { verb: "listRows", schema: "a", table: "b", prefix: "", after: null, values: true },
  { verb: "listRows", schema: "a", table: "b", prefix: "", after: "k", values: false },
  { verb: "setRow", ...ROW, value: "1", force: false },
  { verb: "deleteRow", ...ROW, force: true },
  { verb: "copyStore", kind: "backup" },
  { verb: "copyStore", kind: "export" },
];

for (const call of CALLS) {
  Deno.test(`parseAdminRequest() reads ${JSON.stringify(call)} and drops what does not belong there`, () => {
    const line = JSON.stringify({ by: "root", more: 1, call: { ...call, more: 1 } });
    assert.deepEqual(parseAdminRequest(line), { by: "root", call });
  });

  Deno.test(`parseAdminRequest() refuses ${JSON.stringify(call)} without any one of its fields`, () => {
    for (const name of Object.keys(call)) {
      const line = JSON.stringify({ by: "root", call: { ...call, [name]: undefined } });
      assert.throws(() => parseAdminRequest(line), TypeError, name);
    }
  });
}

Deno.test("parseAdminRequest() refuses what is no call", () => {
  for (
    const line of ["", "x", "1", "null", "[]", "{}", '{"by":"x"}', '{"call":{"verb":"who"}}'].concat(
      ["toString", "__proto__", "constructor"].map((verb) => `{"by":"x","call":{"verb":"${verb}"}}`),
    )
  ) assert.throws(() => parseAdminRequest(line), TypeError, line);
});

Deno.test("parseAdminRequest() cuts the name of who asks", () => {
  const line = JSON.stringify({ by: "x".repeat(1000), call: { verb: "who" } });
  assert.equal(parseAdminRequest(line).by.length, 64);
});

Deno.test("parseAdminRequest() refuses a ban of less than a second, or of no whole number of them", () => {
  for (const seconds of [0, -1, 1.5, "60", undefined]) {
    const line = JSON.stringify({
      by: "x",
      call: { verb: "addBan", address: "192.0.2.7", seconds, reason: "" },
    });
    assert.throws(() => parseAdminRequest(line), TypeError, String(seconds));
  }
});
