/**
 * A window: a rectangle of the screen with a border, a title and room inside, for scripts that paint by themselves.
 *
 * Its methods answer what to write. It remembers nothing of the screen; widgets, which do, have borders of their
 * own. Nothing is ever written outside of the screen.
 *
 * @module
 */

import { requireNumber, wrongArgument } from "../base/argument.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import { center, clip, displayWidth, justifyLeft, justifyRight } from "../text/layout.ts";
import { moveTo } from "../text/sequences.ts";
import { style } from "../text/style.ts";
import { type Border, type BorderGlyphs, borderGlyphs, edgeLine } from "./border.ts";
import { type Box, containsBox, tidyBox, wholeScreen } from "./box.ts";
import { putText } from "./region.ts";
import { mergeStyles } from "./widget.ts";

/** Names of the styles of a window. */
export interface WindowColors {
  /** The border. */
  readonly border: string;
  /** What the inside is filled with. */
  readonly inside: string;
}

/** The colours a window has when nothing is said. */
export const WINDOW_COLORS: WindowColors = Object.freeze({ border: "cyan", inside: "" });

/** Where text stands in its line. */
export type Alignment = "left" | "center" | "right";

/** What a window is like. */
export interface AnsiWindowOptions {
  readonly box: Box;
  /** The screen it is on: nothing is written outside. Default 80 by 24. */
  readonly screen?: TerminalSize;
  /** Default `"thin"`. */
  readonly border?: Border;
  readonly colors?: Partial<WindowColors>;
  /** Rows between the window's edge and its inside, the border among them. Default 1. */
  readonly yPadding?: number;
  /** Columns between the window's edge and its inside, the border among them. Default 1. */
  readonly xPadding?: number;
  /** Default `"left"`. */
  readonly alignment?: Alignment;
}

/** The window. */
export class AnsiWindow {
  /** Where text stands in its line. */
  alignment: Alignment;
  readonly colors: WindowColors;
  readonly glyphs: BorderGlyphs;
  readonly xPadding: number;
  readonly yPadding: number;
  #box: Box;
  #screen: TerminalSize;
  #moved = false;

  /** Throws a `TypeError` for a box, a border or a style that is none. */
  constructor(options: AnsiWindowOptions) {
    this.#box = tidyBox(options?.box);
    requireNumber("make window", "xPadding", options.xPadding ?? 1);
    requireNumber("make window", "yPadding", options.yPadding ?? 1);
    const { alignment = "left" } = options;
    if (!["left", "center", "right"].includes(alignment)) {
      throw wrongArgument("make window", '"left", "center" or "right" as alignment', alignment);
    }
    this.#screen = options.screen ?? { columns: 80, rows: 24 };
    this.glyphs = borderGlyphs(options.border ?? "thin");
    this.colors = mergeStyles(WINDOW_COLORS, options.colors);
    this.xPadding = Math.max(0, Math.trunc(options.xPadding ?? 1));
    this.yPadding = Math.max(0, Math.trunc(options.yPadding ?? 1));
    this.alignment = alignment;
  }

  /** Where the window stands. */
  get box(): Box {
    return this.#box;
  }

