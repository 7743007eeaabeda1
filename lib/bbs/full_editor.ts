/**
 * A text editor that fills its box: lines wrapped softly, undo, quoting, and a command mode for those who like
 * letters better than ctrl keys.
 *
 * The keys stand in `editor_keys.ts`. The last row of the box, where there are at least three, tells what is going
 * on and asks before a text is lost.
 *
 * @module
 */

import type { Key } from "../text/keys.ts";
import { clip, displayWidth, justifyLeft } from "../text/layout.ts";
import { style } from "../text/style.ts";
import { requireText, requireTexts } from "../base/argument.ts";
import { EditBuffer } from "./edit_buffer.ts";
import {
  EDITOR_COMMANDS,
  EDITOR_HELP,
  EDITOR_KEYS,
  type EditorAction,
  type EditorCommand,
} from "./editor_keys.ts";
import { KeyBindings, type KeySet } from "./key_set.ts";
import { isQuoted } from "./quote.ts";
import type { Frame } from "./region.ts";
import type { Screen } from "./screen.ts";
import { mergeStyles, type RunOptions, runWidget, Widget, type WidgetOptions } from "./widget.ts";
import { WrappedView } from "./wrapped_view.ts";

/** Names of the styles of the editor. */
export interface EditorColors {
  readonly text: string;
  /** Lines that are quotations. */
  readonly quote: string;
  /** The row below the text. */
  readonly status: string;
}

/** The colours that the editor has when nothing is said. */
export const EDITOR_COLORS: EditorColors = Object.freeze({ text: "", quote: "cyan", status: "reverse" });

/** What a caller must know who pressed Escape and is in command mode now. */
const COMMAND_HINTS = ["s save", "a abort", "? help", "Enter edit", "q leave"];

/** What the editor is like. */
export interface FullEditorOptions extends WidgetOptions {
  /** What stands there at first: a draft, or a quotation made with `quoteText`. */
  readonly content?: string;
  /** Most characters (code points). Default a million. */
  readonly maxLength?: number;
  /** A quotation that the caller can put in with a key. */
  readonly quote?: string;
  readonly keys?: Partial<KeySet<EditorAction>>;
  readonly commands?: Partial<KeySet<EditorCommand>>;
  readonly colors?: Partial<EditorColors>;
  /** Lines shown for `?`. */
  readonly help?: readonly string[];
  /** Whether the text is kept when the caller leaves (`q` in command mode): then he is not asked if he is sure. */
  readonly kept?: boolean;
}

/** What a key means to the editor at the moment. */
export type EditorMode = "edit" | "command" | "save?" | "abort?" | "help";

const BELL = "\x07";
/** Digits of a count; with one more it begins anew. */
const MAX_DIGITS = 10;
const TAB_STOP = 4;

/** The editor. */
export class FullEditor extends Widget {
  readonly #buffer: EditBuffer;
  readonly #view: WrappedView;
  readonly #keys: KeyBindings<EditorAction>;
  readonly #commands: KeyBindings<EditorCommand>;
  readonly #colors: EditorColors;
  readonly #quote: string;
  readonly #help: readonly string[];
  readonly #unchanged: number;
  readonly #kept: boolean;
  #left = false;
  /** Whether the question, if there is one, came of wanting to leave. */
  #leaving = false;
  #mode: EditorMode = "edit";
  /** The mode that a question or the help came out of. */
  #before: EditorMode = "edit";
  #count = "";
  /** The column that up and down keep to, in cells. */
  #goal: number | undefined;

  /** Throws a `TypeError` for texts, keys, styles or a border that are none. */
  constructor(options: FullEditorOptions = {}) {
    super(options);
    const { maxLength } = options;
    requireText("edit", "content", options.content ?? "");
    requireText("edit", "quote", options.quote ?? "");
    requireTexts("edit", "help", options.help ?? []);
    this.#buffer = new EditBuffer(options.content ?? "", maxLength === undefined ? {} : { maxLength });
    this.#view = new WrappedView(this.#buffer);
    this.#keys = new KeyBindings(EDITOR_KEYS, options.keys);
    this.#commands = new KeyBindings(EDITOR_COMMANDS, options.commands);
    this.#colors = mergeStyles(EDITOR_COLORS, options.colors);
    this.#quote = options.quote ?? "";
    this.#help = options.help ?? EDITOR_HELP;
    this.#kept = options.kept ?? false;
    this.#unchanged = this.#buffer.version;
  }

  /** The text, its lines between `"\n"`; soft wraps are not in it. */
  get content(): string {
    return this.#buffer.text;
  }

  /** The text and its cursor, for scripts that change it; afterwards paint the changes. */
  get buffer(): EditBuffer {
    return this.#buffer;
  }

  /** What a key means at the moment. */
  get mode(): EditorMode {
    return this.#mode;
  }

  /** Whether the caller has left a text that is kept, to go on with it another time. */
  get left(): boolean {
    return this.#left;
  }

  /** Whether the text was touched. */
  get changed(): boolean {
    return this.#buffer.version !== this.#unchanged;
  }

