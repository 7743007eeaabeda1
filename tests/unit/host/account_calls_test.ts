import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { answerCall } from "../../../lib/host/call_table.ts";
import { SessionHost } from "../../../lib/host/session_host.ts";
import type { AccountCall } from "../../../lib/wire/account_calls.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { type BoardKit, makeBoard, makeUser, PASSWORD } from "../../fakes/test_board.ts";
import { SSH_KEYS } from "../../fakes/ssh_keys.ts";

const [line, fingerprint] = SSH_KEYS[0]!;

/** A board with a sysop "alice" and users "bob" and "carol"; sessions are ended with it. */
class Scene implements Disposable {
  readonly kit: BoardKit = makeBoard(new HandPool().asPool);
  readonly hosts: SessionHost[] = [];

  static async open(): Promise<Scene> {
    const scene = new Scene();
    for (const handle of ["alice", "bob", "carol"]) await makeUser(scene.kit.board, handle);
    return scene;
  }

  async session(handle: string): Promise<SessionHost> {
    const caller = new FakeCaller();
    const { board } = this.kit;
    const { sessionId, profile } = caller;
    const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
    const host = new SessionHost(board, caller, seat);
    board.sessions.set(sessionId, host);
    this.hosts.push(host);
    if (handle === "guest") host.login(board.accounts.guest());
    else if (handle !== "") host.login((await board.accounts.find(handle))!);
    return host;
  }

  [Symbol.dispose](): void {
    for (const host of this.hosts) host.end("hung up");
  }
}

const MAY: readonly [call: AccountCall, who: readonly string[]][] = [
  [{ verb: "listKeys", handle: "bob" }, ["bob", "alice"]],
  [{ verb: "addKey", handle: "bob", line }, ["bob", "alice"]],
  [{ verb: "removeKey", handle: "bob", fingerprint }, ["bob", "alice"]],
  [{ verb: "listGroup", group: "sysop", after: "", limit: 10 }, ["guest", "carol", "bob", "alice"]],
  [{ verb: "setMember", group: "staff", handle: "bob", member: true }, ["alice"]],
  [{ verb: "setMember", group: "sysop", handle: "bob", member: true }, ["alice"]],
  [{ verb: "listGroups", after: "", limit: 10 }, ["guest", "carol", "bob", "alice"]],
  [{ verb: "deleteGroup", group: "staff" }, ["alice"]],
  [{ verb: "deleteGroup", group: "sysop" }, []],
  [{ verb: "checkPassword", password: PASSWORD }, ["carol", "bob", "alice"]],
  [{ verb: "deleteUser", handle: "bob" }, ["alice"]],
];

for (const [call, who] of MAY) {
  Deno.test(`answerCall() lets ${who.join(", ") || "nobody"} ${call.verb}`, async () => {
    for (const handle of ["", "guest", "carol", "bob", "alice"]) {
      using scene = await Scene.open();
      const session = await scene.session(handle);
      const asked = answerCall(scene.kit.board, session, call);
      if (who.includes(handle)) await asked;
      else await assert.rejects(asked, NotPermittedError, handle);
    }
  });
}

Deno.test("setMember is known to the user's sessions at once", async () => {
  using scene = await Scene.open();
  const bob = await scene.session("bob");
  const alice = await scene.session("alice");
  const call = { verb: "setMember", group: "staff", handle: "BOB" } as const;
  await answerCall(scene.kit.board, alice, { ...call, member: true });
  assert.deepEqual(bob.user?.groups, ["staff"]);
  assert.deepEqual(await scene.kit.board.accounts.members("staff", "", 10), ["bob"]);
  await answerCall(scene.kit.board, alice, { ...call, member: false });
  assert.deepEqual(bob.user?.groups, []);
});

Deno.test("deleteUser sends the user away, and nobody deletes himself", async () => {
  using scene = await Scene.open();
  const bob = await scene.session("bob");
  const alice = await scene.session("alice");
  await assert.rejects(
    answerCall(scene.kit.board, alice, { verb: "deleteUser", handle: "Alice" }),
    NotPermittedError,
  );
  assert.equal(await answerCall(scene.kit.board, alice, { verb: "deleteUser", handle: "bob" }), true);
  assert.equal(await answerCall(scene.kit.board, alice, { verb: "deleteUser", handle: "bob" }), false);
  assert.equal(bob.signal.aborted, true);
  assert.equal(alice.signal.aborted, false);
});

Deno.test("deleteGroup takes everybody out, which their sessions know at once, and tells whether somebody was in", async () => {
  using scene = await Scene.open();
  const { board } = scene.kit;
  const bob = await scene.session("bob");
  const alice = await scene.session("alice");
  for (const handle of ["bob", "carol"]) {
    for (const group of ["staff", "staff2"]) {
      await answerCall(board, alice, { verb: "setMember", group, handle, member: true });
    }
  }
  assert.equal(await answerCall(board, alice, { verb: "deleteGroup", group: "staff" }), true);
  assert.deepEqual(bob.user?.groups, ["staff2"]);
  assert.deepEqual(await board.accounts.members("staff", "", 10), []);
  assert.deepEqual(await board.accounts.members("staff2", "", 10), ["bob", "carol"]);
  assert.equal(await answerCall(board, alice, { verb: "deleteGroup", group: "staff" }), false);
});

Deno.test("deleteGroup goes on when a member's account is deleted meanwhile", async () => {
  using scene = await Scene.open();
  const { board } = scene.kit;
  const alice = await scene.session("alice");
  for (const handle of ["bob", "carol"]) await board.accounts.grant(handle, "staff");
  const [, deleted] = await Promise.all([
    board.accounts.delete("bob"),
    answerCall(board, alice, { verb: "deleteGroup", group: "staff" }),
  ]);
  assert.equal(deleted, true);
  assert.deepEqual(await board.accounts.members("staff", "", 10), []);
});

Deno.test("checkPassword counts wrong passwords against the address until it asks no more", async () => {
  using board = await AskedBoard.open(["alice", "bob"]);
  const bob = await board.caller("bob");
  const check = (password: string) => bob.call({ verb: "checkPassword", password });
  assert.equal(await check(PASSWORD), true);
  for (let i = 0; i < 10; i++) assert.equal(await check("wrong"), false);
  await assert.rejects(check(PASSWORD), {
    name: "NotPermittedError",
    message: "Cannot check a password: too many wrong ones",
  });
});