  /** Rows inside of the padding. */
  get visibleHeight(): number {
    return Math.max(0, this.#box.height - 2 * this.yPadding);
  }

  /** Cells of a row inside of the padding. */
  get visibleWidth(): number {
    return Math.max(0, this.#box.width - 2 * this.xPadding);
  }

  /** Whether the cursor was left inside by the last call of {@linkcode AnsiWindow.pos}, with nothing painted since. */
  get moved(): boolean {
    return this.#moved;
  }

  /** Gives the window another place or size, or its screen another size. It has to be painted afterwards. */
  resize(box: Partial<Box>, screen: TerminalSize = this.#screen): void {
    this.#box = tidyBox({ ...this.#box, ...box });
    this.#screen = screen;
    this.#moved = false;
  }

  /** Whether all of the window is on the screen. */
  isInView(): boolean {
    return containsBox(wholeScreen(this.#screen), this.#box);
  }

  /** Whether all of another window lies in this one. */
  willFit(other: AnsiWindow | Box): boolean {
    return containsBox(this.#box, other instanceof AnsiWindow ? other.box : other);
  }

  /** Text in its line of `width` cells, as the window is aligned; too long a text is cut. */
  align(text: string, width: number = this.visibleWidth): string {
    const cut = clip(text, Math.max(0, width));
    if (this.alignment === "left") return justifyLeft(cut, width);
    return this.alignment === "right" ? justifyRight(cut, width) : center(cut, width);
  }

  /** Moves the cursor to a row and a column of the window, from 0, its border counted. */
  pos(row: number = 0, column: number = 0): string {
    const clamp = (at: number, most: number) =>
      Math.min(Math.max(0, Math.trunc(at) || 0), Math.max(0, most - 1));
    this.#moved = true;
    return moveTo(
      clamp(this.#box.top + row, this.#screen.rows) + 1,
      clamp(this.#box.left + column, this.#screen.columns) + 1,
    );
  }

  /** A line of the inside, `row` from 0, aligned; what is outside of the inside is left out. */
  line(row: number, text: string): string {
    if (row < 0 || row >= this.visibleHeight) return "";
    const filled = this.#inside(this.align(text));
    return this.#put(this.yPadding + row, this.xPadding, filled, this.visibleWidth);
  }

  /** Text in the middle of the upper edge. */
  title(text: string): string {
    return this.#edgeText(0, text);
  }

  /** Text in the middle of the lower edge. */
  footer(text: string): string {
    return this.#edgeText(this.#box.height - 1, text);
  }

  /** The border, without touching what is inside. */
  border(): string {
    return this.#edges(this.glyphs, this.colors.border);
  }

  /** Blanks where the border is. */
  eraseBorder(): string {
    const blank = (glyph: string) => " ".repeat(displayWidth(glyph));
    const { topLeft, topRight, bottomLeft, bottomRight, left, right, top, bottom } = this.glyphs;
    return this.#edges({
      topLeft: blank(topLeft),
      topRight: blank(topRight),
      bottomLeft: blank(bottomLeft),
      bottomRight: blank(bottomRight),
      left: blank(left),
      right: blank(right),
      top: blank(top),
      bottom: blank(bottom),
    }, "");
  }

  /** Blanks inside of the padding. */
  clear(): string {
    let text = "";
    for (let row = 0; row < this.visibleHeight; row++) text += this.line(row, "");
    return text;
  }

  /** Blanks all over the window. */
  erase(): string {
    let text = "";
    for (let row = 0; row < this.#box.height; row++) text += this.#put(row, 0, "", this.#box.width);
    return text;
  }

  #inside(text: string): string {
    return style(this.colors.inside, text);
  }

  #put(row: number, column: number, text: string, width: number): string {
    this.#moved = false;
    const { top, left, width: whole, height } = this.#box;
    // A window without rows or columns has no edges either.
    if (row < 0 || row >= height || column >= whole) return "";
    return putText(this.#screen, top + row, left + column, text, Math.min(width, whole - column));
  }

  #edgeText(row: number, text: string): string {
    if (row < 0 || this.#box.width < 2) return "";
    const cut = clip(text, this.#box.width - 2);
    const width = displayWidth(cut);
    return this.#put(row, 1 + Math.floor((this.#box.width - 2 - width) / 2), cut, width);
  }

  #edges(glyphs: BorderGlyphs, name: string): string {
    const { width, height } = this.#box;
    const edge = (corners: readonly [string, string], fill: string) =>
      edgeLine(width, corners, fill, { style: name, text: "" });
    let text = height > 0 ? this.#put(0, 0, edge([glyphs.topLeft, glyphs.topRight], glyphs.top), width) : "";
    for (let row = 1; row < height - 1; row++) {
      if (glyphs.left !== "") text += this.#put(row, 0, style(name, glyphs.left), 1);
      if (glyphs.right !== "" && width > 1) text += this.#put(row, width - 1, style(name, glyphs.right), 1);
    }
    if (height > 1) {
      text += this.#put(height - 1, 0, edge([glyphs.bottomLeft, glyphs.bottomRight], glyphs.bottom), width);
    }
    return text;
  }
}