  override get readsLines(): boolean {
    return true;
  }

  protected override handle(key: Key): string | void {
    this.#fit();
    if (key.pasted) {
      if (this.#mode === "edit") return this.#paste(key);
      return;
    }
    switch (this.#mode) {
      case "edit":
        return this.#edit(key);
      case "command":
        return this.#command(key);
      case "help":
        if (key.name !== "report" && key.name !== "unknown") this.#mode = this.#before;
        return;
      case "save?":
      case "abort?":
        return this.#answer(key);
    }
  }

  protected override render(): Frame {
    const width = this.visibleWidth;
    const { height, status } = this.#fit();
    const cursor = this.#view.follow();
    const lines = this.#mode === "help"
      ? this.#help.slice(0, height)
      : this.#view.visible().map(({ at, text }) => {
        const name = isQuoted(this.#buffer.lines[at.line]!) ? this.#colors.quote : this.#colors.text;
        return style(name, clip(text, width));
      });
    if (!status) return { lines, cursor };
    while (lines.length < height) lines.push("");
    const [text, asks] = this.#status();
    lines.push(style(this.#colors.status, justifyLeft(clip(text, width), width)));
    const column = Math.min(displayWidth(text), Math.max(0, width - 1));
    return { lines, cursor: asks ? { row: height, column } : cursor };
  }

  /** Gives the view the size that the box has. */
  #fit(): { readonly height: number; readonly status: boolean } {
    const status = this.visibleHeight >= 3;
    const height = Math.max(1, this.visibleHeight - (status ? 1 : 0));
    // One cell is left for the cursor behind a full row.
    this.#view.resize(this.visibleWidth - 1, height);
    return { height, status };
  }

  /** The row below the text, and whether the cursor belongs there. */
  #status(): readonly [text: string, asks: boolean] {
    const { line, column } = this.#buffer.cursor;
    switch (this.#mode) {
      case "save?":
        return [" Save? [Y/n] ", true];
      case "abort?":
        return [" Abort and lose the text? [y/N] ", true];
      case "help":
        return [" Press a key to go on ", true];
      case "command":
        return [this.#commandRow(), false];
      case "edit":
        return [` ${line + 1}:${column + 1} of ${this.#buffer.lines.length}  ^Z save  Esc ? help`, false];
    }
  }

  /** The repeat count, and the commands that lead on, as many as fit. */
  #commandRow(): string {
    let row = ` Command ${this.#count}`;
    for (const hint of COMMAND_HINTS) {
      if (displayWidth(row) + 2 + hint.length > this.visibleWidth) break;
      row += `${row.endsWith(" ") ? " " : "  "}${hint}`;
    }
    return row;
  }

