/**
 * What of a text is on the screen: its lines wrapped softly to a width, and a window on the wrapped rows that
 * follows the cursor.
 *
 * Rows are counted from the window and never over the whole text, so that a key costs the same in a short text and
 * in a long one.
 *
 * @module
 */

import { type Cluster, clusters, textWidth } from "../text/width.ts";
import type { EditBuffer, TextPosition } from "./edit_buffer.ts";

/** A row of the wrapped text: the `row`-th part of a line, both from 0. */
export interface WrappedRow {
  readonly line: number;
  readonly row: number;
}

/** Lines whose rows are remembered; more than any screen shows. */
const REMEMBERED = 2000;
const ASCII = /^[\x20-\x7e]*$/;

function cut(text: string): readonly Cluster[] {
  if (!ASCII.test(text)) return clusters(text);
  return Array.from(text, (char) => ({ text: char, width: 1 }));
}

/**
 * Where the rows of a line begin when it is wrapped at blanks to `width` cells, in UTF-16 units. Blanks at the end of
 * a row may reach over its edge; a word longer than a row is cut.
 */
export function softWrap(text: string, width: number): number[] {
  const starts = [0];
  if (text.length <= width && ASCII.test(text)) return starts;
  let offset = 0;
  let cells = 0;
  /** Behind the last blank of the row, and the cells since. */
  let word = -1;
  let wordCells = 0;
  for (const cluster of cut(text)) {
    if (cluster.text === " ") {
      cells += 1;
      word = offset + 1;
      wordCells = 0;
    } else {
      if (cells + cluster.width > width && word >= 0) {
        starts.push(word);
        cells = wordCells;
        word = -1;
      }
      if (cells + cluster.width > width && offset > starts.at(-1)!) {
        starts.push(offset);
        cells = 0;
        word = -1;
      }
      cells += cluster.width;
      wordCells += cluster.width;
    }
    offset += cluster.text.length;
  }
  return starts;
}

/** The window. */
export class WrappedView {
  readonly #buffer: EditBuffer;
  #width = 79;
  #height = 24;
  #top: WrappedRow = { line: 0, row: 0 };
  #rows = new Map<string, number[]>();

  constructor(buffer: EditBuffer) {
    this.#buffer = buffer;
  }

  /** Gives the window another size, in cells and rows, at least 1 each. */
  resize(width: number, height: number): void {
    this.#height = Math.max(1, height);
    if (Math.max(1, width) === this.#width) return;
    this.#width = Math.max(1, width);
    this.#rows.clear();
  }

  /** Rows of the window. */
  get height(): number {
    return this.#height;
  }

  /** Scrolls no more than it takes to have the cursor in the window; answers where in it the cursor is. */
  follow(): { readonly row: number; readonly column: number } {
    const cursor = this.locate(this.#buffer.cursor);
    this.#top = this.#tidy(this.#top);
    let distance = this.#distance(this.#top, cursor.at);
    if (distance === undefined) {
      const above = cursor.at.line < this.#top.line ||
        (cursor.at.line === this.#top.line && cursor.at.row < this.#top.row);
      this.#top = above ? cursor.at : this.step(cursor.at, 1 - this.#height);
      distance = this.#distance(this.#top, cursor.at) ?? 0;
    }
    return { row: distance, column: cursor.cells };
  }

  /** The rows in the window, with their text. */
  visible(): { readonly at: WrappedRow; readonly text: string }[] {
    const shown: { at: WrappedRow; text: string }[] = [];
    let { line, row } = this.#top;
    while (shown.length < this.#height && line < this.#buffer.lines.length) {
      const text = this.#buffer.lines[line]!;
      const starts = this.#rowsOf(text);
      for (; row < starts.length && shown.length < this.#height; row++) {
        shown.push({ at: { line, row }, text: text.slice(starts[row], starts[row + 1]) });
      }
      line += 1;
      row = 0;
    }
    return shown;
  }

  /** The row that a place is in, and the cells before it. */
  locate(position: TextPosition): { readonly at: WrappedRow; readonly cells: number } {
    const text = this.#buffer.lines[position.line]!;
    const starts = this.#rowsOf(text);
    let row = starts.length - 1;
    while (starts[row]! > position.column) row -= 1;
    // Blanks that reach over the edge share its last cell.
    const cells = Math.min(this.#width, textWidth(text.slice(starts[row], position.column)));
    return { at: { line: position.line, row }, cells };
  }

  /** The place in a row with as many cells before it, or the last one of the row. */
  positionAt(at: WrappedRow, cells: number): TextPosition {
    const text = this.#buffer.lines[at.line]!;
    const starts = this.#rowsOf(text);
    const start = starts[at.row]!;
    const last = at.row === starts.length - 1;
    let column = start;
    let room = cells;
    const parts = cut(text.slice(start, starts[at.row + 1]));
    for (const [index, { text: cluster, width }] of parts.entries()) {
      // Behind the last character of a row that goes on, the next row begins.
      if (room < width || (!last && index === parts.length - 1)) break;
      room -= width;
      column += cluster.length;
    }
    return { line: at.line, column };
  }

  /** The row so many rows below, or above for a negative number; the first or the last one where the text ends. */
  step(from: WrappedRow, rows: number): WrappedRow {
    let { line, row } = from;
    let left = Math.trunc(rows);
    while (left > 0) {
      const below = this.#count(line) - 1 - row;
      if (left <= below) return { line, row: row + left };
      if (line === this.#buffer.lines.length - 1) return { line, row: row + below };
      left -= below + 1;
      line += 1;
      row = 0;
    }
    while (left < 0) {
      if (-left <= row) return { line, row: row + left };
      if (line === 0) return { line, row: 0 };
      left += row + 1;
      line -= 1;
      row = this.#count(line) - 1;
    }
    return { line, row };
  }

  /** Rows from one to another below it; `undefined` when that is not in a window that begins with the first. */
  #distance(from: WrappedRow, to: WrappedRow): number | undefined {
    if (to.line < from.line || (to.line === from.line && to.row < from.row)) return undefined;
    let rows = -from.row;
    for (let line = from.line; line < to.line; line++) {
      rows += this.#count(line);
      if (rows >= this.#height) return undefined;
    }
    rows += to.row;
    return rows < this.#height ? rows : undefined;
  }

  #tidy(at: WrappedRow): WrappedRow {
    const line = Math.min(at.line, this.#buffer.lines.length - 1);
    return { line, row: Math.min(at.row, this.#count(line) - 1) };
  }

  #count(line: number): number {
    return this.#rowsOf(this.#buffer.lines[line]!).length;
  }

  #rowsOf(text: string): number[] {
    let starts = this.#rows.get(text);
    if (starts === undefined) {
      if (this.#rows.size >= REMEMBERED) this.#rows.clear();
      starts = softWrap(text, this.#width);
      this.#rows.set(text, starts);
    }
    return starts;
  }
}
