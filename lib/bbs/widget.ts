/**
 * What all widgets with a place on the screen have in common, and the loop that lets a caller use one.
 *
 * A widget is its state: keys go in with `push`, text for the screen comes out, and only cells that changed are in
 * it. {@linkcode runWidget} joins one to a screen; each widget's own `run...` function does so and answers its result.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import type { Key } from "../text/keys.ts";
import { clip, justifyLeft } from "../text/layout.ts";
import { CLEAR_SCREEN, NORMAL } from "../text/sequences.ts";
import { style, styleStart } from "../text/style.ts";
import type { SessionEvent } from "../worker/inbox.ts";
import { requireText, wrongArgument } from "../base/argument.ts";
import { type Border, borderGlyphs, type BorderLook, bottomEdge, topEdge } from "./border.ts";
import { type Box, wholeScreen } from "./box.ts";
import { type Frame, Region } from "./region.ts";
import type { Screen } from "./screen.ts";

/** How far the caller is: he still uses the widget, he is done, or he left without an answer. */
export type WidgetState = "open" | "done" | "cancelled";

/** The looks that every widget has. */
export interface WidgetOptions {
  /** Border around the widget; without one it has none. */
  readonly border?: Border;
  /** Name of the style of the border. Default `"cyan"`. */
  readonly borderStyle?: string;
  /** Text on the border's upper edge, with colours if any. */
  readonly title?: string;
  /** Text on the border's lower edge, with colours if any. */
  readonly footer?: string;
}

/**
 * The styles of `defaults` with those of `changes` in their places, frozen.
 *
 * @throws {TypeError} for a style that is none
 */
export function mergeStyles<Styles extends object>(defaults: Styles, changes?: Partial<Styles>): Styles {
  const given = Object.entries(changes ?? {}).filter(([, name]) => name !== undefined);
  for (const [, name] of given) styleStart(name as string);
  return Object.freeze({ ...defaults, ...Object.fromEntries(given) });
}

/** A rectangle of the screen with something in it. Until it is placed it takes all of a screen of 80 by 24. */
export abstract class Widget {
  readonly #region = new Region();
  #border: BorderLook | undefined;
  #state: WidgetState = "open";

