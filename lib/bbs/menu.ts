/**
 * A menu from data: items in columns, of which the caller takes one by its key or with the cursor keys.
 *
 * ```text
 * up down left right    from item to item, round the ends       enter      takes the marked item
 * home end              the first and the last item             escape     leaves
 * the key of an item    marks it, and takes it at once where no other key begins like that
 * backspace             takes back what was typed of a key      ^L         paints again
 * ```
 *
 * The cursor stands in the marked item, behind what was typed of its key. A menu that is too high scrolls, an item that
 * is too wide is cut.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import type { Key } from "../text/keys.ts";
import { displayWidth } from "../text/layout.ts";
import { requireList, requireText, wrongArgument } from "../base/argument.ts";
import { freezeKeys, KeyBindings, type KeySet } from "./key_set.ts";
import {
  findItem,
  layOutMenu,
  type MenuItem,
  type MenuLayoutOptions,
  type MenuStep,
  placeInMenu,
  stepInMenu,
} from "./menu_layout.ts";
import type { Frame } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, runWidget, Widget, type WidgetOptions } from "./widget.ts";

/** What a key does in a menu, beside the keys of its items. */
export type MenuAction = MenuStep | "enter" | "erase" | "exit" | "refresh";

/** The keys that a menu has when nothing is said. No letter is among them: those belong to the items. */
export const MENU_KEYS: KeySet<MenuAction> = freezeKeys<MenuAction>({
  up: ["up"],
  down: ["down"],
  left: ["left"],
  right: ["right"],
  first: ["home"],
  last: ["end"],
  enter: ["enter"],
  erase: ["backspace"],
  exit: ["escape"],
  refresh: ["^l"],
});

/** Names of the styles of a menu. */
export interface MenuColors {
  /** The keys of the items. */
  readonly key: string;
  /** The brackets around the keys. */
  readonly bracket: string;
  /** The item that Enter would take. */
  readonly selected: string;
}

/** The colours that a menu has when nothing is said. */
export const MENU_COLORS: MenuColors = Object.freeze({
  key: "bold_cyan",
  bracket: "blue",
  selected: "reverse",
});

/** What a menu is like. */
export interface MenuOptions<Item extends MenuItem = MenuItem> extends WidgetOptions {
  /** What can be chosen. Items may carry more than a menu needs: the name of a script, say. */
  readonly items: readonly Item[];
  /** Key of the item that is marked at first. Default: that of the first one. */
  readonly start?: string;
  /** Most columns of items. Default 3. */
  readonly maxColumns?: number;
  readonly keys?: Partial<KeySet<MenuAction>>;
  readonly colors?: Partial<MenuColors>;
}

const BELL = "\x07";

function checked<Item extends MenuItem>(items: readonly Item[]): readonly Item[] {
  requireList("make menu", "items", items);
  const keys = new Set<string>();
  for (const item of items as readonly Partial<MenuItem | undefined>[]) {
    if (typeof item?.key !== "string" || item.key === "" || typeof item.text !== "string") {
      throw wrongArgument("make menu", "items with a key and a text", item);
    }
    const key = item.key.toLowerCase();
    if (keys.has(key)) {
      throw new TypeError(`Cannot make menu: expected each key once, found ${quote(item.key)} again`);
    }
    keys.add(key);
  }
  return items;
}

/** The menu. */
export class Menu<Item extends MenuItem = MenuItem> extends Widget {
  readonly #items: readonly Item[];
  readonly #keys: KeyBindings<MenuAction>;
  readonly #colors: MenuColors;
  readonly #maxColumns: number | undefined;
  #index: number;
  /** What was typed of a key, lower case. */
  #typed = "";
  /** The first row of the menu that is shown. */
  #first = 0;

