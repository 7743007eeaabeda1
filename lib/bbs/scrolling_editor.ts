/**
 * One line with a place of its own on the screen, which scrolls under the cursor in steps when it is longer than
 * its field.
 *
 * The keys are those of `line_editor.ts`, without its history.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import type { Key } from "../text/keys.ts";
import { clip, displayWidth, justifyLeft } from "../text/layout.ts";
import { style } from "../text/style.ts";
import { requireText } from "../base/argument.ts";
import { freezeKeys, KeyBindings, type KeySet } from "./key_set.ts";
import { isLineEdit, LINE_EDIT_KEYS, LineBuffer, type LineEdit } from "./line_buffer.ts";
import { LineView } from "./line_view.ts";
import type { Frame } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, runWidget, Widget, type WidgetOptions } from "./widget.ts";

/** What a key does in a scrolling line. */
export type ScrollingAction = LineEdit | "enter" | "cancel" | "refresh";

/** The keys that a scrolling line has when nothing is said. */
export const SCROLLING_KEYS: KeySet<ScrollingAction> = freezeKeys<ScrollingAction>({
  ...LINE_EDIT_KEYS,
  enter: ["enter"],
  cancel: ["escape"],
  refresh: ["^l"],
});

/** Names of the styles of a scrolling line. */
export interface ScrollingColors {
  /** The field. */
  readonly highlight: string;
}

/** The colours that a scrolling line has when nothing is said. */
export const SCROLLING_COLORS: ScrollingColors = Object.freeze({ highlight: "reverse_yellow" });

const BELL = "\x07";

/** What a scrolling line is like. */
export interface ScrollingEditorOptions extends WidgetOptions {
  readonly content?: string;
  /** Most characters (code points); 0 for no limit, which is the default. */
  readonly maxLength?: number;
  /** By how much of the field it scrolls, in hundredths. Default 25. */
  readonly scrollPercent?: number;
  /** How much of the field before its end makes it scroll, in hundredths. Default 10. */
  readonly marginPercent?: number;
  /** Shown in place of every character, for passwords; one cell. */
  readonly mask?: string;
  /** What the field begins with when it has scrolled. Default `"$ "`. */
  readonly strip?: string;
  readonly keys?: Partial<KeySet<ScrollingAction>>;
  readonly colors?: Partial<ScrollingColors>;
}

/** The line. */
export class ScrollingEditor extends Widget {
  readonly #keys: KeyBindings<ScrollingAction>;
  readonly #colors: ScrollingColors;
  readonly #mask: string | undefined;
  readonly #strip: string;
  readonly #scrollPercent: number;
  readonly #marginPercent: number;
  readonly #maxLength: number;
  #view: LineView;
  /** The bell has rung; it does not ring again until something fits. */
  #rang = false;
  /** The rest of a paste with several lines is dropped. */
  #dropping = false;

  /** Throws a `TypeError` for keys, styles or a border that are none, and for content with an escape character. */
  constructor(options: ScrollingEditorOptions = {}) {
    super(options);
    this.#keys = new KeyBindings(SCROLLING_KEYS, options.keys);
    this.#colors = mergeStyles(SCROLLING_COLORS, options.colors);
    this.#mask = options.mask;
    this.#strip = options.strip ?? "$ ";
    const percent = (n: number) => Math.min(100, Math.max(0, n)) / 100;
    this.#scrollPercent = percent(options.scrollPercent ?? 25);
    this.#marginPercent = percent(options.marginPercent ?? 10);
    this.#maxLength = options.maxLength === undefined || options.maxLength === 0
      ? Infinity
      : options.maxLength;
    this.#view = this.#begin(options.content ?? "");
  }

  /** What stands there. */
  get content(): string {
    return this.#view.line.text;
  }

  /** Whether there is no room for another character. */
  get eol(): boolean {
    return this.#view.line.length >= this.#maxLength;
  }

  /** Whether the line is nearly as long as its field. */
  get bell(): boolean {
    return this.#view.cellsBetween(0, this.#view.line.clusters.length) >= this.visibleWidth - this.#step;
  }

  /** Whether the beginning of the line is out of sight. */
  get isScrolled(): boolean {
    this.#scroll();
    return this.#view.first > 0;
  }

