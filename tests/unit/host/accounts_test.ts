import assert from "node:assert/strict";
import { StoreError } from "../../../lib/base/errors.ts";
import { MAX_ATTRIBUTES, MAX_ATTRIBUTES_LENGTH } from "../../../lib/host/accounts.ts";
import { PasswordHasher } from "../../../lib/host/password_hash.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { GUEST_HANDLE } from "../../../lib/wire/users.ts";
import { application, CHEAP, create, PASSWORD, rows, setUp, table } from "./accounts_kit.ts";

Deno.test("Accounts.create() makes an account that authenticate() knows", async () => {
  const { accounts } = setUp();
  const applied = await accounts.create(application("Alice", { location: "Oz", email: "a@example.org" }));
  const user = {
    handle: "Alice",
    location: "Oz",
    email: "a@example.org",
    groups: ["sysop"],
    calls: 0,
    lastCall: 0,
    created: 1000,
    guest: false,
  };
  assert.deepEqual(applied, { user });
  assert.deepEqual(await accounts.authenticate("alice", PASSWORD), user);
  assert.deepEqual(await accounts.find("ALICE"), user);
});

Deno.test("Accounts.apply() makes an account and counts its first call, or does neither on a full disk", async () => {
  const full = { is: true };
  const store = new MemoryKvStore();
  const { commit } = store;
  let commits = 0;
  store.commit = (...args) => {
    commits++;
    return full.is
      ? Promise.reject(new StoreError("Cannot write: the disk is full"))
      : commit.apply(store, args);
  };
  const { accounts } = setUp({ store });
  await assert.rejects(accounts.apply(application("Alice")), StoreError);
  assert.equal(await accounts.find("alice"), undefined);
  assert.equal(await accounts.checkHandle("alice"), undefined);
  full.is = false;
  commits = 0;
  const applied = await accounts.apply(application("Alice"));
  assert.equal(commits, 1, "account and call are one commit");
  assert.ok("user" in applied);
  assert.deepEqual([applied.user.calls, applied.user.lastCall], [1, 0]);
  const found = await accounts.find("alice");
  assert.equal(found?.calls, 1);
  assert.notEqual(found?.lastCall, 0);
});

Deno.test("Accounts.recordCall() keeps nobody out whose call cannot be written", async () => {
  const full = { is: false };
  const store = new MemoryKvStore();
  const { commit } = store;
  store.commit = (...args) =>
    full.is ? Promise.reject(new StoreError("Cannot write: the disk is full")) : commit.apply(store, args);
  const { accounts } = setUp({ store });
  await create(accounts, "Alice");
  full.is = true;
  const told: string[] = [];
  const user = await accounts.recordCall("alice", ({ message }) => void told.push(message));
  assert.deepEqual([user.handle, user.calls], ["Alice", 0]);
  assert.deepEqual(told, ["Cannot write: the disk is full"]);
  await assert.rejects(accounts.recordCall("nobody", () => {}), RangeError);
});

Deno.test("Accounts.create() makes a sysop of the first user ever and of nobody after him", async () => {
  const { accounts } = setUp();
  await create(accounts, "Alice");
  await create(accounts, "Bob");
  assert.deepEqual((await accounts.find("bob"))?.groups, []);
  await accounts.delete("alice");
  await accounts.delete("bob");
  await create(accounts, "Carol");
  assert.deepEqual((await accounts.find("carol"))?.groups, []);
});

Deno.test("Accounts.create() makes one sysop of many who apply at once", async () => {
  const { accounts } = setUp({ hasher: new PasswordHasher({ cost: CHEAP, concurrency: 10 }) });
  const handles = Array.from({ length: 10 }, (_, i) => `player${"abcdefghij"[i]}`);
  await Promise.all(handles.map((handle) => create(accounts, handle)));
  const users = await Promise.all(handles.map((handle) => accounts.find(handle)));
  assert.equal(users.filter((user) => user?.groups.includes("sysop")).length, 1);
  assert.equal(await accounts.count(), 10);
});

Deno.test("Accounts.create() gives a handle to one of many who want it, or its twin, at once", async () => {
  const { accounts } = setUp({ hasher: new PasswordHasher({ cost: CHEAP, concurrency: 10 }) });
  await create(accounts, "founder");
  const spellings = ["alice", "Alice", "al1ce", "aLiCe"];
  const applied = await Promise.all(spellings.map((handle) => accounts.create(application(handle))));
  assert.equal(applied.filter((one) => "user" in one).length, 1);
  for (const one of applied) if ("fault" in one) assert.equal(one.fault.field, "handle");
  assert.equal(await accounts.count(), 2);
});

