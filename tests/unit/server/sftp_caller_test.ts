import assert from "node:assert/strict";
import { SftpCaller } from "../../../lib/server/sftp_caller.ts";
import { SYSOP_GROUP, type UserView } from "../../../lib/wire/users.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { makeBoard, makeUser } from "../../fakes/test_board.ts";

const REMOTE = { hostname: "192.0.2.7", port: 5000 };

async function open() {
  const { board, entries } = makeBoard(new HandPool().asPool);
  const user = await makeUser(board, "alice");
  let closes = 0;
  const caller = new SftpCaller(board, user, REMOTE, "SFTP", () => closes++);
  return { board, entries, user, caller, closes: () => closes };
}

Deno.test("SftpCaller has a place among the sessions from its beginning until it is disposed of", async () => {
  const { board, caller, closes } = await open();
  const [view] = board.registry.views();
  assert.deepEqual(
    { handle: view?.handle, activity: view?.activity, kind: view?.kind, script: view?.script },
    { handle: "alice", activity: "SFTP", kind: "ssh", script: "" },
  );
  assert.equal(board.sessions.get(caller.seat.sessionId), caller);
  assert.equal(board.registry.countFrom(REMOTE.hostname), 1);
  await caller[Symbol.asyncDispose]();
  assert.equal(board.sessions.size + board.registry.size, 0);
  assert.equal(closes(), 0, "its channel has ended already");
});

Deno.test("SftpCaller.end() closes the channel and writes it down, once", async () => {
  const { caller, entries, closes } = await open();
  caller.end("sent away", "The sysop has disconnected you.");
  caller.end("sent away", "again");
  assert.equal(closes(), 1);
  assert.ok(caller.signal.aborted);
  assert.deepEqual(
    entries.filter(({ message }) => message === "Disconnected").map(({ handle, properties }) => ({
      handle,
      ...properties,
    })),
    [{ handle: "alice", how: "sent away", why: "The sysop has disconnected you." }],
  );
  await caller[Symbol.asyncDispose]();
});

Deno.test("SftpCaller.updateUser() ends who is in other groups now, and nobody else", async () => {
  const { user, caller, closes } = await open();
  caller.updateUser({ ...user, location: "Elsewhere" } as UserView);
  assert.equal(closes(), 0);
  caller.updateUser({ ...user, groups: user.groups.filter((group) => group !== SYSOP_GROUP) });
  assert.equal(closes(), 1);
  await caller[Symbol.asyncDispose]();
});

Deno.test("SftpCaller takes no events and no lines: nobody is there to read them", async () => {
  const { caller, closes } = await open();
  assert.equal(caller.deliver(), false);
  await caller.tell();
  await caller.slowDown();
  caller.look();
  assert.equal(closes(), 0);
  await caller[Symbol.asyncDispose]();
});
