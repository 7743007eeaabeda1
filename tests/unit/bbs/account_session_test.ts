import assert from "node:assert/strict";
import type { Session } from "../../../lib/bbs/session.ts";
import type { Call } from "../../../lib/wire/calls.ts";
import { ALICE } from "../../fakes/fake_session.ts";
import { runOnce } from "./played_host.ts";

const BOB = { ...ALICE, handle: "bob", groups: ["sysop"] };

Deno.test("Session asks the host about accounts and passwords, and answers what it said", async () => {
  const application = { handle: "alice", password: "p", location: "", email: "" };
  const fault = { fault: { field: "handle", message: "taken" } } as const;
  const view = { handle: "alice", location: "", calls: 1, lastCall: 1 };
  const code = { handle: "alice", code: "123456" };
  const table: [(session: Session) => unknown, Call, unknown][] = [
    [(s) => s.apply(application), { verb: "apply", application }, fault],
    [(s) => s.checkHandle("root"), { verb: "checkHandle", handle: "root" }, "Please choose another name"],
    [(s) => s.checkPassword("p"), { verb: "checkPassword", password: "p" }, true],
    [(s) => s.changePassword("p", "q"), { verb: "changePassword", old: "p", password: "q" }, false],
    [(s) => s.setPassword("bob", "q"), { verb: "setPassword", handle: "bob", password: "q" }, true],
    [(s) => s.deleteOwnAccount("p"), { verb: "deleteOwnAccount", password: "p" }, false],
    [
      (s) => s.requestReset("alice", "a@b"),
      { verb: "requestReset", handle: "alice", email: "a@b" },
      "taken",
    ],
    [(s) => s.checkReset("alice", "123456"), { verb: "checkReset", ...code }, true],
    [
      (s) => s.resetPassword("alice", "123456", "q"),
      { verb: "resetPassword", ...code, password: "q" },
      { outcome: "changed" },
    ],
    [(s) => s.getUser(), { verb: "getUser", handle: "alice" }, view],
    [(s) => s.getUser("bob"), { verb: "getUser", handle: "bob" }, undefined],
    [(s) => s.listUsers(), { verb: "listUsers", after: "", limit: 100 }, [view]],
    [(s) => s.listUsers("a", 5), { verb: "listUsers", after: "a", limit: 5 }, []],
  ];
  for (const [ask, call, answer] of table) {
    const { value, calls } = await runOnce(ask, { user: ALICE, answer: () => answer });
    assert.deepEqual(calls, [call]);
    assert.deepEqual(value, answer, call.verb);
  }
});

Deno.test("Session.login() knows the caller afterwards, and nobody when the password was wrong", async () => {
  const { value, calls } = await runOnce(async (session) => {
    const seen = [session.handle, await session.login("alice", "wrong"), session.handle, session.user];
    return [...seen, await session.login("bob", "right"), session.handle, session.isSysop];
  }, { answer: (call) => "password" in call && call.password === "right" ? BOB : undefined });
  assert.deepEqual(value, ["", false, "", undefined, true, "bob", true]);
  assert.deepEqual(calls[0], { verb: "authenticate", handle: "alice", password: "wrong" });
});

Deno.test("Session.loginAsGuest() and apply() know the caller afterwards", async () => {
  const guest = { ...ALICE, handle: "anonymous", guest: true, groups: ["sysop"] };
  const asGuest = await runOnce(async (session) => {
    return [await session.loginAsGuest(), session.handle, session.isSysop];
  }, { answer: () => guest });
  assert.deepEqual(asGuest.value, [true, "anonymous", false]);
  const refused = await runOnce((session) => session.loginAsGuest(), { answer: () => undefined });
  assert.equal(refused.value, false);
  const applied = await runOnce(async (session) => {
    await session.apply({ handle: "alice", password: "p", location: "", email: "" });
    return session.handle;
  }, { answer: () => ({ user: ALICE }) });
  assert.equal(applied.value, "alice");
});

Deno.test("Session.updateUser() keeps the own account, not somebody else's", async () => {
  const { value, calls } = await runOnce(async (session) => {
    await session.updateUser({ location: "here" });
    const own = session.user?.location;
    await session.updateUser({ location: "there" }, "alice");
    return [own, session.handle, session.user?.location];
  }, {
    user: BOB,
    answer: (call) =>
      call.verb === "updateUser" ? { ...(call.handle === "bob" ? BOB : ALICE), ...call.changes } : 0,
  });
  assert.deepEqual(value, ["here", "bob", "here"]);
  assert.deepEqual(calls, [
    { verb: "updateUser", handle: "bob", changes: { location: "here" } },
    { verb: "updateUser", handle: "alice", changes: { location: "there" } },
  ]);
});

Deno.test("Session.setAttribute() keeps JSON that getAttribute() reads, undefined removes it", async () => {
  const kept = new Map<string, string>();
  const { value, calls } = await runOnce(async (session) => {
    const seen = [await session.getAttribute("color"), await session.getAttribute("color", "none")];
    await session.setAttribute("color", { red: [1, null] });
    seen.push(await session.getAttribute("color", "none"));
    await session.setAttribute("color", undefined);
    return [...seen, await session.getAttribute("color", 5)];
  }, {
    user: ALICE,
    answer: (call) => {
      if (call.verb === "getAttribute") return kept.get(`${call.handle} ${call.name}`);
      assert.ok(call.verb === "setAttribute");
      if (call.value === undefined) kept.delete(`${call.handle} ${call.name}`);
      else kept.set(`${call.handle} ${call.name}`, call.value);
      return undefined;
    },
  });
  assert.deepEqual(value, [undefined, "none", { red: [1, null] }, 5]);
  assert.deepEqual(calls[2], {
    verb: "setAttribute",
    handle: "alice",
    name: "color",
    value: '{"red":[1,null]}',
  });
});

Deno.test("Session.setAttribute() says what it cannot keep before anything is sent", async () => {
  const { value, calls } = await runOnce(async (session) => {
    const told: unknown[] = [];
    for (const wrong of [1n, () => 1]) {
      await session.setAttribute("color", wrong).catch((error) => told.push(`${error}`));
    }
    return told;
  }, { user: ALICE });
  assert.deepEqual(value, [
    "TypeError: Cannot set an attribute: expected JSON data, found a bigint; make it text or a number",
    "TypeError: Cannot set an attribute: expected JSON data, found function",
  ]);
  assert.deepEqual(calls, []);
});
