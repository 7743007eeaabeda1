/**
 * Stars that fall over a picture, and what they pass melts for a while.
 *
 * @module
 */

import { ArtCanvas, charWidth, type Pen } from "x84";

/** A star; rows count from 0, the first ones begin above the screen. */
interface Star {
  row: number;
  column: number;
  /** Rows that it falls at a time. */
  speed: number;
  glyph: string;
}

/** Steps that a cell needs to come back. */
const HEALING = 14;
const GLYPHS = [".", "\u00b7", "+", "*"];
/** What a molten cell looks like, from the moment that it was hit. */
const MOLTEN = ["\u2592", "\u2592", "\u2591", "\u2591", ".", " "];
const PENS: readonly Pen[] = [8, 7, 15, 11].map((text) => ({
  text,
  ground: -1,
  blink: false,
  underline: false,
}));

/** The sky. */
export class FallingStars {
  /** Whether they are seen; they melt what they pass all the same. */
  visible = true;
  #stars: Star[] = [];
  #wanted: number;
  /** Steps until a cell is whole again, by row and column. */
  #melted = new Map<string, number>();

  constructor(
    private columns: number,
    private rows: number,
    private readonly random: () => number = Math.random,
  ) {
    this.#wanted = Math.max(1, Math.floor(columns / 5));
    this.#count();
  }

  /** How many there are. */
  get size(): number {
    return this.#stars.length;
  }

  /** The screen is another. */
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#melted.clear();
    this.#count();
  }

  /** Half as many, or half as many again; never more than a quarter of the screen. */
  change(more: boolean): void {
    this.#wanted = more ? Math.ceil(this.#wanted * 1.5) : Math.max(1, Math.floor(this.#wanted / 2));
    this.#count();
  }

  /** Lets them fall once. */
  step(base: ArtCanvas): void {
    for (const [cell, left] of this.#melted) {
      if (left <= 1) this.#melted.delete(cell);
      else this.#melted.set(cell, left - 1);
    }
    for (const star of this.#stars) {
      const from = Math.floor(star.row);
      star.row += star.speed;
      for (let row = Math.max(0, from); row < star.row && row < this.rows; row++) {
        const char = base.cell(row, star.column)?.char ?? " ";
        if (char.trim() !== "" && charWidth(char.codePointAt(0)!) === 1) {
          this.#melted.set(`${row}:${star.column}`, HEALING);
        }
      }
      if (star.row >= this.rows) Object.assign(star, this.#star());
    }
  }

  /** The picture with the stars in front of it. */
  draw(base: ArtCanvas): ArtCanvas {
    const canvas = new ArtCanvas(this.columns, this.rows);
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const cell = base.cell(row, column);
        if (cell === undefined || cell.char === "") continue;
        const left = this.#melted.get(`${row}:${column}`);
        const stage = left === undefined
          ? undefined
          : Math.min(MOLTEN.length - 1, Math.floor((HEALING - left) / 2));
        const char = stage === undefined ? cell.char : MOLTEN[stage]!;
        canvas.put(row, column, char, charWidth(char.codePointAt(0)!) === 2 ? 2 : 1, cell.pen);
      }
    }
    if (!this.visible) return canvas;
    for (const { row, column, glyph } of this.#stars) {
      const at = Math.floor(row);
      // Half of a wide character cannot stand behind a star.
      const behind = canvas.cell(at, column)?.char;
      const wide = behind === "" || (behind !== undefined && charWidth(behind.codePointAt(0)!) === 2);
      if (!wide) canvas.put(at, column, glyph, 1, PENS[GLYPHS.indexOf(glyph)]!);
    }
    return canvas;
  }

  #star(): Star {
    const kind = Math.floor(this.random() * GLYPHS.length);
    return {
      // They do not begin all at once.
      row: -1 - Math.floor(this.random() * this.rows),
      column: Math.floor(this.random() * this.columns),
      speed: 0.25 + kind * 0.25,
      glyph: GLYPHS[kind]!,
    };
  }

  #count(): void {
    const most = Math.max(1, Math.floor(this.columns * this.rows / 4));
    this.#wanted = Math.min(this.#wanted, most);
    this.#stars = this.#stars.filter(({ column, row }) => column < this.columns && row < this.rows);
    this.#stars.length = Math.min(this.#stars.length, this.#wanted);
    while (this.#stars.length < this.#wanted) this.#stars.push(this.#star());
  }
}
