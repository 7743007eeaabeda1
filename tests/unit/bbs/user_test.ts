import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { findUser, getUser, listUsers, User } from "../../../lib/bbs/user.ts";
import { runScript } from "../../../lib/testing/run_script.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";
import { PASSWORD } from "../../fakes/test_board.ts";
import { SSH_KEYS } from "../../fakes/ssh_keys.ts";

const HANDLES = ["root1", "Alice", "bob"];

Deno.test("User.find() finds in any case, and shows others only what is for everybody", async () => {
  using board = await AskedBoard.open(HANDLES);
  const bob = await board.caller("bob");
  const alice = (await User.find("ALICE", bob))!;
  assert.deepEqual([alice.handle, alice.email, alice.groups, alice.isSysop], [
    "Alice",
    undefined,
    undefined,
    false,
  ]);
  const own = await User.get("bob", bob);
  assert.deepEqual([own.email, own.groups, own.calls, own.lastCall, own.location], ["", [], 0, 0, ""]);
  assert.equal((await User.get("root1", await board.caller("root1"))).isSysop, true);
  assert.equal(await User.find("nobody", bob), undefined);
  await assert.rejects(User.get("nobody", bob), /^RangeError: Cannot find user "nobody"/);
});

Deno.test("User.list() goes through all users, page by page", async () => {
  const handles = Array.from({ length: 205 }, (_, i) => `user${String(i).padStart(3, "0")}`);
  using board = await AskedBoard.open(handles);
  const seen: string[] = [];
  for await (const { handle } of User.list(await board.caller("user000"))) seen.push(handle);
  assert.deepEqual(seen, handles);
});

Deno.test("User.update() and attributes change the own account; others' need a sysop", async () => {
  using board = await AskedBoard.open(HANDLES);
  const alice = await User.get("alice", await board.caller("alice"));
  assert.equal((await alice.update({ location: "Oz" })).location, "Oz");
  await alice.setAttribute("color", { name: "red" });
  assert.deepEqual(await alice.getAttribute("color"), { name: "red" });
  await alice.setAttribute("color", undefined);
  assert.equal(await alice.getAttribute("color", "none"), "none");
  const seen = await User.get("alice", await board.caller("bob"));
  await assert.rejects(seen.update({ location: "Kansas" }), NotPermittedError);
  await assert.rejects(seen.setAttribute("color", 1), NotPermittedError);
  await (await User.get("alice", await board.caller("root1"))).setAttribute("color", 1);
  assert.equal(await alice.getAttribute("color"), 1);
});

Deno.test("User.addKey() keeps several keys, which removeKey() takes away", async () => {
  using board = await AskedBoard.open(HANDLES);
  const bob = await User.get("bob", await board.caller("bob"));
  for (const [line] of SSH_KEYS) await bob.addKey(line);
  assert.deepEqual(
    (await bob.listKeys()).map(({ fingerprint }) => fingerprint),
    SSH_KEYS.map(([, print]) => print),
  );
  assert.equal(await bob.removeKey(SSH_KEYS[0]![1]), true);
  assert.equal((await bob.listKeys()).length, SSH_KEYS.length - 1);
  await assert.rejects(bob.addKey("ssh-dss AAAA"), /^RangeError: Cannot use SSH key/);
});

Deno.test("User.delete() is for sysops", async () => {
  using board = await AskedBoard.open(HANDLES);
  const bob = await board.caller("bob");
  await assert.rejects((await User.get("alice", bob)).delete(), NotPermittedError);
  const alice = await User.get("alice", await board.caller("root1"));
  assert.equal(await alice.delete(), true);
  assert.equal(await alice.delete(), false);
  assert.equal(await User.find("alice", bob), undefined);
});

Deno.test("User.auth() knows the own password, and nobody else's", async () => {
  using board = await AskedBoard.open(HANDLES, { clock: new FakeClock(1_000_000) });
  const alice = await User.get("ALICE", await board.caller("alice"));
  assert.equal(await alice.auth(PASSWORD), true);
  assert.equal(await alice.auth("wrong"), false);
  for (const other of ["bob", "root1"]) {
    await assert.rejects(
      (await User.get("alice", await board.caller(other))).auth(PASSWORD),
      NotPermittedError,
    );
  }
});

Deno.test("findUser(), getUser() and listUsers() answer as x/84 did", async () => {
  const { end } = await runScript(async () => {
    await assert.rejects(getUser("carol"), RangeError);
    return [
      await findUser("BOB"),
      await findUser("carol"),
      (await getUser("bob")).location,
      await listUsers(),
    ];
  }, { users: [{ handle: "Bob", location: "Utrecht", calls: 1, lastCall: 0 }] });
  assert.deepEqual(end, { type: "returned", value: ["Bob", undefined, "Utrecht", ["Bob", "alice"]] });
});
