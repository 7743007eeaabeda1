/**
 * The text of one line and the cursor in it, without a screen. What moves and goes away at once is a character with
 * all its marks.
 *
 * @module
 */

import { stripSequences } from "../text/ansi.ts";
import { type Cluster, clusters } from "../text/width.ts";
import { freezeKeys, type KeySet } from "./key_set.ts";

/** What a key changes in a line. */
export type LineEdit =
  | "left"
  | "right"
  | "home"
  | "end"
  | "wordLeft"
  | "wordRight"
  | "backspace"
  | "delete"
  | "deleteWordLeft"
  | "deleteWordRight"
  | "deleteToStart"
  | "deleteToEnd";

/** The keys that edit a line wherever there is one. */
export const LINE_EDIT_KEYS: KeySet<LineEdit> = freezeKeys<LineEdit>({
  left: ["left", "^b"],
  right: ["right", "^f"],
  home: ["home", "^a"],
  end: ["end", "^e"],
  wordLeft: ["ctrl-left", "alt-left", "alt-b"],
  wordRight: ["ctrl-right", "alt-right", "alt-f"],
  backspace: ["backspace"],
  delete: ["delete", "^d"],
  deleteWordLeft: ["^w", "alt-backspace"],
  deleteWordRight: ["alt-d", "ctrl-delete"],
  deleteToStart: ["^u"],
  deleteToEnd: ["^k"],
});

/** The actions of {@linkcode LINE_EDIT_KEYS}, to tell them from other actions of a widget. */
export function isLineEdit(action: string): action is LineEdit {
  return Object.hasOwn(LINE_EDIT_KEYS, action);
}

// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/g;

/** What may stand in a line: a value can come from anybody, and must not steer the terminal that it is shown on. */
function tidy(text: string): string {
  if (!CONTROL.test(text)) return text;
  return stripSequences(text.replace(/\r\n|[\t\n\r\u2028\u2029]/g, " ")).replace(CONTROLS, "");
}

function count(text: string): number {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

/** The line. Holds at most `maxLength` code points. */
export class LineBuffer {
  readonly maxLength: number;
  /** Whether words are hidden, so that everything is one word. */
  readonly #hidden: boolean;
  #clusters: Cluster[] = [];
  #cursor = 0;
  /** Code points. */
  #length = 0;

  /** A text that is too long is cut; see {@linkcode LineBuffer.set}. */
  constructor(text: string, maxLength: number, hidden: boolean = false) {
    this.maxLength = Number.isNaN(maxLength) ? 0 : Math.max(0, maxLength);
    this.#hidden = hidden;
    this.set(text);
  }

  /** What stands there. */
  get text(): string {
    return this.#clusters.map((cluster) => cluster.text).join("");
  }

  /** The characters. */
  get clusters(): readonly Cluster[] {
    return this.#clusters;
  }

  /** Index of the character under the cursor, their number when it is behind them. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Code points that stand there. */
  get length(): number {
    return this.#length;
  }

  /**
   * Replaces the whole line; the cursor comes behind it. Escape sequences and controls are taken out of the text, line
   * ends and tabs become blanks; one that is too long is cut.
   */
  set(text: string): void {
    const kept = tidy(text);
    const points = [...kept];
    const cut = points.length > this.maxLength ? points.slice(0, this.maxLength).join("") : kept;
    this.#clusters = clusters(cut);
    this.#length = Math.min(points.length, this.maxLength);
    this.#cursor = this.#clusters.length;
  }

  /**
   * Puts text before the cursor, without what {@linkcode LineBuffer.set} takes out. Answers false, and does nothing,
   * when there is no room for all of it.
   */
  insert(text: string): boolean {
    const kept = tidy(text);
    const more = count(kept);
    if (this.#length + more > this.maxLength) return false;
    this.#length += more;
    this.#replace(this.#cursor, this.#cursor, kept);
    return true;
  }

  /** Puts the cursor somewhere; answers whether it moved. */
  moveTo(index: number): boolean {
    const target = Math.min(this.#clusters.length, Math.max(0, index));
    if (target === this.#cursor) return false;
    this.#cursor = target;
    return true;
  }

  /** Takes away what stands from one index to before another; answers whether there was anything. */
  remove(from: number, to: number): boolean {
    const start = Math.max(0, from);
    const end = Math.min(this.#clusters.length, to);
    if (start >= end) return false;
    for (let i = start; i < end; i++) this.#length -= count(this.#clusters[i]!.text);
    this.#replace(start, end, "");
    return true;
  }

  /** Does what a key asks for; answers whether that changed anything. */
  edit(edit: LineEdit): boolean {
    const cursor = this.#cursor;
    switch (edit) {
      case "left":
        return this.moveTo(cursor - 1);
      case "right":
        return this.moveTo(cursor + 1);
      case "home":
        return this.moveTo(0);
      case "end":
        return this.moveTo(this.#clusters.length);
      case "wordLeft":
        return this.moveTo(this.wordStart());
      case "wordRight":
        return this.moveTo(this.wordEnd());
      case "backspace":
        return this.remove(cursor - 1, cursor);
      case "delete":
        return this.remove(cursor, cursor + 1);
      case "deleteWordLeft":
        return this.remove(this.wordStart(), cursor);
      case "deleteWordRight":
        return this.remove(cursor, this.wordEnd());
      case "deleteToStart":
        return this.remove(0, cursor);
      case "deleteToEnd":
        return this.remove(cursor, this.#clusters.length);
    }
  }

  /** Where the word before the cursor begins. */
  wordStart(): number {
    if (this.#hidden) return 0;
    let at = this.#cursor;
    while (at > 0 && this.#clusters[at - 1]!.text === " ") at -= 1;
    while (at > 0 && this.#clusters[at - 1]!.text !== " ") at -= 1;
    return at;
  }

  /** Where the word under or behind the cursor ends. */
  wordEnd(): number {
    const end = this.#clusters.length;
    if (this.#hidden) return end;
    let at = this.#cursor;
    while (at < end && this.#clusters[at]!.text === " ") at += 1;
    while (at < end && this.#clusters[at]!.text !== " ") at += 1;
    return at;
  }

  /** Cuts anew where the text changed: a mark may have lost its character and stand on another now. */
  #replace(from: number, to: number, text: string): void {
    const first = Math.max(0, from - 1);
    const last = Math.min(this.#clusters.length, to + 1);
    const join = (start: number, end: number) =>
      this.#clusters.slice(start, end).map((cluster) => cluster.text).join("");
    const before = join(first, from) + text;
    const renewed = clusters(before + join(to, last));
    this.#clusters.splice(first, last - first, ...renewed);
    let length = 0;
    this.#cursor = first;
    while (length < before.length) length += this.#clusters[this.#cursor++]!.text.length;
  }
}
