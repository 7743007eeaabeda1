/**
 * Text of any length in a window that scrolls.
 *
 * ```text
 * k K up       a line up        b B ^B pageup              a page up      0 home     the first line
 * j J down     a line down      f F ^F pagedown, space     a page down    G end      the last line
 * enter        a line down      q Q escape                 leaves         ^L         paints again
 * ```
 *
 * @module
 */

import type { Key } from "../text/keys.ts";
import { displayWidth, wrap } from "../text/layout.ts";
import { decodePipe, encodePipe } from "../text/pipe_codes.ts";
import { style } from "../text/style.ts";
import { requireTexts } from "../base/argument.ts";
import { freezeKeys, KeyBindings, type KeySet } from "./key_set.ts";
import type { Frame } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, runWidget, Widget, type WidgetOptions } from "./widget.ts";

/** What a key does in a pager. */
export type PagerAction = "refresh" | "home" | "end" | "up" | "down" | "pageUp" | "pageDown" | "exit";

/** The keys that a pager has when nothing is said. */
export const PAGER_KEYS: KeySet<PagerAction> = freezeKeys<PagerAction>({
  refresh: ["^l"],
  home: ["0", "home"],
  end: ["G", "end"],
  up: ["k", "K", "up"],
  down: ["j", "J", "enter", "down"],
  pageUp: ["b", "B", "^b", "pageup"],
  pageDown: ["f", "F", "^f", " ", "pagedown"],
  exit: ["q", "Q", "escape"],
});

/** Names of the styles of a pager. */
export interface PagerColors {
  /** The text; it keeps colours of its own. */
  readonly text: string;
}

/** The colours that a pager has when nothing is said. */
export const PAGER_COLORS: PagerColors = Object.freeze({ text: "" });

/** What a pager is like. */
export interface PagerOptions extends WidgetOptions {
  /** The text, or its lines, with colours and pipe codes if any. */
  readonly content?: string | readonly string[];
  /** Index of the first wrapped line that is shown. */
  readonly position?: number;
  readonly keys?: Partial<KeySet<PagerAction>>;
  readonly colors?: Partial<PagerColors>;
}

function toLines(content: string | readonly string[]): string[] {
  const lines = typeof content === "string" ? [content] : content;
  requireTexts("page", "content", lines);
  return lines.flatMap((line) => line.split(/\r\n|\r|\n/)).map(decodePipe);
}

/** The pager. */
export class Pager extends Widget {
  readonly #keys: KeyBindings<PagerAction>;
  readonly #colors: PagerColors;
  /** Lines as they were given, pipe codes turned into colours. */
  #lines: string[];
  /** The same wrapped to `#width`. */
  #wrapped: string[] = [];
  #width = -1;
  #position: number;

  /** Throws a `TypeError` for content, keys, styles or a border that are none. */
  constructor(options: PagerOptions = {}) {
    super(options);
    this.#keys = new KeyBindings(PAGER_KEYS, options.keys);
    this.#colors = mergeStyles(PAGER_COLORS, options.colors);
    this.#lines = toLines(options.content ?? []);
    this.#position = options.position ?? 0;
  }

  /** The text, its lines between CR LF, its colours as pipe codes. */
  get content(): string {
    return this.#lines.map(encodePipe).join("\r\n");
  }

  /** The lines as they are wrapped. */
  get wrapped(): readonly string[] {
    this.#wrap();
    return this.#wrapped;
  }

  /** Index of the first wrapped line that is shown. A position that there is not becomes the nearest that is. */
  get position(): number {
    this.#bound();
    return this.#position;
  }

  set position(position: number) {
    this.#position = position;
    this.#bound();
  }

  /** The last position: the last line stands in the last row. */
  get bottom(): number {
    return Math.max(0, this.wrapped.length - Math.max(1, this.visibleHeight));
  }

  /** Whether the first line is on the screen. */
  get atTop(): boolean {
    return this.position === 0;
  }

