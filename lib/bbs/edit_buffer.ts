/**
 * A text of many lines with a cursor, undo and redo, without a screen.
 *
 * Lines are what stands between line ends; how they are wrapped on a screen is not known here (`wrapped_view.ts`).
 * What moves and goes away at once is a character with all its marks.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { stripSequences } from "../text/ansi.ts";
import { clusters } from "../text/width.ts";

/** A place in the text, between two characters; the column counts UTF-16 units. Both from 0. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** How much a text may hold. */
export interface EditBufferOptions {
  /** Most characters (code points), line ends among them. Default a million. */
  readonly maxLength?: number;
  /** Steps that can be undone; the oldest goes first. Default 1000, precedent: vim's `undolevels`. */
  readonly maxUndo?: number;
}

/** One change: at a place, `removed` gave way to `inserted`. */
interface Step {
  readonly kind: "type" | "erase" | "other";
  readonly at: TextPosition;
  readonly removed: string;
  readonly inserted: string;
  /** Where the cursor was before. */
  readonly cursor: TextPosition;
}

/** Blanks that a tab becomes. */
const TAB = "    ";
/** Characters that are looked at to find the one next to the cursor; a tower of marks is at most a few. */
const NEAR = 64;
/** Typed characters that one undo takes back at most. */
const MAX_TYPED = 60;

const ASCII = /^[\x20-\x7e]*$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/g;

function tidy(text: string): string {
  expectText("edit", text);
  const lines = text.toWellFormed().replace(/\r\n?|[\u2028\u2029]/g, "\n").replaceAll("\t", TAB);
  return stripSequences(lines).replace(CONTROL, "");
}

