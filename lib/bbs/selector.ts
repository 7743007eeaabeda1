/**
 * A choice between two, side by side in one row.
 *
 * ```text
 * h left     the left one       space tab     the other one     enter         takes it
 * l right    the right one      ^L            paints again      q Q escape    leaves
 * ```
 *
 * @module
 */

import type { Key } from "../text/keys.ts";
import { center, clip, displayWidth } from "../text/layout.ts";
import { style } from "../text/style.ts";
import { requireText, wrongArgument } from "../base/argument.ts";
import { freezeKeys, KeyBindings, type KeySet } from "./key_set.ts";
import type { Frame } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, runWidget, Widget, type WidgetOptions } from "./widget.ts";

/** What a key does in a selector. */
export type SelectorAction = "refresh" | "toggle" | "left" | "right" | "enter" | "exit";

/** The keys that a selector has when nothing is said. */
export const SELECTOR_KEYS: KeySet<SelectorAction> = freezeKeys<SelectorAction>({
  refresh: ["^l"],
  toggle: [" ", "tab"],
  left: ["h", "left"],
  right: ["l", "right"],
  enter: ["enter"],
  exit: ["q", "Q", "escape"],
});

/** Names of the styles of a selector. */
export interface SelectorColors {
  /** The half that Enter would take. */
  readonly selected: string;
  readonly unselected: string;
}

/** The colours that a selector has when nothing is said. */
export const SELECTOR_COLORS: SelectorColors = Object.freeze({
  selected: "reverse_yellow",
  unselected: "bold_black",
});

/** What a selector is like. */
export interface SelectorOptions extends WidgetOptions {
  readonly left: string;
  readonly right: string;
  /** Which one is chosen at first. Default `"left"`. */
  readonly start?: "left" | "right";
  readonly keys?: Partial<KeySet<SelectorAction>>;
  readonly colors?: Partial<SelectorColors>;
}

/** The choice. */
export class Selector extends Widget {
  readonly #keys: KeyBindings<SelectorAction>;
  readonly #colors: SelectorColors;
  readonly #texts: Readonly<Record<"left" | "right", string>>;
  #side: "left" | "right";

  /** Throws a `TypeError` for texts, keys, styles or a border that are none. */
  constructor(options: SelectorOptions) {
    super(options);
    for (const side of ["left", "right"] as const) requireText("make selector", side, options?.[side]);
    if (![undefined, "left", "right"].includes(options.start)) {
      throw wrongArgument("make selector", '"left" or "right" as start', options.start);
    }
    this.#keys = new KeyBindings(SELECTOR_KEYS, options.keys);
    this.#colors = mergeStyles(SELECTOR_COLORS, options.colors);
    this.#texts = { left: options.left, right: options.right };
    this.#side = options.start ?? "left";
  }

  /** Which half Enter would take. */
  get side(): "left" | "right" {
    return this.#side;
  }

  /** The text of that half. */
  get selection(): string {
    return this.#texts[this.#side];
  }

  /** Whether the caller took one. */
  get selected(): boolean {
    return this.state === "done";
  }

  /** Whether the caller left without one. */
  get quit(): boolean {
    return this.state === "cancelled";
  }

  /** Goes to one half. Answers what to write. */
  select(side: "left" | "right"): string {
    this.#side = side;
    return this.paintChanges();
  }

  protected override handle(key: Key): void {
    const action = this.#keys.actionOf(key);
    if (action === "enter") this.setState("done");
    else if (action === "exit") this.setState("cancelled");
    else if (action === "refresh") this.forget();
    else if (action === "toggle") this.#side = this.#side === "left" ? "right" : "left";
    else if (action !== undefined) this.#side = action;
  }

  protected override render(): Frame {
    const left = Math.ceil(this.visibleWidth / 2);
    const right = this.visibleWidth - left;
    const row = this.#half("left", left) + this.#half("right", right);
    // Where there are no colours the cursor shows which one it is.
    const text = Math.min(displayWidth(this.selection), this.#side === "left" ? left : right);
    const column = this.#side === "left"
      ? Math.floor((left - text) / 2)
      : left + Math.floor((right - text) / 2);
    return { lines: [row], cursor: { row: 0, column } };
  }

  #half(side: "left" | "right", width: number): string {
    const name = side === this.#side ? this.#colors.selected : this.#colors.unselected;
    return style(name, center(clip(this.#texts[side], width), width));
  }
}

/** How {@linkcode runSelector} asks. */
export interface RunSelectorOptions extends SelectorOptions, RunOptions<Selector> {}

/**
 * Lets the caller choose one of two texts. Answers the one he took, `undefined` when he left.
 *
 * ```ts
 * import { runSelector, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const box = { top: 10, left: 5, width: 20, height: 1 };
 *   if (await runSelector(session, { left: "Yes", right: "No", box }) === "Yes") session.disconnect();
 * }
 * ```
 */
export async function runSelector(
  screen: Screen,
  options: RunSelectorOptions,
): Promise<string | undefined> {
  const selector = new Selector(options);
  await runWidget(screen, selector, options);
  return selector.selected ? selector.selection : undefined;
}
