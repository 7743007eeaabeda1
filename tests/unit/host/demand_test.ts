import assert from "node:assert/strict";
import { Demand } from "../../../lib/host/demand.ts";

Deno.test("Demand.extra() is nothing for callers who come one by one", () => {
  const demand = new Demand();
  for (const now of [0, 2000, 4000]) {
    demand.note(now);
    assert.equal(demand.extra(now), 0);
  }
});

Deno.test("Demand.extra() grows with a rush, is bounded, and fades after two seconds", () => {
  const demand = new Demand();
  demand.note(0);
  demand.note(50);
  demand.note(100);
  assert.equal(demand.extra(100), 2);
  for (let i = 0; i < 100; i++) demand.note(200 + i);
  assert.equal(demand.extra(300), 6);
  assert.equal(demand.extra(2299), 0);
});