  /** Throws a `TypeError` for looks that are none. */
  constructor(options: WidgetOptions = {}) {
    if (options === null || typeof options !== "object") {
      throw wrongArgument("make widget", "options", options);
    }
    requireText("make widget", "title", options.title ?? "");
    requireText("make widget", "footer", options.footer ?? "");
    if (options.border === undefined) return;
    const borderStyle = options.borderStyle ?? "cyan";
    styleStart(borderStyle);
    this.#border = {
      glyphs: borderGlyphs(options.border),
      style: borderStyle,
      title: options.title ?? "",
      footer: options.footer ?? "",
    };
  }

  /**
   * Whether keys become text here that an Enter ends, so that a client that sends whole lines has its Enters; see
   * `NextEventOptions.line`.
   */
  get readsLines(): boolean {
    return false;
  }

  /** How far the caller is. */
  get state(): WidgetState {
    return this.#state;
  }

  /** Where the widget stands, its border included. */
  get box(): Box {
    return this.#region.box;
  }

  /** Cells of a row inside of the border. */
  get visibleWidth(): number {
    return Math.max(0, this.box.width - (this.#border === undefined ? 0 : 2));
  }

  /** Rows inside of the border. */
  get visibleHeight(): number {
    return Math.max(0, this.box.height - (this.#border === undefined ? 0 : 2));
  }

  /** Puts the widget somewhere; nothing is ever written outside of `screen`. It has to be painted afterwards. */
  place(box: Box, screen: TerminalSize): void {
    this.#region.place(box, screen);
  }

  /** The text on the border's upper edge from now on. Answers what to write. */
  setTitle(text: string): string {
    if (this.#border !== undefined) this.#border = { ...this.#border, title: text };
    return this.paintChanges();
  }

  /** The text on the border's lower edge from now on. Answers what to write. */
  setFooter(text: string): string {
    if (this.#border !== undefined) this.#border = { ...this.#border, footer: text };
    return this.paintChanges();
  }

  /** Everything, whatever stands on the screen. */
  paint(): string {
    this.#region.forget();
    return this.paintChanges();
  }

  /** The cells that are not as they were painted last; `""` when all are. */
  paintChanges(): string {
    return this.#region.update(this.#border === undefined ? this.render() : this.#framed(this.#border));
  }

  /** Takes a key and answers what to write. */
  push(key: Key): string {
    if (this.#state !== "open") return "";
    const sound = this.handle(key) ?? "";
    return this.paintChanges() + sound;
  }

  /** Does what a key asks for. May answer a bell. */
  protected abstract handle(key: Key): string | void;

  /** The inside: `visibleHeight` rows of `visibleWidth` cells. What is more is cut off. */
  protected abstract render(): Frame;

  /** Ends the widget, or opens it again. */
  protected setState(state: WidgetState): void {
    this.#state = state;
  }

  /** What stands on the screen is not known any more: the next changes are everything. */
  protected forget(): void {
    this.#region.forget();
  }

  #framed(border: BorderLook): Frame {
    const { width, height } = this.box;
    const inside = this.render();
    const lines = [topEdge(width, border)];
    const left = style(border.style, border.glyphs.left || " ");
    const right = style(border.style, border.glyphs.right || " ");
    for (let row = 0; row < this.visibleHeight; row++) {
      const line = clip(inside.lines[row] ?? "", this.visibleWidth) + NORMAL;
      lines.push(left + justifyLeft(line, this.visibleWidth) + right);
    }
    if (height > 1) lines.push(bottomEdge(width, border));
    return { lines, cursor: { row: inside.cursor.row + 1, column: inside.cursor.column + 1 } };
  }
}

/** How {@linkcode runWidget} and the `run...` functions of the widgets go about it. */
export interface RunOptions<Used extends Widget = Widget> {
  /** Where the widget stands; a function is asked again when the screen has another size. Default: everywhere. */
  readonly box?: Box | ((screen: TerminalSize) => Box);
  /** Topics whose messages `onEvent` is told; those of others stay unread. Default: none. */
  readonly topics?: readonly string[];
  /**
   * Told of new sizes and of messages while the caller is here. Answers whether it painted the screen: then all of the
   * widget is painted again, else only what it changed in the widget. Without it a screen of another size is emptied
   * before the widget is painted again.
   */
  readonly onEvent?: (
    event: Exclude<SessionEvent, { type: "key" }>,
    widget: Used,
  ) => boolean | Promise<boolean>;
}

/** What a `run...` function of this library does beside. */
export interface RunHooks {
  /** After each key that left the widget open. */
  readonly onKey?: () => void | Promise<void>;
  /** When no key came for so many milliseconds. */
  readonly pause?: { readonly after: () => number | undefined; readonly call: () => void | Promise<void> };
}

/** Paints a widget and gives it the caller's keys until he is done or leaves. */
export async function runWidget<Used extends Widget>(
  screen: Screen,
  widget: Used,
  options: RunOptions<Used> = {},
  hooks: RunHooks = {},
): Promise<void> {
  const { box, onEvent, topics = [] } = options;
  let size = `${screen.columns}x${screen.rows}`;
  const place = () =>
    widget.place(typeof box === "function" ? box(screen) : box ?? wholeScreen(screen), screen);
  place();
  await screen.echo(widget.paint());
  while (widget.state === "open") {
    const timeout = hooks.pause?.after();
    const event = await screen.nextEvent({
      topics,
      ...(widget.readsLines ? { line: widget } : {}),
      ...(timeout === undefined ? {} : { timeout }),
    });
    let text: string;
    if (event === undefined) {
      await hooks.pause?.call();
      text = widget.paintChanges();
    } else if (event.type === "key") {
      text = widget.push(event.key);
      if (widget.state === "open") await hooks.onKey?.();
    } else {
      const painted = await onEvent?.(event, widget) ?? false;
      if (event.type === "resize") place();
      const before = size;
      size = `${screen.columns}x${screen.rows}`;
      const emptied = size !== before && !painted ? NORMAL + CLEAR_SCREEN : "";
      text = emptied + (event.type === "resize" || painted ? widget.paint() : widget.paintChanges());
    }
    if (text !== "") await screen.echo(text);
  }
}
