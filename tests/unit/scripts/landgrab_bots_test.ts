import assert from "node:assert/strict";
import { Bots } from "../../../scripts/landgrab_bots.ts";
import { LandWorld } from "../../../scripts/landgrab_world.ts";
import { makeRandom } from "../../../scripts/play_chance.ts";

Deno.test("Bots fetch land when they are left alone, for every seed", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = makeRandom(seed);
    const world = new LandWorld(random);
    const player = world.join("c", "Fern", true)!;
    const bots = new Bots(random);
    let own = 0;
    for (let i = 0; i < 300; i++) {
      bots.think(world);
      for (const event of world.step()) if (event.type === "cut") own++;
    }
    assert.ok(world.land(player.seat) > 60, `seed ${seed}: ${world.land(player.seat)} fields`);
    assert.equal(own, 0, `seed ${seed}: ran into its own line`);
  }
});

Deno.test("Bots step on a line that lies beside them", () => {
  const world = new LandWorld(makeRandom(1));
  const alice = world.join("a", "alice")!;
  const fern = world.join("c", "Fern", true)!;
  world.lines[(fern.row - 1) * 36 + fern.column] = alice.seat;
  new Bots(makeRandom(1)).think(world);
  assert.deepEqual(world.step(), [{ type: "cut", seat: alice.seat, by: fern.seat }]);
});

Deno.test("Bots play against each other without end, and leave callers alone", () => {
  const random = makeRandom(3);
  const world = new LandWorld(random);
  const bots = new Bots(random);
  for (const name of ["A", "B", "C", "D"]) world.join(name, name, true);
  const alice = world.join("a", "alice")!;
  let cuts = 0;
  for (let i = 0; i < 1500; i++) {
    bots.think(world);
    cuts += world.step().filter(({ type }) => type === "cut").length;
    assert.equal(alice.heading, undefined);
  }
  assert.ok(cuts > 0);
});