  /** Whether the last line is on the screen. */
  get atBottom(): boolean {
    return this.position === this.bottom;
  }

  /** Whether the caller left. */
  get quit(): boolean {
    return this.state !== "open";
  }

  /** Shows another text from its first line. Answers what to write. */
  update(content: string | readonly string[]): string {
    this.#lines = toLines(content);
    this.#width = -1;
    this.#position = 0;
    return this.paintChanges();
  }

  /** Adds lines; whoever reads the last ones sees them scroll in. Answers what to write. */
  append(content: string | readonly string[]): string {
    const follow = this.atBottom;
    for (const line of toLines(content)) {
      this.#lines.push(line);
      this.#wrapped.push(...this.#wrapLine(line));
    }
    if (follow) this.#position = this.bottom;
    return this.paintChanges();
  }

  /** Scrolls, `count` lines or pages where that has a meaning. Answers what to write. */
  move(to: "home" | "end" | "up" | "down" | "pageUp" | "pageDown", count: number = 1): string {
    this.#move(to, count);
    return this.paintChanges();
  }

  protected override handle(key: Key): void {
    const action = this.#keys.actionOf(key);
    if (action === "exit") this.setState("done");
    else if (action === "refresh") this.forget();
    else if (action !== undefined) this.#move(action, 1);
  }

  protected override render(): Frame {
    this.#bound();
    const lines = this.#wrapped.slice(this.#position, this.#position + this.visibleHeight);
    return {
      lines: this.#colors.text === "" ? lines : lines.map((line) => style(this.#colors.text, line)),
      cursor: { row: Math.max(0, this.visibleHeight - 1), column: Math.max(0, this.visibleWidth - 1) },
    };
  }

  #move(to: "home" | "end" | "up" | "down" | "pageUp" | "pageDown", count: number): void {
    const page = Math.max(1, this.visibleHeight);
    const from = this.position;
    if (to === "home") this.#position = 0;
    else if (to === "end") this.#position = this.bottom;
    else if (to === "up") this.#position = from - count;
    else if (to === "down") this.#position = from + count;
    else if (to === "pageUp") this.#position = from - count * page;
    else this.#position = from + count * page;
    this.#bound();
  }

  #bound(): void {
    this.#wrap();
    this.#position = Math.min(Math.max(0, Math.trunc(this.#position) || 0), this.bottom);
  }

  #wrap(): void {
    const width = Math.max(1, this.visibleWidth);
    if (width === this.#width) return;
    // The line that stood in the first row stays there when the lines get another width.
    const first = this.#width < 0 ? undefined : this.#lineAt(this.#position);
    this.#width = width;
    const starts: number[] = [];
    this.#wrapped = [];
    for (const line of this.#lines) {
      starts.push(this.#wrapped.length);
      this.#wrapped.push(...this.#wrapLine(line));
    }
    if (first !== undefined) this.#position = starts[first] ?? 0;
  }

  #wrapLine(line: string): string[] {
    const short = line.length <= this.#width && displayWidth(line) <= this.#width && !line.includes("\t");
    return short ? [line] : wrap(line, this.#width);
  }

  /** Index of the given line that a wrapped line is a part of. */
  #lineAt(position: number): number {
    let wrapped = 0;
    for (let i = 0; i < this.#lines.length; i++) {
      wrapped += this.#wrapLine(this.#lines[i]!).length;
      if (wrapped > position) return i;
    }
    return Math.max(0, this.#lines.length - 1);
  }
}

/** How {@linkcode runPager} shows. */
export interface RunPagerOptions extends PagerOptions, RunOptions<Pager> {}

/**
 * Lets the caller read a text, to and fro, until he leaves.
 *
 * ```ts
 * import { runPager, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const content = Array.from({ length: 100 }, (_, i) => `line ${i + 1}`);
 *   await runPager(session, { content, border: "thin", footer: " q: back " });
 * }
 * ```
 */
export async function runPager(screen: Screen, options: RunPagerOptions): Promise<void> {
  await runWidget(screen, new Pager(options), options);
}
