import assert from "node:assert/strict";
import fc from "fast-check";
import { FakeClock, systemClock, waitUntil } from "../../../lib/base/clock.ts";

Deno.test("FakeClock.advance() runs what falls due, in order of time and then of asking", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 20 }), fc.nat({ max: 25 }), (delays, ms) => {
      const clock = new FakeClock(1000);
      const ran: { at: number; n: number }[] = [];
      delays.forEach((delay, n) => clock.after(delay, () => ran.push({ at: clock.now(), n })));
      clock.advance(ms);
      const expected = delays.map((delay, n) => ({ at: 1000 + delay, n })).filter(({ at }) => at <= 1000 + ms)
        .sort((a, b) => a.at - b.at);
      assert.deepEqual(ran, expected);
      assert.equal(clock.pending, delays.length - expected.length);
      assert.equal(clock.now(), 1000 + ms);
      assert.equal(clock.monotonic(), 1000 + ms);
    }),
  );
});

Deno.test("FakeClock.after() can be cancelled, once it ran too", () => {
  const clock = new FakeClock();
  let runs = 0;
  const cancel = clock.after(5, () => runs++);
  const other = clock.after(5, () => runs++);
  cancel();
  assert.equal(clock.pending, 1);
  clock.advance(5);
  other();
  clock.advance(100);
  assert.equal(runs, 1);
});

Deno.test("FakeClock.advance() runs timers that timers set, within the same step of time", () => {
  const clock = new FakeClock();
  const ran: number[] = [];
  const again = () => {
    ran.push(clock.now());
    clock.after(10, again);
  };
  clock.after(10, again);
  clock.advance(35);
  assert.deepEqual(ran, [10, 20, 30]);
});

Deno.test("FakeClock.advance() does not run what another timer has cancelled", () => {
  const clock = new FakeClock();
  let runs = 0;
  const late = clock.after(2, () => runs++);
  clock.after(1, late);
  clock.advance(5);
  assert.equal(runs, 0);
});

Deno.test("systemClock.after() runs once and leaves no timer behind when it is cancelled", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = systemClock.after(1e12, () => assert.fail("a delay beyond 31 bits must not run at once"));
  systemClock.after(0, resolve);
  await promise;
  cancel();
});

Deno.test("systemClock.monotonic() does not go back, systemClock.now() is the time since 1970", () => {
  const before = systemClock.monotonic();
  assert.ok(systemClock.monotonic() >= before);
  assert.ok(systemClock.now() > Date.parse("2020-01-01"));
});

Deno.test("waitUntil() waits for a time, not for one that is past, and no longer than it is wanted", async () => {
  const clock = new FakeClock(1000);
  await waitUntil(clock, 1000);
  const abort = new AbortController();
  const waits = [waitUntil(clock, 1500), waitUntil(clock, 9000, abort.signal)];
  assert.equal(clock.pending, 2);
  clock.advance(500);
  await waits[0];
  abort.abort();
  await waits[1];
  assert.equal(clock.pending, 0);
  await waitUntil(clock, 9000, abort.signal);
});
