/**
 * The plasma itself: waves that run through each other, as a ring place for each cell, and the painter that writes
 * the cells that are not as they were.
 *
 * @module
 */

import { moveRight, moveTo, NORMAL } from "x84";
import type { Ink } from "./plasma_palettes.ts";

/** Steps of the ring: as many inks as a painter is given. */
export const RING = 64;
/** The largest field; the rest of a larger screen stays dark. */
export const MAX_CELLS = 200 * 80;

/** The part of a screen that a field fills. */
export function fieldSize(
  columns: number,
  rows: number,
): { readonly columns: number; readonly rows: number } {
  const width = Math.max(1, Math.min(columns, 200));
  return { columns: width, rows: Math.max(0, Math.min(rows, Math.floor(MAX_CELLS / width))) };
}

/**
 * The places of all cells, row by row, 0 to less than {@linkcode RING}, at a time in seconds. A row counts as two
 * columns, for that is how cells look.
 */
export function plasmaCells(columns: number, rows: number, time: number): Uint8Array {
  const cells = new Uint8Array(columns * rows);
  const across = Float64Array.from({ length: columns }, (_, x) => Math.sin(x * 0.11 + time * 0.7));
  const down = Float64Array.from({ length: rows }, (_, y) => Math.sin(y * 0.23 - time * 0.53));
  const slant = Float64Array.from(
    { length: columns + 2 * rows },
    (_, d) => Math.sin(d * 0.07 + time * 0.31),
  );
  const centerX = columns / 2 + Math.sin(time * 0.23) * columns / 3;
  const centerY = rows + Math.cos(time * 0.37) * rows / 1.5;
  const drift = time * 0.04;
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, at++) {
      const dx = x - centerX;
      const dy = 2 * y - centerY;
      const ring = Math.sin(Math.sqrt(dx * dx + dy * dy) * 0.13 - time * 0.9);
      const place = (across[x]! + down[y]! + slant[x + 2 * y]! + ring + 4) / 8 + drift;
      cells[at] = Math.floor((place - Math.floor(place)) * RING) % RING;
    }
  }
  return cells;
}

/** Writes fields; knows what stands on the screen. */
export class PlasmaPainter {
  #columns = 0;
  #inks: readonly Ink[] = [];
  #shown: (Ink | undefined)[] = [];

  /** Other cells or other inks: the next field is written as a whole. */
  place(columns: number, rows: number, inks: readonly Ink[]): void {
    this.#columns = columns;
    this.#inks = inks;
    this.#shown = new Array<Ink | undefined>(columns * rows).fill(undefined);
  }

  /** What has to be written to show these cells; it ends in normal colours. */
  paint(cells: Uint8Array): string {
    const parts: string[] = [];
    let select: string | undefined;
    let column = -1;
    let row = -1;
    for (let at = 0; at < cells.length; at++) {
      const ink = this.#inks[cells[at]!]!;
      if (this.#shown[at] === ink) continue;
      this.#shown[at] = ink;
      const x = at % this.#columns;
      const y = (at - x) / this.#columns;
      if (y !== row || column < 0) parts.push(moveTo(y + 1, x + 1));
      else if (x > column) parts.push(moveRight(x - column));
      if (ink.select !== select) parts.push(select = ink.select);
      parts.push(ink.glyph);
      row = y;
      // Behind the last column each terminal has its own idea of where the cursor is.
      column = x + 1 < this.#columns ? x + 1 : -1;
    }
    if (select !== undefined && select !== "") parts.push(NORMAL);
    return parts.join("");
  }
}
