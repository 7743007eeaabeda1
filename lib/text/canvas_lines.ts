/**
 * Makes lines of text out of a canvas. Each stands alone: it begins with its own colours and ends in normal ones, and
 * holds no sequence but those that select colours.
 *
 * @module
 */

import { type ArtCanvas, type CellColor, type Pen, PLAIN_PEN, RGB } from "./art_canvas.ts";

/** How lines are made. */
export interface CanvasLineOptions {
  /**
   * How bright colours are asked for: `"bold"` as a PC knew it, `"numbers"` by 90 to 97, since many terminals of today
   * make bold text only heavier, which spoils shades. Default `"bold"`.
   */
  readonly bright?: "bold" | "numbers";
  /** How bright backgrounds are: by 100 to 107, or by blinking, in terminals that were told so. Default `"numbers"`. */
  readonly brightGround?: "numbers" | "blink";
  /** The first column, from 0. Default 0. */
  readonly from?: number;
  /** Most cells of a line. Default all. */
  readonly columns?: number;
}

/** One line; `""` for a row in which nothing was drawn. */
export function canvasLine(canvas: ArtCanvas, row: number, options: CanvasLineOptions = {}): string {
  const { from = 0, columns = canvas.columns } = options;
  const end = Math.min(canvas.width(row), from + columns);
  let line = "";
  let selected: Pen = PLAIN_PEN;
  for (let column = from; column < end; column++) {
    const { char, pen } = canvas.cell(row, column) ?? { char: " ", pen: PLAIN_PEN };
    // A wide character that the edge cuts in half is a blank.
    const wide = canvas.cell(row, column + 1)?.char === "";
    const shown = (char === "" && column === from) || (wide && column + 1 === end) ? " " : char;
    if (shown === "") continue;
    if (pen !== selected && !sameLook(pen, selected)) line += select(pen, options);
    selected = pen;
    line += shown;
  }
  return sameLook(selected, PLAIN_PEN) ? line : `${line}\x1b[0m`;
}

/** All lines. */
export function canvasLines(canvas: ArtCanvas, options: CanvasLineOptions = {}): string[] {
  return Array.from({ length: canvas.height }, (_, row) => canvasLine(canvas, row, options));
}

function sameLook(a: Pen, b: Pen): boolean {
  return a.text === b.text && a.ground === b.ground && a.blink === b.blink && a.underline === b.underline;
}

function select(pen: Pen, { bright = "bold", brightGround = "numbers" }: CanvasLineOptions): string {
  const { text, ground } = pen;
  const bold = bright === "bold" && text >= 8 && text < 16;
  const blinking = brightGround === "blink" && ground >= 8 && ground < 16;
  const parameters = [
    "0",
    bold ? "1" : "",
    pen.underline ? "4" : "",
    pen.blink || blinking ? "5" : "",
    parameter(bold ? text - 8 : text, 30),
    parameter(blinking ? ground - 8 : ground, 40),
  ];
  return `\x1b[${parameters.filter((p) => p !== "").join(";")}m`;
}

function parameter(color: CellColor, base: 30 | 40): string {
  if (color < 0) return "";
  if (color < 8) return String(base + color);
  if (color < 16) return String(base + 60 + color - 8);
  if (color < 256) return `${base + 8};5;${color}`;
  const rgb = color - RGB;
  return `${base + 8};2;${rgb >> 16};${(rgb >> 8) & 255};${rgb & 255}`;
}
