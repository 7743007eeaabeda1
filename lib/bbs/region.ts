/**
 * A rectangle of the screen that knows what it shows, so that only the cells that changed are sent.
 *
 * Nothing is written outside of the rectangle or of the screen, and nothing at its last column in its last row, where
 * a terminal that wraps at once would scroll. What belongs there is written to the left and pushed there:
 *
 * ```text
 * --_    --+   write the corner one cell too early, go back
 * --+    --_+  CSI @ inserts a cell; a terminal without it (ANSI.SYS) does nothing or prints the "@"
 * --_+   ---+  go back, write what is left of the corner over that
 * ```
 *
 * To switch wrapping off around it would be shorter, but a terminal that cannot be told would scroll the whole screen
 * away, and one without `CSI @` only lacks the corner.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import { moveRight, moveTo, NORMAL } from "../text/sequences.ts";
import { type Box, tidyBox } from "./box.ts";
import { type Cell, sameCell, sliceCells, toCells } from "./cells.ts";
import type { FrameCursor } from "./screen.ts";

/** What a region shows. */
export interface Frame {
  /** A line for each row; missing ones are blank, and so is what a line leaves of its row. */
  readonly lines: readonly string[];
  /** Where the cursor stands, counted from the region's corner. */
  readonly cursor: FrameCursor;
}

/** Writes cells with as few sequences as it takes. */
class Pen {
  output = "";
  #look: string | undefined;
  /** Where the cursor is, from 0; `undefined` when that is not certain. */
  #row: number | undefined;
  #column = 0;

  constructor(readonly screen: TerminalSize) {}

