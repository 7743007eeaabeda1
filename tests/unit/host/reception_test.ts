import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Reception } from "../../../lib/host/reception.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { type BoardChanges, makeBoard } from "../../fakes/test_board.ts";
import { until } from "../../fakes/until.ts";

function setUp(changes: Omit<BoardChanges, "clock"> = {}) {
  const pool = new HandPool();
  const clock = new FakeClock();
  const { board } = makeBoard(pool.asPool, { ...changes, clock });
  return { board, pool, clock, reception: new Reception(board) };
}

Deno.test("Reception.receive() hosts a caller from the first script to the end of the line", async () => {
  const { board, pool, clock, reception } = setUp({ matrix: { script_telnet: "old" } });
  const callers = [new FakeCaller(), new FakeCaller({ kind: "ssh" })];
  const over = callers.map((caller) => reception.receive(caller));
  await until("both are in the lobby", () => pool.lobbies[0]?.sessions.length === 2);
  const entries = pool.lobbies[0]!.sessions.map(({ opening }) => [opening.profile.kind, opening.entry]);
  assert.deepEqual(entries, [
    ["telnet", { script: "old", args: "[]" }],
    ["ssh", { script: "matrix", args: "[]" }],
  ]);
  assert.equal(board.sessions.size, 2);
  for (const caller of callers) caller.hangUp();
  await until("both are forgotten", () => board.sessions.size === 0);
  clock.advance(500);
  await Promise.all(over);
  assert.equal(board.registry.size, 0);
  assert.ok(callers.every(({ closed }) => closed));
  reception.close("");
  pool.close();
});

Deno.test("Reception looks after the limits of all sessions by itself", async () => {
  const { pool, clock, reception } = setUp({ session: { login_timeout: 300 } });
  const caller = new FakeCaller();
  const over = reception.receive(caller);
  await until("he is in the lobby", () => pool.lobbies[0]?.sessions[0]);
  clock.advance(301_000);
  await caller.sees("You took too long to log in. Goodbye.");
  clock.advance(500);
  await over;
  reception.close("");
  pool.close();
});

Deno.test("Reception.close() says goodbye to everybody", async () => {
  const { board, pool, clock, reception } = setUp();
  const callers = [new FakeCaller(), new FakeCaller()];
  const over = callers.map((caller) => reception.receive(caller));
  await until("both are in the lobby", () => pool.lobbies[0]?.sessions.length === 2);
  reception.close("The board is closing. Goodbye.");
  await until("both are forgotten", () => board.sessions.size === 0);
  clock.advance(500);
  await Promise.all(over);
  for (const { screen } of callers) assert.match(screen, /The board is closing\. Goodbye\.\r\n$/);
  pool.close();
});

Deno.test("Reception.receive() takes no seat for a caller without a first script (it was once never given back)", async () => {
  const { board, pool, reception } = setUp({ matrix: { script: "No Script" } });
  await assert.rejects(reception.receive(new FakeCaller()), TypeError);
  assert.equal(board.registry.size, 0);
  reception.close("");
  pool.close();
});
