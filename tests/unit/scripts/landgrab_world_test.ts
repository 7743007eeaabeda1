import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cellBeside,
  cellOf,
  type Heading,
  HEADINGS,
  LandWorld,
  MAP_CELLS,
  MAP_COLUMNS,
  MAP_ROWS,
  NOBODY,
  type Player,
  SEATS,
  STEPS_AWAY,
} from "../../../scripts/landgrab_world.ts";
import { makeRandom } from "../../../scripts/play_chance.ts";

const ALL = Object.keys(HEADINGS) as Heading[];

function assertSound(world: LandWorld): void {
  for (let cell = 0; cell < MAP_CELLS; cell++) {
    const [owner, line] = [world.owners[cell]!, world.lines[cell]!];
    assert.ok(owner === NOBODY || world.players.has(owner));
    assert.ok(line === NOBODY || world.players.has(line));
    assert.ok(line === NOBODY || line !== owner, "a line on own land");
  }
  for (const [seat, player] of world.players) {
    assert.equal(player.seat, seat);
    assert.ok(player.row >= 0 && player.row < MAP_ROWS && player.column >= 0 && player.column < MAP_COLUMNS);
    if (player.away > 0) assert.ok(!world.hasLine(seat));
    else if (world.hasLine(seat) && world.lines[cellOf(player)] === NOBODY) {
      // A line ends where its drawer stands, unless somebody settled there meanwhile.
      assert.notEqual(world.owners[cellOf(player)], seat);
    }
  }
}

/** A world with one player at a place, with nothing but a home around him. */
function alone(row: number, column: number): { world: LandWorld; player: Player } {
  const world = new LandWorld(makeRandom(1));
  const player = world.join("a", "alice")!;
  place(world, player, row, column);
  return { world, player };
}

/** Puts a player's home somewhere. */
function place(world: LandWorld, player: Player, row: number, column: number): void {
  for (let cell = 0; cell < MAP_CELLS; cell++) {
    if (world.owners[cell] === player.seat) world.owners[cell] = NOBODY;
  }
  for (let y = row - 1; y <= row + 1; y++) {
    for (let x = column - 1; x <= column + 1; x++) world.owners[y * MAP_COLUMNS + x] = player.seat;
  }
  player.row = row;
  player.column = column;
}

function walk(world: LandWorld, id: string, path: readonly Heading[]) {
  return path.flatMap((heading) => {
    world.turn(id, heading);
    return world.step();
  });
}

function times(count: number, heading: Heading): Heading[] {
  return new Array<Heading>(count).fill(heading);
}

Deno.test("LandWorld stays sound whoever joins, leaves, turns and steps", () => {
  const doing = fc.oneof(
    { weight: 12, arbitrary: fc.tuple(fc.constant("turn"), fc.nat(9), fc.constantFrom(...ALL)) },
    { weight: 10, arbitrary: fc.tuple(fc.constant("step"), fc.nat(9), fc.constantFrom(...ALL)) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("join"), fc.nat(9), fc.constantFrom(...ALL)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("leave", "stop", "restart"), fc.nat(9), fc.constantFrom(...ALL)),
    },
  );
  fc.assert(
    fc.property(fc.integer(), fc.array(doing, { maxLength: 250 }), (seed, doings) => {
      const world = new LandWorld(makeRandom(seed));
      for (const id of ["0", "1", "2"]) world.join(id, id);
      for (const [what, id, heading] of doings) {
        if (what === "turn") world.turn(String(id), heading);
        else if (what === "step") world.step();
        else if (what === "join") world.join(String(id), "x");
        else if (what === "leave") world.leave(String(id));
        else if (what === "stop") world.turn(String(id), undefined);
        else world.restart();
        assertSound(world);
      }
    }),
    { numRuns: 80 },
  );
});

Deno.test("LandWorld.join gives a home of nine fields, and eight seats at most", () => {
  const world = new LandWorld(makeRandom(4));
  for (let i = 0; i < SEATS; i++) {
    const player = world.join(`s${i}`, `p${i}`)!;
    assert.equal(world.land(player.seat), 9);
    assert.equal(world.owners[cellOf(player)], player.seat);
  }
  assert.equal(world.join("s9", "late"), undefined);
  assert.equal(world.join("s3", "again")?.name, "p3");
  assert.ok(world.leave("s3"));
  assert.ok(!world.leave("s3"));
  assert.equal(world.join("s9", "late")?.seat, 3);
});

