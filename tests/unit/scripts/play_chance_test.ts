import assert from "node:assert/strict";
import fc from "fast-check";
import { freshSeed, makeRandom, shuffled } from "../../../scripts/play_chance.ts";

Deno.test("makeRandom answers the same numbers for the same seed, all of them from 0 to less than 1", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [a, b] = [makeRandom(seed), makeRandom(seed)];
      for (let i = 0; i < 50; i++) {
        const n = a();
        assert.ok(n >= 0 && n < 1);
        assert.equal(b(), n);
      }
    }),
  );
});

Deno.test("makeRandom spreads its numbers evenly", () => {
  const random = makeRandom(1);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) bins[Math.floor(10 * random())]!++;
  for (const bin of bins) assert.ok(bin > 850 && bin < 1150, String(bins));
});

Deno.test("shuffled keeps what is in a list and leaves the list alone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
      const before = [...list];
      const order = shuffled(list, makeRandom(seed));
      assert.deepEqual(list, before);
      assert.deepEqual(order.toSorted((a, b) => a - b), before.toSorted((a, b) => a - b));
    }),
  );
});

Deno.test("freshSeed answers another number each time", () => {
  assert.ok(new Set(Array.from({ length: 8 }, freshSeed)).size > 1);
});
