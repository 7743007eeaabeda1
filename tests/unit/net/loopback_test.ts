import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { Loopback } from "../../../lib/net/loopback.ts";
import { settle, until, within } from "../../fakes/until.ts";

/** What comes next. */
function received(socket: Socket): Promise<number[]> {
  const got = new Promise<number[]>((resolve) =>
    socket.once("data", (data: Uint8Array) => resolve([...data]))
  );
  socket.resume();
  return within("bytes", got);
}

function ended(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return within("the end", new Promise((resolve) => socket.once("close", () => resolve())));
}

Deno.test("Loopback.pair() makes pairs whose ends belong together, also many at once", async () => {
  const loopback = await Loopback.open();
  const pairs = await Promise.all(Array.from({ length: 20 }, () => loopback.pair()));
  for (const [n, { dialled, accepted }] of pairs.entries()) {
    await dialled.write(Uint8Array.of(n));
    assert.deepEqual(await received(accepted), [n]);
    accepted.write(Uint8Array.of(n + 100));
    const buffer = new Uint8Array(1);
    assert.equal(await dialled.read(buffer), 1);
    assert.equal(buffer[0], n + 100);
  }
  loopback.close();
  for (const { dialled, accepted } of pairs) {
    dialled.close();
    accepted.destroy();
    await ended(accepted);
  }
  await settle();
});

Deno.test("Loopback cuts off strangers, whether a pair is being made or not", async () => {
  const loopback = await Loopback.open();
  const first = await loopback.pair();
  const { port } = first.dialled.remoteAddr as Deno.NetAddr;
  let gone = 0;
  const strangers: Socket[] = [];
  const knock = () => {
    const stranger = connect({ host: "127.0.0.1", port });
    stranger.on("error", () => {});
    stranger.on("data", () => assert.fail("a stranger is told something"));
    stranger.on("close", () => gone++);
    strangers.push(stranger);
  };
  for (let n = 0; n < 10; n++) knock();
  const pairs = [first, await loopback.pair()];
  for (let n = 0; n < 10; n++) knock();
  pairs.push(await loopback.pair());
  await until("the strangers are gone", () => gone === strangers.length);
  for (const { dialled, accepted } of pairs) {
    await dialled.write(Uint8Array.of(7));
    assert.deepEqual(await received(accepted), [7]);
    dialled.close();
    accepted.destroy();
    await ended(accepted);
  }
  loopback.close();
  await settle();
});
