import assert from "node:assert/strict";
import { Departures } from "../../../lib/host/departures.ts";

Deno.test("A Worker that nobody needs is stopped at once when nothing is the matter", () => {
  const stopped: number[] = [];
  const departures = new Departures((id) => stopped.push(id));
  departures.add(1, false);
  departures.add(2, false);
  assert.deepEqual(stopped, [1, 2]);
});

Deno.test("In a rush the ends wait, sixteen at the most, and all come when it is over", () => {
  const stopped: number[] = [];
  const departures = new Departures((id) => stopped.push(id));
  for (let id = 1; id <= 16; id++) departures.add(id, true);
  assert.deepEqual(stopped, []);
  departures.add(17, true);
  departures.add(18, true);
  assert.deepEqual(stopped, [1, 2]);
  departures.settle();
  assert.deepEqual(stopped, Array.from({ length: 18 }, (_, index) => index + 1));
  departures.settle();
  assert.equal(stopped.length, 18);
});

Deno.test("The first end after a rush takes those along that have waited", () => {
  const stopped: number[] = [];
  const departures = new Departures((id) => stopped.push(id));
  departures.add(1, true);
  departures.add(2, false);
  assert.deepEqual(stopped, [1, 2]);
});
