/**
 * Fits text with escape sequences into columns: measuring, clipping, padding, wrapping.
 *
 * Sequences take no cells and are kept. A wide character is never cut in half: what remains of the column is left
 * blank. Widths are those of `width.ts`.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { isSgr, splitSequences, stripSequences } from "./ansi.ts";
import { clusters, isNarrow, textWidth } from "./width.ts";

const RESET = "\x1b[0m";
// deno-lint-ignore no-control-regex
const BEGINS_WITH_RESET = /^\x1b\[0*(?:;|m)/;
// deno-lint-ignore no-control-regex
const IS_RESET = /^\x1b\[0*m$/;

/** How {@linkcode wrap} lays lines out. */
export interface WrapOptions {
  /**
   * Put before every line of a paragraph but its first; counts as columns. Left out where it leaves less than two of
   * them. Default empty.
   */
  readonly indent?: string;
  /** Whether a word longer than a line is cut; else it stands in a line of its own and reaches out. Default true. */
  readonly breakLongWords?: boolean;
}

/** Cells that text takes on the screen, sequences not counted. */
export function displayWidth(text: string): number {
  expectText("measure", text);
  return textWidth(stripSequences(text));
}

/**
 * The text cut to at most `columns` cells. Colours and attributes chosen after the cut are kept, so that what was
 * switched on is switched off again; other sequences after the cut are dropped.
 */
export function clip(text: string, columns: number): string {
  expectText("clip", text);
  const shown = stripSequences(text);
  // Most lines fit, and are not taken apart for that.
  if (shown.length <= columns && isNarrow(shown)) return text;
  let clipped = "";
  let room = columns;
  let full = false;
  for (const piece of splitSequences(text)) {
    if (piece.type === "sequence") {
      if (!full || isSgr(piece.text)) clipped += piece.text;
      continue;
    }
    if (full) continue;
    for (const cluster of clusters(piece.text)) {
      if (!(cluster.width <= room)) {
        full = true;
        break;
      }
      clipped += cluster.text;
      room -= cluster.width;
    }
  }
  return clipped;
}

/** Blanks after the text up to `columns` cells; a longer text comes back as it is. */
export function justifyLeft(text: string, columns: number, fill: string = " "): string {
  return text + fill.repeat(Math.max(0, columns - displayWidth(text)));
}

/** Blanks before the text up to `columns` cells; a longer text comes back as it is. */
export function justifyRight(text: string, columns: number, fill: string = " "): string {
  return fill.repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** Blanks on both sides up to `columns` cells, the odd one on the right; a longer text comes back as it is. */
export function center(text: string, columns: number, fill: string = " "): string {
  const blanks = Math.max(0, columns - displayWidth(text));
  const left = Math.floor(blanks / 2);
  return fill.repeat(left) + text + fill.repeat(blanks - left);
}

function withoutBlanks(text: string): string {
  return splitSequences(text)
    .map((piece) => (piece.type === "sequence" ? piece.text : piece.text.replaceAll(" ", "")))
    .join("");
}

/** The lines of one {@linkcode wrap}, as they fill. */
class Lines {
  readonly done: string[] = [];
  readonly #columns: number;
  readonly #indent: string;
  readonly #indentWidth: number;
  #line = "";
  #width = 0;
  /** Blanks, and sequences between them, wait here: where a line is broken the blanks are dropped. */
  #blanks = "";
  #blankWidth = 0;
  #word = "";
  #wordWidth = 0;
  /** The attribute sequences in force, and those in force where the waiting word begins. */
  #style = "";
  #styleAtWord = "";

  constructor(columns: number, indent: string, private readonly breaksWords: boolean) {
    this.#columns = columns;
    const indentWidth = displayWidth(indent);
    // A wide character has to find room behind it.
    this.#indentWidth = indentWidth + 2 <= this.#columns ? indentWidth : 0;
    this.#indent = this.#indentWidth === 0 ? "" : indent;
  }

  sequence(text: string): void {
    if (this.#word === "") this.#styleAtWord = this.#style;
    this.#word += text;
    if (!isSgr(text)) return;
    if (IS_RESET.test(text)) this.#style = "";
    else this.#style = BEGINS_WITH_RESET.test(text) ? text : this.#style + text;
  }

  blank(): void {
    this.#endWord();
    this.#blanks += " ";
    this.#blankWidth += 1;
  }

  cluster(text: string, width: number): void {
    if (this.#word === "") this.#styleAtWord = this.#style;
    const full = this.#wordWidth + width > this.#columns - this.#indentWidth;
    if (full && this.breaksWords) this.#endWord();
    this.#word += text;
    this.#wordWidth += width;
  }

  newline(): void {
    this.#endWord();
    this.#break(this.#style, "");
  }

  finish(): void {
    this.#endWord();
    this.done.push(this.#line + withoutBlanks(this.#blanks));
  }

  #endWord(): void {
    if (this.#wordWidth === 0) {
      this.#blanks += this.#word;
      this.#word = "";
      return;
    }
    if (this.#width > 0 && this.#width + this.#blankWidth + this.#wordWidth > this.#columns) {
      this.#break(this.#styleAtWord, this.#indent);
    }
    // Blanks that begin a paragraph are layout and stay, as long as the word fits behind them.
    if (this.#width + this.#blankWidth + this.#wordWidth > this.#columns) {
      this.#blanks = withoutBlanks(this.#blanks);
      this.#blankWidth = 0;
    }
    this.#width += this.#blankWidth + this.#wordWidth;
    this.#line += this.#blanks + this.#word;
    this.#blanks = "";
    this.#blankWidth = 0;
    this.#word = "";
    this.#wordWidth = 0;
  }

  #break(style: string, indent: string): void {
    this.done.push(this.#line + withoutBlanks(this.#blanks) + (style === "" ? "" : RESET));
    this.#line = indent + style;
    this.#width = indent === "" ? 0 : this.#indentWidth;
    this.#blanks = "";
    this.#blankWidth = 0;
  }
}

/**
 * Breaks text into lines of at most `columns` cells at blanks; words longer than a line are cut. Newlines in the text
 * begin a new line, a tab counts as one blank. Each line can be painted alone: attributes still in force at a break
 * are switched off before it and on again behind it. Less than one column is one; a wide character that does not fit
 * there is a `?`.
 */
export function wrap(text: string, columns: number, options: WrapOptions = {}): string[] {
  expectText("wrap", text);
  const room = columns >= 1 ? Math.trunc(columns) : 1;
  const lines = new Lines(room, options.indent ?? "", options.breakLongWords ?? true);
  for (const piece of splitSequences(text.replace(/\r\n?/g, "\n"))) {
    if (piece.type === "sequence") {
      lines.sequence(piece.text);
      continue;
    }
    for (const { text: cluster, width } of clusters(piece.text)) {
      if (cluster === "\n") lines.newline();
      else if (cluster === " " || cluster === "\t") lines.blank();
      else if (width <= room) lines.cluster(cluster, width);
      else lines.cluster("?", 1);
    }
  }
  lines.finish();
  return lines.done;
}
