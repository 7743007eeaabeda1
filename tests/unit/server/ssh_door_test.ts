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
  const barred = new Set<string>();
  const gates = new Gates({
    limits: () => limits,
    banned: () => false,
    barred: (hostname) => barred.has(hostname),
  });
  const { board, entries } = makeBoard(new HandPool().asPool, { clock });
  const over = openSshDoor(connection, {
    board,
    reception: { receive: () => assert.fail("Nobody has logged in") } as unknown as Reception,
    gates,
    clock,
    ssh2: library,
    hostKeys,
    // By a clock that stands still nobody has to rest: no timer outlasts a test.
    turns: new FairTurns(() => 0),
    places: new HandshakePlaces(clock),
    settings: () => valuesOf(sshSection, { login_grace: 30 }),
    allowApply: () => true,
  });
  return { clock, connection, gates, entries, over, barred };
}

/** The last packet that a client got, which was sent without a cipher: reason and sentence of a disconnect. */
function lastWords({ got }: FakeConnection): { code: number; line: string } | undefined {
  const view = new DataView(got.buffer, got.byteOffset, got.length);
  let found: { code: number; line: string } | undefined;
  for (let at = "SSH-2.0-x84\r\n".length; at < got.length;) {
    const length = view.getUint32(at);
    assert.equal((length + 4) % 8, 0, "a packet is a multiple of a block");
    assert.ok(got[at + 4]! >= 4, "there is padding enough");
    found = undefined;
    if (got[at + 5] === 1) {
      const size = view.getUint32(at + 10);
      const line = new TextDecoder().decode(got.subarray(at + 14, at + 14 + size));
      assert.equal(view.getUint32(at + 14 + size), 0, "no language");
      assert.equal(5 + 1 + 4 + 4 + size + 4 + got[at + 4]!, length + 4, "nothing else is in it");
      found = { code: view.getUint32(at + 6), line };
    }
    at += 4 + length;
  }
  return found;
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
    const { clock, connection, over, gates, entries } = open();
    connection.send(said);
    await connection.gets("SSH-2.0-x84");
    await settle();
    clock.advance(30_000);
    await within("the door closes", over);
    assert.equal(gates.count, 0);
    assert.equal(lastWords(connection)?.line, "You took too long to log in. Goodbye.");
    assert.ok(!entries.some(({ message }) => message === "Not an SSH client"));
  }
});

Deno.test("openSshDoor() drops who does not take its last words", async () => {
  const { clock, connection, over } = open();
  connection.send("SSH-2.0-x\r\n");
  await connection.gets("SSH-2.0-x84");
  await settle();
  connection.lingers = true;
  connection.stopReading();
  clock.advance(30_000);
  await settle();
  clock.advance(2000);
  await within("the door closes", over);
  assert.ok(connection.closes > 0);
});

Deno.test("openSshDoor() tells who is not let in why, in words of the protocol (once in a line that no client shows)", async () => {
  const { connection, over } = open(0);
  await within("the door closes", over);
  assert.deepEqual(lastWords(connection), {
    code: 12,
    line: "All nodes of this board are busy. Please call again later.",
  });
});

Deno.test("openSshDoor() is a door of strangers: who is silent makes room, and who is banned is told so", async () => {
  const { gates, connection, over, barred } = open(1);
  await connection.gets("SSH-2.0-x84\r\n");
  assert.ok(gates.enter("192.0.2.9").admitted);
  await within("the door closes", over);
  assert.match(lastWords(connection)!.line, /busy.*not said anything/);
  const other = open(1);
  await other.connection.gets("SSH-2.0-x84\r\n");
  other.connection.send("SSH-2.0-x\r\n");
  await other.connection.gets("kex-strict-s-v00@openssh.com");
  assert.equal(other.gates.sendBarredAway(), 0);
  other.barred.add("192.0.2.1");
  assert.equal(other.gates.sendBarredAway(), 1);
  await within("the door closes", other.over);
  assert.deepEqual(lastWords(other.connection), {
    code: 11,
    line: "Calls from your address are not taken here.",
  });
  assert.equal(barred.size, 0);
});
