import assert from "node:assert/strict";
import { hex } from "../../../lib/base/bytes.ts";
import type { CallerEvent } from "../../../lib/host/caller.ts";
import { PATIENCE } from "../../../lib/server/gates.ts";
import { Command, Option } from "../../../lib/telnet/codes.ts";
import { WINDOW } from "../../../lib/wire/limits.ts";
import { Doorway, TELLS_NOTHING } from "../../fakes/telnet_doorway.ts";
import { settle, until } from "../../fakes/until.ts";

const { IAC, WILL, WONT, DO, SB, SE, AYT, NOP } = Command;
const BURST = "FF FB 01 FF FB 03 FF FD 03 FF FB 00 FF FD 00 FF FB 2A FF FD 18 FF FD 1F FF FD 27";
const MARK_ANSWER = String.fromCharCode(IAC, WILL, Option.TIMING_MARK);

function naws(columns: number, rows: number): number[] {
  return [IAC, SB, Option.NAWS, columns >> 8, columns & 255, rows >> 8, rows & 255, IAC, SE];
}

function terminalType(name: string): number[] {
  return [IAC, SB, Option.TTYPE, 0, ...new TextEncoder().encode(name), IAC, SE];
}

Deno.test("telnet door sends the mark of a turn behind a CR's NUL, and one at a time", async () => {
  await using door = await new Doorway().open();
  const { connection } = door;
  connection.send([IAC, DO, Option.EOR]);
  const { caller } = await door.settled();
  assert.equal(caller.profile.turnMarks, true);
  await caller.write(Uint8Array.of(65, 13));
  const before = connection.got.length;
  caller.yourTurn!();
  caller.yourTurn!();
  await until("the mark is written", () => connection.got.length > before);
  await settle();
  assert.equal(hex(connection.got.slice(before)), "00 FF EF");
  caller.yourTurn!();
  await until("the next mark is written", () => connection.got.length > before + 3);
  assert.equal(hex(connection.got.slice(before + 3)), "FF EF");
});

Deno.test("telnet door marks no turn for who did not ask", async () => {
  await using door = await new Doorway().open();
  const { caller } = await door.settled();
  assert.equal(caller.profile.turnMarks, false);
  const before = door.connection.got.length;
  caller.yourTurn!();
  await settle();
  assert.equal(door.connection.got.length, before);
});

Deno.test("openTelnetDoor() greets with its opening burst", async () => {
  await using door = await new Doorway().open();
  assert.equal(hex(door.connection.got), BURST);
});

Deno.test("openTelnetDoor() hands a caller over at once when his client has answered", async () => {
  await using door = await new Doorway().open();
  door.connection.send(TELLS_NOTHING.slice(0, 6));
  await settle();
  assert.equal(door.received.length, 0);
  door.connection.send(TELLS_NOTHING.slice(6));
  const { caller } = await door.caller();
  assert.equal(caller.sessionId, "telnet-192.0.2.1:50123");
  assert.deepEqual(caller.profile, {
    kind: "telnet",
    address: { hostname: "192.0.2.1", port: 50_123 },
    terminal: "unknown",
    terminalNames: [],
    mtts: 0,
    size: { columns: 80, rows: 24 },
    encoding: "utf8",
    environment: {},
    turnMarks: false,
  });
});

Deno.test("openTelnetDoor() hands a caller over with what his client told of itself", async () => {
  await using door = await new Doorway().open();
  door.connection.send([IAC, WILL, Option.NAWS], naws(132, 50));
  door.connection.send([IAC, WILL, Option.TTYPE], terminalType("SyncTERM"));
  door.connection.send([IAC, WONT, Option.NEW_ENVIRON]);
  const { caller } = await door.caller();
  assert.deepEqual(caller.profile.size, { columns: 132, rows: 50 });
  assert.equal(caller.profile.terminal, "syncterm");
  assert.equal(caller.profile.encoding, "cp437");
});

Deno.test("openTelnetDoor() hands a caller over when his client has said nothing for the time of silence", async () => {
  await using door = await new Doorway(10, { silence: 1200, negotiation: 2500 }).open();
  door.clock.advance(1199);
  await settle();
  assert.equal(door.received.length, 0);
  door.clock.advance(1);
  await door.caller();
});

Deno.test("openTelnetDoor() gives a client that answers the time of negotiation, counted from its first answer", async () => {
  await using door = await new Doorway(10, { silence: 1200, negotiation: 2500 }).open();
  door.clock.advance(1000);
  door.connection.send([IAC, WILL, Option.NAWS]);
  await settle();
  door.clock.advance(2499);
  await settle();
  assert.equal(door.received.length, 0);
  door.clock.advance(1);
  await door.caller();
});

