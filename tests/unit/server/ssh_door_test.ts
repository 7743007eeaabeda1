import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Reception } from "../../../lib/host/reception.ts";
import { FairTurns } from "../../../lib/server/fair_turns.ts";
import { HandshakePlaces } from "../../../lib/server/handshake_places.ts";
import { Gates } from "../../../lib/server/gates.ts";
import { openSshDoor } from "../../../lib/server/ssh_door.ts";
import { openHostKeys } from "../../../lib/server/ssh_host_keys.ts";
import { loadSsh } from "../../../lib/server/ssh_library.ts";
import { sshSection } from "../../../lib/server/ssh_settings.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { makeBoard, valuesOf } from "../../fakes/test_board.ts";
import { settle, within } from "../../fakes/until.ts";

const library = await loadSsh();
const folder = await Deno.makeTempDir({ prefix: "x84-door-" });
const hostKeys = await openHostKeys(library, ["key"], folder);
await Deno.remove(folder, { recursive: true });

function open(most = 10) {
  const clock = new FakeClock(1000);
  const connection = new FakeConnection();
  const limits = { max_callers: most, max_callers_per_address: most };
  const gates = new Gates({ limits: () => limits, banned: () => false });
  const { board, entries } = makeBoard(new HandPool().asPool, { clock });
  const over = openSshDoor(connection, {
    board,
    reception: { receive: () => assert.fail("Nobody has logged in") } as unknown as Reception,
    gates,
    clock,
    ssh2: library,
    hostKeys,
    turns: new FairTurns(),
    places: new HandshakePlaces(clock),
    settings: () => valuesOf(sshSection, { login_grace: 30 }),
    allowApply: () => true,
  });
  return { clock, connection, gates, entries, over };
}

Deno.test("openSshDoor() says what it is before the client does", async () => {
  const { connection, over, gates } = open();
  await connection.gets("SSH-2.0-x84\r\n");
  assert.equal(gates.count, 1);
  connection.hangUp();
  await within("the door closes", over);
  assert.equal(gates.count, 0);
});

Deno.test("openSshDoor() closes on who is no SSH client, with a line of log", async () => {
  for (
    const said of ["GET / HTTP/1.1\r\n", "SSH-1.5-x\r\n", "SSH-2.0-".padEnd(300, "x"), "\n", "\u0016\u0003"]
  ) {
    const { connection, over, entries } = open();
    connection.send(said);
    await within("the door closes", over);
    assert.equal(connection.text, "SSH-2.0-x84\r\n");
    assert.deepEqual(entries.map(({ message }) => message), ["Not an SSH client"]);
  }
});

Deno.test("openSshDoor() offers strict key exchange, and ends on garbage behind the first line", async () => {
  const { connection, over } = open();
  connection.send("SSH-2.0-x\r\n");
  await connection.gets("kex-strict-s-v00@openssh.com");
  assert.equal(connection.text.split("SSH-2.0-x84").length, 2, "it says so once");
  connection.send(new Uint8Array(1000).fill(255));
  await within("the door closes", over);
});

Deno.test("openSshDoor() waits for no caller longer than the grace", async () => {
  for (const said of ["", "SSH-2.0-x\r\n"]) {
    const { clock, connection, over, gates } = open();
    connection.send(said);
    await connection.gets("SSH-2.0-x84");
    await settle();
    clock.advance(30_000);
    await within("the door closes", over);
    assert.equal(gates.count, 0);
  }
});

Deno.test("openSshDoor() tells who is not let in why, before the protocol begins", async () => {
  const { connection, over } = open(0);
  await within("the door closes", over);
  assert.match(connection.text, /^[^\r\n]*busy[^\r\n]*\r\n$/);
});
