import assert from "node:assert/strict";
import fc from "fast-check";
import { makeRandom } from "../../../scripts/play_chance.ts";
import {
  fallTime,
  FIELD_COLUMNS,
  FIELD_ROWS,
  HIDDEN_ROWS,
  MAX_LEVEL,
  type PieceKind,
  placesOf,
  type TetrisAction,
  TetrisGame,
} from "../../../scripts/tetris_field.ts";

const ACTIONS: readonly TetrisAction[] = ["left", "right", "down", "turn", "turn_back", "drop", "hold"];

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ACTIONS) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1500 }) },
);
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function play(seed: number, steps: readonly (TetrisAction | number)[], look?: (game: TetrisGame) => void) {
  const game = new TetrisGame(makeRandom(seed));
  for (const what of steps) {
    if (typeof what === "number") game.advance(what);
    else game.act(what);
    look?.(game);
  }
  return game;
}

function filled(game: TetrisGame): number {
  return game.cells.filter((kind) => kind !== 0).length;
}

function fullRows(game: TetrisGame): number {
  let full = 0;
  for (let row = 0; row < FIELD_ROWS + HIDDEN_ROWS; row++) {
    if (!game.cells.subarray(row * FIELD_COLUMNS, (row + 1) * FIELD_COLUMNS).includes(0)) full++;
  }
  return full;
}

Deno.test("TetrisGame keeps its field sound whatever is pressed and however time passes", () => {
  fc.assert(
    fc.property(seeds, fc.array(step, { maxLength: 300 }), (seed, steps) => {
      let score = 0;
      play(seed, steps, (game) => {
        assert.equal(filled(game), 4 * game.pieces - FIELD_COLUMNS * game.lines);
        assert.equal(fullRows(game), 0);
        assert.ok(game.score >= score);
        score = game.score;
        if (game.over) return;
        for (const [row, column] of [...placesOf(game.falling), ...placesOf(game.landing)]) {
          assert.equal(game.cells[row * FIELD_COLUMNS + column], 0);
          assert.ok(column >= 0 && column < FIELD_COLUMNS && row >= 0);
        }
      });
    }),
    { numRuns: 150 },
  );
});

Deno.test("TetrisGame is the same game for the same seed", () => {
  fc.assert(
    fc.property(seeds, fc.array(step, { maxLength: 80 }), (seed, steps) => {
      const [a, b] = [play(seed, steps), play(seed, steps)];
      assert.deepEqual([a.cells, a.falling, a.next, a.score], [b.cells, b.falling, b.next, b.score]);
    }),
    { numRuns: 50 },
  );
});

Deno.test("TetrisGame does not depend on how time is cut", () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 40 }), (seed, times) => {
      const whole = play(seed, times);
      const cut = play(seed, times.flatMap((ms) => [ms - ms % 7, ...new Array<number>(ms % 7).fill(1)]));
      assert.deepEqual([whole.cells, whole.falling], [cut.cells, cut.falling]);
    }),
    { numRuns: 50 },
  );
});

Deno.test("TetrisGame deals each seven pieces as the seven kinds", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const game = new TetrisGame(makeRandom(seed));
      const dealt: PieceKind[] = [];
      // Seven pieces fit on the field wherever they land.
      while (dealt.length < 7) {
        dealt.push(game.falling.kind);
        const [first] = game.next;
        game.act("drop");
        assert.equal(game.falling.kind, first);
      }
      assert.deepEqual(dealt.sort(), [1, 2, 3, 4, 5, 6, 7]);
    }),
    { numRuns: 100 },
  );
});

Deno.test("TetrisGame.act turns a piece back to where it was, in the open", () => {
  const game = new TetrisGame(makeRandom(7));
  for (let i = 0; i < 6; i++) game.act("down");
  const before = game.falling;
  for (let i = 0; i < 4; i++) assert.ok(game.act("turn"));
  assert.deepEqual(game.falling, before);
  assert.ok(game.act("turn") && game.act("turn_back"));
  assert.deepEqual(game.falling, before);
});

