import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fillWorld,
  parseState,
  percentOf,
  ranking,
  tidyName,
  worldState,
} from "../../../scripts/landgrab_state.ts";
import { LandWorld, MAP_CELLS } from "../../../scripts/landgrab_world.ts";
import { makeRandom } from "../../../scripts/play_chance.ts";
import { MAX_EVENT } from "../../../lib/wire/limits.ts";

function moment(seed = 1) {
  const world = new LandWorld(makeRandom(seed));
  for (let i = 0; i < 8; i++) world.join(`telnet-10.0.0.${i}:23`, `somebody ${i}`, i % 2 === 0);
  for (let i = 0; i < 40; i++) {
    for (const { id } of world.players.values()) {
      world.turn(id, (["up", "left", "down", "right"] as const)[Math.floor(i / 7) % 4]);
    }
    world.step();
  }
  const rest = { term: 3, round: 9, phase: "running", left: 1000, watchers: 2, news: "x" } as const;
  return { world, state: { ...rest, ...worldState(world) } };
}

Deno.test("parseState reads what worldState wrote, and fillWorld makes the same world of it", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { world, state } = moment(seed);
      const text = JSON.stringify(state);
      assert.ok(text.length < MAX_EVENT / 2);
      const heard = parseState(JSON.parse(text));
      assert.deepEqual(heard, state);
      const other = new LandWorld(makeRandom(2));
      fillWorld(other, heard!);
      assert.deepEqual([other.owners, other.lines], [world.owners, world.lines]);
      assert.deepEqual(worldState(other), worldState(world));
    }),
    { numRuns: 30 },
  );
});

Deno.test("parseState refuses what is no moment of the game", () => {
  const { state } = moment();
  const wrong: unknown[] = [
    undefined,
    null,
    7,
    "x",
    [],
    {},
    { resigned: 4 },
    { ...state, term: -1 },
    { ...state, round: 1.5 },
    { ...state, phase: "over" },
    { ...state, left: NaN },
    { ...state, left: "soon" },
    { ...state, owners: "." },
    { ...state, owners: "9".repeat(MAP_CELLS) },
    { ...state, lines: 3 },
    { ...state, watchers: 1e9 },
    { ...state, players: "all" },
    { ...state, players: [null] },
    { ...state, players: [{ ...state.players[0]!, row: 99 }] },
    { ...state, players: [{ ...state.players[0]!, seat: 8 }] },
    { ...state, players: [{ ...state.players[0]!, id: 5 }] },
    { ...state, players: [state.players[0]!, state.players[0]!] },
  ];
  for (const value of wrong) assert.equal(parseState(value), undefined, JSON.stringify(value)?.slice(0, 80));
});

Deno.test("parseState makes names and news fit for the eyes of others", () => {
  const { state } = moment();
  const evil = "\x1b[2J\x1b]0;x\x07bo\x9b6nb\u202e|04";
  const heard = parseState({
    ...state,
    news: evil,
    players: [{ ...state.players[0]!, name: evil, heading: "toString" }],
  });
  assert.equal(heard?.players[0]?.name, "bob");
  assert.equal(heard?.players[0]?.heading, null);
  assert.equal(heard?.news, "bob");
  assert.equal(tidyName("\x1b[0m"), "nobody");
  assert.equal(tidyName("x".repeat(100)).length, 16);
});

Deno.test("ranking has the one with most land first", () => {
  const { state } = moment();
  const order = ranking(state);
  assert.equal(order.length, 8);
  for (let i = 1; i < order.length; i++) assert.ok(order[i - 1]![1] >= order[i]![1]);
  assert.ok(percentOf({ ...state, owners: "3".repeat(MAP_CELLS) }, 3) === 100);
});