Deno.test("LandWorld.step gives the line and all that it encloses to who comes home", () => {
  const { world, player } = alone(9, 10);
  const path: Heading[] = [...times(4, "right"), ...times(3, "down"), ...times(4, "left"), ...times(2, "up")];
  const events = walk(world, "a", path);
  const took = events.find((event) => event.type === "took");
  assert.deepEqual(took, { type: "took", seat: player.seat, cells: world.land(player.seat) - 9 });
  // Inside of the loop.
  assert.equal(world.owners[11 * MAP_COLUMNS + 12], player.seat);
  assert.ok(!world.hasLine(player.seat));
});

Deno.test("LandWorld.step takes land of others that was enclosed, and who has none left comes back elsewhere", () => {
  const { world, player } = alone(9, 10);
  const bob = world.join("b", "bob")!;
  place(world, bob, 9, 16);
  const path: Heading[] = [
    "up",
    "up",
    ...times(9, "right"),
    ...times(6, "down"),
    ...times(9, "left"),
    ...times(3, "up"),
  ];
  const events = walk(world, "a", path);
  assert.equal(world.land(bob.seat), 0);
  assert.deepEqual(events.filter(({ type }) => type === "ousted"), [{ type: "ousted", seat: bob.seat }]);
  for (let i = 0; i < STEPS_AWAY; i++) world.step();
  assert.equal(bob.away, 0);
  assert.equal(world.land(bob.seat), 9);
  assert.ok(world.land(player.seat) > 50);
});

Deno.test("LandWorld.step cuts a line that somebody steps on", () => {
  const { world, player } = alone(9, 10);
  const bob = world.join("b", "bob")!;
  place(world, bob, 12, 14);
  walk(world, "a", times(5, "right"));
  assert.ok(world.hasLine(player.seat));
  player.heading = undefined;
  const events = walk(world, "b", times(3, "up"));
  assert.deepEqual(events, [{ type: "cut", seat: player.seat, by: bob.seat }]);
  assert.equal(bob.cuts, 1);
  assert.ok(!world.hasLine(player.seat));
  assert.ok(player.away > 0);
  assert.equal(world.land(player.seat), 9);
  for (let i = 0; i < STEPS_AWAY; i++) world.step();
  assert.equal(player.away, 0);
  assert.equal(world.owners[cellOf(player)], player.seat);
});

Deno.test("LandWorld.step cuts one's own line, but does not turn straight back onto it", () => {
  const { world, player } = alone(9, 10);
  assert.deepEqual(walk(world, "a", [...times(4, "right"), "left"]), []);
  assert.equal(player.column, 15);
  const events = walk(world, "a", ["down", "left", "left", "up"]);
  assert.deepEqual(events, [{ type: "cut", seat: player.seat, by: player.seat }]);
  assert.equal(player.cuts, 0);
});

Deno.test("LandWorld.turn lets nobody stand still but on own land, and nobody hurts him there", () => {
  const { world, player } = alone(9, 10);
  world.turn("a", "right");
  world.step();
  world.turn("a", undefined);
  world.step();
  assert.equal(player.column, 11);
  walk(world, "a", ["right", "right"]);
  world.turn("a", undefined);
  world.step();
  assert.equal(player.column, 14);
  const home = alone(9, 10);
  const bob = home.world.join("b", "bob")!;
  place(home.world, bob, 9, 14);
  assert.deepEqual(walk(home.world, "b", times(4, "left")), []);
  assert.equal(cellOf(bob), cellOf(home.player));
});

Deno.test("LandWorld.turn keeps two turns and no more", () => {
  const { world, player } = alone(9, 10);
  for (const heading of ["right", "down", "left", "up", "right"] as const) world.turn("a", heading);
  assert.deepEqual(player.turns, ["right", "down"]);
  world.turn("nobody", "up");
});

Deno.test("LandWorld.leave frees land and line", () => {
  const { world } = alone(9, 10);
  walk(world, "a", times(4, "right"));
  world.leave("a");
  assert.ok(world.owners.every((owner) => owner === NOBODY));
  assert.ok(world.lines.every((line) => line === NOBODY));
});

Deno.test("cellBeside ends at the edges", () => {
  assert.equal(cellBeside(0, "left"), undefined);
  assert.equal(cellBeside(0, "up"), undefined);
  assert.equal(cellBeside(MAP_COLUMNS - 1, "right"), undefined);
  assert.equal(cellBeside(MAP_CELLS - 1, "down"), undefined);
  assert.equal(cellBeside(0, "right"), 1);
});
