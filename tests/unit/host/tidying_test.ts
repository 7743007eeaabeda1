import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Tidying } from "../../../lib/host/tidying.ts";

/** Ends `count` sessions, `apart` milliseconds one after the other. */
function end(tidying: Tidying, clock: FakeClock, count: number, apart: number): void {
  for (let i = 0; i < count; i++) {
    if (i > 0) clock.advance(apart);
    tidying.ended();
  }
}

Deno.test("A thread tidies once when many sessions have ended and no more end", () => {
  const clock = new FakeClock();
  let times = 0;
  using tidying = new Tidying(clock, () => void times++);
  end(tidying, clock, 100, 2000);
  assert.equal(times, 0);
  clock.advance(2999);
  assert.equal(times, 0);
  clock.advance(1);
  assert.equal(times, 1);
  clock.advance(60_000);
  assert.equal(times, 1);
});

Deno.test("A few ends are not worth it, whenever they were, until they have become many", () => {
  const clock = new FakeClock();
  let times = 0;
  using tidying = new Tidying(clock, () => void times++);
  end(tidying, clock, 15, 60_000);
  clock.advance(60_000);
  assert.equal(times, 0);
  tidying.ended();
  clock.advance(3000);
  assert.equal(times, 1);
  tidying.ended();
  clock.advance(60_000);
  assert.equal(times, 1);
});

Deno.test("Nothing is tidied after the end", () => {
  const clock = new FakeClock();
  const tidying = new Tidying(clock, () => assert.fail("tidied"));
  end(tidying, clock, 20, 0);
  tidying[Symbol.dispose]();
  clock.advance(60_000);
});
