import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Line } from "../../../lib/net/line.ts";
import { PROXY_DEADLINE, readProxyHeader } from "../../../lib/net/proxied.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { settle } from "../../fakes/until.ts";

const HEADER = "PROXY TCP4 198.51.100.7 192.0.2.1 56324 6023\r\n";

Deno.test("readProxyHeader() answers the connection of who really calls, with all that he has sent", async () => {
  const clock = new FakeClock();
  const peer = new FakeConnection("127.0.0.1");
  peer.send(HEADER.slice(0, 10));
  const reading = readProxyHeader(peer, clock);
  await settle();
  peer.send(HEADER.slice(10), "typed");
  const read = await reading;
  assert.ok("connection" in read);
  assert.equal(clock.pending, 0);
  const line = new Line(read.connection);
  assert.deepEqual(line.remote, { hostname: "198.51.100.7", port: 56324 });
  const small = new Uint8Array(3);
  assert.equal(await read.connection.read(small), 3);
  assert.equal(new TextDecoder().decode(small), "typ");
  assert.equal(await read.connection.read(small), 2);
  peer.send("more");
  assert.equal(await read.connection.read(small), 3);
  assert.equal(new TextDecoder().decode(small), "mor");
  await line.write(Uint8Array.of(65));
  assert.equal(peer.text, "A");
  line.drop();
  assert.ok(peer.closes > 0);
});

Deno.test("readProxyHeader() keeps the proxy's own address when it speaks for itself", async () => {
  const peer = new FakeConnection("127.0.0.1", 4711);
  peer.send("PROXY UNKNOWN\r\n");
  const read = await readProxyHeader(peer, new FakeClock());
  assert.ok("connection" in read);
  assert.deepEqual(new Line(read.connection).remote, { hostname: "127.0.0.1", port: 4711 });
});

Deno.test("readProxyHeader() closes what has no header, is cut off, or takes too long", async () => {
  for (
    const [act, fault] of [
      [(peer: FakeConnection) => peer.send("\xff\xfb\x1f"), "it is not there"],
      [(peer: FakeConnection) => peer.send("PROXY TCP9 x\r\n"), "its family is unknown"],
      [(peer: FakeConnection) => {
        peer.send(HEADER.slice(0, -1));
        peer.hangUp();
      }, "it was cut off"],
      [(_peer: FakeConnection, clock: FakeClock) => clock.advance(PROXY_DEADLINE), "it has not come in time"],
    ] as const
  ) {
    const clock = new FakeClock();
    const peer = new FakeConnection("127.0.0.1");
    const reading = readProxyHeader(peer, clock);
    await settle();
    act(peer, clock);
    assert.deepEqual(await reading, { fault });
    assert.ok(peer.closes > 0);
    assert.equal(clock.pending, 0);
  }
});
