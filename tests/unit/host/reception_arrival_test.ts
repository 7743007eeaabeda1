import assert from "node:assert/strict";
import { parseScriptName } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Arrival } from "../../../lib/host/caller.ts";
import { Reception } from "../../../lib/host/reception.ts";
import type { SessionOpening } from "../../../lib/wire/messages.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { makeBoard, makeUser } from "../../fakes/test_board.ts";
import { until } from "../../fakes/until.ts";

class ArrivedCaller extends FakeCaller {
  constructor(readonly arrival: Arrival) {
    super({ kind: "ssh" });
  }
}

/** How the session of a caller opens who is known already, and whether it does so in the lobby. */
async function opening(arrival: Arrival): Promise<SessionOpening & { readonly inLobby: boolean }> {
  const pool = new HandPool();
  const clock = new FakeClock(5000);
  const { board } = makeBoard(pool.asPool, { clock, matrix: { topscript: "first" } });
  await makeUser(board, "Alice");
  const reception = new Reception(board);
  const caller = new ArrivedCaller(arrival);
  const over = reception.receive(caller);
  const session = await until(
    "he has a Worker",
    () => pool.own[0]?.sessions[0] ?? pool.lobbies[0]?.sessions[0],
  );
  const inLobby = pool.own.length === 0;
  assert.equal(board.registry.views()[0]!.handle, session.opening.user?.handle ?? "");
  caller.hangUp();
  await until("he is forgotten", () => board.sessions.size === 0);
  clock.advance(500);
  await over;
  reception.close("");
  pool.close();
  return { ...session.opening, inLobby };
}

Deno.test("Reception.receive() gives a caller who has proved who he is a Worker of his own, and counts the call", async () => {
  const { entry, user, inLobby } = await opening({ type: "user", handle: "Alice" });
  assert.deepEqual(entry, { script: "first", args: "[]" });
  assert.equal(user?.handle, "Alice");
  assert.equal(user?.calls, 1);
  assert.equal(inLobby, false);
});

Deno.test("Reception.receive() begins with the script that a caller has asked for", async () => {
  const script = parseScriptName("who");
  assert.equal((await opening({ type: "user", handle: "Alice", script })).entry.script, "who");
  assert.equal((await opening({ type: "guest", script })).entry.script, "who");
});

Deno.test("Reception.receive() takes guests in as guests, and shows the form to who wants an account", async () => {
  const guest = await opening({ type: "guest" });
  assert.equal(guest.user?.guest, true);
  assert.equal(guest.inLobby, false);
  const stranger = await opening({ type: "application" });
  assert.equal(stranger.user, undefined);
  assert.equal(stranger.entry.script, "nua");
  assert.equal(stranger.inLobby, true);
});

Deno.test("Reception.receive() takes no seat for a user who was deleted on his way", async () => {
  const pool = new HandPool();
  const { board } = makeBoard(pool.asPool);
  const reception = new Reception(board);
  await assert.rejects(reception.receive(new ArrivedCaller({ type: "user", handle: "gone" })), RangeError);
  assert.equal(board.registry.size, 0);
  reception.close("");
  pool.close();
});
