/**
 * Drives the screen of a Commodore 64, which knows no escape sequences: makes its control characters out of them.
 *
 * Colours are the nearest of its sixteen; a background becomes reversed text in that colour, for it has one background
 * for the whole screen. Where the cursor is has to be followed, because nothing erases to the end of a line. The text
 * that comes out is for the encodings `petscii` and `petscii_upper`, which send control characters as they are.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import { isSgr, splitSequences } from "./ansi.ts";
import { reduceColors } from "./color_depth.ts";
import { clusters } from "./width.ts";

const HOME = "\x13";
const CLEAR = "\x93";
const UP = "\x91";
const DOWN = "\x11";
const RIGHT = "\x1d";
const LEFT = "\x9d";
const REVERSE_ON = "\x12";
const REVERSE_OFF = "\x92";
const BELL = "\x07";

/** The machine's control characters for the sixteen colours in ANSI's order; it has one purple and one cyan. */
const COLORS = "\x90\x1c\x1e\x95\x1f\x9c\x9f\x9b\x97\x96\x99\x9e\x9a\x9c\x9f\x05";
const LIGHT_GREY = 7;

/** Blocks that exist only as the other half of one, reversed. */
const REVERSED: ReadonlyMap<string, string> = new Map([
  ["\u2588", " "],
  ["\u2580", "\u2584"],
  ["\u2590", "\u258c"],
]);

/** One screen. */
export class PetsciiScreen {
  readonly #size: () => TerminalSize;
  /** Where the cursor was remembered. */
  #saved: readonly [row: number, column: number] = [0, 0];
  #row = 0;
  #column = 0;
  #text = LIGHT_GREY;
  #ground = 0;
  #bold = false;
  #reverse = false;

  /** `size` answers the screen's size as it is now. */
  constructor(size: () => TerminalSize) {
    this.#size = size;
  }

  /** Text with whole escape sequences in, text with PETSCII's controls out. */
  translate(text: string): string {
    let out = "";
    for (const piece of splitSequences(reduceColors(text, 4))) {
      if (piece.type === "text") out += this.#write(piece.text);
      else if (isSgr(piece.text)) out += this.#select(piece.text);
      else out += this.#move(piece.text);
    }
    return out;
  }

  #write(text: string): string {
    return text.split(/(\r+\n)/).map((
      part,
    ) => (part.endsWith("\n") && part.length > 1 ? this.#newLine() : this.#line(part))).join("");
  }

  #line(text: string): string {
    let out = "";
    for (const { text: char, width } of clusters(text)) {
      if (char === "\n") out += this.#vertical(1);
      else if (char === "\r") out += this.#return();
      else if (char === "\b") out += this.#horizontal(-1);
      else if (char === "\t") out += this.#blanks(8 - this.#column % 8);
      else if (char === BELL) out += BELL;
      else if (width > 0) out += this.#glyph(char, width);
    }
    return out;
  }

