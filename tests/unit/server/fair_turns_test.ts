import assert from "node:assert/strict";
import { FairTurns } from "../../../lib/server/fair_turns.ts";
import { until } from "../../fakes/until.ts";

Deno.test("FairTurns.take() does one piece of work in a turn of the event loop, in order", async () => {
  const turns = new FairTurns();
  const done: string[] = [];
  const works = ["a", "b", "c"].map((name) => turns.take(() => void done.push(name)));
  await works[0];
  assert.deepEqual(done, ["a"]);
  await works[1];
  assert.deepEqual(done, ["a", "b"]);
  await works[2];
  assert.deepEqual(done, ["a", "b", "c"]);
});

Deno.test("FairTurns leaves the thread free for as long as a piece of work took", async () => {
  let time = 0;
  const turns = new FairTurns(() => time);
  const first = turns.take(() => void (time += 20));
  let second = false;
  const waiting = turns.take(() => void (second = true));
  await first;
  let free = 0;
  await until("the second has its turn", () => {
    free++;
    return second;
  });
  assert.ok(free > 1, "others had their turn in between");
  await waiting;
});

Deno.test("FairTurns.take() rejects with what the work throws, and goes on", async () => {
  const turns = new FairTurns();
  await assert.rejects(
    turns.take(() => {
      throw new RangeError("no");
    }),
    RangeError,
  );
  let done = false;
  await turns.take(() => void (done = true));
  assert.ok(done);
});
