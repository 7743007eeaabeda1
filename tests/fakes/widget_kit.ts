/**
 * What every widget is held to: nothing outside of the screen, only changed cells sent, and after any keys the
 * screen that painting everything would have made.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Box } from "../../lib/bbs/box.ts";
import type { Widget } from "../../lib/bbs/widget.ts";
import { type Key, KeyDecoder } from "../../lib/text/keys.ts";
import { StrictScreen } from "./strict_screen.ts";

/** Sequences of the keys that widgets know. */
export const KEYS = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageUp: "\x1b[5~",
  pageDown: "\x1b[6~",
  delete: "\x1b[3~",
  backspace: "\x7f",
  tab: "\t",
  backtab: "\x1b[Z",
  enter: "\r",
  wordLeft: "\x1b[1;5D",
  wordRight: "\x1b[1;5C",
} as const;

/** The keys that a terminal's input stands for. */
export function keysOf(text: string): Key[] {
  const decoder = new KeyDecoder();
  const keys = decoder.push(text);
  if (decoder.pendingEscape) keys.push(...decoder.flush());
  return keys;
}

/** Gives a widget keys; answers what it wrote. */
export function type(widget: Widget, text: string): string {
  return keysOf(text).map((key) => widget.push(key)).join("");
}

/** Places a widget on a screen of its own and paints it. */
export function show(widget: Widget, columns: number, rows: number, box?: Box): StrictScreen {
  const screen = new StrictScreen(columns, rows);
  widget.place(box ?? { top: 0, left: 0, width: columns, height: rows }, { columns, rows });
  screen.write(widget.paint());
  screen.reset();
  return screen;
}

const size = fc.oneof(
  fc.constantFrom([1, 1], [2, 2], [40, 12], [80, 24]),
  fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 16 })),
);
const place = fc.oneof(
  fc.constant(undefined),
  fc.record({
    top: fc.integer({ min: -3, max: 18 }),
    left: fc.integer({ min: -5, max: 70 }),
    width: fc.integer({ min: 0, max: 70 }),
    height: fc.integer({ min: 0, max: 20 }),
  }),
);

/** Holds a widget to the rules with random keys on random screens. */
export function assertWidget(make: () => Widget, keys: readonly string[], numRuns: number = 150): void {
  const turn = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...keys) },
    { weight: 1, arbitrary: fc.tuple(size, place) },
  );
  fc.assert(
    fc.property(size, place, fc.array(turn, { maxLength: 40 }), ([columns, rows], box, turns) => {
      const widget = make();
      let screen = show(widget, columns!, rows!, box);
      for (const what of turns) {
        if (typeof what === "string") {
          screen.write(type(widget, what));
          assert.equal(screen.idle, 0, `cells that did not change were sent for ${JSON.stringify(what)}`);
        } else {
          const [[nextColumns, nextRows], nextBox] = what;
          screen = show(widget, nextColumns!, nextRows!, nextBox);
        }
      }
      const whole = new StrictScreen(screen.columns, screen.rows);
      whole.write(widget.paint());
      assert.equal(screen.picture, whole.picture);
      assert.deepEqual([screen.row, screen.column], [whole.row, whole.column]);
    }),
    { numRuns },
  );
}

/** Holds a widget to the smallest and the largest screen. */
export function assertExtremes(make: () => Widget, keys: readonly string[]): void {
  for (const [columns, rows] of [[1, 1], [500, 300]] as const) {
    const widget = make();
    const screen = show(widget, columns, rows);
    for (const key of keys) screen.write(type(widget, key));
    // A box that is larger than its screen is cut.
    show(make(), columns, rows, { top: -1, left: -1, width: 1000, height: 1000 });
  }
}
