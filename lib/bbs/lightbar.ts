/**
 * A list with a bar on one of its rows, from which the caller chooses.
 *
 * ```text
 * y 0 home      the first row           up k   down j      the bar moves; at the edge the list does
 * n G end       the last row            h b pageup         a page up, then the first row
 * enter         takes the row           l f pagedown       a page down, then the last row
 * q Q escape    leaves                  ^L                 paints again
 * ```
 *
 * @module
 */

import { stripSequences } from "../text/ansi.ts";
import type { Key } from "../text/keys.ts";
import { clip, displayWidth, justifyLeft } from "../text/layout.ts";
import { decodePipe } from "../text/pipe_codes.ts";
import { style } from "../text/style.ts";
import { requireList, wrongArgument } from "../base/argument.ts";
import { freezeKeys, KeyBindings, type KeySet } from "./key_set.ts";
import type { Frame } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, runWidget, Widget, type WidgetOptions } from "./widget.ts";

/** What a key does in a list. */
export type LightbarAction =
  | "home"
  | "end"
  | "pageUp"
  | "pageDown"
  | "up"
  | "down"
  | "enter"
  | "exit"
  | "refresh";

/** The keys that a list has when nothing is said. */
export const LIGHTBAR_KEYS: KeySet<LightbarAction> = freezeKeys<LightbarAction>({
  home: ["y", "0", "home"],
  end: ["n", "G", "end"],
  pageUp: ["h", "b", "pageup"],
  pageDown: ["l", "f", "pagedown"],
  up: ["k", "up"],
  down: ["j", "down"],
  enter: ["enter"],
  exit: ["q", "Q", "escape"],
  refresh: ["^l"],
});

/** Names of the styles of a list. */
export interface LightbarColors {
  /** The row with the bar. */
  readonly highlight: string;
  /** The other rows; they keep colours of their own. */
  readonly lowlight: string;
}

/** The colours that a list has when nothing is said. */
export const LIGHTBAR_COLORS: LightbarColors = Object.freeze({ highlight: "reverse_yellow", lowlight: "" });

/** One row: what is chosen with it, and what the caller reads, with colours and pipe codes if any. */
export interface LightbarItem<Value = string> {
  readonly key: Value;
  readonly text: string;
}

/** Where the bar is: its row on the screen, and the index of the first row that is shown; both from 0. */
export interface LightbarPosition {
  readonly row: number;
  readonly shift: number;
}

/** What a list is like. */
export interface LightbarOptions<Value = string> extends WidgetOptions {
  readonly items: readonly LightbarItem<Value>[];
  readonly position?: LightbarPosition;
  readonly keys?: Partial<KeySet<LightbarAction>>;
  readonly colors?: Partial<LightbarColors>;
  /** What a row ends in that is too long. Default `" $"`. */
  readonly strip?: string;
}

/** The rows, if they are rows. */
function checked<Value>(items: readonly LightbarItem<Value>[]): readonly LightbarItem<Value>[] {
  requireList("make list", "items", items);
  for (const item of items as readonly Partial<LightbarItem<Value> | undefined>[]) {
    if (typeof item?.text !== "string") throw wrongArgument("make list", "items with a key and a text", item);
  }
  return items;
}

/** The list. */
export class Lightbar<Value = string> extends Widget {
  readonly #keys: KeyBindings<LightbarAction>;
  readonly #colors: LightbarColors;
  readonly #strip: string;
  #items: readonly LightbarItem<Value>[];
  #row: number;
  #shift: number;

  /** Throws a `TypeError` for items, keys, styles or a border that are none. */
  constructor(options: LightbarOptions<Value>) {
    super(options);
    this.#items = checked(options?.items);
    this.#keys = new KeyBindings(LIGHTBAR_KEYS, options.keys);
    this.#colors = mergeStyles(LIGHTBAR_COLORS, options.colors);
    this.#strip = options.strip ?? " $";
    this.#row = options.position?.row ?? 0;
    this.#shift = options.position?.shift ?? 0;
  }

  /** The rows. */
  get items(): readonly LightbarItem<Value>[] {
    return this.#items;
  }

  /** Index of the row with the bar; -1 when there are no rows. */
  get index(): number {
    this.#bound();
    return this.#items.length === 0 ? -1 : this.#shift + this.#row;
  }

  /** The row with the bar. */
  get selection(): LightbarItem<Value> | undefined {
    return this.#items[this.index];
  }

  /** Whether the caller took a row. */
  get selected(): boolean {
    return this.state === "done";
  }

  /** Whether the caller left without one. */
  get quit(): boolean {
    return this.state === "cancelled";
  }

  /** Whether the bar is on the first row. */
  get atTop(): boolean {
    return this.index <= 0;
  }

  /** Whether the bar is on the last row. */
  get atBottom(): boolean {
    return this.index === this.#items.length - 1;
  }

