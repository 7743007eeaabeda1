/**
 * A menu out of data: what can be chosen, laid out in columns.
 *
 * @module
 */

import { displayWidth, justifyLeft } from "../text/layout.ts";
import { style } from "../text/style.ts";

/** One thing to choose. */
export interface MenuItem {
  /** What the caller types. */
  readonly key: string;
  /** What he reads. When it begins with the key, the key is marked inside of it. */
  readonly text: string;
}

/** The room for a menu and its looks. */
export interface MenuOptions {
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
}

/** Cells between two columns. */
const GAP = 3;

function label(item: MenuItem, options: MenuOptions): string {
  const inside = item.text.toLowerCase().startsWith(item.key.toLowerCase());
  const bracket = (text: string) => style(options.bracketStyle ?? "blue", text);
  const key = style(options.keyStyle ?? "bold_cyan", item.key);
  return `${bracket("[")}${key}${bracket("]")}${inside ? item.text.slice(item.key.length) : ` ${item.text}`}`;
}

/**
 * The lines of a menu, in the middle of the screen: items run down the columns, of which there are up to `maxColumns`
 * within 80 cells. More lines than `rows` come out when the items do not fit.
 */
export function layOutMenu(items: readonly MenuItem[], options: MenuOptions): string[] {
  if (items.length === 0) return [];
  const labels = items.map((item) => label(item, options));
  const cell = Math.max(...labels.map(displayWidth)) + GAP;
  const room = Math.min(options.columns, 80);
  const most = Math.min(options.maxColumns ?? 3, Math.floor((room + GAP) / cell), labels.length);
  const rows = Math.ceil(labels.length / Math.max(1, most));
  const columns = Math.ceil(labels.length / rows);
  const margin = " ".repeat(Math.max(0, Math.floor((options.columns - (columns * cell - GAP)) / 2)));
  const spaced = options.rows >= rows * 2 - 1;
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    if (spaced && row > 0) lines.push("");
    const cells: string[] = [];
    for (let at = row; at < labels.length; at += rows) cells.push(justifyLeft(labels[at]!, cell));
    lines.push((margin + cells.join("")).trimEnd());
  }
  return lines;
}

/** The item that a caller means, whatever his capitals and blanks; `undefined` when there is none. */
export function findItem<Item extends MenuItem>(items: readonly Item[], typed: string): Item | undefined {
  const key = typed.trim().toLowerCase();
  return items.find((item) => item.key.toLowerCase() === key);
}
