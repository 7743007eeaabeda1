import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { AccountRules, nuaSection } from "../../../lib/host/account_rules.ts";
import { Accounts } from "../../../lib/host/accounts.ts";
import { membershipChanges } from "../../../lib/host/group_index.ts";
import { PasswordHasher } from "../../../lib/host/password_hash.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { PASSWORD, valuesOf } from "../../fakes/test_board.ts";

async function open(): Promise<Accounts> {
  const accounts = new Accounts({
    store: new MemoryKvStore(),
    hasher: new PasswordHasher({ cost: { logN: 1, r: 1, p: 1 } }),
    clock: new FakeClock(1000),
    rules: new AccountRules(valuesOf(nuaSection), { newcmds: [], byecmds: [], anoncmds: [] }),
    forget: () => Promise.resolve(),
  });
  for (const handle of ["Dana", "alice", "Bob"]) {
    await accounts.create({ handle, password: PASSWORD, location: "", email: "" });
  }
  return accounts;
}

Deno.test("membershipChanges() says only what changes", () => {
  const changes = membershipChanges("Bob", ["a", "b"], ["b", "c"]);
  assert.deepEqual(changes.map(({ type, key }) => [type, key]), [["delete", "a/bob"], ["set", "c/bob"]]);
  assert.deepEqual(membershipChanges("Bob", ["a"], ["a"]), []);
});

Deno.test("Accounts.members() follows every way in which groups change", async () => {
  const accounts = await open();
  const members = (group: string) => accounts.members(group, "", 100);
  assert.deepEqual(await members("sysop"), ["Dana"]);
  await accounts.grant("BOB", "staff");
  await accounts.grant("alice", "staff");
  await accounts.update("dana", { groups: ["staff", "sysop"] });
  assert.deepEqual(await members("staff"), ["alice", "Bob", "Dana"]);
  assert.deepEqual(await accounts.members("staff", "alice", 1), ["Bob"]);
  assert.deepEqual(await accounts.members("staff", "dana", 1), []);
  await accounts.revoke("bob", "staff");
  await accounts.update("dana", { groups: ["sysop"] });
  assert.deepEqual(await members("staff"), ["alice"]);
  await accounts.delete("alice");
  assert.deepEqual(await members("staff"), []);
  assert.deepEqual(await members("sysop"), ["Dana"]);
  assert.deepEqual(await members("sys"), []);
});

Deno.test("Accounts.members() agrees with the users when many groups change at once", async () => {
  const accounts = await open();
  const handles = ["alice", "bob", "dana"];
  await Promise.all(
    Array.from(
      { length: 30 },
      (_, i) => accounts[i % 2 === 0 ? "grant" : "revoke"](handles[i % 3]!, `g${i % 5}`),
    ),
  );
  for (let group = 0; group < 5; group++) {
    const inRecords = [];
    for (const handle of handles) {
      const user = (await accounts.find(handle))!;
      if (user.groups.includes(`g${group}`)) inRecords.push(user.handle);
    }
    assert.deepEqual(await accounts.members(`g${group}`, "", 10), inRecords);
  }
});

Deno.test("Accounts.groups() lists each group once, in order, whatever they are called and however many are in", async () => {
  const accounts = await open();
  // "/" and "0", which divide the keys, are neighbours of what names are made of.
  const names = ["a", "a0", "a_", "ab", "staff", "staff0", "staff_1", "z"];
  for (const handle of ["alice", "bob", "dana"]) {
    for (const group of names) await accounts.grant(handle, group);
  }
  const all = await accounts.groups("", 100);
  assert.deepEqual(all, [...names, "sysop"].sort());
  const paged: string[] = [];
  for (
    let page = await accounts.groups("", 2);
    page.length > 0;
    page = await accounts.groups(page.at(-1)!, 2)
  ) {
    paged.push(...page);
  }
  assert.deepEqual(paged, all);
  for (const handle of ["alice", "bob", "dana"]) await accounts.revoke(handle, "a0");
  assert.ok(!(await accounts.groups("", 100)).includes("a0"));
});
