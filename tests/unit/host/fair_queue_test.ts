import assert from "node:assert/strict";
import fc from "fast-check";
import { FairQueue } from "../../../lib/host/fair_queue.ts";

/** A queue with one place, and work that ends when it is told to. */
function setUp(room: number, places = 1) {
  const queue = new FairQueue(places, room, () => new Error("full"));
  const begun: string[] = [];
  const refused: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (name: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    queue.run(name[0]!, async () => {
      begun.push(name);
      ends.push(resolve);
      await promise;
    }).catch(() => refused.push(name));
  };
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  /** Ends all work as it begins. */
  const finish = async () => {
    await settle();
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await settle();
    }
  };
  return { queue, ask, settle, finish, begun, refused };
}

Deno.test("FairQueue.run() serves the groups in turn, and within a group who came first", async () => {
  const { ask, finish, begun, queue } = setUp(10);
  for (const name of ["a1", "a2", "a3", "a4", "b1", "c1", "b2"]) ask(name);
  await finish();
  assert.deepEqual(begun, ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
  assert.equal(queue.size, 0);
});

Deno.test("FairQueue.run() lets the last of the largest group give way to one of a smaller group", async () => {
  const { ask, settle, finish, begun, refused } = setUp(4);
  for (const name of ["a0", "a1", "a2", "a3", "a4", "a5"]) ask(name);
  await settle();
  // One group may use all the room, and no more than that.
  assert.deepEqual(refused, ["a5"]);
  for (const name of ["b1", "c1", "b2", "c2", "a6"]) ask(name);
  await settle();
  assert.deepEqual(refused.toSorted(), ["a3", "a4", "a5", "a6", "b2", "c2"]);
  await finish();
  assert.deepEqual(begun, ["a0", "a1", "b1", "c1", "a2"]);
});

Deno.test("FairQueue.run() refuses who comes last when every group waits with as many", async () => {
  const { ask, settle, finish, begun, refused } = setUp(3);
  for (const name of ["a0", "a1", "b1", "c1", "d1"]) ask(name);
  await settle();
  assert.deepEqual(refused, ["d1"]);
  await finish();
  assert.deepEqual(begun, ["a0", "a1", "b1", "c1"]);
});

Deno.test("FairQueue.run() hands its places on, whatever the work does, and never has more at work or waiting", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ group: fc.constantFrom("a", "b", "c"), fails: fc.boolean() }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 5 }),
      async (asked, places, room) => {
        const queue = new FairQueue(places, room, () => new RangeError("full"));
        let working = 0;
        const outcomes = await Promise.allSettled(
          asked.map(({ group, fails }) =>
            queue.run(group, async () => {
              assert.ok(++working <= places);
              assert.ok(queue.size <= room);
              await Promise.resolve();
              working--;
              if (fails) throw new TypeError("failed");
            })
          ),
        );
        const full = outcomes.filter((one) => one.status === "rejected" && one.reason instanceof RangeError);
        assert.equal(full.length, Math.max(0, asked.length - places - room));
        assert.equal(queue.size, 0);
      },
    ),
  );
});