Deno.test("Accounts.create() refuses the twin of a handle that exists", async () => {
  const { accounts } = setUp({ nua: { handle_validation: ".*" } });
  await create(accounts, "alice");
  for (const twin of ["ALICE", "\u0430lice", "a.lice", "al1ce"]) {
    const applied = await accounts.create(application(twin));
    assert.ok("fault" in applied, twin);
    assert.equal(typeof await accounts.checkHandle(twin), "string");
  }
  assert.equal(await accounts.checkHandle("alicia"), undefined);
  assert.equal(await accounts.count(), 1);
});

Deno.test("Accounts.create() refuses what breaks the rules and stores nothing of it", async () => {
  const { accounts, store } = setUp();
  for (
    const wrong of [application("x"), application(GUEST_HANDLE), application("alice", { password: "x" })]
  ) {
    assert.ok("fault" in await accounts.create(wrong));
  }
  assert.equal((await rows(store)).size, 0);
});

Deno.test("Accounts.create() takes no caller where the board takes none, but an operator", async () => {
  const { accounts } = setUp({ nua: { allow_apply: false } });
  assert.ok("fault" in await accounts.create(application("alice")));
  assert.ok("user" in await accounts.create(application("alice"), "operator"));
});

Deno.test("Accounts give up with a StoreError when every commit meets another's", async () => {
  class RestlessStore extends MemoryKvStore {
    restless = false;
    override commit(...parts: Parameters<MemoryKvStore["commit"]>): Promise<number | null> {
      return this.restless ? Promise.resolve(null) : super.commit(...parts);
    }
  }
  const store = new RestlessStore();
  const { accounts } = setUp({ store });
  await create(accounts, "alice");
  store.restless = true;
  await assert.rejects(accounts.recordCall("alice"), StoreError);
  await assert.rejects(accounts.create(application("bob")), StoreError);
  assert.equal((await accounts.find("alice"))?.calls, 0);
});

Deno.test("Accounts.recordCall() counts the call and tells of the one before", async () => {
  const { accounts, clock } = setUp();
  await create(accounts, "alice");
  clock.advance(500);
  const first = await accounts.recordCall("ALICE");
  assert.deepEqual([first.calls, first.lastCall], [1, 0]);
  clock.advance(500);
  const second = await accounts.recordCall("alice");
  assert.deepEqual([second.calls, second.lastCall], [2, 1500]);
  assert.equal((await accounts.find("alice"))?.lastCall, 2000);
  await assert.rejects(accounts.recordCall("bob"), RangeError);
});

Deno.test("Accounts.recordCall() loses no call of many at once", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  await Promise.all(Array.from({ length: 20 }, () => accounts.recordCall("alice")));
  assert.equal((await accounts.find("alice"))?.calls, 20);
});

Deno.test("Accounts.list() pages through public views in order", async () => {
  const { accounts } = setUp();
  for (const handle of ["Carol", "alice", "Bob"]) await create(accounts, handle, { email: "x@example.org" });
  const handles = async (after: string, limit: number) => {
    return (await accounts.list(after, limit)).map((user) => user.handle);
  };
  assert.deepEqual(await handles("", 10), ["alice", "Bob", "Carol"]);
  assert.deepEqual(await handles("", 2), ["alice", "Bob"]);
  assert.deepEqual(await handles("BOB", 2), ["Carol"]);
  assert.deepEqual(await handles("carol", 2), []);
  assert.deepEqual((await accounts.list("", 1))[0], { handle: "alice", location: "", calls: 0, lastCall: 0 });
});

Deno.test("Accounts.update() changes what is named, cleaned, and nothing else", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice", { location: "Oz", email: "a@example.org" });
  const changed = await accounts.update("Alice", { location: "\x1b[2JKansas\n" });
  assert.deepEqual([changed.location, changed.email, changed.groups], ["Kansas", "a@example.org", ["sysop"]]);
  const regrouped = await accounts.update("alice", { groups: ["b", "a", "b"], email: "" });
  assert.deepEqual([regrouped.location, regrouped.email, regrouped.groups], ["Kansas", "", ["a", "b"]]);
  assert.deepEqual(await accounts.find("alice"), regrouped);
});

Deno.test("Accounts.update() refuses what breaks the rules, or a user who is not there", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  await assert.rejects(accounts.update("alice", { email: "nobody" }), /Cannot change email: Please/);
  await assert.rejects(
    accounts.update("alice", { location: "x".repeat(100) }),
    /Cannot change location: Please/,
  );
  await assert.rejects(accounts.update("alice", { groups: ["No Group"] }), RangeError);
  await assert.rejects(accounts.update("bob", { location: "Oz" }), /Cannot change user "bob": found none/);
});