function count(text: string): number {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

/** The text. */
export class EditBuffer {
  readonly #maxLength: number;
  readonly #maxUndo: number;
  readonly #lines: string[];
  #line = 0;
  #column = 0;
  #length: number;
  #version = 0;
  readonly #undo: Step[] = [];
  #redo: Step[] = [];
  /** The next change is a step of its own. */
  #sealed = true;

  /** Begins with a text; escape sequences and controls are taken out of it, tabs become blanks. */
  constructor(text: string = "", options: EditBufferOptions = {}) {
    this.#maxLength = options.maxLength ?? 1_000_000;
    this.#maxUndo = Math.max(0, options.maxUndo ?? 1000);
    const kept = tidy(text);
    const cut = count(kept) > this.#maxLength ? [...kept].slice(0, this.#maxLength).join("") : kept;
    this.#lines = cut.split("\n");
    this.#length = count(cut);
  }

  /** The whole text, its lines between `"\n"`. */
  get text(): string {
    return this.#lines.join("\n");
  }

  /** The lines. There is always one. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Where the cursor is. */
  get cursor(): TextPosition {
    return { line: this.#line, column: this.#column };
  }

  /** The line with the cursor. */
  get currentLine(): string {
    return this.#lines[this.#line]!;
  }

  /** Code points, line ends among them. */
  get length(): number {
    return this.#length;
  }

  /** A number that is another one whenever the text is. */
  get version(): number {
    return this.#version;
  }

  /** Puts the cursor somewhere; a place that there is not becomes the nearest that is. */
  moveTo(position: TextPosition): void {
    const whole = (n: number) => Math.max(0, Math.trunc(n) || 0);
    this.#sealed = true;
    this.#line = Math.min(whole(position.line), this.#lines.length - 1);
    this.#column = this.#snap(Math.min(whole(position.column), this.currentLine.length));
  }

  /** A character to the left, at the beginning of a line to the end of the one before. */
  left(): void {
    if (this.#column > 0) this.moveTo({ line: this.#line, column: this.#before() });
    else if (this.#line > 0) this.moveTo({ line: this.#line - 1, column: Infinity });
  }

  /** A character to the right, at the end of a line to the beginning of the next. */
  right(): void {
    if (this.#column < this.currentLine.length) this.moveTo({ line: this.#line, column: this.#behind() });
    else if (this.#line < this.#lines.length - 1) this.moveTo({ line: this.#line + 1, column: 0 });
  }

  /** To the beginning of the word before the cursor; at the beginning of a line as `left`. */
  wordLeft(): void {
    if (this.#column === 0) this.left();
    else this.moveTo({ line: this.#line, column: this.#wordStart() });
  }

  /** To the end of the word behind the cursor; at the end of a line as `right`. */
  wordRight(): void {
    if (this.#column === this.currentLine.length) this.right();
    else this.moveTo({ line: this.#line, column: this.#wordEnd() });
  }

  /**
   * Puts text before the cursor, which may have many lines. Answers false, and does nothing, when there is no room for
   * all of it.
   */
  insert(text: string): boolean {
    const kept = tidy(text);
    if (kept === "") return true;
    if (this.#length + count(kept) > this.#maxLength) return false;
    const last = this.#undo.at(-1);
    const typed = count(kept) === 1 && kept !== "\n";
    const goesOn = typed && !this.#sealed && last?.kind === "type" && last.removed === "" &&
      last.inserted.length < MAX_TYPED && !(kept === " " && !last.inserted.endsWith(" "));
    this.#record(this.cursor, this.cursor, kept, typed ? "type" : "other", goesOn);
    return true;
  }

  /** Takes away the character before the cursor, at the beginning of a line the line end. */
  backspace(): boolean {
    const to = this.cursor;
    const from = this.#column > 0
      ? { line: this.#line, column: this.#before() }
      : { line: this.#line - 1, column: this.#lines[this.#line - 1]?.length ?? 0 };
    if (from.line < 0) return false;
    const last = this.#undo.at(-1);
    const goesOn = !this.#sealed && last?.kind === "erase" && last.inserted === "" &&
      last.at.line === to.line &&
      last.at.column === to.column && to.column > 0 && last.removed.length < MAX_TYPED;
    this.#record(from, to, "", "erase", goesOn);
    return true;
  }

  /** Takes away the character under the cursor, at the end of a line the line end. */
  delete(): boolean {
    if (this.#column < this.currentLine.length) {
      return this.#removeTo({ line: this.#line, column: this.#behind() });
    }
    return this.#line < this.#lines.length - 1 && this.#removeTo({ line: this.#line + 1, column: 0 });
  }

  /** Takes away the word before the cursor; at the beginning of a line as `backspace`. */
  deleteWordLeft(): boolean {
    if (this.#column === 0) return this.backspace();
    return this.remove({ line: this.#line, column: this.#wordStart() }, this.cursor);
  }

  /** Takes away the word behind the cursor; at the end of a line as `delete`. */
  deleteWordRight(): boolean {
    if (this.#column === this.currentLine.length) return this.delete();
    return this.#removeTo({ line: this.#line, column: this.#wordEnd() });
  }

  /** Takes away what stands between the beginning of the line and the cursor. */
  deleteToStart(): boolean {
    return this.remove({ line: this.#line, column: 0 }, this.cursor);
  }

  /** Takes away what stands between the cursor and the end of the line; at the end as `delete`. */
  deleteToEnd(): boolean {
    if (this.#column === this.currentLine.length) return this.delete();
    return this.#removeTo({ line: this.#line, column: this.currentLine.length });
  }

  /** Takes away the line with the cursor and those below it, `lines` in all. */
  deleteLine(lines: number = 1): boolean {
    const end = Math.min(this.#lines.length, this.#line + Math.max(1, lines));
    const last = end === this.#lines.length;
    // The last line goes with the line end before it, unless it is the only one.
    const from = last && this.#line > 0
      ? { line: this.#line - 1, column: this.#lines[this.#line - 1]!.length }
      : { line: this.#line, column: 0 };
    const to = last ? { line: end - 1, column: this.#lines[end - 1]!.length } : { line: end, column: 0 };
    const removed = this.remove(from, to);
    this.#column = 0;
    return removed;
  }

  /** Puts an empty line before or behind the one with the cursor, and the cursor into it. */
  insertLine(where: "before" | "after"): boolean {
    const column = where === "before" ? 0 : this.currentLine.length;
    if (this.#length >= this.#maxLength) return false;
    this.moveTo({ line: this.#line, column });
    this.insert("\n");
    if (where === "before") this.moveTo({ line: this.#line - 1, column: 0 });
    return true;
  }

  /** Joins the line with the next one, a single blank between them. Answers false at the end. */
  join(): boolean {
    const next = this.#lines[this.#line + 1];
    if (next === undefined) return false;
    const blanks = next.length - next.trimStart().length;
    const end = this.currentLine.trimEnd().length;
    const blank = end > 0 && blanks < next.length ? " " : "";
    this.#sealed = true;
    this.#record(
      { line: this.#line, column: end },
      { line: this.#line + 1, column: blanks },
      blank,
      "other",
      false,
    );
    return true;
  }

  /** Takes away what stands from one place to another; answers whether there was anything. */
  remove(from: TextPosition, to: TextPosition): boolean {
    if (from.line > to.line || (from.line === to.line && from.column >= to.column)) return false;
    this.#record(from, to, "", "other", false);
    return true;
  }

  /** Takes the last step back; answers false when there is none. */
  undo(): boolean {
    const step = this.#undo.pop();
    if (step === undefined) return false;
    this.#replace(step.at, endOf(step.at, step.inserted), step.removed);
    this.moveTo(step.cursor);
    this.#redo.push(step);
    return true;
  }

  /** Does again what was taken back last; answers false when there is nothing. */
  redo(): boolean {
    const step = this.#redo.pop();
    if (step === undefined) return false;
    this.#replace(step.at, endOf(step.at, step.removed), step.inserted);
    this.moveTo(endOf(step.at, step.inserted));
    this.#undo.push(step);
    return true;
  }

  #removeTo(to: TextPosition): boolean {
    return this.remove(this.cursor, to);
  }

  /** Changes the text and keeps how to undo it; `goesOn` makes it part of the step before. */
  #record(from: TextPosition, to: TextPosition, inserted: string, kind: Step["kind"], goesOn: boolean): void {
    const cursor = this.cursor;
    const removed = this.#replace(from, to, inserted);
    const last = goesOn ? this.#undo.pop() : undefined;
    if (last === undefined) this.#undo.push({ kind, at: from, removed, inserted, cursor });
    else if (kind === "type") this.#undo.push({ ...last, inserted: last.inserted + inserted });
    else this.#undo.push({ ...last, at: from, removed: removed + last.removed });
    if (this.#undo.length > this.#maxUndo) this.#undo.shift();
    this.#redo = [];
    const end = endOf(from, inserted);
    this.#line = end.line;
    this.#column = this.#snap(end.column);
    // A mark that joined what was there before ends the step: its place is no longer where the next one begins.
    this.#sealed = this.#column !== end.column;
  }

  /** The one place where lines change. Answers what was taken away. */
  #replace(from: TextPosition, to: TextPosition, text: string): string {
    const first = this.#lines[from.line]!;
    const last = this.#lines[to.line]!;
    const gone = from.line === to.line ? first.slice(from.column, to.column) : [
      first.slice(from.column),
      ...this.#lines.slice(from.line + 1, to.line),
      last.slice(0, to.column),
    ].join("\n");
    const fresh = (first.slice(0, from.column) + text + last.slice(to.column)).split("\n");
    if (fresh.length === 1 && from.line === to.line) this.#lines[from.line] = fresh[0]!;
    else spliceLines(this.#lines, from.line, to.line - from.line + 1, fresh);
    this.#length += count(text) - count(gone);
    this.#version += 1;
    return gone;
  }

  /** The column, or the end of the character that it is in the middle of. */
  #snap(column: number): number {
    const line = this.currentLine;
    if (column === 0 || column >= line.length || ASCII.test(line)) return Math.min(column, line.length);
    let at = 0;
    for (const cluster of clusters(line)) {
      if (at >= column) break;
      at += cluster.text.length;
    }
    return at;
  }

  #before(): number {
    const start = Math.max(0, this.#column - NEAR);
    const near = clusters(this.currentLine.slice(start, this.#column));
    return this.#column - (near.at(-1)?.text.length ?? 0);
  }

  #behind(): number {
    const near = clusters(this.currentLine.slice(this.#column, this.#column + NEAR));
    return this.#column + (near[0]?.text.length ?? 0);
  }

  #wordStart(): number {
    const before = this.currentLine.slice(0, this.#column).trimEnd();
    return before.lastIndexOf(" ") + 1;
  }

  #wordEnd(): number {
    const line = this.currentLine;
    let at = this.#column;
    while (line[at] === " ") at += 1;
    const end = line.indexOf(" ", at);
    return end < 0 ? line.length : end;
  }
}

/** Where a text ends that begins at a place. */
function endOf(at: TextPosition, text: string): TextPosition {
  const last = text.lastIndexOf("\n");
  if (last < 0) return { line: at.line, column: at.column + text.length };
  let lines = 0;
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) lines += 1;
  return { line: at.line + lines, column: text.length - last - 1 };
}

/** As `splice`, for any number of lines: arguments are limited. */
function spliceLines(lines: string[], start: number, gone: number, fresh: readonly string[]): void {
  if (fresh.length < 1000) {
    lines.splice(start, gone, ...fresh);
    return;
  }
  const rest = lines.slice(start + gone);
  lines.length = start;
  for (const line of fresh) lines.push(line);
  for (const line of rest) lines.push(line);
}
