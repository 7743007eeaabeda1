import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { AccountRules, nuaSection } from "../../../lib/host/account_rules.ts";
import { MAX_KEYS } from "../../../lib/host/account_keys.ts";
import { Accounts } from "../../../lib/host/accounts.ts";
import { PasswordHasher } from "../../../lib/host/password_hash.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { parseSshKey } from "../../../lib/text/ssh_key.ts";
import { SSH_KEYS } from "../../fakes/ssh_keys.ts";
import { PASSWORD, valuesOf } from "../../fakes/test_board.ts";

async function open(): Promise<{ accounts: Accounts; clock: FakeClock }> {
  const clock = new FakeClock(1000);
  const accounts = new Accounts({
    store: new MemoryKvStore(),
    hasher: new PasswordHasher({ cost: { logN: 1, r: 1, p: 1 } }),
    clock,
    rules: new AccountRules(valuesOf(nuaSection), { newcmds: [], byecmds: [], anoncmds: [] }),
    forget: () => Promise.resolve(),
  });
  for (const handle of ["alice", "bob"]) {
    await accounts.create({ handle, password: PASSWORD, location: "", email: "" });
  }
  return { accounts, clock };
}

Deno.test("AccountKeys.add() keeps several keys of a user, with the fingerprints that ssh-keygen shows", async () => {
  const { accounts } = await open();
  for (const [line, fingerprint] of SSH_KEYS) {
    const key = await accounts.keys.add("ALICE", line);
    assert.deepEqual([key.fingerprint, key.comment, key.added], [fingerprint, "test key", 1000]);
  }
  assert.deepEqual(
    (await accounts.keys.list("alice")).map((
      key,
    ) => [`${key.type} ${key.data} ${key.comment}`, key.fingerprint]),
    SSH_KEYS,
  );
  assert.deepEqual(await accounts.keys.list("bob"), []);
});

Deno.test("AccountKeys.accepts() knows a user's keys by their blobs, and nobody else's", async () => {
  const { accounts } = await open();
  await accounts.keys.add("alice", SSH_KEYS[0]![0]);
  const [mine, other] = SSH_KEYS.map(([line]) => parseSshKey(line).blob);
  assert.equal(await accounts.keys.accepts("alice", mine!), true);
  assert.equal(await accounts.keys.accepts("alice", other!), false);
  assert.equal(await accounts.keys.accepts("bob", mine!), false);
  assert.equal(await accounts.keys.accepts("nobody", mine!), false);
});

Deno.test("AccountKeys.add() takes a key once, with its new comment, and loses none when many are added at once", async () => {
  const { accounts } = await open();
  await Promise.all([...SSH_KEYS, ...SSH_KEYS].map(([line]) => accounts.keys.add("alice", line)));
  await accounts.keys.add("alice", SSH_KEYS[0]![0].replace("test key", "other"));
  const keys = await accounts.keys.list("alice");
  assert.equal(keys.length, SSH_KEYS.length);
  assert.equal(keys.at(-1)?.comment, "other");
});

Deno.test("AccountKeys.remove() answers whether there was such a key", async () => {
  const { accounts } = await open();
  const [line, fingerprint] = SSH_KEYS[0]!;
  await accounts.keys.add("alice", line);
  assert.equal(await accounts.keys.remove("alice", SSH_KEYS[1]![1]), false);
  assert.equal(await accounts.keys.remove("alice", fingerprint), true);
  assert.deepEqual(await accounts.keys.list("alice"), []);
});

Deno.test("AccountKeys refuses what is no key, unknown users, and more than a user may have", async () => {
  const { accounts } = await open();
  await assert.rejects(accounts.keys.add("alice", "nonsense"), RangeError);
  await assert.rejects(
    accounts.keys.add("nobody", SSH_KEYS[0]![0]),
    /^RangeError: Cannot change SSH keys of "nobody"/,
  );
  for (let i = 0; i < MAX_KEYS; i++) {
    const head = "\0\0\0\x0bssh-ed25519\0\0\0\x20";
    await accounts.keys.add("alice", `ssh-ed25519 ${btoa(head + String.fromCharCode(i).repeat(32))}`);
  }
  await assert.rejects(accounts.keys.add("alice", SSH_KEYS[0]![0]), /expected at most 32, found 32/);
});

Deno.test("Accounts.delete() takes the user's keys with him", async () => {
  const { accounts } = await open();
  await accounts.keys.add("bob", SSH_KEYS[0]![0]);
  await accounts.delete("bob");
  await accounts.create({ handle: "bob", password: PASSWORD, location: "", email: "" });
  assert.deepEqual(await accounts.keys.list("bob"), []);
});
