import assert from "node:assert/strict";
import { Line } from "../../../lib/net/line.ts";
import { SshSocket } from "../../../lib/server/ssh_socket.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { settle, until } from "../../fakes/until.ts";

function setUp(early = "", said = 0) {
  const connection = new FakeConnection();
  const line = new Line(connection);
  const socket = new SshSocket(line, line.readable.getReader(), new TextEncoder().encode(early), said);
  let text = "";
  let closes = 0;
  socket.on("data", (bytes: Uint8Array) => (text += new TextDecoder().decode(bytes)));
  socket.on("close", () => closes++);
  return { connection, socket, text: () => text, closes: () => closes };
}

Deno.test("SshSocket tells what was read before, then what comes, and ends with the line", async () => {
  const { connection, socket, text, closes } = setUp("early ");
  connection.send("late");
  await until("all is there", () => text() === "early late");
  assert.equal(socket.received, 10);
  connection.hangUp();
  await until("it is closed", () => closes() === 1);
});

Deno.test("SshSocket leaves out the line that was said before, once", async () => {
  const { connection, socket, closes } = setUp("", 5);
  socket.write("hello");
  socket.write("world");
  await connection.gets("world");
  assert.equal(connection.text, "world");
  socket.end();
  await until("it is closed", () => closes() === 1);
});

Deno.test("SshSocket.takenUpTo() waits for the peer, and rejects when the line closes", async () => {
  const { connection, socket, closes } = setUp();
  connection.stopReading();
  socket.write("one");
  let taken = false;
  const first = socket.takenUpTo(socket.produced).then(() => (taken = true));
  await settle();
  assert.equal(taken, false);
  connection.readOn();
  await first;
  connection.stopReading();
  socket.write("two");
  const second = socket.takenUpTo(socket.produced);
  socket.destroy();
  await assert.rejects(second, /closed/);
  await assert.rejects(socket.takenUpTo(99), /closed/);
  await until("it is closed", () => closes() === 1);
});

Deno.test("SshSocket does not read a peer who does not take what he is sent", async () => {
  const { connection, socket, text, closes } = setUp();
  connection.stopReading();
  for (let n = 0; n < 100; n++) socket.write(new Uint8Array(8192));
  connection.send("a question");
  await settle();
  assert.equal(text(), "");
  connection.readOn();
  await until("he is read again", () => text() === "a question");
  socket.destroy();
  await until("it is closed", () => closes() === 1);
});

Deno.test("SshSocket holds while it is asked to", async () => {
  const { connection, socket, text, closes } = setUp();
  let hold = true;
  const letGo = socket.hold(() => hold);
  connection.send("held");
  await settle();
  assert.equal(text(), "");
  hold = false;
  socket.look();
  await until("it reads on", () => text() === "held");
  hold = true;
  const other = socket.hold(() => true);
  connection.send(", by two");
  letGo();
  await settle();
  assert.equal(text(), "held", "one of them still holds");
  other();
  await until("nobody does", () => text() === "held, by two");
  socket.destroy();
  await until("it is closed", () => closes() === 1);
});