  /** Cells that are out of sight on the left, and the column of the field that the cursor is in. */
  get position(): { readonly shift: number; readonly column: number } {
    this.#scroll();
    return { shift: this.#view.cellsBetween(0, this.#view.first), column: this.#column };
  }

  /** Whether the caller pressed Enter. */
  get carriageReturned(): boolean {
    return this.state === "done";
  }

  /** Whether the caller left. */
  get quit(): boolean {
    return this.state === "cancelled";
  }

  /**
   * Replaces the line, and begins anew with it. Answers what to write.
   *
   * @throws {TypeError} for content with an escape character
   */
  update(content: string): string {
    this.#view = this.#begin(content);
    this.#rang = false;
    this.setState("open");
    return this.paintChanges();
  }

  override get readsLines(): boolean {
    return true;
  }

  protected override handle(key: Key): string | void {
    if (!key.pasted) this.#dropping = false;
    else if (key.name === "enter") this.#dropping = true;
    if (this.#dropping) return;
    const action = key.pasted && key.text !== "" ? undefined : this.#keys.actionOf(key);
    if (action === undefined) return key.text === "" ? undefined : this.#insert(key.text);
    if (isLineEdit(action)) this.#view.line.edit(action);
    else if (action === "enter") this.setState("done");
    else if (action === "cancel") this.setState("cancelled");
    else this.forget();
    this.#rang = false;
  }

  protected override render(): Frame {
    this.#scroll();
    const width = this.visibleWidth;
    const marker = this.#view.first > 0 ? this.#marker : "";
    const { text } = this.#view.show(width - displayWidth(marker));
    const field = style(this.#colors.highlight, justifyLeft(marker + text, width));
    return { lines: [field], cursor: { row: 0, column: this.#column } };
  }

  #begin(content: string): LineView {
    requireText("edit", "content", content);
    if (content.includes("\x1b")) {
      throw new TypeError(`Cannot edit content: expected no escape characters, found ${quote(content)}`);
    }
    return new LineView(new LineBuffer(content, this.#maxLength, this.#mask !== undefined), this.#mask);
  }

  #insert(text: string): string | void {
    if (this.#view.line.insert(text)) this.#rang = false;
    else if (!this.#rang) {
      this.#rang = true;
      return BELL;
    }
  }

  /** Cells that it scrolls by. */
  get #step(): number {
    return Math.max(1, Math.floor(this.visibleWidth * this.#scrollPercent));
  }

  /** The mark of a scrolled field; a field that is hardly wider than the mark has none. */
  get #marker(): string {
    return displayWidth(this.#strip) * 2 < this.visibleWidth ? clip(this.#strip, this.visibleWidth) : "";
  }

  get #column(): number {
    const marker = this.#view.first > 0 ? displayWidth(this.#marker) : 0;
    return marker + this.#view.cellsBetween(this.#view.first, this.#view.line.cursor);
  }

  /** Chooses what is shown: the cursor keeps away from both ends of the field while there is text behind them. */
  #scroll(): void {
    const cursor = this.#view.line.cursor;
    const step = this.#step;
    const last = Math.max(0, this.visibleWidth - 1 - Math.floor(this.visibleWidth * this.#marginPercent));
    const low = Math.min(step, Math.floor(last / 2));
    this.#view.first = Math.min(this.#view.first, cursor);
    while (this.#view.first > 0 && this.#column < low) this.#view.first = this.#back(this.#view.first, step);
    while (this.#column > last && this.#view.first < cursor) {
      this.#view.first = this.#forward(this.#view.first, step, cursor);
    }
  }

  #forward(from: number, cells: number, most: number): number {
    let at = from;
    while (at < most && (at === from || this.#view.cellsBetween(from, at) < cells)) at += 1;
    return at;
  }

  #back(from: number, cells: number): number {
    let at = from;
    while (at > 0 && (at === from || this.#view.cellsBetween(at, from) < cells)) at -= 1;
    return at;
  }
}

/** How {@linkcode runScrollingEditor} asks. */
export interface RunScrollingEditorOptions extends ScrollingEditorOptions, RunOptions<ScrollingEditor> {}

/**
 * Lets the caller type a long line at a place of the screen. Answers the line, `undefined` when he left.
 *
 * ```ts
 * import { runScrollingEditor, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const box = { top: 4, left: 10, width: 30, height: 1 };
 *   const key = await runScrollingEditor(session, { box, maxLength: 1024 });
 *   await session.echo(`\r\n${key?.length ?? 0} characters\r\n`);
 * }
 * ```
 */
export async function runScrollingEditor(
  screen: Screen,
  options: RunScrollingEditorOptions = {},
): Promise<string | undefined> {
  const editor = new ScrollingEditor(options);
  await runWidget(screen, editor, options);
  return editor.carriageReturned ? editor.content : undefined;
}
