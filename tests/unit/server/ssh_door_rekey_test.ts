/** New keys at the server's wish, with npm `ssh2` as the client at a real socket. */

import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Caller } from "../../../lib/host/caller.ts";
import { matrixSection } from "../../../lib/host/settings.ts";
import type { Reception } from "../../../lib/host/reception.ts";
import { FairTurns } from "../../../lib/server/fair_turns.ts";
import { HandshakePlaces } from "../../../lib/server/handshake_places.ts";
import { Gates } from "../../../lib/server/gates.ts";
import { openSshDoor } from "../../../lib/server/ssh_door.ts";
import { openHostKeys } from "../../../lib/server/ssh_host_keys.ts";
import { loadSsh } from "../../../lib/server/ssh_library.ts";
import { sshSection } from "../../../lib/server/ssh_settings.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { makeBoard, valuesOf } from "../../fakes/test_board.ts";
import { until, within } from "../../fakes/until.ts";

/** Milliseconds between two looks at how much went over the line. */
const LOOK = 60_000;

// deno-lint-ignore no-explicit-any
type Client = any;

/** Says back what is typed until the caller is gone. */
async function sayBack(caller: Caller): Promise<void> {
  for await (const event of caller.events) {
    if (event.type === "input") await caller.write(event.bytes).catch(() => {});
  }
  caller.close();
}

Deno.test("openSshDoor() makes new keys after rekeyVolume bytes or an hour, not before, and what is typed meanwhile comes through", async () => {
  const ssh2 = await loadSsh();
  const folder = await Deno.makeTempDir({ prefix: "x84-rekey-" });
  const hostKeys = await openHostKeys(ssh2, ["key"], folder);
  await Deno.remove(folder, { recursive: true });
  const clock = new FakeClock(1000);
  const limits = { max_callers: 10, max_callers_per_address: 10 };
  const { board } = makeBoard(new HandPool().asPool, { clock });
  board.settings = { ...board.settings, matrix: valuesOf(matrixSection, { enable_anonymous: true }) };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = listener.accept().then((connection) =>
    openSshDoor(connection, {
      board,
      reception: { receive: sayBack } as unknown as Reception,
      gates: new Gates({ limits: () => limits, banned: () => false }),
      clock,
      ssh2,
      hostKeys,
      turns: new FairTurns(() => 0),
      places: new HandshakePlaces(clock),
      settings: () => valuesOf(sshSection, { keepalive: 0 }),
      allowApply: () => false,
      rekeyVolume: 100_000,
    })
  );
  const client: Client = new (ssh2 as Client).Client();
  let handshakes = 0;
  client.on("handshake", () => handshakes++);
  client.on("error", () => {});
  const closed = new Promise<void>((resolve) => client.on("close", resolve));
  const stream = await new Promise<Client>((resolve, reject) => {
    client.on("close", () => reject(new Error("The connection was closed")));
    client.on(
      "ready",
      () => client.shell((error: unknown, stream: Client) => error ? reject(error) : resolve(stream)),
    );
    client.connect({ host: "127.0.0.1", port: (listener.addr as Deno.NetAddr).port, username: "anonymous" });
  });
  let said = "";
  stream.on("data", (bytes: Uint8Array) => (said += new TextDecoder().decode(bytes)));
  let typed = "";
  const type = (text: string) => {
    typed += text;
    stream.write(text);
  };

  type("a few keys;");
  await until("they come back", () => said === typed);
  clock.advance(LOOK);
  type("and more;");
  await until("they come back", () => said === typed);
  assert.equal(handshakes, 1, "that was little");

  for (let round = 2; round < 5; round++) {
    type(`${round}`.repeat(60_000));
    await until("all of it comes back", () => said === typed);
    clock.advance(LOOK);
    // On its way while new keys are made.
    type("x".repeat(20_000));
    await until("new keys are made", () => handshakes === round);
    await until("all of it comes back", () => said === typed);
  }
  clock.advance(LOOK);
  type("the end");
  await until("it comes back", () => said === typed);
  assert.equal(handshakes, 4);
  clock.advance(60 * LOOK);
  await until("new keys are made", () => handshakes === 5);
  clock.advance(LOOK);
  type(", once more");
  await until("it comes back", () => said === typed);
  assert.equal(handshakes, 5);

  client.end();
  await within("the client closes", closed);
  await within("the door closes", served);
  listener.close();
});