  #paste(key: Key): string | void {
    if (key.text !== "") return this.#insert(key.text);
    if (key.name === "enter") return this.#insert("\n");
    if (key.name === "tab") return this.#insert("\t");
  }

  #insert(text: string): string | void {
    this.#goal = undefined;
    if (!this.#buffer.insert(text)) return BELL;
  }

  #edit(key: Key): string | void {
    const action = this.#keys.actionOf(key);
    if (action === undefined) return key.text === "" ? undefined : this.#insert(key.text);
    const buffer = this.#buffer;
    if (action !== "up" && action !== "down" && action !== "pageUp" && action !== "pageDown") {
      this.#goal = undefined;
    }
    switch (action) {
      case "up":
      case "down":
      case "pageUp":
      case "pageDown":
        return this.#vertical(action, 1);
      case "left":
      case "right":
      case "wordLeft":
      case "wordRight":
        return buffer[action]();
      case "home":
        return buffer.moveTo(this.#view.positionAt(this.#view.locate(buffer.cursor).at, 0));
      case "end":
        return buffer.moveTo(this.#view.positionAt(this.#view.locate(buffer.cursor).at, Infinity));
      case "backspace":
      case "delete":
      case "deleteWordLeft":
      case "deleteWordRight":
      case "deleteToStart":
      case "deleteToEnd":
        buffer[action]();
        return;
      case "newLine":
        return this.#insert("\n");
      case "tab":
        return this.#insert(
          " ".repeat(TAB_STOP - displayWidth(buffer.currentLine.slice(0, buffer.cursor.column)) % TAB_STOP),
        );
      case "commands":
        this.#mode = "command";
        this.#count = "";
        return;
      case "save":
        return this.setState("done");
      default:
        return this.#shared(action);
    }
  }

  #command(key: Key): string | void {
    if (/^\d$/.test(key.text) && !(key.text === "0" && this.#count === "")) {
      const full = this.#count.length >= MAX_DIGITS;
      this.#count = full ? key.text : this.#count + key.text;
      return full ? BELL : undefined;
    }
    const action = this.#commands.actionOf(key);
    const given = this.#count === "" ? undefined : Number(this.#count);
    this.#count = "";
    if (action === undefined) return;
    const buffer = this.#buffer;
    if (action !== "up" && action !== "down" && action !== "pageUp" && action !== "pageDown") {
      this.#goal = undefined;
    }
    switch (action) {
      case "edit":
        this.#mode = "edit";
        return;
      case "insertLine":
        return buffer.insertLine("before") ? undefined : BELL;
      case "openBefore":
      case "openAfter":
        if (!buffer.insertLine(action === "openBefore" ? "before" : "after")) return BELL;
        this.#mode = "edit";
        return;
      case "join":
        return buffer.join() ? undefined : BELL;
      case "goto":
        return buffer.moveTo({ line: (given ?? buffer.lines.length) - 1, column: 0 });
      case "up":
      case "down":
      case "pageUp":
      case "pageDown":
        return this.#vertical(action, given ?? 1);
      case "left":
      case "right":
        return buffer[action]();
      case "help":
        this.#before = this.#mode;
        this.#mode = "help";
        return;
      case "save":
        return this.#ask("save?");
      case "deleteLine":
        buffer.deleteLine(given);
        return;
      default:
        return this.#shared(action);
    }
  }

  /** What both modes have in common. */
  #shared(
    action: "top" | "bottom" | "deleteLine" | "undo" | "redo" | "quote" | "refresh" | "abort" | "leave",
  ): string | void {
    const buffer = this.#buffer;
    switch (action) {
      case "top":
        return buffer.moveTo({ line: 0, column: 0 });
      case "bottom":
        return buffer.moveTo({ line: Infinity, column: Infinity });
      case "deleteLine":
        buffer.deleteLine();
        return;
      case "undo":
        return buffer.undo() ? undefined : BELL;
      case "redo":
        return buffer.redo() ? undefined : BELL;
      case "quote":
        return this.#quote !== "" && buffer.insert(`${this.#quote}\n`) ? undefined : BELL;
      case "refresh":
        return this.forget();
      case "leave":
      case "abort":
        this.#leaving = action === "leave";
        this.#left = this.#kept && this.#leaving;
        if (this.changed && !this.#left) return this.#ask("abort?");
        return this.setState("cancelled");
    }
  }

  #ask(question: "save?" | "abort?"): void {
    this.#before = this.#mode;
    this.#mode = question;
  }

  #answer(key: Key): void {
    const letter = key.text.toLowerCase();
    const save = this.#mode === "save?";
    // Whoever wants to leave and presses the same again means it: nobody is to be held in a text.
    const means = !save && this.#leaving && (letter === "q" || key.name === "escape");
    if (letter === "y" || means || (key.name === "enter" && save)) this.setState(save ? "done" : "cancelled");
    else if (letter === "n" || key.name === "escape" || key.name === "enter") this.#mode = this.#before;
  }

  #vertical(action: "up" | "down" | "pageUp" | "pageDown", count: number): void {
    const { at, cells } = this.#view.locate(this.#buffer.cursor);
    this.#goal ??= cells;
    const page = action === "pageUp" || action === "pageDown" ? Math.max(1, this.#view.height - 1) : 1;
    const rows = page * count * (action === "up" || action === "pageUp" ? -1 : 1);
    this.#buffer.moveTo(this.#view.positionAt(this.#view.step(at, rows), this.#goal));
  }
}

/** Milliseconds without a key after which a draft is kept. Precedent: vim's `updatetime` is 4000. */
const DRAFT_PAUSE = 1000;
/** Keys after which a draft is kept, pause or none. Precedent: vim's `updatecount` is 200. */
const DRAFT_KEYS = 100;

/** How {@linkcode runFullEditor} asks. */
export interface RunFullEditorOptions extends FullEditorOptions, RunOptions<FullEditor> {
  /**
   * Told the text while the caller types: when he pauses for a second, and after every 100 keys. Keep it, and a
   * caller whose line breaks finds his text again.
   */
  readonly onDraft?: (text: string) => void | Promise<void>;
}

/**
 * Lets the caller write a text. Answers the text, `undefined` when he aborted.
 *
 * ```ts
 * import { clearScreen, runFullEditor, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   const text = await runFullEditor(session, {
 *     content: await session.getAttribute("draft", ""),
 *     onDraft: (draft) => session.setAttribute("draft", draft),
 *   });
 *   await session.setAttribute("draft", undefined);
 *   await clearScreen(session);
 *   await session.echo(`${text?.length ?? 0} characters\r\n`);
 * }
 * ```
 */
export async function runFullEditor(
  screen: Screen,
  options: RunFullEditorOptions = {},
): Promise<string | undefined> {
  const editor = new FullEditor(options);
  const { onDraft } = options;
  let kept = editor.buffer.version;
  let keys = 0;
  const keep = async () => {
    keys = 0;
    if (kept === editor.buffer.version) return;
    kept = editor.buffer.version;
    await onDraft?.(editor.content);
  };
  await runWidget(
    screen,
    editor,
    options,
    onDraft === undefined ? {} : {
      onKey: () => ++keys < DRAFT_KEYS ? undefined : keep(),
      pause: { after: () => kept === editor.buffer.version ? undefined : DRAFT_PAUSE, call: keep },
    },
  );
  return editor.state === "done" ? editor.content : undefined;
}