Deno.test("openTelnetDoor() waits in silence no longer than for a negotiation", async () => {
  await using door = await new Doorway(10, { silence: 5000, negotiation: 300 }).open();
  door.clock.advance(300);
  await door.caller();
});

Deno.test("openTelnetDoor() keeps what is typed early, in order", async () => {
  await using door = await new Doorway().open();
  for (const part of ["ali", "ce\r", "pass", "word\r"]) {
    door.connection.send(part);
    await settle();
  }
  assert.equal(door.received.length, 0);
  const received = await door.settled();
  door.connection.send("more");
  assert.equal(await received.reads(19), "alice\rpassword\rmore");
});

Deno.test("openTelnetDoor() hands over who types more than a window instead of answering, and reads no more", async () => {
  await using door = await new Doorway().open();
  const typed = 20 * WINDOW;
  door.connection.send(new Uint8Array(typed).fill(0x61));
  const received = await door.caller();
  await settle();
  // Nobody asks for it, so it stays where it is; a few buffers were under way.
  assert.ok(door.connection.unread > 15 * WINDOW, `${door.connection.unread} bytes were left unread`);
  assert.equal((await received.reads(typed)).length, typed);
});

Deno.test("openTelnetDoor() answers while it waits, before the caller is handed over", async () => {
  await using door = await new Doorway().open();
  door.connection.send([IAC, WILL, Option.TTYPE]);
  await door.connection.gets(String.fromCharCode(IAC, SB, Option.TTYPE, 1, IAC, SE));
  door.connection.send([IAC, AYT]);
  await door.connection.gets("[Yes]");
  door.connection.send([IAC, DO, 200]);
  await door.connection.gets(String.fromCharCode(IAC, WONT, 200));
  assert.equal(door.received.length, 0);
});

Deno.test("openTelnetDoor() tells the host of a new size and of what the client says later", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  door.connection.send(naws(100, 30));
  assert.deepEqual(await received.next(), { type: "resize", size: { columns: 100, rows: 30 } });
  door.connection.send([IAC, WILL, Option.TTYPE], terminalType("xterm"));
  const event = await received.next();
  assert.equal(event?.type, "profile");
  assert.deepEqual(event.type === "profile" && event.profile, {
    ...received.caller.profile,
    size: { columns: 100, rows: 30 },
    terminal: "xterm",
    terminalNames: ["xterm"],
  });
});

for (
  const [protocol, bytes] of [
    ["http", new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n")],
    ["ssh", new TextEncoder().encode("SSH-2.0-OpenSSH_9.6\r\n")],
    ["tls", [0x16, 0x03, 0x01]],
  ] as const
) {
  Deno.test(`openTelnetDoor() closes the line of a visitor who speaks ${protocol}`, async () => {
    await using door = await new Doorway().open();
    door.connection.send(bytes);
    await door.over;
    assert.equal(door.received.length, 0);
    assert.equal(door.gates.count, 0);
    assert.equal(hex(door.connection.got), BURST);
    const entry = door.kit.entries.find(({ message }) => message === "Not a telnet client");
    assert.deepEqual({ ...entry?.properties }, { protocol });
  });
}

Deno.test("openTelnetDoor() answers TIMING-MARK behind the echo of what was typed before it", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  door.connection.send("x", [IAC, DO, Option.TIMING_MARK]);
  assert.equal(await received.reads(1), "x");
  door.clock.advance(59);
  await received.write("x");
  await settle();
  assert.equal(door.connection.text.includes(MARK_ANSWER), false);
  door.clock.advance(1);
  await door.connection.gets(`x${MARK_ANSWER}`);
});

Deno.test("openTelnetDoor() does not read a peer who asks for more marks than wait (they once piled up)", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  const reading = received.next();
  const marks = Array.from({ length: 10_000 }, () => [IAC, DO, Option.TIMING_MARK]).flat();
  door.connection.send(Uint8Array.from(marks), "z");
  await settle();
  assert.ok(door.connection.unread > 15_000, `${door.connection.unread} bytes were left unread`);
  // One timer for each mark that waits; the handshake's is over.
  assert.equal(door.clock.pending, 64);
  let key: CallerEvent | undefined;
  reading.then((event) => (key = event));
  await until("the key behind them arrives", () => {
    door.clock.advance(60);
    return key;
  });
  assert.deepEqual(key, { type: "input", bytes: new TextEncoder().encode("z") });
});

Deno.test("openTelnetDoor() doubles 255 in what the host writes", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  const before = door.connection.got.length;
  await received.caller.write(Uint8Array.of(0x61, 255, 0x62));
  assert.equal(hex(door.connection.got.slice(before)), "61 FF FF 62");
});