Deno.test("TetrisGame.act kicks a long piece off the wall", () => {
  const seed = Array.from({ length: 100 }, (_, i) => i).find((n) =>
    new TetrisGame(makeRandom(n)).falling.kind === 1
  )!;
  const game = new TetrisGame(makeRandom(seed));
  for (let i = 0; i < 5; i++) game.act("down");
  assert.ok(game.act("turn"));
  for (let i = 0; i < 10; i++) game.act("left");
  assert.ok(game.act("turn"));
  assert.deepEqual([...new Set(placesOf(game.falling).map(([, column]) => column))].sort(), [0, 1, 2, 3]);
});

Deno.test("TetrisGame.act clears a full line for points, and ten lines are a level", () => {
  const game = new TetrisGame(makeRandom(1));
  const bottom = (FIELD_ROWS + HIDDEN_ROWS - 1) * FIELD_COLUMNS;
  game.cells.fill(1, bottom, bottom + FIELD_COLUMNS);
  // A column of width one is left free under the piece that stands upright.
  const places = placesOf(game.landing).filter(([row]) => row === FIELD_ROWS + HIDDEN_ROWS - 2);
  assert.ok(places.length > 0);
  const row = bottom - FIELD_COLUMNS;
  for (let column = 0; column < FIELD_COLUMNS; column++) {
    if (!places.some(([, at]) => at === column)) game.cells[row + column] = 2;
  }
  const before = game.score;
  assert.ok(game.act("drop"));
  assert.equal(game.lines, 2);
  assert.equal(game.lastClear, 2);
  assert.ok(game.score - before >= 300);
  game.lines = 10;
  assert.equal(game.level, 2);
  game.lines = 100_000;
  assert.equal(game.level, MAX_LEVEL);
});

Deno.test("TetrisGame.act puts one piece aside until the next one is fixed", () => {
  const game = new TetrisGame(makeRandom(3));
  const [first, second] = [game.falling.kind, game.next[0]];
  assert.ok(game.act("hold"));
  assert.equal(game.held, first);
  assert.equal(game.falling.kind, second);
  assert.ok(!game.mayHold);
  assert.ok(!game.act("hold"));
  game.act("drop");
  assert.ok(game.act("hold"));
  assert.equal(game.falling.kind, first);
});

Deno.test("TetrisGame.advance fixes a piece half a second after it came to lie, moves win time but not for ever", () => {
  const game = new TetrisGame(makeRandom(5));
  while (game.act("down")) { /* to the ground */ }
  game.advance(499);
  assert.equal(game.pieces, 0);
  game.advance(1);
  assert.equal(game.pieces, 1);
  while (game.act("down")) { /* to the ground */ }
  let moves = 0;
  while (game.pieces === 1) {
    game.advance(400);
    game.act(moves++ % 2 === 0 ? "left" : "right");
  }
  assert.ok(moves > 10 && moves < 20, String(moves));
});

Deno.test("TetrisGame.advance gives a caller who was cut off no more than a second", () => {
  const game = new TetrisGame(makeRandom(5));
  game.advance(1e9);
  assert.equal(game.pieces, 0);
  game.advance(-5);
  assert.equal(game.pieces, 0);
});

Deno.test("TetrisGame ends when there is no room for a piece, and then stays as it is", () => {
  const game = new TetrisGame(makeRandom(9));
  for (let i = 0; i < 100 && !game.over; i++) game.act("drop");
  assert.ok(game.over);
  const { score, pieces } = game;
  assert.ok(!game.act("drop"));
  game.advance(1000);
  assert.deepEqual([game.score, game.pieces], [score, pieces]);
});

Deno.test("fallTime becomes shorter from level to level", () => {
  assert.equal(fallTime(1), 1000);
  for (let level = 2; level <= MAX_LEVEL; level++) assert.ok(fallTime(level) <= fallTime(level - 1));
  assert.ok(fallTime(MAX_LEVEL) >= 20);
});