  put(row: number, column: number, cell: Cell): void {
    if (this.#row === row && column > this.#column) this.output += moveRight(column - this.#column);
    else if (this.#row !== row || column !== this.#column) this.output += moveTo(row + 1, column + 1);
    if (cell.look !== this.#look) {
      this.output += cell.look === "" ? NORMAL : `\x1b[0;${cell.look}m`;
      this.#look = cell.look;
    }
    this.output += cell.text;
    this.#column = column + cell.width;
    // Behind the last column each terminal has its own idea of where the cursor is; so with joined emoji.
    const certain = this.#column < this.screen.columns && cell.text.length <= 2;
    this.#row = certain ? row : undefined;
  }

  /** Writes what reaches into the last cell of the screen, and what stands before it; `there` is what did so far. */
  corner(row: number, column: number, before: Cell, last: Cell, there: Cell | undefined): void {
    const start = column - before.width;
    if (!sameCell(there, last)) this.put(row, start, last);
    this.output += `${moveTo(row + 1, start + 1)}\x1b[${before.width}@`;
    this.#row = undefined;
    this.put(row, start, before);
    this.#row = undefined;
  }

  finish(): string {
    return this.#look === undefined || this.#look === "" ? this.output : this.output + NORMAL;
  }
}

/** The columns of a row that are seen, from 0, the second not included. */
function visible(box: Box, row: number, screen: TerminalSize): readonly [from: number, to: number] {
  if (row < 0 || row >= screen.rows) return [0, 0];
  return [Math.max(0, box.left), Math.max(0, Math.min(screen.columns, box.left + box.width))];
}

/** The cells of a line that can be written in a row of the screen, and the column of the first one. */
function rowCells(box: Box, row: number, screen: TerminalSize, line: string): readonly [number, Cell[]] {
  const [from, to] = visible(box, row, screen);
  if (from >= to) return [from, []];
  const cells = sliceCells(toCells(line, box.width), from - box.left, to - box.left);
  const alone = cells.every((cell, index) => index === 0 || cell.width === 0);
  if (!alone || !reachesCorner(row, to, screen)) return [from, cells];
  // The last cell of the screen is pushed into its place by the one before it, which must be known.
  return [from, cells.length < 2 ? [] : cells.map((cell) => ({ ...cell, text: " ", width: 1 }))];
}

function reachesCorner(row: number, end: number, screen: TerminalSize): boolean {
  return row === screen.rows - 1 && end === screen.columns;
}

/** Writes the cells of a row that are not as they were; `column` is that of the first one. */
function putRow(pen: Pen, row: number, column: number, cells: readonly Cell[], were?: readonly Cell[]): void {
  const put = (count: number) => {
    for (const [index, cell] of cells.slice(0, count).entries()) {
      if (cell.width > 0 && !sameCell(were?.[index], cell)) pen.put(row, column + index, cell);
    }
  };
  if (!reachesCorner(row, column + cells.length, pen.screen)) return put(cells.length);
  const last = cells.findLastIndex((cell) => cell.width > 0);
  if (sameCell(were?.[last], cells[last])) return put(last);
  const before = cells.findLastIndex((cell, index) => index < last && cell.width > 0);
  put(before);
  pen.corner(row, column + last, cells[before]!, cells[last]!, were?.[before]);
}

/**
 * Text at a place of the screen, row and column from 0: what would be outside of the screen is left out, and ends in
 * normal colours.
 */
export function putText(
  screen: TerminalSize,
  row: number,
  column: number,
  text: string,
  width: number,
): string {
  const box = tidyBox({ top: row, left: column, width, height: 1 });
  const [from, cells] = rowCells(box, box.top, screen, text);
  const pen = new Pen(screen);
  putRow(pen, box.top, from, cells);
  return pen.finish();
}

/** The rectangle. Nothing is known of the screen until it is painted once. */
export class Region {
  #box: Box = { top: 0, left: 0, width: 80, height: 24 };
  #screen: TerminalSize = { columns: 80, rows: 24 };
  /** Lines and their cells as they are on the screen. */
  #lines: (string | undefined)[] = [];
  #cells: (Cell[] | undefined)[] = [];
  #cursor: FrameCursor | undefined;

  /** The rectangle on its screen. */
  get box(): Box {
    return this.#box;
  }

  /** The size of the screen. */
  get screen(): TerminalSize {
    return this.#screen;
  }

  /** Moves the rectangle or gives it another size; it has to be painted afterwards. */
  place(box: Box, screen: TerminalSize): void {
    this.#box = tidyBox(box);
    this.#screen = { columns: Math.max(1, screen.columns), rows: Math.max(1, screen.rows) };
    this.forget();
  }

  /** Something else was written there: the next update writes every cell. */
  forget(): void {
    this.#lines = [];
    this.#cells = [];
    this.#cursor = undefined;
  }

  /** Writes what changed and puts the cursor in its place; nothing when there is no change. */
  update(frame: Frame): string {
    const { top, height } = this.#box;
    const pen = new Pen(this.#screen);
    const first = Math.max(0, -top);
    for (let row = first; row < height && top + row < this.#screen.rows; row++) {
      const line = frame.lines[row] ?? "";
      if (line === this.#lines[row]) continue;
      const [from, cells] = rowCells(this.#box, top + row, this.#screen, line);
      const before = this.#cells[row];
      this.#lines[row] = line;
      this.#cells[row] = cells;
      putRow(pen, top + row, from, cells, before);
    }
    const text = pen.finish();
    const cursor = this.#clamp(frame.cursor);
    const still = cursor.row === this.#cursor?.row && cursor.column === this.#cursor.column;
    if (text === "" && still) return "";
    this.#cursor = cursor;
    return text + moveTo(cursor.row + 1, cursor.column + 1);
  }

  #clamp(cursor: FrameCursor): FrameCursor {
    const { top, left, width, height } = this.#box;
    const within = (at: number, size: number, edge: number) => Math.max(0, Math.min(at, size, edge));
    return {
      row: within(top + cursor.row, top + height - 1, this.#screen.rows - 1),
      column: within(left + cursor.column, left + width - 1, this.#screen.columns - 1),
    };
  }
}