Deno.test("openTelnetDoor() resolves a write only when the peer has taken it", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  door.connection.stopReading();
  let written = false;
  const writing = received.write("hello").then(() => (written = true));
  await settle();
  assert.equal(written, false);
  door.connection.readOn();
  await writing;
  assert.equal(door.connection.text.endsWith("hello"), true);
});

Deno.test("openTelnetDoor() does not read a peer who asks and takes no answer", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  door.connection.stopReading();
  const reading = received.next();
  const question = [IAC, DO, 200, IAC, Command.DONT, 200];
  door.connection.send(Uint8Array.from(Array.from({ length: 50_000 }, () => question).flat()), "z");
  await settle();
  assert.ok(door.connection.unread > 200_000, `${door.connection.unread} bytes were left unread`);
  door.connection.readOn();
  assert.equal((await reading)?.type, "input");
});

Deno.test("openTelnetDoor() reads nothing for a host that asks for nothing", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  door.connection.send(new Uint8Array(10 * WINDOW).fill(0x61));
  await settle();
  assert.ok(door.connection.unread > 9 * WINDOW, `${door.connection.unread} bytes were left unread`);
  assert.equal((await received.reads(10 * WINDOW)).length, 10 * WINDOW);
});

Deno.test("openTelnetDoor() says to whom it refuses why, hangs up and counts him not", async () => {
  await using door = new Doorway(0);
  await door.open();
  await door.over;
  assert.equal(door.connection.text, "All nodes of this board are busy. Please call again later.\r\n");
  assert.equal(door.received.length, 0);
  assert.equal(door.gates.count, 0);
  const entry = door.kit.entries.find(({ message }) => message === "Caller refused");
  assert.deepEqual({ ...entry?.properties }, { reason: "full" });
  await until("the line is closed", () => door.connection.closes > 0);
});

Deno.test("openTelnetDoor(): what is typed counts at the gates, and not what a client says to keep the line (once it did)", async () => {
  await using door = await new Doorway(1).open();
  const received = await door.settled();
  let columns = 100;
  const chatter = async () => {
    door.connection.send([IAC, NOP, ...naws(++columns, 30)]);
    assert.equal((await received.next())?.type, "resize");
  };
  door.clock.advance(PATIENCE - 1);
  door.connection.send("a");
  assert.equal(await received.reads(1), "a");
  door.clock.advance(PATIENCE - 1);
  await chatter();
  assert.equal(door.gates.enter("192.0.2.9").admitted, false, "he has typed something within a minute");
  door.clock.advance(1);
  await chatter();
  const next = door.gates.enter("192.0.2.9");
  assert.ok(next.admitted, "he has not");
  next[Symbol.dispose]();
  await door.connection.gets("you have not said anything");
});

Deno.test("openTelnetDoor() waits two seconds for a refused caller to take the line", async () => {
  await using door = new Doorway(0);
  door.connection.stopReading();
  await door.open();
  door.clock.advance(1999);
  await settle();
  assert.equal(door.connection.closes, 0);
  door.clock.advance(1);
  await door.over;
  assert.ok(door.connection.closes > 0);
});

Deno.test("openTelnetDoor() lets the next one in when a caller hangs up during the handshake", async () => {
  await using door = await new Doorway().open();
  assert.equal(door.gates.count, 1);
  door.connection.hangUp();
  await door.over;
  assert.equal(door.received.length, 0);
  assert.equal(door.gates.count, 0);
  assert.equal(door.clock.pending, 0);
});

Deno.test("openTelnetDoor() ends the events when the caller hangs up, and lets the next one in when the host is done", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  door.connection.send("bye");
  door.connection.hangUp();
  assert.equal(await received.reads(100), "bye");
  await settle();
  assert.equal(door.gates.count, 1);
  received.leave();
  await door.over;
  assert.equal(door.gates.count, 0);
});

Deno.test("openTelnetDoor() closes the line, and ends the events, when the host does", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  const reading = received.next();
  received.caller.close();
  assert.equal(await reading, undefined);
  await until("the line is closed", () => door.connection.closes > 0);
  assert.equal(door.done, false);
});

Deno.test("openTelnetDoor() survives a host that fails, writes it down and hangs up", async () => {
  await using door = await new Doorway().open();
  const received = await door.settled();
  received.fail(new Error("no seat"));
  await door.over;
  assert.equal(door.gates.count, 0);
  const entry = door.kit.entries.find(({ message }) => message === "Connection failed");
  assert.deepEqual({ ...entry?.properties }, { error: "no seat" });
});
