import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Line } from "../../../lib/net/line.ts";
import { LineStream } from "../../../lib/net/line_stream.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { settle, until } from "../../fakes/until.ts";

class Kit {
  readonly clock = new FakeClock();
  readonly connection = new FakeConnection();
  readonly stream = new LineStream(new Line(this.connection), this.clock);
  ended = false;
  closed = false;

  constructor() {
    this.stream.on("end", () => (this.ended = true));
    this.stream.on("close", () => (this.closed = true));
  }

  async close(): Promise<void> {
    this.stream.destroy();
    await until("the line is closed", () => this.connection.closes > 0);
  }
}

Deno.test("LineStream hands on what comes, in bites, and ends when the caller hangs up", async () => {
  const { connection, stream, ...kit } = new Kit();
  const sizes: number[] = [];
  const got: number[] = [];
  stream.on("data", (chunk: Uint8Array) => {
    sizes.push(chunk.length);
    got.push(...chunk);
  });
  const sent = Array.from({ length: 100_000 }, (_, i) => i % 251);
  connection.send(sent);
  connection.hangUp();
  await until("the stream is closed", () => stream.closed);
  assert.deepEqual(got, sent);
  assert.ok(Math.max(...sizes) <= 8192, String(Math.max(...sizes)));
  await until("the line is closed", () => connection.closes > 0);
  assert.equal(kit.clock.pending, 0);
});

Deno.test("LineStream reads no more of the line than somebody wants", async () => {
  const kit = new Kit();
  const { connection, stream } = kit;
  let got = 0;
  stream.on("data", (chunk: Uint8Array) => {
    got += chunk.length;
    stream.pause();
  });
  connection.send(new Uint8Array(1_000_000));
  await settle();
  assert.ok(got <= 8192, String(got));
  assert.ok(connection.unread > 900_000, String(connection.unread));
  stream.on("data", () => stream.resume());
  stream.resume();
  await until("all has come", () => got === 1_000_000);
  await kit.close();
});

Deno.test("LineStream's write is done when the caller has taken it, and fails when he is gone", async () => {
  const kit = new Kit();
  const { connection, stream } = kit;
  connection.stopReading();
  const done: string[] = [];
  stream.write("one", () => done.push("one"));
  stream.write("two", () => done.push("two"));
  await settle();
  assert.equal(done.length, 0);
  connection.readOn();
  await until("both are done", () => done.length === 2);
  assert.equal(connection.text, "onetwo");
  connection.stopReading();
  stream.write("three", (error) => done.push(error ? "failed" : "three"));
  await settle();
  connection.close();
  await until("it is told", () => done.length === 3);
  assert.equal(done[2], "failed");
  await kit.close();
});

Deno.test("LineStream.end() lets what was written arrive before the line is closed", async () => {
  const kit = new Kit();
  kit.stream.end("goodbye");
  await until("the line is closed", () => kit.connection.closes > 0);
  assert.equal(kit.connection.text, "goodbye");
  assert.ok(kit.closed);
});

Deno.test("LineStream.setTimeout() tells once that the time is over, and not when it was called off or all is over", async () => {
  const kit = new Kit();
  const { clock, stream } = kit;
  let told = 0;
  stream.on("timeout", () => told++);
  stream.setTimeout(1000);
  stream.setTimeout(2000);
  clock.advance(1999);
  assert.equal(told, 0);
  clock.advance(1);
  assert.equal(told, 1);
  stream.setTimeout(1000).setTimeout(0);
  clock.advance(5000);
  stream.setTimeout(1000);
  await kit.close();
  assert.equal(clock.pending, 0);
  stream.setTimeout(1000);
  assert.equal(clock.pending, 0);
  assert.equal(told, 1);
});
