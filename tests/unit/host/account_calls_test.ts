import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { answerCall } from "../../../lib/host/call_table.ts";
import { SessionHost } from "../../../lib/host/session_host.ts";
import type { AccountCall } from "../../../lib/wire/account_calls.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { type BoardKit, makeBoard, makeUser } from "../../fakes/test_board.ts";
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
  [{ verb: "deleteUser", handle: "bob" }, ["alice"]],
];

for (const [call, who] of MAY) {
  Deno.test(`answerCall() lets ${who.join(", ")} ${call.verb}`, async () => {
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
