/**
 * The part of a session that widgets need: a screen to write on and keys to read. A {@linkcode Session} is one; so
 * is what tests hand in.
 *
 * @module
 */

import { clip } from "../text/layout.ts";
import type { Key } from "../text/keys.ts";
import {
  CLEAR_TO_LINE_END,
  CLEAR_TO_SCREEN_END,
  HOME,
  moveTo,
  moveToColumn,
  moveUp,
  NORMAL,
} from "../text/sequences.ts";
import type { SessionEvent } from "../worker/inbox.ts";
import type { NextEventOptions } from "./session.ts";

/** Somewhere to paint and somebody who types. */
export interface Screen {
  /** Width in cells. */
  readonly columns: number;
  /** Height in cells. */
  readonly rows: number;
  /** Writes text; resolves when it was taken. */
  echo(text: string): Promise<void>;
  /** The next key; `undefined` when `timeout` milliseconds have passed. `line` as in {@linkcode NextEventOptions}. */
  readKey(timeout?: number, line?: object): Promise<Key | undefined>;
  /** The next key, new size or message. */
  nextEvent(options?: NextEventOptions): Promise<SessionEvent | undefined>;
}

/** Where a frame leaves the cursor, both from 0; `row` is the index of one of its lines. */
export interface FrameCursor {
  readonly row: number;
  readonly column: number;
}

/** Empties the screen by scrolling it away, so that it can still be read in the client's scroll-back. */
export function clearScreen(screen: Screen): Promise<void> {
  return screen.echo(NORMAL + moveTo(screen.rows, 1) + "\r\n".repeat(screen.rows) + HOME);
}

/**
 * Paints a whole screen of lines in place, without a blink and without scrolling: what is too wide is cut, one column
 * is left free (a terminal that wraps at once would make two lines of one), and what is too high is left out.
 * The cursor stands behind the last line, or at `cursor`.
 */
export function paintFrame(screen: Screen, lines: readonly string[], cursor?: FrameCursor): Promise<void> {
  const shown = lines.slice(0, screen.rows);
  const painted = shown.map((line) => clip(line, screen.columns - 1) + NORMAL + CLEAR_TO_LINE_END);
  let text = NORMAL + HOME + painted.join("\r\n") + CLEAR_TO_SCREEN_END;
  if (cursor !== undefined) {
    const up = shown.length - 1 - Math.min(cursor.row, shown.length - 1);
    text += moveUp(up) + moveToColumn(Math.min(cursor.column, screen.columns - 1) + 1);
  }
  return screen.echo(text);
}

/** Blanks to the left of an 80-column picture on a wider screen. */
export function leftMargin(screen: Screen): number {
  return Math.max(0, Math.floor(screen.columns / 2) - 40);
}
