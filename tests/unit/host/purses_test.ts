import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { Purses } from "../../../lib/host/purses.ts";

Deno.test("Purses.spend() takes what there is, and more comes with time, to a full purse at the most", () => {
  const clock = new FakeClock();
  const purses = new Purses({ burst: 3, refill: 1000, clock });
  const owner = {};
  assert.equal(purses.spend(owner, 2), true);
  assert.equal(purses.spend(owner, 2), false);
  assert.equal(purses.spend(owner, 1), true);
  clock.advance(999);
  assert.equal(purses.spend(owner, 1), false);
  clock.advance(1);
  assert.equal(purses.spend(owner, 1), true);
  clock.advance(1_000_000);
  assert.equal(purses.spend(owner, 3), true);
  assert.equal(purses.spend(owner, 1), false);
});

Deno.test("Purses: each owner has one of his own", () => {
  const purses = new Purses({ burst: 1, refill: 1000, clock: new FakeClock() });
  const [one, other] = [{}, {}];
  assert.equal(purses.spend(one, 1), true);
  assert.equal(purses.spend(one, 1), false);
  assert.equal(purses.spend(other, 1), true);
});
