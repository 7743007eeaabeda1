/**
 * One line that a caller types: the cursor moves in it, and it scrolls when it is wider than its field.
 *
 * The editor does not know where on the screen its field is: it moves the cursor only in relation to where it left
 * it. Give it a field that ends before the last column.
 *
 * ```text
 * left right home end ^A ^E ^B ^F     move          backspace delete ^D    a character
 * enter                               done          ^W alt-backspace       the word before the cursor
 * escape                              cancel        ^U ^K                  everything before, behind it
 * ^L                                  paint again
 * ```
 *
 * @module
 */

import type { Key } from "../text/keys.ts";
import { moveLeft, NORMAL } from "../text/sequences.ts";
import { styleStart } from "../text/style.ts";
import { type Cluster, clusters } from "../text/width.ts";
import type { SessionEvent } from "../worker/inbox.ts";
import type { Screen } from "./screen.ts";

/** Characters a line may have when nothing is said. */
const DEFAULT_LENGTH = 255;
/** Cells a field has when nothing is said. Precedent: half of a VT100's line. */
const DEFAULT_WIDTH = 40;
const BELL = "\x07";

/** What a line is like. */
export interface LineEditorOptions {
  /** What stands there at first; cut at `maxLength`. */
  readonly value?: string;
  /** Most characters (code points). Default 255. */
  readonly maxLength?: number;
  /** Cells of the field. Default 40, or `maxLength` when that is less. */
  readonly width?: number;
  /** Shown in place of every character, for passwords. */
  readonly mask?: string;
  /** Name of the style of the field, `""` for none. Default `"reverse"`. */
  readonly style?: string;
}

/** How far the caller is. */
export type LineState = "editing" | "done" | "cancelled";

/** The line as it is edited. Keys go in with `push`, text for the screen comes out. */
export class LineEditor {
  #clusters: Cluster[];
  /** Index of the cluster under the cursor. */
  #cursor: number;
  /** Index of the first cluster that is shown. */
  #first = 0;
  /** Cells between the field's first cell and where the terminal's cursor stands. */
  #offset = 0;
  #state: LineState = "editing";
  /** The rest of a paste with several lines is dropped. */
  #dropping = false;
  /** The bell has rung; it does not ring again until something fits. */
  #rang = false;
  #width: number;
  readonly #maxLength: number;
  readonly #mask: string | undefined;
  readonly #start: string;

  constructor(options: LineEditorOptions = {}) {
    this.#maxLength = Math.max(0, options.maxLength ?? DEFAULT_LENGTH);
    this.#width = Math.max(1, options.width ?? Math.min(DEFAULT_WIDTH, this.#maxLength));
    this.#mask = options.mask;
    this.#start = styleStart(options.style ?? "reverse");
    this.#clusters = clusters([...options.value ?? ""].slice(0, this.#maxLength).join(""));
    this.#cursor = this.#clusters.length;
  }

  /** The text as it stands. */
  get value(): string {
    return this.#clusters.map((cluster) => cluster.text).join("");
  }

  /** Whether the caller still types. */
  get state(): LineState {
    return this.#state;
  }

  /** Gives the field another width; it has to be painted afterwards. */
  resize(width: number): void {
    this.#width = Math.max(1, width);
  }

