/**
 * What is on a screen at one moment: text, looks of the cells, cursor. Holds no terminal.
 *
 * @module
 */

/** A colour of a cell: `"default"`, one of the terminal's 256, or `"#rrggbb"`. */
export type CellPaint = "default" | number | `#${string}`;

/** One cell of a screen. */
export interface PictureCell {
  /** The character with its marks; `" "` for a blank, `""` for the second half of a wide character. */
  readonly text: string;
  readonly foreground: CellPaint;
  readonly background: CellPaint;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly blink: boolean;
  readonly reverse: boolean;
}

/** Where a cursor is, both from 0. */
export interface CursorPlace {
  readonly row: number;
  readonly column: number;
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const ATTRIBUTES = ["bold", "dim", "italic", "underline", "blink", "reverse"] as const;

function paintName(paint: CellPaint): string {
  if (typeof paint !== "number") return paint;
  if (paint < 16) return paint < 8 ? NAMES[paint]! : `bright_${NAMES[paint - 8]}`;
  return `color_${paint}`;
}

/** How a cell looks, in words: `bold cyan on blue`; `""` when it looks like any other. */
function lookOf(cell: PictureCell): string {
  const words: string[] = ATTRIBUTES.filter((name) => cell[name]);
  if (cell.foreground !== "default") words.push(paintName(cell.foreground));
  if (cell.background !== "default") words.push("on", paintName(cell.background));
  return words.join(" ");
}

/** A screen as it was. */
export class ScreenPicture {
  readonly columns: number;
  readonly rows: number;

  constructor(
    private readonly cells: readonly (readonly PictureCell[])[],
    /** Where the cursor is. */
    readonly cursor: CursorPlace,
  ) {
    this.rows = cells.length;
    this.columns = cells[0]?.length ?? 0;
  }

  /** A cell, row and column from 0. Throws a `RangeError` outside of the screen. */
  cell(row: number, column: number): PictureCell {
    const cell = this.cells[row]?.[column];
    if (cell === undefined) {
      throw new RangeError(
        `Cannot look at row ${row}, column ${column}: the screen has ${this.rows} rows of ${this.columns}`,
      );
    }
    return cell;
  }

  /** The text of every row, blanks at its end left out. */
  get lines(): string[] {
    return this.cells.map((row) => row.map((cell) => cell.text).join("").trimEnd());
  }

  /** The screen as text: lines joined by `"\n"`, empty ones at the bottom left out. */
  get text(): string {
    return this.lines.join("\n").trimEnd();
  }

  /**
   * What does not look plain, a line each in reading order, rows and columns from 1: `2:5-12 bold cyan on blue`.
   * Colours are those that the caller's terminal was sent.
   */
  get looks(): string[] {
    return this.cells.flatMap((row, at) => {
      const runs: { from: number; to: number; look: string }[] = [];
      for (const [column, cell] of row.entries()) {
        const look = lookOf(cell);
        const last = runs.at(-1);
        if (last?.look === look && last.to === column) last.to++;
        else if (look !== "") runs.push({ from: column, to: column + 1, look });
      }
      return runs.map(({ from, to, look }) => `${at + 1}:${from + 1}-${to} ${look}`);
    });
  }
}
