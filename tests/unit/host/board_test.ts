import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { SessionHost } from "../../../lib/host/session_host.ts";
import { PRESENCE_TOPIC } from "../../../lib/wire/calls.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { type BoardChanges, makeBoard, makeUser } from "../../fakes/test_board.ts";

function setUp(changes: BoardChanges = {}) {
  return makeBoard(new HandPool().asPool, { clock: new FakeClock(), ...changes });
}

/** A session that nobody runs. */
function session(board: ReturnType<typeof setUp>["board"]): SessionHost {
  const caller = new FakeCaller();
  const { sessionId, profile } = caller;
  const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
  const host = new SessionHost(board, caller, seat);
  board.sessions.set(sessionId, host);
  return host;
}

Deno.test("Board.firstScript() is the same for everybody unless telnet has its own", () => {
  const { board } = setUp({ matrix: { script: "matrix" } });
  for (const kind of ["telnet", "ssh", "web"]) assert.equal(board.firstScript(kind), "matrix");
  board.settings = { ...board.settings, matrix: { ...board.settings.matrix, script_telnet: "old.matrix" } };
  assert.equal(board.firstScript("telnet"), "old.matrix");
  assert.equal(board.firstScript("ssh"), "matrix");
});

Deno.test("Board.firstScript() refuses what is no script's name", () => {
  const { board } = setUp({ matrix: { script: "../matrix" } });
  assert.throws(() => board.firstScript("telnet"), TypeError);
});

Deno.test("Board.forget() frees what the session held and nothing of another's", async () => {
  const { board } = setUp();
  const [gone, stays] = [session(board), session(board)];
  const [goneId, staysId] = [gone.seat.sessionId, stays.seat.sessionId];
  for (const [id, name] of [[goneId, "one"], [staysId, "two"]] as const) {
    await board.locks.acquire(id, name);
    await board.exchange.subscribe(id, "news", () => true);
    await board.exchange.subscribe(id, "invitation", () => true);
  }
  assert.ok(await board.invitations.invite(goneId, "alice", staysId, "chat"));
  assert.ok(await board.invitations.invite(staysId, "bob", goneId, "chat"));

  await board.forget(gone);
  assert.deepEqual([...board.sessions.keys()], [staysId]);
  assert.deepEqual(board.registry.views().map(({ sessionId }) => sessionId), [staysId]);
  assert.equal(await board.locks.acquire(staysId, "one"), true);
  assert.equal(await board.locks.acquire(goneId, "two"), false);
  assert.equal(await board.exchange.publish(undefined, "news", "1"), 1);
  assert.equal(board.invitations.size, 0);

  // A session ends once, but to forget it twice harms nobody who has its node now.
  const next = session(board);
  await board.forget(gone);
  assert.equal(board.registry.find(next.seat.sessionId), next.seat);
  for (const host of [stays, next]) await board.forget(host);
});

Deno.test("Board tells arrivals and departures on the presence topic to all but the one they are about", async () => {
  const { board } = setUp();
  const user = await makeUser(board, "alice");
  const heard: [string, unknown][] = [];
  const [alice, other] = [session(board), session(board)];
  for (const [name, { seat }] of [["alice", alice], ["other", other]] as const) {
    await board.exchange.subscribe(seat.sessionId, PRESENCE_TOPIC, ({ data, from }) => {
      assert.equal(from, alice.seat.sessionId);
      return !!heard.push([name, JSON.parse(data)]);
    });
  }
  alice.login(user);
  await board.forget(alice);
  const about = { node: 1, handle: "alice" };
  assert.deepEqual(heard, [
    ["other", { event: "arrived", ...about }],
    ["other", { event: "left", ...about }],
  ]);
  await board.forget(other);
});
