import assert from "node:assert/strict";
import fc from "fast-check";
import { fieldSize, MAX_CELLS, plasmaCells, PlasmaPainter, RING } from "../../../scripts/plasma_field.ts";
import { inksOf, PALETTES } from "../../../scripts/plasma_palettes.ts";
import { StrictScreen } from "../../fakes/strict_screen.ts";

const INKS = inksOf(PALETTES[0]!, 24, RING);

Deno.test("plasmaCells keeps to the ring for any size and time", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 20 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (columns, rows, time) => {
        const cells = plasmaCells(columns, rows, time);
        assert.equal(cells.length, columns * rows);
        assert.ok(cells.every((place) => place < RING));
        assert.deepEqual(plasmaCells(columns, rows, time), cells);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("plasmaCells moves a little in a little time", () => {
  const [before, after] = [plasmaCells(80, 23, 100), plasmaCells(80, 23, 100.125)];
  const changed = before.filter((place, at) => place !== after[at]).length;
  assert.ok(changed > 200 && changed < before.length, String(changed));
  assert.ok(new Set(before).size > RING / 3);
});

Deno.test("fieldSize bounds what is painted on the largest screens", () => {
  assert.deepEqual(fieldSize(80, 23), { columns: 80, rows: 23 });
  const largest = fieldSize(500, 300);
  assert.ok(largest.columns * largest.rows <= MAX_CELLS);
  assert.deepEqual(fieldSize(1, 0), { columns: 1, rows: 0 });
});

Deno.test("PlasmaPainter writes the cells that changed and no others, and leaves the screen as the whole would be", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 6 }),
      (columns, rows, times) => {
        const [painter, whole] = [new PlasmaPainter(), new PlasmaPainter()];
        painter.place(columns, rows, INKS);
        whole.place(columns, rows, INKS);
        // One row more: the painter leaves the last one to the status line.
        const [screen, other] = [new StrictScreen(columns, rows + 1), new StrictScreen(columns, rows + 1)];
        for (const time of times) screen.write(painter.paint(plasmaCells(columns, rows, time)));
        assert.equal(screen.idle, 0);
        other.write(whole.paint(plasmaCells(columns, rows, times.at(-1)!)));
        assert.equal(screen.picture, other.picture);
        assert.equal(painter.paint(plasmaCells(columns, rows, times.at(-1)!)), "");
      },
    ),
    { numRuns: 60 },
  );
});
