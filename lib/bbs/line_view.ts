/**
 * What of a line is seen in a field that may be narrower than it.
 *
 * @module
 */

import { clusters, textWidth } from "../text/width.ts";
import { wrongArgument } from "../base/argument.ts";
import type { LineBuffer } from "./line_buffer.ts";

/** A line in its field. */
export interface ShownLine {
  /** What is seen, at most as wide as the field and without colours. */
  readonly text: string;
  /** Cells of that text. */
  readonly cells: number;
  /** The cell of the field that the cursor is in, from 0. */
  readonly column: number;
}

/** The window on a line. It follows the cursor. */
export class LineView {
  /** Index of the first character that is shown. */
  first = 0;

  /**
   * With a `mask` that stands in place of every character.
   *
   * @throws {TypeError} for a mask that is not one character of one cell: cells are counted by characters then
   */
  constructor(readonly line: LineBuffer, readonly mask: string | undefined) {
    if (mask === undefined) return;
    if (typeof mask !== "string" || clusters(mask).length !== 1 || textWidth(mask) !== 1) {
      throw wrongArgument("hide line", "a mask of one cell", mask);
    }
  }

  /** What stands for a character. */
  shown(index: number): string {
    return this.mask ?? this.line.clusters[index]!.text;
  }

  /** Cells of a character. */
  cells(index: number): number {
    return this.mask === undefined ? this.line.clusters[index]!.width : 1;
  }

  /** Cells from one character to before another. */
  cellsBetween(from: number, to: number): number {
    let cells = 0;
    for (let i = from; i < to; i++) cells += this.cells(i);
    return cells;
  }

  /** Chooses what is shown so that the cursor is inside of the field, with a cell of its own where there is more. */
  scroll(width: number): void {
    const { clusters, cursor } = this.line;
    if (this.cellsBetween(0, clusters.length) <= width) {
      this.first = 0;
      return;
    }
    const last = width - (cursor < clusters.length ? this.cells(cursor) : 1);
    if (cursor < this.first || this.cellsBetween(this.first, cursor) > last) {
      // The cursor comes to the middle, so that the field does not have to be painted for every key.
      const middle = Math.min(last, Math.floor(width / 2));
      this.first = cursor;
      while (this.first > 0 && this.cellsBetween(this.first - 1, cursor) <= middle) this.first -= 1;
    }
  }

  /** What is seen in a field of so many cells. */
  show(width: number): ShownLine {
    const { clusters, cursor } = this.line;
    let text = "";
    let cells = 0;
    let column = 0;
    for (let i = this.first; i < clusters.length; i++) {
      if (i === cursor) column = cells;
      if (cells + this.cells(i) > width) break;
      text += this.shown(i);
      cells += this.cells(i);
    }
    return { text, cells, column: cursor === clusters.length ? cells : column };
  }
}
