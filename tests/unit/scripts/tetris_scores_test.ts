import assert from "node:assert/strict";
import { DBProxy, setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import {
  addScore,
  GAMES_A_CALLER,
  loadScores,
  readScores,
  SCORES_KEY,
} from "../../../scripts/tetris_scores.ts";

function useStore(): DBProxy<unknown> {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
  return new DBProxy("tetris", "scores", store);
}

function game(handle: string, score: number, time = 1) {
  return { handle, score, lines: 1, level: 1, time };
}

Deno.test("addScore keeps the best games in order, no more than asked for", async () => {
  const table = useStore();
  for (let i = 1; i <= 30; i++) await addScore(game(`user${i}`, i * 10), 5);
  assert.deepEqual((await loadScores(5)).map(({ score }) => score), [300, 290, 280, 270, 260]);
  assert.equal((await table.get(SCORES_KEY) as unknown[]).length, 5);
  assert.equal((await addScore(game("late", 265), 5)).place, 5);
  assert.equal((await addScore(game("poor", 10), 5)).place, 0);
  assert.equal((await addScore(game("nothing", 0), 5)).place, 0);
});

Deno.test("addScore leaves room for other callers", async () => {
  useStore();
  for (let i = 1; i <= 10; i++) await addScore(game("alice", i * 10), 20);
  await addScore(game("bob", 5), 20);
  const scores = await loadScores(20);
  assert.equal(scores.filter(({ handle }) => handle === "alice").length, GAMES_A_CALLER);
  assert.equal(scores.at(-1)?.handle, "bob");
});

Deno.test("addScore loses no game when many end at once", async () => {
  useStore();
  await Promise.all(Array.from({ length: 20 }, (_, i) => addScore(game(`user${i}`, i + 1), 20)));
  assert.equal((await loadScores(20)).length, 20);
});

Deno.test("readScores makes a list out of anything, and hostile names harmless", () => {
  for (const stored of [undefined, null, 7, "x", {}, [null, 3, "y", [], { handle: "a" }]]) {
    assert.deepEqual(readScores(stored, 10), []);
  }
  const hostile = { ...game("\x1b[2J\x1b]0;x\x07e\u202evil|04\n", 1e300), lines: "many", level: -3 };
  const [score] = readScores([hostile], 10);
  assert.equal(score?.handle, "evil");
  assert.deepEqual([score?.lines, score?.level], [0, 0]);
  assert.ok(score!.score < 1e9);
});
