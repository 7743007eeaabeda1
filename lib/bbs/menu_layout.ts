/**
 * The items of a menu in columns: where they stand, and which one is beside another.
 *
 * @module
 */

import { requireList, requireText, wrongArgument } from "../base/argument.ts";
import { stripSequences } from "../text/ansi.ts";
import { clip, displayWidth, justifyLeft } from "../text/layout.ts";
import { style } from "../text/style.ts";

/** One thing to choose. */
export interface MenuItem {
  /** What the caller types. */
  readonly key: string;
  /** What he reads. When it begins with the key, the key is marked inside of it. */
  readonly text: string;
}

/** The room for a menu and its looks. */
export interface MenuLayoutOptions {
  /** Width of the screen in cells; at most 80 are used. */
  readonly columns: number;
  /** Rows for the menu. Lines are spaced when there is room. */
  readonly rows: number;
  /** Most columns of items. Default 3. */
  readonly maxColumns?: number;
  /** Style of the keys. Default `"bold_cyan"`. */
  readonly keyStyle?: string;
  /** Style of the brackets around keys. Default `"blue"`. */
  readonly bracketStyle?: string;
  /** Index of the item that the caller has moved to; it is shown in `selectedStyle`. */
  readonly selected?: number;
  /** Default `"reverse"`. */
  readonly selectedStyle?: string;
}

/**
 * Holds a value to be a list of items.
 *
 * @throws {TypeError} for anything else
 */
export function requireItems(attempt: string, items: unknown): void {
  requireList(attempt, "items", items);
  for (const item of items as readonly Partial<MenuItem | undefined>[]) {
    if (typeof item?.key !== "string" || typeof item.text !== "string") {
      throw wrongArgument(attempt, "items with a key and a text", item);
    }
  }
}

/** A step in a menu. */
export type MenuStep = "up" | "down" | "left" | "right" | "first" | "last";

/** Cells between two columns. */
const GAP = 3;

function label(item: MenuItem, options: MenuLayoutOptions, selected: boolean): string {
  if (selected) return style(options.selectedStyle ?? "reverse", stripSequences(label(item, options, false)));
  const inside = item.text.toLowerCase().startsWith(item.key.toLowerCase());
  const bracket = (text: string) => style(options.bracketStyle ?? "blue", text);
  const key = style(options.keyStyle ?? "bold_cyan", item.key);
  return `${bracket("[")}${key}${bracket("]")}${inside ? item.text.slice(item.key.length) : ` ${item.text}`}`;
}

/** Where items stand: blanks before them, cells from one to the next beside it, columns, rows, and whether these are spaced. */
function shapeOf(
  items: readonly MenuItem[],
  options: MenuLayoutOptions,
): { margin: number; cell: number; columns: number; rows: number; spaced: boolean } {
  const widths = items.map((item) => displayWidth(label(item, options, false)));
  const cell = Math.max(0, ...widths) + GAP;
  const room = Math.min(options.columns, 80);
  const most = Math.min(options.maxColumns ?? 3, Math.floor((room + GAP) / cell), items.length);
  const rows = Math.ceil(items.length / Math.max(1, most));
  const columns = Math.ceil(items.length / Math.max(1, rows));
  const margin = Math.max(0, Math.floor((options.columns - (columns * cell - GAP)) / 2));
  return { margin, cell, columns, rows, spaced: options.rows >= rows * 2 - 1 };
}

/**
 * The lines of a menu, in the middle of the screen: items run down the columns, of which there are up to `maxColumns`
 * within 80 cells. What is wider than the screen is cut; more lines than `rows` come out when the items do not fit.
 */
export function layOutMenu(items: readonly MenuItem[], options: MenuLayoutOptions): string[] {
  requireItems("lay out menu", items);
  if (items.length === 0) return [];
  const labels = items.map((item, i) => label(item, options, i === options.selected));
  const { margin, cell, rows, spaced } = shapeOf(items, options);
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    if (spaced && row > 0) lines.push("");
    const cells: string[] = [];
    for (let at = row; at < labels.length; at += rows) cells.push(justifyLeft(labels[at]!, cell));
    lines.push(clip((" ".repeat(margin) + cells.join("")).trimEnd(), options.columns));
  }
  return lines;
}

/** Where an item begins in the lines of {@linkcode layOutMenu}: the index of its line, and the cells before it. */
export function placeInMenu(
  items: readonly MenuItem[],
  options: MenuLayoutOptions,
  index: number,
): { readonly row: number; readonly column: number } {
  const { margin, cell, rows, spaced } = shapeOf(items, options);
  const row = index % Math.max(1, rows);
  return { row: spaced ? row * 2 : row, column: margin + Math.floor(index / Math.max(1, rows)) * cell };
}

/** The index of the item a step away from another in the menu that {@linkcode layOutMenu} lays out, round the ends. */
export function stepInMenu(
  items: readonly MenuItem[],
  options: MenuLayoutOptions,
  from: number,
  step: MenuStep,
): number {
  const count = items.length;
  if (count === 0) return 0;
  const { columns, rows } = shapeOf(items, options);
  const row = from % rows;
  switch (step) {
    case "up":
      return (from + count - 1) % count;
    case "down":
      return (from + 1) % count;
    case "first":
      return 0;
    case "last":
      return count - 1;
    case "right":
    case "left": {
      const by = step === "right" ? 1 : columns - 1;
      let column = Math.floor(from / rows);
      // The last column may be shorter than the others.
      do column = (column + by) % columns; while (column * rows + row >= count);
      return column * rows + row;
    }
  }
}

/** The item that a caller means, whatever his capitals and blanks; `undefined` when there is none. */
export function findItem<Item extends MenuItem>(items: readonly Item[], typed: string): Item | undefined {
  requireText("find item", "what was typed", typed);
  const key = typed.trim().toLowerCase();
  return items.find((item) => item.key.toLowerCase() === key);
}
