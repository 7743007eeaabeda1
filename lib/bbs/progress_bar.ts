/**
 * How far some work has come: a bar and a percentage in one row.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import type { Key } from "../text/keys.ts";
import { clip, displayWidth, justifyRight } from "../text/layout.ts";
import { style } from "../text/style.ts";
import { requireNumber, requireText, wrongArgument } from "../base/argument.ts";
import { type Box, wholeScreen } from "./box.ts";
import { type Frame, putText } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, Widget, type WidgetOptions } from "./widget.ts";

/** Names of the styles of a progress bar. */
export interface ProgressColors {
  /** What is done. */
  readonly done: string;
  /** What is left. */
  readonly left: string;
  /** The percentage and the label. */
  readonly text: string;
}

/** The colours that a progress bar has when nothing is said. */
export const PROGRESS_COLORS: ProgressColors = Object.freeze({ done: "cyan", left: "bold_black", text: "" });

/** What a progress bar is drawn with; each one cell wide. */
export interface ProgressGlyphs {
  readonly done: string;
  readonly left: string;
}

/** Glyphs by name: `blocks` are in CP437, `ascii` is everywhere. */
export const PROGRESS_GLYPHS: Readonly<Record<"blocks" | "ascii", ProgressGlyphs>> = Object.freeze({
  blocks: Object.freeze({ done: "\u2588", left: "\u2591" }),
  ascii: Object.freeze({ done: "#", left: "." }),
});

/** Cells of `" 100%"`. */
const PERCENT = 5;

/** What a progress bar is like. */
export interface ProgressBarOptions extends WidgetOptions {
  /** The value at which all is done. Default 100. */
  readonly total?: number;
  readonly value?: number;
  /** Text before the bar, on at most a third of the row. */
  readonly label?: string;
  /** Default `"blocks"`. */
  readonly glyphs?: "blocks" | "ascii" | ProgressGlyphs;
  readonly colors?: Partial<ProgressColors>;
}

/** The bar. It takes no keys. */
export class ProgressBar extends Widget {
  readonly #colors: ProgressColors;
  readonly #glyphs: ProgressGlyphs;
  readonly #total: number;
  #label: string;
  #value = 0;

  /** Throws a `TypeError` for a total, styles, glyphs or a border that are none. */
  constructor(options: ProgressBarOptions = {}) {
    super(options);
    this.#colors = mergeStyles(PROGRESS_COLORS, options.colors);
    const glyphs = options.glyphs ?? "blocks";
    this.#glyphs = typeof glyphs !== "string"
      ? glyphs
      : Object.hasOwn(PROGRESS_GLYPHS, glyphs)
      ? PROGRESS_GLYPHS[glyphs]
      : { done: "", left: "" };
    for (const name of ["done", "left"] as const) {
      const glyph = this.#glyphs?.[name];
      requireText("make progress bar", `glyph for "${name}"`, glyph);
      if (displayWidth(glyph) !== 1) {
        throw new TypeError(`Cannot use glyph: expected one cell, found ${displayWidth(glyph)}`);
      }
    }
    this.#total = options.total ?? 100;
    requireNumber("make progress bar", "total", this.#total);
    this.#label = options.label ?? "";
    this.update(options.value ?? 0);
  }

  /** How far it is, 0 to the total. */
  get value(): number {
    return this.#value;
  }

  /** The same as a part of 1. Nothing to do is all done. */
  get ratio(): number {
    return this.#total > 0 ? this.#value / this.#total : 1;
  }

  /** Says how far it is; what there is not becomes the nearest that is. Answers what to write. */
  update(value: number, label: string = this.#label): string {
    requireText("show progress", "label", label);
    if (typeof value !== "number") throw wrongArgument("show progress", "a number as value", value);
    this.#label = label;
    this.#value = Math.min(Math.max(0, this.#total), Math.max(0, Number.isNaN(value) ? 0 : value));
    return this.paintChanges();
  }

  protected override handle(_key: Key): void {}

  protected override render(): Frame {
    const width = this.visibleWidth;
    const text = (words: string) => style(this.#colors.text, words);
    const label = this.#label === "" ? "" : `${clip(this.#label, Math.floor(width / 3))} `;
    const bar = Math.max(0, width - displayWidth(label) - PERCENT);
    // All is only said to be done when it is.
    const done = Math.min(bar, Math.floor(bar * this.ratio));
    const percent = justifyRight(`${Math.floor(100 * this.ratio)}%`, PERCENT);
    const line = text(label) + style(this.#colors.done, this.#glyphs.done.repeat(done)) +
      style(this.#colors.left, this.#glyphs.left.repeat(bar - done)) + text(percent);
    return { lines: [line], cursor: { row: 0, column: Math.max(0, width - 1) } };
  }
}

/** How {@linkcode runProgressBar} shows. */
export interface RunProgressBarOptions extends ProgressBarOptions, Pick<RunOptions<ProgressBar>, "box"> {}

/** Milliseconds between looks at the size of the screen: one that a hand changes is followed before it rests. */
const LOOK = 250;

/** Says how far some work has come. */
export type ReportProgress = (value: number, label?: string) => Promise<void>;

/**
 * Shows a bar while `work` runs; `work` reports how far it is. Keys stay unread, and so does the news of another size,
 * which the bar follows all the same. Answers what `work` answers.
 *
 * ```ts
 * import { runProgressBar, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const box = { top: 5, left: 0, width: 40, height: 1 };
 *   await runProgressBar(session, { total: 10, label: "Packing", box }, async (report) => {
 *     for (let i = 1; i <= 10; i++) await report(i);
 *   });
 * }
 * ```
 */
export async function runProgressBar<Result>(
  screen: Screen,
  options: RunProgressBarOptions,
  work: (report: ReportProgress) => Promise<Result>,
): Promise<Result> {
  const bar = new ProgressBar(options);
  let columns = -1;
  let rows = -1;
  const show = async (changes: string) => {
    let text = changes;
    if (screen.columns !== columns || screen.rows !== rows) {
      const before = bar.box;
      bar.place(placeOf(options.box, screen), screen);
      text = (columns < 0 ? "" : erased(before, bar.box, screen)) + bar.paint();
      columns = screen.columns;
      rows = screen.rows;
    }
    if (text !== "") await screen.echo(text);
  };
  await show("");
  // Keys must stay unread, and with them the news of another size, which `work` may wait for: so look.
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    // What goes wrong here goes wrong at the next report, too, and the work hears of it there.
    show("").catch(() => {});
    timer = setTimeout(look, LOOK);
  };
  timer = setTimeout(look, LOOK);
  try {
    return await work((value, label) => show(bar.update(value, label)));
  } finally {
    clearTimeout(timer);
  }
}

/** Blanks where a bar was and is not any more. */
function erased(before: Box, now: Box, screen: TerminalSize): string {
  let text = "";
  for (let row = before.top; row < before.top + before.height; row++) {
    const stays = row >= now.top && row < now.top + now.height;
    const end = before.left + before.width;
    const [from, to] = stays ? [now.left, now.left + now.width] : [end, end];
    text += putText(screen, row, before.left, "", from - before.left);
    text += putText(screen, row, to, "", end - to);
  }
  return text;
}

function placeOf(box: RunProgressBarOptions["box"], screen: Screen): Box {
  return typeof box === "function" ? box(screen) : box ?? { ...wholeScreen(screen), height: 1 };
}
