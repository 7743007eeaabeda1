import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { Group } from "../../../lib/bbs/group.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";

Deno.test("Group.add() and remove() are for sysops; everybody may see who is in it", async () => {
  using board = await AskedBoard.open(["root1", "alice", "Bob"]);
  const staff = new Group("staff", await board.caller("root1"));
  await staff.add("bob");
  await staff.add("alice");
  const seen = new Group("staff", await board.caller("alice"));
  assert.deepEqual(await seen.members(), ["alice", "Bob"]);
  await assert.rejects(seen.add("root1"), NotPermittedError);
  await assert.rejects(seen.remove("bob"), NotPermittedError);
  await staff.remove("BOB");
  assert.deepEqual(await seen.members(), ["alice"]);
  assert.deepEqual(await new Group("nobody", await board.caller("alice")).members(), []);
});

Deno.test("Group.members() asks for as many pages as there are", async () => {
  const handles = Array.from({ length: 2000 }, (_, i) => `u${i}`);
  const asked: string[] = [];
  const group = new Group("many", {
    handle: "",
    call: (call: CallOf<Verb>) => {
      assert.ok(call.verb === "listGroup");
      asked.push(call.after);
      const from = handles.indexOf(call.after) + 1;
      return Promise.resolve(handles.slice(from, from + call.limit) as never);
    },
    updateUser: () => Promise.reject(new Error("not asked for")),
  });
  assert.deepEqual(await group.members(), handles);
  assert.deepEqual(asked, ["", "u999", "u1999"]);
});

Deno.test("Group.list() and find() know the groups that somebody is in; delete() is for sysops", async () => {
  using board = await AskedBoard.open(["root1", "alice"]);
  const [root, alice] = [await board.caller("root1"), await board.caller("alice")];
  const names = Array.from({ length: 120 }, (_, i) => `g${String(i).padStart(3, "0")}`);
  for (const [i, name] of names.entries()) {
    await board.kit.board.accounts.grant(i < 60 ? "root1" : "alice", name);
  }
  const listed: string[] = [];
  for await (const group of Group.list(alice)) listed.push(group.name);
  assert.deepEqual(listed, [...names, "sysop"]);
  const found = (await Group.find("g100", alice))!;
  assert.deepEqual(await found.members(), ["alice"]);
  assert.equal(await Group.find("g999", alice), undefined);
  await assert.rejects(found.delete(), NotPermittedError);
  const seen = (await Group.find("g100", root))!;
  assert.equal(await seen.delete(), true);
  assert.equal(await seen.delete(), false);
  assert.equal(await Group.find("g100", alice), undefined);
  await assert.rejects(new Group("sysop", root).delete(), NotPermittedError);
});
