import assert from "node:assert/strict";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { AccountRules, nuaSection } from "../../../lib/host/account_rules.ts";
import { Accounts } from "../../../lib/host/accounts.ts";
import { callMutations, RECENT_CALLS, recordGuestCall } from "../../../lib/host/last_calls.ts";
import { PasswordHasher } from "../../../lib/host/password_hash.ts";
import { matrixSection } from "../../../lib/host/settings.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { valuesOf } from "../../fakes/test_board.ts";

function setUp() {
  const store = new MemoryKvStore();
  const clock = new FakeClock(1_000_000);
  const accounts = new Accounts({
    store,
    hasher: new PasswordHasher({ cost: { logN: 1, r: 1, p: 1 } }),
    clock,
    rules: new AccountRules(valuesOf(nuaSection), valuesOf(matrixSection)),
    forget: () => Promise.resolve(),
  });
  const create = (handle: string) =>
    accounts.create({ handle, password: "correct horse", location: `${handle}ville`, email: "" });
  return { store, clock, accounts, create };
}

/** The calls as a list reads them, the newest first. */
async function calls(store: MemoryKvStore): Promise<unknown[]> {
  const page = await store.list(RECENT_CALLS, { limit: 1000, reverse: true, what: "entries" });
  return page.values.map((value) => JSON.parse(value));
}

Deno.test("Accounts.recordCall() lists a user once, with his last call, the newest first", async () => {
  const { store, clock, accounts, create } = setUp();
  for (const handle of ["alice", "bob"]) await create(handle);
  assert.deepEqual(await calls(store), []);
  for (const handle of ["alice", "bob", "alice"]) {
    clock.advance(1000);
    await accounts.recordCall(handle);
  }
  assert.deepEqual(await calls(store), [
    { handle: "alice", location: "aliceville", calls: 2, time: 1_003_000 },
    { handle: "bob", location: "bobville", calls: 1, time: 1_002_000 },
  ]);
});

Deno.test("Accounts.update() moves a user in the list as well, one who never called is not listed", async () => {
  const { store, accounts, create } = setUp();
  for (const handle of ["alice", "bob"]) await create(handle);
  await accounts.recordCall("alice");
  await accounts.update("alice", { location: "Ulm" });
  await accounts.update("bob", { location: "Ulm" });
  assert.deepEqual((await calls(store)).map((call) => (call as { location: string }).location), ["Ulm"]);
});

Deno.test("Accounts.delete() leaves no dangling last call, though the user calls meanwhile", async () => {
  const { store, accounts, create } = setUp();
  for (const handle of ["alice", "bob"]) await create(handle);
  await accounts.recordCall("alice");
  await accounts.recordCall("bob");
  await Promise.allSettled([
    ...Array.from({ length: 5 }, () => accounts.recordCall("alice")),
    accounts.delete("alice"),
    ...Array.from({ length: 5 }, () => accounts.recordCall("alice")),
  ]);
  assert.deepEqual((await calls(store)).map((call) => (call as { handle: string }).handle), ["bob"]);
});

Deno.test("Accounts.recordCall() lists users who call in the same millisecond", async () => {
  const { store, accounts, create } = setUp();
  const handles = ["alice", "bob", "carol"];
  for (const handle of handles) await create(handle);
  await Promise.all(handles.map((handle) => accounts.recordCall(handle)));
  assert.equal((await calls(store)).length, 3);
});

Deno.test("recordGuestCall() keeps one row for all guests, and counts them", async () => {
  const { store, clock, accounts } = setUp();
  for (let i = 0; i < 3; i++) {
    clock.advance(1000);
    assert.equal(await accounts.recordGuestCall(), true);
  }
  await Promise.all(Array.from({ length: 5 }, () => recordGuestCall(store, 2_000_000)));
  assert.deepEqual(await calls(store), [{ handle: "anonymous", location: "", calls: 8, time: 2_000_000 }]);
});

Deno.test("recordGuestCall() gives up on a crowded store", async () => {
  const { store } = setUp();
  store.commit = () => Promise.resolve(null);
  assert.equal(await recordGuestCall(store, 1), false);
});

Deno.test("callMutations() changes nothing for a change that is not seen in the list", () => {
  const alice = { handle: "alice", location: "Ulm", calls: 1, lastCall: 5 };
  assert.deepEqual(callMutations(alice, { ...alice }), []);
  assert.equal(callMutations(alice, undefined).length, 1);
  assert.deepEqual(callMutations({ ...alice, lastCall: 0 }, undefined), []);
  assert.equal(RECENT_CALLS.schema, parseSchemaName("lastcalls"));
  assert.equal(RECENT_CALLS.table, parseTableName("recent"));
});