  /** Where the bar is. A position that the list does not have becomes the nearest that it has. */
  get position(): LightbarPosition {
    this.#bound();
    return { row: this.#row, shift: this.#shift };
  }

  set position(position: LightbarPosition) {
    this.#row = position.row;
    this.#shift = position.shift;
    this.#bound();
  }

  /** The rows that are on the screen. */
  get visibleItems(): readonly LightbarItem<Value>[] {
    this.#bound();
    return this.#items.slice(this.#shift, this.#shift + this.visibleHeight);
  }

  /** Gives the list other rows; the bar stays where it is as far as there are rows. Answers what to write. */
  update(items: readonly LightbarItem<Value>[]): string {
    this.#items = checked(items);
    return this.paintChanges();
  }

  /** Puts the bar on a row by its index, scrolling no more than it takes. Answers what to write. */
  goto(index: number): string {
    this.#bound();
    const target = Math.min(Math.max(0, Math.trunc(index) || 0), Math.max(0, this.#items.length - 1));
    if (target < this.#shift) this.#shift = target;
    if (target >= this.#shift + this.#page) this.#shift = target - this.#page + 1;
    this.#row = target - this.#shift;
    return this.paintChanges();
  }

  /** Moves the bar, or the list under it, as a key would. Answers what to write. */
  move(to: "home" | "end" | "pageUp" | "pageDown" | "up" | "down"): string {
    this.#bound();
    this.#move(to);
    return this.paintChanges();
  }

  protected override handle(key: Key): void {
    const action = this.#keys.actionOf(key);
    this.#bound();
    if (action === "enter") {
      if (this.#items.length > 0) this.setState("done");
    } else if (action === "exit") this.setState("cancelled");
    else if (action === "refresh") this.forget();
    else if (action !== undefined) this.#move(action);
  }

  protected override render(): Frame {
    this.#bound();
    const width = this.visibleWidth;
    const shown = this.#items.slice(this.#shift, this.#shift + this.visibleHeight);
    const lines = shown.map(({ text }, row) => this.#line(text, row === this.#row, width));
    return { lines, cursor: { row: this.#row, column: 0 } };
  }

  /** Rows of a page; a list that has no room at all still moves. */
  get #page(): number {
    return Math.max(1, this.visibleHeight);
  }

  /** The greatest shift: the last page is full when there are so many rows. */
  get #lastShift(): number {
    return Math.max(0, this.#items.length - this.#page);
  }

  #bound(): void {
    const whole = (n: number) => Math.max(0, Math.trunc(n) || 0);
    const index = Math.min(whole(this.#shift) + whole(this.#row), Math.max(0, this.#items.length - 1));
    this.#shift = Math.min(whole(this.#shift), this.#lastShift);
    // A page that has become lower must not lose the bar.
    if (index - this.#shift >= this.#page) this.#shift = index - this.#page + 1;
    this.#row = index - this.#shift;
  }

  #move(to: "home" | "end" | "pageUp" | "pageDown" | "up" | "down"): void {
    const last = this.#lastShift;
    const bottom = Math.min(this.#page, this.#items.length) - 1;
    if (this.#items.length === 0) return;
    if (to === "down") {
      if (this.#row < bottom) this.#row += 1;
      else this.#shift = Math.min(this.#shift + 1, last);
    } else if (to === "up") {
      if (this.#row > 0) this.#row -= 1;
      else this.#shift = Math.max(0, this.#shift - 1);
    } else if (to === "end" || (to === "pageDown" && this.#shift === last)) {
      this.#shift = last;
      this.#row = bottom;
    } else if (to === "home" || (to === "pageUp" && this.#shift === 0)) {
      this.#shift = 0;
      this.#row = 0;
    } else if (to === "pageDown") {
      this.#shift = Math.min(this.#shift + this.#page, last);
    } else {
      this.#shift = Math.max(0, this.#shift - this.#page);
    }
  }

  #line(text: string, selected: boolean, width: number): string {
    const colored = decodePipe(text);
    const body = selected ? stripSequences(colored) : colored;
    const room = width - displayWidth(this.#strip);
    const cut = displayWidth(body) <= width ? body : clip(body, Math.max(0, room)) + clip(this.#strip, width);
    return style(selected ? this.#colors.highlight : this.#colors.lowlight, justifyLeft(cut, width));
  }
}

/** How {@linkcode runLightbar} asks. */
export interface RunLightbarOptions<Value = string>
  extends LightbarOptions<Value>, RunOptions<Lightbar<Value>> {}

/**
 * Lets the caller choose from a list. Answers the key of the row he took, `undefined` when he left.
 *
 * ```ts
 * import { clearScreen, runLightbar, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const items = ["north", "east", "south", "west"].map((way) => ({ key: way, text: `Go ${way}` }));
 *   const way = await runLightbar(session, { items, border: "thin", title: " Where to? " });
 *   await clearScreen(session);
 *   await session.echo(`You go ${way ?? "nowhere"}.\r\n`);
 * }
 * ```
 */
export async function runLightbar<Value = string>(
  screen: Screen,
  options: RunLightbarOptions<Value>,
): Promise<Value | undefined> {
  const bar = new Lightbar<Value>(options);
  await runWidget(screen, bar, options);
  return bar.selected ? bar.selection?.key : undefined;
}
