/**
 * A terminal that forgives nothing: it throws for what is written outside of its screen and for sequences other than
 * the few that widgets need, and it counts the cells that were written although they did not change.
 *
 * @module
 */

import { isSgr, splitSequences } from "../../lib/text/ansi.ts";
import { clusters } from "../../lib/text/width.ts";

interface Cell {
  readonly text: string;
  readonly look: string;
}

const BLANK: Cell = { text: " ", look: "" };
/** What is left of a wide character when half of it is overwritten, and cells that were inserted: terminals differ. */
const RUIN: Cell = { text: "\ufffd", look: "" };
// deno-lint-ignore no-control-regex
const MOVE = /^\x1b\[(\d+);(\d+)H$/;
// deno-lint-ignore no-control-regex
const RIGHT = /^\x1b\[(\d*)C$/;
// deno-lint-ignore no-control-regex
const INSERT = /^\x1b\[(\d+)@$/;

/** The terminal. What it is not told about is blank. */
export class StrictScreen {
  /** Cells that were written. */
  written = 0;
  /** Cells that were written and looked the same before. */
  idle = 0;
  /** Where the cursor is, both from 0. */
  row = 0;
  column = 0;
  #look = "";
  readonly #cells: Cell[][];
  /** Cells that something was written in. */
  readonly #touched = new Set<string>();

  constructor(readonly columns: number, readonly rows: number) {
    this.#cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => BLANK));
  }

  /** Takes what a widget writes. */
  write(text: string): void {
    for (const piece of splitSequences(text)) {
      if (piece.type === "sequence") this.#sequence(piece.text);
      else for (const { text: cluster, width } of clusters(piece.text)) this.#put(cluster, width);
    }
  }

  /** Forgets how many cells were written. */
  reset(): void {
    this.written = 0;
    this.idle = 0;
  }

  /** The screen as text, blanks at line ends and empty lines at the bottom left out. */
  get text(): string {
    return this.#cells.map((row) => row.map((cell) => cell.text).join("").trimEnd()).join("\n").trimEnd();
  }

  /** Text and looks of every cell, to compare two screens. */
  get picture(): string {
    return this.#cells.map((row) => row.map((cell) => `${cell.look}${cell.text}`).join("|")).join("\n");
  }

  /** Whether something was written in a cell, both from 0. */
  touched(row: number, column: number): boolean {
    return this.#touched.has(`${row}:${column}`);
  }

  #sequence(sequence: string): void {
    const move = MOVE.exec(sequence);
    const right = RIGHT.exec(sequence);
    const insert = INSERT.exec(sequence);
    if (move !== null) {
      [this.row, this.column] = [Number(move[1]) - 1, Number(move[2]) - 1];
    } else if (right !== null) {
      this.column += Number(right[1] || 1);
    } else if (insert !== null) {
      this.#insert(Number(insert[1]));
    } else if (isSgr(sequence)) {
      this.#look = sequence === "\x1b[0m" ? "" : sequence;
    } else {
      throw new Error(`The widget sent ${JSON.stringify(sequence)}`);
    }
    if (this.row >= this.rows || this.column > this.columns) {
      throw new Error(`The cursor went to ${this.row}, ${this.column}`);
    }
  }

  /** Pushes the rest of the row to the right; what stands in the new cells is not certain. */
  #insert(count: number): void {
    const line = this.#cells[this.row]!;
    line.splice(this.column, 0, ...Array.from({ length: count }, () => RUIN));
    line.length = this.columns;
    for (let column = this.column; column < this.columns; column++) {
      this.#touched.add(`${this.row}:${column}`);
    }
  }

  #put(text: string, width: number): void {
    if (text === "\x07") return;
    const { row, column } = this;
    if (width < 1 || column + width > this.columns) {
      throw new Error(`Outside: "${text}" at ${row}, ${column}`);
    }
    if (row === this.rows - 1 && column + width === this.columns) {
      throw new Error("The last cell was written");
    }
    const cells = [{ text, look: this.#look }, { text: "", look: this.#look }].slice(0, width);
    const line = this.#cells[row]!;
    this.written += width;
    if (
      cells.every((cell, i) => line[column + i]!.text === cell.text && line[column + i]!.look === cell.look)
    ) {
      if (this.#touched.has(`${row}:${column}`)) this.idle += width;
    }
    if (line[column]!.text === "" && column > 0) line[column - 1] = RUIN;
    if (line[column + width]?.text === "") line[column + width] = RUIN;
    for (const [i, cell] of cells.entries()) {
      line[column + i] = cell;
      this.#touched.add(`${row}:${column + i}`);
    }
    this.column += width;
  }
}
