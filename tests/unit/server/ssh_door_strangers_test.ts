/** Who applies for an account by SSH and says nothing, with npm `ssh2` as the client at a real socket. */

import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Caller } from "../../../lib/host/caller.ts";
import type { Reception } from "../../../lib/host/reception.ts";
import { FairTurns } from "../../../lib/server/fair_turns.ts";
import { HandshakePlaces } from "../../../lib/server/handshake_places.ts";
import { Gates, PATIENCE } from "../../../lib/server/gates.ts";
import { openSshDoor } from "../../../lib/server/ssh_door.ts";
import { openHostKeys } from "../../../lib/server/ssh_host_keys.ts";
import { loadSsh } from "../../../lib/server/ssh_library.ts";
import { sshSection } from "../../../lib/server/ssh_settings.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { makeBoard, valuesOf } from "../../fakes/test_board.ts";
import { until, within } from "../../fakes/until.ts";

// deno-lint-ignore no-explicit-any
type Client = any;

Deno.test("openSshDoor(): what new@ types counts at the gates, and not what his client says by itself (once who left it open held his place)", async () => {
  const ssh2 = await loadSsh();
  const folder = await Deno.makeTempDir({ prefix: "x84-strangers-" });
  const hostKeys = await openHostKeys(ssh2, ["key"], folder);
  await Deno.remove(folder, { recursive: true });
  const clock = new FakeClock(1000);
  const limits = { max_callers: 1, max_callers_per_address: 1 };
  const gates = new Gates({ limits: () => limits, banned: () => false });
  const { board } = makeBoard(new HandPool().asPool, { clock });
  let said = "";
  const receive = async (caller: Caller) => {
    for await (const event of caller.events) {
      if (event.type === "input") said += new TextDecoder().decode(event.bytes);
    }
    caller.close();
  };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = listener.accept().then((connection) =>
    openSshDoor(connection, {
      board,
      reception: { receive } as unknown as Reception,
      gates,
      clock,
      ssh2,
      hostKeys,
      turns: new FairTurns(() => 0),
      places: new HandshakePlaces(clock),
      settings: () => valuesOf(sshSection, { keepalive: 0 }),
      allowApply: () => true,
    })
  );
  const client: Client = new (ssh2 as Client).Client();
  let words = "";
  client.on("error", (error: Error) => (words = error.message));
  const closed = new Promise<void>((resolve) => client.on("close", resolve));
  const stream = await new Promise<Client>((resolve, reject) => {
    client.on("close", () => reject(new Error("The connection was closed")));
    client.on(
      "ready",
      () => client.shell((error: unknown, stream: Client) => error ? reject(error) : resolve(stream)),
    );
    client.connect({ host: "127.0.0.1", port: (listener.addr as Deno.NetAddr).port, username: "new" });
  });
  let answers = 0;
  client._protocol._handlers.REQUEST_FAILURE = () => answers++;
  // What clients say by themselves: questions whether we are there, and sizes.
  const chatter = async () => {
    const before = answers;
    client._protocol.ping();
    stream.setWindow(30, 100, 0, 0);
    await until("we answer", () => answers > before);
  };

  clock.advance(PATIENCE - 1);
  stream.write("a");
  await until("it is read", () => said === "a");
  clock.advance(PATIENCE - 1);
  await chatter();
  assert.equal(gates.enter("192.0.2.9").admitted, false, "he has typed something within a minute");
  clock.advance(1);
  await chatter();
  const next = gates.enter("192.0.2.9");
  assert.ok(next.admitted, "he has not");
  await within("he is sent away", closed);
  await within("the door closes", served);
  assert.match(words, /not said anything/);
  listener.close();
});