  /** Throws a `TypeError` for items, keys, styles or a border that are none, and for a key said twice. */
  constructor(options: MenuOptions<Item>) {
    super(options);
    this.#items = checked(options?.items);
    this.#keys = new KeyBindings(MENU_KEYS, options.keys);
    this.#colors = mergeStyles(MENU_COLORS, options.colors);
    this.#maxColumns = options.maxColumns;
    requireText("make menu", "start", options.start ?? "");
    const start = findItem(this.#items, options.start ?? "");
    this.#index = start === undefined ? 0 : this.#items.indexOf(start);
  }

  /** The item that Enter would take; `undefined` when there are none. */
  get selection(): Item | undefined {
    return this.#items[this.#index];
  }

  /** Whether the caller took an item. */
  get selected(): boolean {
    return this.state === "done";
  }

  /** Whether the caller left without one. */
  get quit(): boolean {
    return this.state === "cancelled";
  }

  override get readsLines(): boolean {
    return true;
  }

  protected override handle(key: Key): string | void {
    // What is pasted was not meant as an answer.
    if (key.pasted) return;
    const action = this.#keys.actionOf(key);
    switch (action) {
      case undefined:
        return key.text === "" ? undefined : this.#type(this.#typed + key.text.toLowerCase());
      case "enter":
        return this.selection === undefined ? undefined : this.setState("done");
      case "exit":
        return this.setState("cancelled");
      case "erase":
        this.#typed = [...this.#typed].slice(0, -1).join("");
        return;
      case "refresh":
        return this.forget();
      default:
        this.#typed = "";
        this.#index = stepInMenu(this.#items, this.#layout, this.#index, action);
    }
  }

  protected override render(): Frame {
    const { visibleWidth: width, visibleHeight: height } = this;
    const lines = layOutMenu(this.#items, { ...this.#layout, selected: this.#index });
    const place = placeInMenu(this.#items, this.#layout, this.#index);
    this.#first = Math.min(this.#first, place.row, Math.max(0, lines.length - height));
    if (place.row >= this.#first + height) this.#first = place.row - Math.max(1, height) + 1;
    // In the brackets, behind what was typed.
    const column = Math.min(Math.max(0, width - 1), place.column + 1 + displayWidth(this.#typed));
    return {
      lines: lines.slice(this.#first, this.#first + height),
      cursor: { row: place.row - this.#first, column },
    };
  }

  get #layout(): MenuLayoutOptions {
    return {
      columns: this.visibleWidth,
      rows: this.visibleHeight,
      keyStyle: this.#colors.key,
      bracketStyle: this.#colors.bracket,
      selectedStyle: this.#colors.selected,
      ...(this.#maxColumns === undefined ? {} : { maxColumns: this.#maxColumns }),
    };
  }

  #type(typed: string): string | void {
    const like = this.#items.filter((item) => item.key.toLowerCase().startsWith(typed));
    const meant = findItem(like, typed) ?? like[0];
    if (meant === undefined) return BELL;
    this.#typed = typed;
    this.#index = this.#items.indexOf(meant);
    if (like.length === 1 && meant.key.toLowerCase() === typed) this.setState("done");
  }
}

/** How {@linkcode runMenu} asks. */
export interface RunMenuOptions<Item extends MenuItem = MenuItem>
  extends MenuOptions<Item>, RunOptions<Menu<Item>> {}

/**
 * Lets the caller choose from a menu. Answers the item he took, `undefined` when he left.
 *
 * ```ts
 * import { clearScreen, runMenu, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const items = [
 *     { key: "w", text: "who is online", script: "who" },
 *     { key: "ol", text: "one-liners", script: "oneliners" },
 *   ];
 *   const item = await runMenu(session, { items, border: "thin", title: " What now? " });
 *   await clearScreen(session);
 *   if (item !== undefined) await session.gosub(item.script);
 * }
 * ```
 */
export async function runMenu<Item extends MenuItem>(
  screen: Screen,
  options: RunMenuOptions<Item>,
): Promise<Item | undefined> {
  const menu = new Menu<Item>(options);
  await runWidget(screen, menu, options);
  return menu.selected ? menu.selection : undefined;
}
