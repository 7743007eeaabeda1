import assert from "node:assert/strict";
import { BusyError, StoreError } from "../../../lib/base/errors.ts";
import { PasswordHasher } from "../../../lib/host/password_hash.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { GUEST_HANDLE } from "../../../lib/wire/users.ts";
import { CHEAP, create, PASSWORD, PASSWORDS, rows, setUp, TABLES } from "./accounts_kit.ts";

Deno.test("Accounts store a password nowhere, in no form but a hash in its own table", async () => {
  const { accounts, store } = setUp();
  await create(accounts, "alice", { password: "S3cretMarker" });
  await accounts.changePassword("alice", "S3cretMarker", "S3cretMarker2");
  for (const [key, value] of await rows(store)) {
    assert.ok(!`${key} ${value}`.includes("S3cretMarker"), key);
    assert.equal(value.includes("$scrypt$"), key === "passwords/alice", key);
  }
});

Deno.test("Accounts.authenticate() knows neither a wrong password, nor an unknown handle, nor the guest", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  const wrong: [string, string][] = [
    ["alice", "wrong horse"],
    ["alice", ""],
    ["alice", PASSWORD.toUpperCase()],
    ["alice", PASSWORD + "x".repeat(10_000)],
    ["bob", PASSWORD],
    ["", PASSWORD],
    [GUEST_HANDLE, ""],
    ["x".repeat(10_000), PASSWORD],
    ["\0\ud800", "\0\ud800"],
  ];
  for (const [handle, password] of wrong) {
    assert.equal(await accounts.authenticate(handle, password), undefined, handle.slice(0, 20));
  }
});

Deno.test("Accounts.authenticate() works for an unknown handle as for a known one", async () => {
  const hasher = new PasswordHasher({ cost: CHEAP, concurrency: 1, queue: 0 });
  const { accounts } = setUp({ hasher });
  await create(accounts, "alice");
  for (const handle of ["alice", "nobody"]) {
    // Both reach the hasher, which has one place: the second of the two is refused.
    const outcomes = await Promise.allSettled([
      accounts.authenticate(handle, "wrong"),
      accounts.authenticate(handle, "wrong"),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"], handle);
    for (const one of outcomes) if (one.status === "rejected") assert.ok(one.reason instanceof BusyError);
  }
});

Deno.test("Accounts.authenticate() stores a stronger hash when hashes have become stronger", async () => {
  const { accounts, store } = setUp();
  await create(accounts, "alice");
  const before = (await store.get(PASSWORDS, "alice"))!.value;
  const hasher = new PasswordHasher({ cost: { logN: 2, r: 1, p: 1 } });
  const { accounts: later } = setUp({ store, hasher });
  assert.equal(await later.authenticate("alice", "wrong"), undefined);
  assert.equal((await store.get(PASSWORDS, "alice"))!.value, before);
  assert.ok(await later.authenticate("alice", PASSWORD));
  assert.match((await store.get(PASSWORDS, "alice"))!.value, /ln=2,/);
  assert.ok(await later.authenticate("alice", PASSWORD));
});

Deno.test("Accounts.authenticate() lets a user in whose hash cannot be made stronger now", async () => {
  class FullStore extends MemoryKvStore {
    override commit(): Promise<number | null> {
      return Promise.reject(new StoreError("Cannot write: the disk is full"));
    }
  }
  const hasher = new PasswordHasher({ cost: CHEAP });
  const hash = await hasher.hash(PASSWORD);
  const store = new FullStore();
  const { accounts: before } = setUp({ store: new MemoryKvStore() });
  await create(before, "alice");
  const user = JSON.stringify({ ...await before.find("alice"), guest: undefined });
  await store.execute<"commit">({
    type: "commit",
    checks: [],
    mutations: [
      { type: "set", ...TABLES[0]!, key: "alice", value: user },
      { type: "set", ...PASSWORDS, key: "alice", value: JSON.stringify({ hash }) },
    ],
  });
  const { accounts } = setUp({ store, hasher: new PasswordHasher({ cost: { logN: 2, r: 1, p: 1 } }) });
  assert.equal((await accounts.authenticate("alice", PASSWORD))?.handle, "alice");
  await assert.rejects(accounts.recordCall("alice"), StoreError);
});

Deno.test("Accounts.authenticate() says so when a password's row is damaged", async () => {
  const { accounts, store } = setUp();
  await create(accounts, "alice");
  for (const value of ["{}", "nonsense", '{"hash":"x"}']) {
    await store.commit([], [{ type: "set", ...PASSWORDS, key: "alice", value }]);
    await assert.rejects(accounts.authenticate("alice", PASSWORD), StoreError, value);
  }
});

Deno.test("Accounts.changePassword() wants the old one and ends it", async () => {
  const { accounts } = setUp();
  await create(accounts, "alice");
  assert.equal(await accounts.changePassword("alice", "wrong", "battery staple"), false);
  assert.ok(await accounts.authenticate("alice", PASSWORD));
  await assert.rejects(accounts.changePassword("alice", PASSWORD, "x"), /Cannot change password: Please/);
  assert.equal(await accounts.changePassword("alice", PASSWORD, "battery staple"), true);
  assert.equal(await accounts.authenticate("alice", PASSWORD), undefined);
  assert.ok(await accounts.authenticate("alice", "battery staple"));
  assert.equal(await accounts.changePassword("nobody", PASSWORD, "battery staple"), false);
});

Deno.test("Accounts.setPassword() needs no old one, and makes no user", async () => {
  const { accounts, store } = setUp();
  await create(accounts, "alice");
  assert.equal(await accounts.setPassword("ALICE", "battery staple"), true);
  assert.ok(await accounts.authenticate("alice", "battery staple"));
  assert.equal(await accounts.setPassword("bob", "battery staple"), false);
  assert.equal(await store.has(PASSWORDS, "bob"), false);
});
