/**
 * Rectangles of cells on a screen: where a widget stands.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import { wrongArgument } from "../base/argument.ts";

/** A rectangle; `top` and `left` count from 0, all four in cells. It may reach out of the screen. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** Widest and highest box; precedent: the largest screen a caller may claim has 500 by 300 cells. */
const MAX_SIDE = 1000;

function whole(n: number, least: number): number {
  return Number.isNaN(n) ? 0 : Math.min(MAX_SIDE, Math.max(least, Math.trunc(n)));
}

/**
 * The box in whole numbers: fractions are cut off, a side is 0 to 1000 cells, NaN is 0.
 *
 * @throws {TypeError} for what is no box
 */
export function tidyBox(box: Box): Box {
  for (const side of ["top", "left", "width", "height"] as const) {
    if (typeof box?.[side] !== "number") {
      throw wrongArgument("place box", `a number as ${side}`, box?.[side] ?? box);
    }
  }
  return {
    top: whole(box.top, -MAX_SIDE),
    left: whole(box.left, -MAX_SIDE),
    width: whole(box.width, 0),
    height: whole(box.height, 0),
  };
}

/** All of a screen. */
export function wholeScreen(screen: TerminalSize): Box {
  return { top: 0, left: 0, width: screen.columns, height: screen.rows };
}

/** A box in the middle of the screen; what is larger than the screen becomes as large as the screen. */
export function centerBox(screen: TerminalSize, width: number, height: number): Box {
  if (typeof screen?.columns !== "number" || typeof screen.rows !== "number") {
    throw wrongArgument("place box", "a screen, such as the session", screen);
  }
  const box = tidyBox({
    top: 0,
    left: 0,
    width: Math.min(width, screen.columns),
    height: Math.min(height, screen.rows),
  });
  return {
    ...box,
    top: Math.floor((screen.rows - box.height) / 2),
    left: Math.floor((screen.columns - box.width) / 2),
  };
}

/** The box without `rows` at its top and bottom and without `columns` at both sides. */
export function insetBox(box: Box, rows: number = 1, columns: number = rows): Box {
  const { top, left, width, height } = tidyBox(box);
  return {
    top: top + rows,
    left: left + columns,
    width: Math.max(0, width - 2 * columns),
    height: Math.max(0, height - 2 * rows),
  };
}

/** Whether all of `inner` lies in `outer`. */
export function containsBox(outer: Box, inner: Box): boolean {
  return inner.top >= outer.top && inner.left >= outer.left &&
    inner.top + inner.height <= outer.top + outer.height &&
    inner.left + inner.width <= outer.left + outer.width;
}
