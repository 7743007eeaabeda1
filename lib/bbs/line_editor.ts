/**
 * One line that a caller types: the cursor moves in it, and it scrolls when it is wider than its field.
 *
 * The editor does not know where on the screen its field is: it moves the cursor only in relation to where it left
 * it. Give it a field that ends before the last column.
 *
 * ```text
 * left right home end ^B ^F ^A ^E     move          backspace delete ^D    a character
 * ctrl-left alt-b  ctrl-right alt-f   by words      ^W alt-backspace       the word before the cursor
 * enter                               done          alt-d ctrl-delete      the word behind it
 * escape                              cancel        ^U ^K                  everything before, behind it
 * up ^P  down ^N                      history       ^L                     paint again
 * ```
 *
 * @module
 */

import type { Key } from "../text/keys.ts";
import { displayWidth } from "../text/layout.ts";
import { CLEAR_TO_SCREEN_END, moveLeft, NORMAL } from "../text/sequences.ts";
import { styleStart } from "../text/style.ts";
import type { SessionEvent } from "../worker/inbox.ts";
import { requireNumber, requireText, wrongArgument } from "../base/argument.ts";
import { freezeKeys, KeyBindings, type KeySet } from "./key_set.ts";
import { isLineEdit, LINE_EDIT_KEYS, LineBuffer, type LineEdit } from "./line_buffer.ts";
import type { LineHistory } from "./line_history.ts";
import { LineView } from "./line_view.ts";
import type { Screen } from "./screen.ts";
import type { WidgetState } from "./widget.ts";

/** Characters a line may have when nothing is said. */
const DEFAULT_LENGTH = 255;
/** Cells a field has when nothing is said. Precedent: half of a VT100's line, the other half is for the question. */
const DEFAULT_WIDTH = 40;
/** Widest field. Precedent: the widest screen that a caller may claim. */
const MAX_WIDTH = 500;
const BELL = "\x07";

function fieldWidth(cells: number): number {
  return Math.min(MAX_WIDTH, Math.max(1, Math.trunc(cells) || 1));
}

/** What a key does in a line. */
export type LineAction = LineEdit | "enter" | "cancel" | "older" | "newer" | "refresh";

/** The keys that a line has when nothing is said. */
export const LINE_KEYS: KeySet<LineAction> = freezeKeys<LineAction>({
  ...LINE_EDIT_KEYS,
  enter: ["enter"],
  cancel: ["escape"],
  older: ["up", "^p"],
  newer: ["down", "^n"],
  refresh: ["^l"],
});

/** What a line is like. */
export interface LineEditorOptions {
  /** What stands there at first; cut at `maxLength`. */
  readonly value?: string;
  /** Most characters (code points). Default 255. */
  readonly maxLength?: number;
  /** Cells of the field. Default 40, or `maxLength` when that is less. */
  readonly width?: number;
  /** Shown in place of every character, for passwords; one cell. */
  readonly mask?: string;
  /** Name of the style of the field, `""` for none. Default `"reverse"`. */
  readonly style?: string;
  /** Lines to be had again. A hidden line has none. */
  readonly history?: LineHistory;
  readonly keys?: Partial<KeySet<LineAction>>;
}

/** How far the caller is. */
export type LineState = WidgetState;

/** The line as it is edited. Keys go in with `push`, text for the screen comes out. */
export class LineEditor {
  readonly #line: LineBuffer;
  readonly #keys: KeyBindings<LineAction>;
  readonly #view: LineView;
  readonly #start: string;
  readonly #history: readonly string[];
  /** Where in the history the caller is; its length stands for the line that he types. */
  #historyIndex: number;
  /** The line that he types, while he looks at older ones. */
  #typed = "";
  #width: number;
  /** Cells between the field's first cell and where the terminal's cursor stands. */
  #offset = 0;
  #state: LineState = "open";
  /** The rest of a paste with several lines is dropped. */
  #dropping = false;
  /** The bell has rung; it does not ring again until something fits. */
  #rang = false;

  /** Throws a `TypeError` for a value, a mask, a style or keys that are none. */
  constructor(options: LineEditorOptions = {}) {
    if (options === null || typeof options !== "object") throw wrongArgument("edit", "options", options);
    requireText("edit", "value", options.value ?? "");
    requireNumber("edit", "maxLength", options.maxLength ?? 0);
    requireNumber("edit", "width", options.width ?? 0);
    const maxLength = Math.max(0, options.maxLength ?? DEFAULT_LENGTH);
    this.#width = fieldWidth(options.width ?? Math.min(DEFAULT_WIDTH, maxLength));
    this.#line = new LineBuffer(options.value ?? "", maxLength, options.mask !== undefined);
    this.#view = new LineView(this.#line, options.mask);
    this.#keys = new KeyBindings(LINE_KEYS, options.keys);
    this.#start = styleStart(options.style ?? "reverse");
    this.#history = options.mask === undefined ? options.history?.lines ?? [] : [];
    this.#historyIndex = this.#history.length;
  }

  /** The text as it stands. */
  get value(): string {
    return this.#line.text;
  }

  /** Whether the caller still types. */
  get state(): LineState {
    return this.#state;
  }

  /** Cells between the field's first cell and where the terminal's cursor stands. */
  get column(): number {
    return this.#offset;
  }

  /** Gives the field another width; it has to be painted afterwards. */
  resize(width: number): void {
    this.#width = fieldWidth(width);
  }

  /** The whole field. The cursor must stand on its first cell. */
  paint(): string {
    this.#view.scroll(this.#width);
    const { text, cells, column } = this.#view.show(this.#width);
    this.#offset = column;
    return this.#start + text + " ".repeat(this.#width - cells) + this.#end + moveLeft(this.#width - column);
  }

