/**
 * A prompt between pages: text of any length runs down the screen, and waits whenever a screen is full.
 *
 * @module
 */

import { wrap } from "../text/layout.ts";
import { CLEAR_LINE } from "../text/sequences.ts";
import { style } from "../text/style.ts";
import { requireTexts, wrongArgument } from "./argument.ts";
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

/**
 * Writes lines and waits whenever the screen is full: Enter or the space bar go on, `c` shows the rest without
 * waiting, `s`, `q`, `x` and Escape stop. Answers whether the caller saw it to the end.
 */
export async function showPages(
  screen: Screen,
  lines: Iterable<string>,
  options: ShowPagesOptions = {},
): Promise<boolean> {
  const columns = Math.max(1, Math.min(options.columns ?? screen.columns - 1, screen.columns - 1));
  // A text is a list, too: of its characters.
  if (typeof lines === "string" || typeof lines?.[Symbol.iterator] !== "function") {
    throw wrongArgument("show pages", "a list of lines", lines);
  }
  const given = [...lines];
  requireTexts("show pages", "lines", given);
  const wrapped = given.flatMap((line) => wrap(line, columns));
  let room = Math.max(1, screen.rows - 1 - (options.usedRows ?? 0));
  let waiting = true;
  for (const [index, line] of wrapped.entries()) {
    if (waiting && room === 0) {
      const answer = await wait(screen, MORE, options);
      if (answer === "stop") return false;
      waiting = answer !== "all";
      room = Math.max(1, screen.rows - 1);
    }
    await screen.echo(`${line}\r\n`);
    room -= 1;
    if (index === wrapped.length - 1 && options.waitAtEnd !== false) await wait(screen, END, options);
  }
  return true;
}

async function wait(
  screen: Screen,
  text: string,
  options: ShowPagesOptions,
): Promise<"page" | "all" | "stop"> {
  await screen.echo(style(options.promptStyle ?? "reverse", text));
  for (;;) {
    const key = await screen.readKey();
    if (key === undefined) continue;
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
