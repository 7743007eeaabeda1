import assert from "node:assert/strict";
import { DBProxy, setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import {
  countRound,
  loadLandScores,
  NAMES_KEPT,
  nextNumber,
  readLandScores,
} from "../../../scripts/landgrab_scores.ts";
import type { LandState, PlayerView } from "../../../scripts/landgrab_state.ts";
import { MAP_CELLS } from "../../../scripts/landgrab_world.ts";

function player(seat: number, name: string, computer = false): PlayerView {
  return { seat, id: `s${seat}`, name, computer, row: 0, column: 0, heading: null, away: 0, cuts: seat };
}

/** A moment in which seat 1 has most land, then seat 0, then seat 2. */
function moment(round: number, players: readonly PlayerView[]): LandState {
  const owners = "1".repeat(300) + "0".repeat(200) + "2".repeat(100) + ".".repeat(MAP_CELLS - 600);
  return { term: 1, round, phase: "pause", left: 0, owners, lines: owners, players, watchers: 0, news: "" };
}

function useStore(): void {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
}

Deno.test("countRound counts a round once, whoever says so", async () => {
  useStore();
  const state = moment(7, [player(0, "alice"), player(1, "bob"), player(2, "Fern", true)]);
  const counted = await Promise.all([
    countRound(state),
    countRound(state),
    countRound(moment(6, state.players)),
  ]);
  assert.equal(counted.filter((yes) => yes).length >= 1, true);
  assert.equal(await countRound(state), false);
  const [first, second, ...more] = await loadLandScores();
  assert.deepEqual([first?.name, first?.wins, first?.cuts], ["bob", first?.rounds, first!.rounds]);
  assert.deepEqual([second?.name, second?.wins], ["alice", 0]);
  assert.deepEqual(more, []);
  assert.equal(first?.best, 46.3);
});

Deno.test("countRound counts no victory over nobody", async () => {
  useStore();
  await countRound(moment(1, [player(1, "alice")]));
  assert.deepEqual((await loadLandScores()).map(({ name, wins, rounds }) => [name, wins, rounds]), [[
    "alice",
    0,
    1,
  ]]);
});

Deno.test("countRound keeps no more than so many names", async () => {
  useStore();
  for (let round = 1; round <= NAMES_KEPT + 20; round++) {
    await countRound(moment(round, [player(0, `n${round}`)]));
  }
  assert.equal((await loadLandScores()).length, NAMES_KEPT);
});

Deno.test("nextNumber gives each asker another number", async () => {
  useStore();
  const numbers = await Promise.all(Array.from({ length: 10 }, () => nextNumber("term")));
  assert.deepEqual(numbers.sort((a, b) => a - b), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal(await nextNumber("round"), 1);
});

Deno.test("readLandScores makes a list out of anything, and hostile names harmless", async () => {
  useStore();
  await new DBProxy<unknown>("landgrab", "scores").set("best", [
    { name: "\x1b[2Jbo\x9b6nb", wins: 1e99, best: 1e9, cuts: "x" },
    7,
    null,
  ]);
  assert.deepEqual(await loadLandScores(), [{ name: "bob", wins: 1e6, rounds: 0, cuts: 0, best: 100 }]);
  assert.deepEqual(readLandScores("x"), []);
});
