import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { HandshakePlaces } from "../../../lib/server/handshake_places.ts";

/** Who has a place after a turn of the event loop. */
async function inside(entering: readonly Promise<() => void>[]): Promise<boolean[]> {
  const has = entering.map(() => false);
  entering.forEach((promise, i) => promise.then(() => (has[i] = true)));
  await new Promise((resolve) => setTimeout(resolve, 0));
  return has;
}

Deno.test("HandshakePlaces lets two of an address shake hands at a time, in order", async () => {
  const places = new HandshakePlaces(new FakeClock());
  const entering = Array.from({ length: 4 }, () => places.enter("192.0.2.1"));
  assert.deepEqual(await inside(entering), [true, true, false, false]);
  const leave = await entering[0]!;
  leave();
  leave();
  assert.deepEqual(await inside(entering), [true, true, true, false]);
});

Deno.test("HandshakePlaces lets others in before the third of an address, and eight in all", async () => {
  const places = new HandshakePlaces(new FakeClock());
  const entering = Array.from({ length: 10 }, (_, i) => places.enter(`192.0.2.${i < 3 ? 1 : i}`));
  assert.deepEqual(await inside(entering), [true, true, false, ...Array(6).fill(true), false]);
  (await entering[0]!)();
  // The third of the first address has waited longest.
  assert.deepEqual((await inside(entering)).indexOf(false), 9);
});

Deno.test("HandshakePlaces keeps a place for a moment only", async () => {
  const clock = new FakeClock();
  const places = new HandshakePlaces(clock);
  const entering = Array.from({ length: 3 }, () => places.enter("192.0.2.1"));
  assert.deepEqual(await inside(entering), [true, true, false]);
  clock.advance(1000);
  assert.deepEqual(await inside(entering), [true, true, true]);
  // Who has lost his place gives none back.
  (await entering[0]!)();
  const more = [places.enter("192.0.2.1"), places.enter("192.0.2.1")];
  assert.deepEqual(await inside(more), [true, false]);
});

Deno.test("HandshakePlaces holds nobody back when too many wait", async () => {
  const places = new HandshakePlaces(new FakeClock());
  const entering = Array.from({ length: 200 }, () => places.enter("192.0.2.1"));
  const has = await inside(entering);
  assert.equal(has.filter((here) => !here).length, 64);
  assert.ok(has.at(-1));
});
