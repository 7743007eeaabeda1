import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { createLogger } from "../../../lib/log/logger.ts";
import { Proxies } from "../../../lib/server/proxies.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";

function setUp(words: readonly string[]) {
  const logged: string[] = [];
  const log = createLogger({
    enabled: () => true,
    write: ({ category, message, properties }) =>
      void logged.push(`${category}: ${message}, ${properties?.fault}`),
  }, () => 0);
  const list = { words };
  return { list, logged, proxies: new Proxies({ words: () => list.words, clock: new FakeClock(), log }) };
}

const HEADER = "PROXY TCP4 198.51.100.7 192.0.2.1 56324 6023\r\n";

Deno.test("Proxies.unwrap() believes those in the list, and takes a header from others for what they type", async () => {
  const { proxies } = setUp(["192.0.2.0/24"]);
  const proxy = new FakeConnection("192.0.2.9");
  proxy.send(HEADER);
  const remote = (await proxies.unwrap("telnet", proxy))?.remoteAddr as Deno.NetAddr;
  assert.deepEqual([remote.hostname, remote.port], ["198.51.100.7", 56324]);
  const stranger = new FakeConnection("203.0.113.1");
  stranger.send(HEADER);
  assert.equal(await proxies.unwrap("telnet", stranger), stranger);
  assert.equal(stranger.unread, HEADER.length);
});

Deno.test("Proxies.unwrap() refuses a proxy without a header, and logs why", async () => {
  const { proxies, logged } = setUp(["192.0.2.9"]);
  const proxy = new FakeConnection("192.0.2.9");
  proxy.send("hello\r\n");
  assert.equal(await proxies.unwrap("ssh", proxy), undefined);
  assert.ok(proxy.closes > 0);
  assert.deepEqual(logged, ["ssh: Bad PROXY header, it is not there"]);
});

Deno.test("Proxies.unwrap() reads the list at each connection", async () => {
  const { proxies, list } = setUp([]);
  const first = new FakeConnection("192.0.2.9");
  assert.equal(await proxies.unwrap("telnet", first), first);
  list.words = ["192.0.2.9"];
  const second = new FakeConnection("192.0.2.9");
  second.send(HEADER);
  assert.notEqual(await proxies.unwrap("telnet", second), second);
});
