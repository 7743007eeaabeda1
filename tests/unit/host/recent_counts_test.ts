import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { RecentCounts } from "../../../lib/host/recent_counts.ts";

Deno.test("RecentCounts.take() counts each name for itself and forgets after the window", () => {
  const clock = new FakeClock();
  const counts = new RecentCounts(clock, 1000);
  assert.deepEqual([1, 2, 3].map(() => counts.take("a", 2)), [true, true, false]);
  assert.equal(counts.take("b", 2), true);
  clock.advance(999);
  assert.equal(counts.take("a", 2), false);
  clock.advance(1);
  assert.deepEqual([1, 2, 3].map(() => counts.take("a", 2)), [true, true, false]);
});

Deno.test("RecentCounts remembers no more names than it may, and none that is over", () => {
  const clock = new FakeClock();
  const counts = new RecentCounts(clock, 1000, 3);
  for (const name of ["a", "b", "a", "c", "d"]) counts.take(name, 5);
  assert.equal(counts.size, 3);
  // b was longest quiet: it begins anew; a is still known.
  assert.equal(counts.take("a", 2), false);
  clock.advance(2000);
  counts.take("e", 1);
  assert.equal(counts.size, 1);
});