  /** Takes a key and answers what to write. */
  push(key: Key): string {
    if (this.#state !== "open" || this.#drops(key)) return "";
    const action = key.pasted && key.text !== "" ? undefined : this.#keys.actionOf(key);
    if (action === undefined) return key.text === "" ? "" : this.#insert(key.text);
    if (isLineEdit(action)) {
      const length = this.#line.length;
      if (!this.#line.edit(action)) return "";
      if (this.#line.length < length) this.#rang = false;
      return this.#repaint();
    }
    switch (action) {
      case "enter":
        this.#state = "done";
        return "";
      case "cancel":
        this.#state = "cancelled";
        return "";
      case "older":
        return this.#recall(this.#historyIndex - 1);
      case "newer":
        return this.#recall(this.#historyIndex + 1);
      case "refresh":
        return this.#repaint();
    }
  }

  get #end(): string {
    return this.#start === "" ? "" : NORMAL;
  }

  /** A line end inside a paste does not send the line, and what is behind it must not answer the next question. */
  #drops(key: Key): boolean {
    if (!key.pasted) {
      this.#dropping = false;
    } else if (key.name === "enter") {
      this.#dropping = true;
    }
    return this.#dropping;
  }

  #repaint(): string {
    const back = moveLeft(this.#offset);
    return back + this.paint();
  }

  #insert(text: string): string {
    const count = this.#line.clusters.length;
    const atEnd = this.#line.cursor === count;
    if (!this.#line.insert(text)) {
      if (this.#rang) return "";
      this.#rang = true;
      return BELL;
    }
    this.#rang = false;
    const first = this.#view.first;
    this.#view.scroll(this.#width);
    // One more character at the end of what is shown: nothing else has to be painted.
    if (atEnd && this.#line.clusters.length === count + 1 && this.#view.first === first) {
      this.#offset += this.#view.cells(count);
      return this.#start + this.#view.shown(count) + this.#end;
    }
    return this.#repaint();
  }

  #recall(index: number): string {
    if (index < 0 || index > this.#history.length) return "";
    if (this.#historyIndex === this.#history.length) this.#typed = this.#line.text;
    this.#historyIndex = index;
    this.#line.set(this.#history[index] ?? this.#typed);
    return this.#repaint();
  }
}

/** How {@linkcode readLine} asks. The line is added to the history that is handed in. */
export interface ReadLineOptions extends Omit<LineEditorOptions, "width"> {
  /**
   * What stands before the field, in one row. It is written first, and again wherever the field is painted again: so it is
   * there also after something else has had the screen.
   */
  readonly question?: string;
  /**
   * Cells of the field, or how to find out anew on a screen of another size. Default 40, or `maxLength` or half of the
   * screen when that is less: then a question of up to half a row has room before it. Never more than the screen has
   * but its last column.
   */
  readonly width?: number | (() => number);
  /** Topics whose messages `onEvent` is told; those of others stay unread. Default: none. */
  readonly topics?: readonly string[];
  /**
   * Told of new sizes and of messages while the caller types. Answers whether it painted: then the cursor stands where
   * the field begins, and the field is painted again.
   */
  readonly onEvent?: (event: Exclude<SessionEvent, { type: "key" }>) => boolean | Promise<boolean>;
}

/**
 * Lets the caller type a line where the cursor stands. Answers the line, or `undefined` when he pressed Escape.
 *
 * On a screen of another size, unless `onEvent` has painted it, the field is painted again where it begins; what is
 * behind it on a screen that has become narrower is erased, for there the old field may have wrapped. Throws a
 * `TypeError` for a question that is none.
 *
 * ```ts
 * import { readLine, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const name = await readLine(session, { question: "Your name: ", maxLength: 20 });
 *   await session.echo(`\r\nHello, ${name ?? "nobody"}!\r\n`);
 * }
 * ```
 */
export async function readLine(screen: Screen, options: ReadLineOptions = {}): Promise<string | undefined> {
  const { width, onEvent, topics = [], question = "", ...line } = options;
  requireText("read a line", "question", question);
  if (/[\r\n]/.test(question)) throw wrongArgument("read a line", "a question in one row", question);
  const before = displayWidth(question);
  const measure = () => {
    const most = Math.min(line.maxLength ?? DEFAULT_LENGTH, DEFAULT_WIDTH, Math.floor(screen.columns / 2));
    const wanted = (typeof width === "function" ? width() : width) ?? most;
    return Math.max(1, Math.min(wanted, screen.columns - 1));
  };
  const editor = new LineEditor({ ...line, width: measure() });
  let { columns } = screen;
  await screen.echo(question + editor.paint());
  for (;;) {
    const event = await screen.nextEvent({ topics, line: editor });
    if (event === undefined) continue;
    if (event.type === "key") {
      await screen.echo(editor.push(event.key));
    } else {
      const painted = await onEvent?.(event) ?? false;
      if (!painted && event.type !== "resize") continue;
      const erase = !painted && screen.columns < columns ? CLEAR_TO_SCREEN_END : "";
      // On a screen that was emptied the cursor stands in the corner, and goes no further.
      const back = painted ? "" : moveLeft(before + editor.column) + erase + question;
      columns = screen.columns;
      editor.resize(measure());
      await screen.echo(back + editor.paint());
    }
    if (editor.state === "done") {
      if (options.mask === undefined) options.history?.add(editor.value);
      return editor.value;
    }
    if (editor.state === "cancelled") return undefined;
  }
}
