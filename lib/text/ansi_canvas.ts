/**
 * Paints text with the sequences of ANSI.SYS on a canvas, wherever they put the cursor.
 *
 * ```text
 * m colours   A B C D E F G d H f moves   s u remember   J K X erase   ESC [ n;r;g;b t  24-bit colours (PabloDraw)
 * ```
 *
 * Everything else is left out: modes, reports, strings, music. As on a PC bold is bright and what blinks can be a
 * bright background. Behind the last column the cursor stands in the next row, as ANSI.SYS and SyncTERM have it; only
 * a line end there makes no empty row, and erasing the rest of the row erases nothing, since editors save full rows so.
 *
 * @module
 */

import { splitSequences } from "./ansi.ts";
import { type ArtCanvas, type CellColor, type Pen, PLAIN_PEN, RGB } from "./art_canvas.ts";
import { clusters, isNarrow } from "./width.ts";

// ANSI music: ESC [ M or N or |, notes, then 0E, which cp437_art has made a glyph.
// deno-lint-ignore no-control-regex
const MUSIC = /\x1b\[[MN|][^\x0e\u266c\x1b\r\n]*[\x0e\u266c]/g;
// deno-lint-ignore no-control-regex
const SEQUENCE = /^\x1b\[([\d;]{0,80})([A-HJKXdfmstu])$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
/** Erasing behind the last column, and moves that do not depend on where the cursor is. */
const KEEPS_FULL_ROW: ReadonlySet<string> = new Set(["K", "J", "H", "f", "u"]);
const BLANK_CONTROL = /([\n\t])/;
const LINE_END = /\r*\n|\r(?!\n)/g;

/** The colours and attributes in force. */
interface Attributes {
  text: CellColor;
  ground: CellColor;
  bold: boolean;
  blink: boolean;
  underline: boolean;
  reverse: boolean;
  concealed: boolean;
}

function plainAttributes(): Attributes {
  return {
    text: -1,
    ground: -1,
    bold: false,
    blink: false,
    underline: false,
    reverse: false,
    concealed: false,
  };
}

/** Paints a whole text. With `iceColors` what blinks has a bright background instead. */
export function paintAnsi(canvas: ArtCanvas, text: string, iceColors: boolean = false): void {
  const painter = new Painter(canvas, iceColors);
  for (const piece of splitSequences(text.replace(MUSIC, "").replace(LINE_END, "\n"))) {
    if (painter.done) return;
    if (piece.type === "text") painter.text(piece.text.replaceAll("\0", " ").replace(CONTROL, ""));
    else painter.sequence(piece.text);
  }
}

class Painter {
  readonly #canvas: ArtCanvas;
  readonly #iceColors: boolean;
  #attributes = plainAttributes();
  #pen: Pen = PLAIN_PEN;
  #row = 0;
  /** Equal to the canvas's columns when the next character flows on. */
  #column = 0;
  #saved = { row: 0, column: 0 };

  constructor(canvas: ArtCanvas, iceColors: boolean) {
    this.#canvas = canvas;
    this.#iceColors = iceColors;
  }

  get done(): boolean {
    return this.#row >= this.#canvas.maxRows || this.#canvas.full;
  }

  text(text: string): void {
    for (const part of text.split(BLANK_CONTROL)) {
      if (part === "\n") this.#newLine();
      else if (part === "\t") this.#tab();
      else if (isNarrow(part)) { for (const char of part) this.#draw(char, 1); }
      else for (const { text: cluster, width } of clusters(part)) this.#draw(cluster, width);
      if (this.done) return;
    }
  }

  sequence(sequence: string): void {
    const match = SEQUENCE.exec(sequence);
    if (match === null) return;
    const numbers = match[1]!.split(";").map(Number);
    if (match[2] === "m") this.#select(numbers);
    else if (match[2] === "t") this.#selectTrueColor(numbers);
    else this.#move(match[2]!, numbers);
  }

  #draw(cluster: string, width: number): void {
    if (this.done) return;
    if (width === 0) return this.#canvas.mark(this.#row, this.#column, cluster);
    if (this.#column + width > this.#canvas.columns) this.#newLine();
    this.#canvas.put(this.#row, this.#column, cluster, width, this.#pen);
    this.#column += width;
  }

  /** Behind the last column: what moves from here, moves from the next row. */
  #flowOn(): void {
    if (this.#column >= this.#canvas.columns) this.#newLine();
  }

  #newLine(): void {
    this.#canvas.reach(this.#row + 1);
    this.#row += 1;
    this.#column = 0;
  }

  #tab(): void {
    this.#flowOn();
    const blanks = Math.min(8 - this.#column % 8, this.#canvas.columns - this.#column);
    for (let i = 0; i < blanks; i++) this.#canvas.put(this.#row, this.#column++, " ", 1, this.#pen);
  }

  #goTo(row: number, column: number): void {
    this.#row = Math.min(this.#canvas.maxRows - 1, Math.max(0, row));
    this.#column = Math.min(this.#canvas.columns - 1, Math.max(0, column));
  }

  #move(final: string, [first = 0, second = 0]: number[]): void {
    const n = Math.max(1, first);
    if (!KEEPS_FULL_ROW.has(final)) this.#flowOn();
    const [row, column] = [this.#row, Math.min(this.#column, this.#canvas.columns - 1)];
    switch (final) {
      case "A":
        return this.#goTo(row - n, column);
      case "B":
        return this.#goTo(row + n, column);
      case "C":
        return this.#goTo(row, column + n);
      case "D":
        return this.#goTo(row, column - n);
      case "E":
        return this.#goTo(row + n, 0);
      case "F":
        return this.#goTo(row - n, 0);
      case "G":
        return this.#goTo(row, n - 1);
      case "d":
        return this.#goTo(n - 1, column);
      case "H":
      case "f":
        return this.#goTo(n - 1, Math.max(1, second) - 1);
      case "s":
        this.#saved = { row, column };
        return;
      case "u":
        return this.#goTo(this.#saved.row, this.#saved.column);
      case "X":
        return this.#canvas.erase(row, column, column + n, this.#pen);
      case "K":
        // After the last column there is nothing left to erase: a full row keeps its last character.
        return this.#canvas.erase(
          row,
          first === 0 ? this.#column : 0,
          first === 1 ? column + 1 : Infinity,
          this.#pen,
        );
      case "J":
        return this.#eraseScreen(first);
    }
  }

  #eraseScreen(part: number): void {
    if (part === 2) {
      // ANSI.SYS goes home as well.
      this.#canvas.clear();
      this.#goTo(0, 0);
      return;
    }
    const [from, to] = part === 0 ? [this.#row + 1, this.#canvas.height] : [0, this.#row];
    for (let row = from; row < to; row++) this.#canvas.erase(row, 0, Infinity, PLAIN_PEN);
    this.#move("K", [part === 0 ? 0 : 1]);
  }

  #select(numbers: readonly number[]): void {
    for (let i = 0; i < numbers.length; i++) {
      const n = numbers[i]!;
      if (n === 38 || n === 48) {
        const [kind, ...rest] = numbers.slice(i + 1, i + 5).map((value) => Math.min(255, value));
        const color = kind === 5 ? rest[0] ?? 0 : kind === 2 ? trueColor(rest) : undefined;
        if (color !== undefined) this.#attributes[n === 38 ? "text" : "ground"] = color;
        i += kind === 5 ? 2 : kind === 2 ? 4 : 0;
      } else this.#attribute(n);
    }
    this.#ink();
  }

  #attribute(n: number): void {
    const attributes = this.#attributes;
    if (n === 0) this.#attributes = plainAttributes();
    else if (n === 1 || n === 22) attributes.bold = n === 1;
    else if (n === 4 || n === 24) attributes.underline = n === 4;
    else if (n === 5 || n === 6 || n === 25) attributes.blink = n !== 25;
    else if (n === 7 || n === 27) attributes.reverse = n === 7;
    else if (n === 8 || n === 28) attributes.concealed = n === 8;
    else if (n >= 30 && n <= 37) attributes.text = n - 30;
    else if (n === 39) attributes.text = -1;
    else if (n >= 40 && n <= 47) attributes.ground = n - 40;
    else if (n === 49) attributes.ground = -1;
    else if (n >= 90 && n <= 97) attributes.text = n - 82;
    else if (n >= 100 && n <= 107) attributes.ground = n - 92;
  }

  #selectTrueColor([which, ...rgb]: number[]): void {
    if (rgb.length !== 3 || (which !== 0 && which !== 1)) return;
    this.#attributes[which === 1 ? "text" : "ground"] = trueColor(rgb.map((value) => Math.min(255, value)));
    this.#ink();
  }

  /** Makes a pen of what is in force. */
  #ink(): void {
    const { bold, blink, underline, reverse, concealed } = this.#attributes;
    let { text, ground } = this.#attributes;
    if (bold && text < 8) text = text < 0 ? 15 : text + 8;
    if (reverse) [text, ground] = [ground < 0 ? 0 : ground, text < 0 ? 7 : text];
    if (concealed) text = ground < 0 ? 0 : ground;
    if (blink && this.#iceColors && ground < 8) ground = ground < 0 ? 8 : ground + 8;
    const pen = { text, ground, blink: blink && !this.#iceColors, underline };
    this.#pen = text < 0 && ground < 0 && !pen.blink && !underline ? PLAIN_PEN : pen;
  }
}

function trueColor([red = 0, green = 0, blue = 0]: readonly number[]): CellColor {
  return RGB + (red << 16) + (green << 8) + blue;
}