Deno.test("Accounts.grant() and revoke() change one group", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  await accounts.grant("alice", "moderator");
  assert.deepEqual((await accounts.grant("alice", "moderator")).groups, ["moderator", "sysop"]);
  assert.deepEqual((await accounts.revoke("ALICE", "sysop")).groups, ["moderator"]);
  assert.deepEqual((await accounts.revoke("alice", "never")).groups, ["moderator"]);
  await assert.rejects(accounts.grant("alice", "No Group"), RangeError);
  await assert.rejects(accounts.grant("bob", "moderator"), RangeError);
});

Deno.test("Accounts.delete() leaves nothing of the user but that he was the first", async () => {
  const { accounts, store } = setUp();
  assert.equal(await accounts.founded(), false);
  await create(accounts, "Alice");
  await accounts.setAttribute("alice", "expert", "true");
  const lastcalls = table("lastcalls", "unnamed");
  await store.commit([], [
    { type: "set", ...lastcalls, key: "Alice", value: "[1]" },
    { type: "set", ...lastcalls, key: "Bob", value: "[2]" },
  ]);
  assert.equal(await accounts.delete("ALICE"), true);
  assert.equal(await accounts.delete("alice"), false);
  assert.deepEqual([...(await rows(store)).keys()], ["meta/founder", "unnamed/Bob"]);
  assert.equal(await accounts.authenticate("alice", PASSWORD), undefined);
  assert.deepEqual([await accounts.count(), await accounts.founded()], [0, true]);
  await create(accounts, "al1ce");
});

Deno.test("Accounts.delete() leaves nothing even while the user's scripts go on writing", async () => {
  const { accounts, store } = setUp();
  await create(accounts, "alice");
  await Promise.allSettled([
    ...Array.from({ length: 10 }, (_, i) => accounts.setAttribute("alice", `a${i}`, "1")),
    accounts.delete("alice"),
    accounts.setPassword("alice", "battery staple"),
    accounts.recordCall("alice"),
    ...Array.from({ length: 10 }, (_, i) => accounts.setAttribute("alice", `b${i}`, "1")),
  ]);
  assert.deepEqual([...(await rows(store)).keys()], ["meta/founder"]);
});

Deno.test("Accounts.setAttribute() keeps JSON text by name, names like constructor too", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  assert.equal(await accounts.getAttribute("alice", "constructor"), undefined);
  for (const name of ["expert", "constructor", "__proto__"]) {
    assert.equal(await accounts.setAttribute("ALICE", name, `{"of":"${name}"}`), true);
  }
  for (const name of ["expert", "constructor", "__proto__"]) {
    assert.equal(await accounts.getAttribute("alice", name), `{"of":"${name}"}`);
  }
  await accounts.setAttribute("alice", "expert", undefined);
  assert.equal(await accounts.getAttribute("alice", "expert"), undefined);
});

Deno.test("Accounts.setAttribute() loses none of many set at once", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  const names = Array.from({ length: 30 }, (_, i) => `a${i}`);
  await Promise.all(names.map((name) => accounts.setAttribute("alice", name, name.slice(1))));
  for (const name of names) assert.equal(await accounts.getAttribute("alice", name), name.slice(1));
});

Deno.test("Accounts.setAttribute() stores nothing for a user who is not there, as the guest is not", async () => {
  const { accounts, store } = setUp();
  assert.equal(await accounts.setAttribute(GUEST_HANDLE, "expert", "true"), false);
  assert.equal(await accounts.getAttribute(GUEST_HANDLE, "expert"), undefined);
  assert.equal((await rows(store)).size, 0);
});

Deno.test("Accounts.setAttribute() refuses too many attributes and too large ones, and keeps what was there", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  await assert.rejects(accounts.setAttribute("alice", "big", "x".repeat(MAX_ATTRIBUTES_LENGTH)), RangeError);
  for (let i = 0; i < MAX_ATTRIBUTES; i++) await accounts.setAttribute("alice", `a${i}`, "1");
  await assert.rejects(accounts.setAttribute("alice", "more", "1"), RangeError);
  await accounts.setAttribute("alice", "a0", "2");
  assert.equal(await accounts.getAttribute("alice", "a0"), "2");
  await accounts.setAttribute("alice", "a1", undefined);
  await accounts.setAttribute("alice", "more", "1");
});

Deno.test("Accounts.guest() is nobody's account", async () => {
  const { accounts } = setUp();
  const guest = accounts.guest();
  assert.deepEqual([guest.handle, guest.guest, guest.groups], [GUEST_HANDLE, true, []]);
  assert.equal(await accounts.find(guest.handle), undefined);
});
