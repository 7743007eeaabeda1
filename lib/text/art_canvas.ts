/**
 * A screen without a terminal: cells with the colours of a PC, that art is painted on before anybody sees it.
 *
 * It is as wide as the screen the art was made for and as high as the art: nothing scrolls. Every number is clamped,
 * so that no file can ask for more than `maxRows` rows and {@linkcode MAX_CELLS} cells.
 *
 * @module
 */

/** A colour: -1 the terminal's own, 0 to 255 by number, from {@linkcode RGB} on red, green and blue. */
export type CellColor = number;

/** Added to `0xRRGGBB`. */
export const RGB = 0x1000000;

/** What a cell is drawn with; bold and reverse are colours already. */
export interface Pen {
  readonly text: CellColor;
  readonly ground: CellColor;
  readonly blink: boolean;
  readonly underline: boolean;
}

/** The terminal's own colours. */
export const PLAIN_PEN: Pen = Object.freeze({ text: -1, ground: -1, blink: false, underline: false });

/** Most cells that a canvas holds; a picture of 80 columns has 6000 rows then. */
export const MAX_CELLS = 500_000;

interface Row {
  /** A character a cell; empty in the second cell of a wide one, missing where nothing was drawn. */
  readonly chars: (string | undefined)[];
  readonly pens: Pen[];
}

/** The cells. */
export class ArtCanvas {
  readonly columns: number;
  readonly maxRows: number;
  readonly #rows: (Row | undefined)[] = [];
  #height = 0;
  #cells = 0;

  /** `columns` 1 to 500, `maxRows` 1 to 10000; what is outside is clamped. */
  constructor(columns: number, maxRows: number) {
    this.columns = clamp(columns, 1, 500);
    this.maxRows = clamp(maxRows, 1, 10_000);
  }

  /** Rows down to the last one that the cursor has been in. */
  get height(): number {
    return this.#height;
  }

  /** Whether it takes nothing more. */
  get full(): boolean {
    return this.#cells >= MAX_CELLS;
  }

  /** The canvas is at least so high. */
  reach(rows: number): void {
    this.#height = clamp(rows, this.#height, this.maxRows);
  }

  /** Draws a character of one or two cells. What is outside is left out. */
  put(row: number, column: number, char: string, width: number, pen: Pen): void {
    if (row < 0 || row >= this.maxRows || column < 0 || column + width > this.columns || this.full) return;
    const { chars, pens } = this.#rows[row] ??= { chars: [], pens: [] };
    this.#cells += Math.max(0, column + width - chars.length);
    while (chars.length < column) {
      chars.push(undefined);
      pens.push(PLAIN_PEN);
    }
    // Half of a wide character cannot stay.
    if (chars[column] === "") chars[column - 1] = " ";
    if (chars[column + width] === "") chars[column + width] = " ";
    for (let i = 0; i < width; i++) {
      chars[column + i] = i === 0 ? char : "";
      pens[column + i] = pen;
    }
    this.reach(row + 1);
  }

  /** Marks go on the cell to the left of the cursor. */
  mark(row: number, column: number, marks: string): void {
    const chars = this.#rows[row]?.chars;
    const at = chars?.[column - 1] === "" ? column - 2 : column - 1;
    const char = chars?.[at];
    if (char !== undefined && char !== "" && char.length < 8) chars![at] = char + marks;
  }

  /** Takes away what stands in a row from a column to another, the second not included. */
  erase(row: number, from: number, to: number, pen: Pen): void {
    const end = Math.min(
      to,
      this.columns,
      pen.ground < 0 ? this.#rows[row]?.chars.length ?? 0 : this.columns,
    );
    const blank = pen.ground < 0 ? PLAIN_PEN : { ...PLAIN_PEN, ground: pen.ground };
    for (let column = Math.max(0, from); column < end; column++) this.put(row, column, " ", 1, blank);
  }

  /** Takes everything away. */
  clear(): void {
    this.#rows.length = 0;
    this.#height = 0;
    this.#cells = 0;
  }

  /** What stands in a cell; `undefined` where nothing was drawn. The second cell of a wide character is `""`. */
  cell(row: number, column: number): { readonly char: string; readonly pen: Pen } | undefined {
    const found = this.#rows[row];
    const char = found?.chars[column];
    return char === undefined ? undefined : { char, pen: found!.pens[column]! };
  }

  /** Cells of a row up to its last one that can be seen. */
  width(row: number): number {
    const found = this.#rows[row];
    if (found === undefined) return 0;
    let end = found.chars.length;
    while (end > 0 && isInvisible(found.chars[end - 1], found.pens[end - 1]!)) end--;
    return end;
  }
}

function isInvisible(char: string | undefined, pen: Pen): boolean {
  return char === undefined || (char === " " && pen.ground < 0 && !pen.underline);
}

function clamp(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? least : Math.min(most, Math.max(least, Math.trunc(value)));
}
