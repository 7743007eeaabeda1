import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Line } from "../../../lib/net/line.ts";
import { FAREWELL_DEADLINE, sayFarewell, strangerOn, watchSilence } from "../../../lib/server/farewell.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { settle, until } from "../../fakes/until.ts";

Deno.test("sayFarewell() says the line, closes and leaves no timer", async () => {
  const clock = new FakeClock();
  const connection = new FakeConnection();
  await sayFarewell(new Line(connection), clock, "No.");
  assert.equal(connection.text, "No.\r\n");
  await until("it is closed", () => connection.closes > 0);
  assert.equal(clock.pending, 0);
});

Deno.test("sayFarewell() drops who does not take the line", async () => {
  const clock = new FakeClock();
  const connection = new FakeConnection();
  connection.stopReading();
  const said = sayFarewell(new Line(connection), clock, "No.");
  await settle();
  clock.advance(FAREWELL_DEADLINE - 1);
  assert.equal(connection.closes, 0);
  clock.advance(1);
  await said;
  assert.ok(connection.closes > 0);
});

Deno.test("watchSilence() sends away who has said nothing, and tells of it", async () => {
  const clock = new FakeClock();
  const connection = new FakeConnection();
  let told = 0;
  watchSilence(new Line(connection), clock, 5000, () => void told++);
  clock.advance(4999);
  assert.equal(told, 0);
  clock.advance(1);
  await until("it is closed", () => connection.closes > 0);
  assert.equal(told, 1);
  assert.equal(connection.text, "You have not said anything. Goodbye.\r\n");
});

Deno.test("watchSilence() lets everybody be who has sent one byte, whatever it was", async () => {
  const clock = new FakeClock();
  const connection = new FakeConnection();
  const line = new Line(connection);
  watchSilence(line, clock, 5000, () => assert.fail("he has spoken"));
  assert.equal(line.heard, false);
  connection.send([255]);
  const reader = line.readable.getReader();
  await reader.read();
  assert.equal(line.heard, true);
  clock.advance(60_000);
  await settle();
  assert.equal(connection.closes, 0);
  await reader.cancel();
});

Deno.test("watchSilence() can be called off", async () => {
  const clock = new FakeClock();
  const connection = new FakeConnection();
  watchSilence(new Line(connection), clock, 5000, () => assert.fail("it was called off"))();
  clock.advance(60_000);
  await settle();
  assert.equal(connection.closes, 0);
});

Deno.test("strangerOn() tells the gates what the line knows, and sends away with a line below what stands there", async () => {
  for (const seated of [false, true]) {
    const connection = new FakeConnection();
    const told: string[] = [];
    const line = new Line(connection, () => 0);
    const stranger = strangerOn(line, new FakeClock(), () => seated, (why) => told.push(why));
    assert.deepEqual([stranger.heard, stranger.quiet, stranger.seated], [false, 0, seated]);
    stranger.sendAway("silent", "Goodbye.");
    await until("it is closed", () => connection.closes > 0);
    assert.equal(connection.text, `${seated ? "\r\n" : ""}Goodbye.\r\n`);
    assert.deepEqual(told, ["silent"]);
  }
});
