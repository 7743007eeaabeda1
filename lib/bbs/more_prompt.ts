/**
 * A prompt between pages: text of any length runs down the screen, and waits whenever a screen is full.
 *
 * @module
 */

import { splitSequences, stripSequences } from "../text/ansi.ts";
import { clip, wrap } from "../text/layout.ts";
import { CLEAR_LINE } from "../text/sequences.ts";
import { style } from "../text/style.ts";
import { requireTexts, wrongArgument } from "../base/argument.ts";
import { readKey } from "./prompts.ts";
import type { Screen } from "./screen.ts";

/** How {@linkcode showPages} shows. */
export interface ShowPagesOptions {
  /** Rows that are in use above the cursor. Default 0. */
  readonly usedRows?: number;
  /** Cells that lines are wrapped to. Default: one less than the screen has. */
  readonly columns?: number;
  /** Whether it waits for a key after the last line. Default true. */
  readonly waitAtEnd?: boolean;
  /** Style of the line that waits. Default `"reverse"`. */
  readonly promptStyle?: string;
}

const MORE = " more: Enter  all: c  stop: q ";
const END = " end: Enter ";

/** Characters that can be seen: the same number however a text is wrapped. */
function seen(text: string): number {
  return stripSequences(text).replace(/\s/g, "").length;
}

/** The text behind so many characters that can be seen, in its colours. */
function behind(text: string, shown: number): string {
  let rest = "";
  let left = shown;
  let begun = false;
  for (const piece of splitSequences(text)) {
    if (piece.type === "sequence") rest += piece.text;
    for (const char of piece.type === "text" ? piece.text : "") {
      const blank = /\s/.test(char);
      if (left > 0) left -= blank ? 0 : char.length;
      else if (begun || !blank) {
        rest += char;
        begun = true;
      }
    }
  }
  return rest;
}

/** Lines that are wrapped one after the other, to the width that the screen has by then. */
class WrappedLines {
  readonly #lines: readonly string[];
  /** Index of the line that comes behind `#rows`. */
  #next = 0;
  /** The rows that are left of a line, and the width they are wrapped to. */
  #rows: readonly string[] = [];
  #columns = 0;
  /** Characters of that line that were shown. */
  #shown = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** Whether there is another row. */
  get more(): boolean {
    return this.#rows.length > 0 || this.#next < this.#lines.length;
  }

  /** The next row, at most so wide. */
  next(columns: number): string {
    if (this.#rows.length === 0) {
      this.#rows = wrap(this.#lines[this.#next++]!, columns);
      this.#shown = 0;
    } else if (columns !== this.#columns) {
      this.#rows = wrap(behind(this.#lines[this.#next - 1]!, this.#shown), columns);
    }
    this.#columns = columns;
    const [row = "", ...rows] = this.#rows;
    this.#rows = rows;
    this.#shown += seen(row);
    return row;
  }
}

/**
 * Writes lines and waits whenever the screen is full: Enter or the space bar go on, `c` shows the rest without
 * waiting, `s`, `q`, `x` and Escape stop. Answers whether the caller saw it to the end. When the screen has got
 * another size, what comes next is wrapped to that.
 *
 * @throws {TypeError} for what is no list of texts
 */
export async function showPages(
  screen: Screen,
  lines: Iterable<string>,
  options: ShowPagesOptions = {},
): Promise<boolean> {
  // A text is a list, too: of its characters.
  if (typeof lines === "string" || typeof lines?.[Symbol.iterator] !== "function") {
    throw wrongArgument("show pages", "a list of lines", lines);
  }
  const given = [...lines];
  requireTexts("show pages", "lines", given);
  const rows = new WrappedLines(given);
  let room = Math.max(1, screen.rows - 1 - (options.usedRows ?? 0));
  let waiting = true;
  while (rows.more) {
    if (waiting && room === 0) {
      const answer = await wait(screen, MORE, options);
      if (answer === "stop") return false;
      waiting = answer !== "all";
      room = Math.max(1, screen.rows - 1);
    }
    const columns = Math.max(1, Math.min(options.columns ?? Infinity, screen.columns - 1));
    await screen.echo(`${rows.next(columns)}\r\n`);
    room -= 1;
  }
  if (given.length > 0 && options.waitAtEnd !== false) await wait(screen, END, options);
  return true;
}

async function wait(
  screen: Screen,
  text: string,
  options: ShowPagesOptions,
): Promise<"page" | "all" | "stop"> {
  const show = () => screen.echo(style(options.promptStyle ?? "reverse", clip(text, screen.columns - 1)));
  await show();
  for (;;) {
    const key = await readKey(screen, async () => {
      await screen.echo(`\r${CLEAR_LINE}`);
      await show();
    });
    const answer = key.name === "enter" || key.text === " " || key.name === "pagedown"
      ? "page"
      : key.text.toLowerCase() === "c"
      ? "all"
      : key.name === "escape" || (key.text !== "" && "sqx".includes(key.text.toLowerCase()))
      ? "stop"
      : undefined;
    if (answer === undefined) continue;
    await screen.echo(`\r${CLEAR_LINE}`);
    return answer;
  }
}