  /** The machine's own CR, which also ends reversing. */
  #newLine(): string {
    this.#column = 0;
    this.#row = Math.min(this.#size().rows - 1, this.#row + 1);
    return this.#reversed ? "\r" + REVERSE_ON : "\r";
  }

  /** To the first column of the row, where the machine's own CR would not stay. */
  #return(): string {
    return this.#horizontal(-this.#column);
  }

  #glyph(char: string, width: number): string {
    this.#column += width;
    const { columns, rows } = this.#size();
    if (this.#column >= columns) {
      // It goes on in the next row at once.
      this.#column -= columns;
      this.#row = Math.min(rows - 1, this.#row + 1);
    }
    const half = REVERSED.get(char);
    if (half === undefined) return char;
    return this.#reversed ? REVERSE_OFF + half + REVERSE_ON : REVERSE_ON + half + REVERSE_OFF;
  }

  get #reversed(): boolean {
    return this.#ground !== 0 || this.#reverse;
  }

  #select(sequence: string): string {
    for (const field of sequence.slice(2, -1).split(";")) {
      const n = Number(field);
      if (n === 0) {
        this.#text = LIGHT_GREY;
        this.#ground = 0;
        this.#bold = false;
        this.#reverse = false;
      } else if (n === 1 || n === 22) this.#bold = n === 1;
      else if (n === 7 || n === 27) this.#reverse = n === 7;
      else if (n >= 30 && n <= 37) this.#text = n - 30;
      else if (n >= 90 && n <= 97) this.#text = n - 82;
      else if (n === 39) this.#text = LIGHT_GREY;
      else if (n >= 40 && n <= 47) this.#ground = n - 40;
      else if (n >= 100 && n <= 107) this.#ground = n - 92;
      else if (n === 49) this.#ground = 0;
    }
    const text = this.#bold ? this.#text | 8 : this.#text;
    const color = this.#ground === 0 ? text : this.#ground;
    return COLORS[color]! + (this.#reversed ? REVERSE_ON : REVERSE_OFF);
  }

  #move(sequence: string): string {
    // deno-lint-ignore no-control-regex
    const csi = /^\x1b\[([\d;]*)([A-Za-z])$/.exec(sequence);
    if (csi === null) return "";
    const [first, second] = csi[1]!.split(";").map(Number) as [number, number | undefined];
    const { columns, rows } = this.#size();
    switch (csi[2]) {
      case "A":
        return this.#vertical(-Math.max(1, first));
      case "B":
        return this.#vertical(Math.min(Math.max(1, first), rows - 1 - this.#row));
      case "C":
        return this.#horizontal(Math.max(1, first));
      case "D":
        return this.#horizontal(-Math.max(1, first));
      case "H":
      case "f":
        return this.#home(first - 1, (second ?? 1) - 1);
      case "J":
        return first === 2 ? this.#clear() : first === 0 ? this.#eraseBelow() : "";
      case "K":
        return first === 2
          ? this.#return() + this.#erase(columns)
          : first === 0
          ? this.#erase(columns - this.#column)
          : "";
      case "s":
        this.#saved = [this.#row, this.#column];
        return "";
      case "u":
        return this.#home(...this.#saved);
      default:
        return "";
    }
  }

  #home(row: number, column: number): string {
    const { columns, rows } = this.#size();
    this.#row = Math.min(rows - 1, Math.max(0, row));
    this.#column = Math.min(columns - 1, Math.max(0, column));
    return HOME + DOWN.repeat(this.#row) + RIGHT.repeat(this.#column);
  }

  #clear(): string {
    this.#row = 0;
    this.#column = 0;
    return CLEAR;
  }

  #vertical(rows: number): string {
    const up = Math.min(this.#row, Math.max(0, -rows));
    this.#row = rows < 0 ? this.#row - up : Math.min(this.#size().rows - 1, this.#row + rows);
    return rows < 0 ? UP.repeat(up) : DOWN.repeat(rows);
  }

  #horizontal(columns: number): string {
    const before = this.#column;
    this.#column = Math.min(this.#size().columns - 1, Math.max(0, before + columns));
    const moved = this.#column - before;
    return moved < 0 ? LEFT.repeat(-moved) : RIGHT.repeat(moved);
  }

  #blanks(count: number): string {
    return Array.from({ length: count }, () => this.#glyph(" ", 1)).join("");
  }

  /** Blanks from the cursor on, and back; the last column of the last row would scroll. */
  #erase(count: number): string {
    const { rows } = this.#size();
    const blanks = this.#row === rows - 1 ? count - 1 : count;
    const plain = this.#reversed ? REVERSE_OFF + " ".repeat(blanks) + REVERSE_ON : " ".repeat(blanks);
    return blanks <= 0 ? "" : plain + LEFT.repeat(blanks);
  }

  #eraseBelow(): string {
    const { columns, rows } = this.#size();
    const [row, column] = [this.#row, this.#column];
    let out = this.#erase(columns - column);
    for (let below = row + 1; below < rows; below++) out += this.#home(below, 0) + this.#erase(columns);
    return out + this.#home(row, column);
  }
}
