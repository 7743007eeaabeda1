import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Caller, CallerEvent } from "../../../lib/host/caller.ts";
import type { Reception } from "../../../lib/host/reception.ts";
import { Gates } from "../../../lib/server/gates.ts";
import { openRloginDoor } from "../../../lib/server/rlogin_door.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { type BoardChanges, makeBoard } from "../../fakes/test_board.ts";
import { settle, until } from "../../fakes/until.ts";

const BSD = "\0root\0alice\0xterm/38400\0";

/** A door with one connection in it; a caller who is handed over stays until he hangs up. */
class Doorway {
  readonly clock = new FakeClock(1000);
  readonly connection = new FakeConnection();
  readonly kit;
  readonly events: CallerEvent[] = [];
  caller: Caller | undefined;
  done = false;
  readonly over: Promise<void>;

  constructor(most: number = 10, matrix: BoardChanges["matrix"] = {}) {
    this.kit = makeBoard(new HandPool().asPool, { clock: this.clock, matrix });
    const limits = { max_callers: most, max_callers_per_address: most };
    const reception = {
      receive: async (caller: Caller) => {
        this.caller = caller;
        for await (const event of caller.events) this.events.push(event);
      },
    };
    this.over = openRloginDoor(this.connection, {
      board: this.kit.board,
      reception: reception as unknown as Reception,
      gates: new Gates({ limits: () => limits, banned: () => false }),
      clock: this.clock,
      allowApply: () => true,
    }).then(() => void (this.done = true));
  }

  get logged(): string {
    return JSON.stringify(this.kit.entries);
  }

  async handedOver(): Promise<Caller> {
    return await until("the caller is handed over", () => this.caller);
  }

  async ends(): Promise<void> {
    await until("the door is done", () => this.done);
    await until("the line is closed", () => this.connection.closes > 0);
    assert.equal(this.clock.pending, 0);
  }
}

Deno.test("openRloginDoor() answers a NUL and hands the caller over with the name to offer, as nobody", async () => {
  const door = new Doorway();
  door.connection.send(BSD, "keys");
  const { profile, sessionId } = await door.handedOver();
  assert.equal(door.connection.text, "\0");
  assert.equal(sessionId, "rlogin-192.0.2.1:50123");
  assert.deepEqual(profile, {
    kind: "rlogin",
    address: { hostname: "192.0.2.1", port: 50_123 },
    terminal: "xterm",
    terminalNames: ["xterm"],
    mtts: 0,
    size: { columns: 80, rows: 24 },
    encoding: "utf8",
    environment: { USER: "alice" },
  });
  await until("the keys come", () => door.events.length > 0);
  assert.deepEqual(door.events, [{ type: "input", bytes: new TextEncoder().encode("keys") }]);
  await door.caller!.write(Uint8Array.of(0xff, 65));
  assert.equal(door.connection.text, "\0\xffA");
  door.connection.hangUp();
  await door.ends();
});

Deno.test("openRloginDoor() takes SyncTERM's form with or without its last NUL, and keeps its password nowhere", async () => {
  for (const last of ["\0", ""]) {
    const door = new Doorway();
    door.connection.send("\0S3cretMarker\0alice\0syncterm/115200" + last);
    await settle();
    await until("it waits for no more", () => {
      door.clock.advance(1000);
      return door.caller;
    });
    const { profile } = door.caller!;
    assert.deepEqual([profile.terminal, profile.encoding, profile.environment], ["syncterm", "cp437", {
      USER: "alice",
    }]);
    door.connection.send("k");
    door.connection.hangUp();
    await door.ends();
    assert.deepEqual(door.events, [{ type: "input", bytes: Uint8Array.of(0x6b) }]);
    assert.doesNotMatch(door.logged + JSON.stringify(profile), /S3cret/);
  }
});

Deno.test("openRloginDoor() tells sizes apart from keys, and clamps them", async () => {
  const door = new Doorway();
  door.connection.send(BSD);
  await door.handedOver();
  const record = (rows: number, columns: number) => {
    return [0xff, 0xff, 0x73, 0x73, rows >> 8, rows & 255, columns >> 8, columns & 255, 0, 0, 0, 0];
  };
  door.connection.send("a", record(50, 132), "b", record(65535, 0));
  await until("all has come", () => door.events.length >= 4);
  assert.deepEqual(door.events, [
    { type: "input", bytes: Uint8Array.of(0x61) },
    { type: "resize", size: { columns: 132, rows: 50 } },
    { type: "input", bytes: Uint8Array.of(0x62) },
    { type: "resize", size: { columns: 132, rows: 300 } },
  ]);
  door.connection.hangUp();
  await door.ends();
});

Deno.test("openRloginDoor() makes nothing worse of a name or terminal that is unfit", async () => {
  const door = new Doorway();
  door.connection.send(`\0x\0\x1b[2Jevil\0../../etc/passwd\0`);
  const { profile } = await door.handedOver();
  assert.deepEqual([profile.terminal, profile.environment], ["ansi", {}]);
  door.connection.hangUp();
  await door.ends();
  const blank = new Doorway();
  blank.connection.send("\0\0\0\0");
  assert.equal((await blank.handedOver()).profile.terminal, "unknown");
  blank.connection.hangUp();
  await blank.ends();
});

Deno.test("openRloginDoor() hangs up on what is no rlogin client, or takes too long", async () => {
  for (
    const act of [
      (door: Doorway) => door.connection.send("GET / HTTP/1.1\r\n"),
      (door: Doorway) => door.connection.send("\0" + "x".repeat(5000)),
      (door: Doorway) => door.clock.advance(5000),
      (door: Doorway) => {
        door.connection.send("\0a\0");
        door.clock.advance(5000);
      },
      (door: Doorway) => door.connection.hangUp(),
    ]
  ) {
    const door = new Doorway();
    await settle();
    act(door);
    await door.ends();
    assert.equal(door.caller, undefined);
    assert.equal(door.connection.text, "");
    assert.match(door.logged, /Not an rlogin client/);
  }
});

Deno.test("openRloginDoor() tells who is not let in why", async () => {
  const door = new Doorway(0);
  await door.ends();
  assert.match(door.connection.text, /^All nodes of this board are busy.*\r\n$/);
  assert.match(door.logged, /Caller refused/);
});

Deno.test("openRloginDoor() knows the names that need no account, as the SSH door does", async () => {
  for (
    const [name, arrival] of [
      ["NEW", { type: "application" }],
      ["apply", { type: "application" }],
      ["guest", { type: "guest" }],
      ["alice", undefined],
    ] as const
  ) {
    const door = new Doorway(10, { enable_anonymous: true });
    door.connection.send(BSD.replace("alice", name));
    assert.deepEqual((await door.handedOver()).arrival, arrival, name);
    door.connection.hangUp();
    await door.ends();
  }
  const guestless = new Doorway();
  guestless.connection.send(BSD.replace("alice", "guest"));
  assert.equal((await guestless.handedOver()).arrival, undefined);
  guestless.connection.hangUp();
  await guestless.ends();
  const leaving = new Doorway();
  leaving.connection.send(BSD.replace("alice", "bye"));
  await leaving.ends();
  assert.equal(leaving.connection.text, "\0Goodbye.\r\n");
  assert.equal(leaving.caller, undefined);
});