  /** The whole field. The cursor must stand on its first cell. */
  paint(): string {
    this.#scroll();
    let shown = "";
    let cells = 0;
    let offset = 0;
    for (let i = this.#first; i < this.#clusters.length; i++) {
      if (i === this.#cursor) offset = cells;
      const width = this.#cells(i);
      if (cells + width > this.#width) break;
      shown += this.#shown(i);
      cells += width;
    }
    if (this.#cursor === this.#clusters.length) offset = cells;
    this.#offset = offset;
    return this.#start + shown + " ".repeat(this.#width - cells) + this.#end + moveLeft(this.#width - offset);
  }

  /** Takes a key and answers what to write. */
  push(key: Key): string {
    if (this.#state !== "editing" || this.#drops(key)) return "";
    if (key.text !== "") return this.#insert(key.text);
    switch (key.ctrl && key.name !== undefined && key.name.length === 1 ? `^${key.name}` : key.name) {
      case "enter":
        this.#state = "done";
        return "";
      case "escape":
        this.#state = "cancelled";
        return "";
      case "left":
      case "^b":
        return this.#moveTo(this.#cursor - 1);
      case "right":
      case "^f":
        return this.#moveTo(this.#cursor + 1);
      case "home":
      case "^a":
        return this.#moveTo(0);
      case "end":
      case "^e":
        return this.#moveTo(this.#clusters.length);
      case "backspace":
        return this.#remove(key.alt ? this.#wordStart() : this.#cursor - 1, this.#cursor);
      case "delete":
      case "^d":
        return this.#remove(this.#cursor, this.#cursor + 1);
      case "^w":
        return this.#remove(this.#wordStart(), this.#cursor);
      case "^u":
        return this.#remove(0, this.#cursor);
      case "^k":
        return this.#remove(this.#cursor, this.#clusters.length);
      case "^l":
        return this.#repaint();
      default:
        return "";
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

  #shown(index: number): string {
    return this.#mask ?? this.#clusters[index]!.text;
  }

  #cells(index: number): number {
    return this.#mask === undefined ? this.#clusters[index]!.width : 1;
  }

  #cellsBetween(from: number, to: number): number {
    let cells = 0;
    for (let i = from; i < to; i++) cells += this.#cells(i);
    return cells;
  }

  /** Chooses what is shown so that the cursor is inside of the field, with a cell of its own where there is more. */
  #scroll(): void {
    if (this.#cellsBetween(0, this.#clusters.length) <= this.#width) {
      this.#first = 0;
      return;
    }
    const last = this.#width - (this.#cursor < this.#clusters.length ? this.#cells(this.#cursor) : 1);
    if (this.#cursor < this.#first || this.#cellsBetween(this.#first, this.#cursor) > last) {
      // The cursor comes to the middle, so that the field does not have to be painted for every key.
      const middle = Math.min(last, Math.floor(this.#width / 2));
      this.#first = this.#cursor;
      while (this.#first > 0 && this.#cellsBetween(this.#first - 1, this.#cursor) <= middle) this.#first -= 1;
    }
  }

  #repaint(): string {
    const back = moveLeft(this.#offset);
    return back + this.paint();
  }

  #insert(text: string): string {
    if ([...this.value].length + [...text].length > this.#maxLength) {
      if (this.#rang) return "";
      this.#rang = true;
      return BELL;
    }
    this.#rang = false;
    const atEnd = this.#cursor === this.#clusters.length;
    const before = this.#clusters.slice(0, this.#cursor).map((cluster) => cluster.text).join("") + text;
    const after = this.#clusters.slice(this.#cursor).map((cluster) => cluster.text).join("");
    const count = this.#clusters.length;
    this.#clusters = clusters(before + after);
    let length = 0;
    this.#cursor = 0;
    while (length < before.length) length += this.#clusters[this.#cursor++]!.text.length;
    const first = this.#first;
    this.#scroll();
    // One more cluster at the end of what is shown: nothing else has to be painted.
    if (atEnd && this.#clusters.length === count + 1 && this.#first === first) {
      this.#offset += this.#cells(count);
      return this.#start + this.#shown(count) + this.#end;
    }
    return this.#repaint();
  }

  #moveTo(index: number): string {
    const target = Math.min(this.#clusters.length, Math.max(0, index));
    if (target === this.#cursor) return "";
    this.#cursor = target;
    return this.#repaint();
  }

  #remove(from: number, to: number): string {
    const start = Math.max(0, from);
    const end = Math.min(this.#clusters.length, to);
    if (start >= end) return "";
    const rest = [...this.#clusters.slice(0, start), ...this.#clusters.slice(end)];
    const before = this.#clusters.slice(0, start).map((cluster) => cluster.text).join("");
    // Cut anew: a mark may have lost its character and stands on another now.
    this.#clusters = clusters(rest.map((cluster) => cluster.text).join(""));
    let length = 0;
    this.#cursor = 0;
    while (length < before.length) length += this.#clusters[this.#cursor++]!.text.length;
    this.#rang = false;
    return this.#repaint();
  }

  /** Where the word before the cursor begins. Of a hidden line nothing is told, so all of it is one word. */
  #wordStart(): number {
    if (this.#mask !== undefined) return 0;
    let at = this.#cursor;
    while (at > 0 && this.#clusters[at - 1]!.text === " ") at -= 1;
    while (at > 0 && this.#clusters[at - 1]!.text !== " ") at -= 1;
    return at;
  }
}

/** How {@linkcode readLine} asks. */
export interface ReadLineOptions extends Omit<LineEditorOptions, "width"> {
  /** Cells of the field, or how to find out anew after the screen was painted. */
  readonly width?: number | (() => number);
  /**
   * Told of new sizes and messages while the caller types. Answers whether it painted: then the cursor stands where
   * the field begins, and the field is painted again. Without it they stay unread.
   */
  readonly onEvent?: (event: Exclude<SessionEvent, { type: "key" }>) => boolean | Promise<boolean>;
}

/**
 * Lets the caller type a line where the cursor stands. Answers the line, or `undefined` when he pressed Escape.
 *
 * ```ts
 * import { readLine, type Session } from "x84";
 *
 * export default async function main(session: Session) {
 *   await session.echo("Your name: ");
 *   const name = await readLine(session, { maxLength: 20 });
 *   await session.echo(`\r\nHello, ${name ?? "nobody"}!\r\n`);
 * }
 * ```
 */
export async function readLine(screen: Screen, options: ReadLineOptions = {}): Promise<string | undefined> {
  const { width, onEvent, ...line } = options;
  const measure = typeof width === "function" ? width : () => width;
  const first = measure();
  const editor = new LineEditor(first === undefined ? line : { ...line, width: first });
  await screen.echo(editor.paint());
  for (;;) {
    let key: Key | undefined;
    if (onEvent === undefined) {
      key = await screen.readKey();
    } else {
      const event = await screen.nextEvent();
      if (event?.type === "key") {
        key = event.key;
      } else if (event !== undefined && await onEvent(event)) {
        const now = measure();
        if (now !== undefined) editor.resize(now);
        await screen.echo(editor.paint());
      }
    }
    if (key === undefined) continue;
    await screen.echo(editor.push(key));
    if (editor.state === "done") return editor.value;
    if (editor.state === "cancelled") return undefined;
  }
}
