/**
 * Makes the escape sequences that scripts send: cursor, screen, colours, title.
 *
 * Rows and columns count from 1, as on the wire. Numbers that are no good become the nearest that is, because a
 * script's arithmetic must never put letters into the middle of a sequence. Sources: ECMA-48, xterm's ctlseqs.
 *
 * @module
 */

import { expectText } from "../base/expected.ts";
import { sanitizeLine } from "./sanitize.ts";

function count(n: number): number {
  const whole = Math.trunc(n);
  return Number.isNaN(whole) ? 0 : Math.min(9999, Math.max(0, whole));
}

function steps(n: number, final: string): string {
  const distance = count(n);
  return distance === 0 ? "" : `\x1b[${distance === 1 ? "" : distance}${final}`;
}

/** Puts the cursor at a row and a column, both from 1. */
export function moveTo(row: number, column: number): string {
  return `\x1b[${count(row) || 1};${count(column) || 1}H`;
}

/** Puts the cursor at a column of its row, from 1. */
export function moveToColumn(column: number): string {
  // CR and a relative move: ANSI.SYS and its kin do not know CHA.
  return `\r${steps(count(column) - 1, "C")}`;
}

/** Moves the cursor up `n` rows; nothing for 0 or less. */
export function moveUp(n: number = 1): string {
  return steps(n, "A");
}

/** Moves the cursor down `n` rows; nothing for 0 or less. */
export function moveDown(n: number = 1): string {
  return steps(n, "B");
}

/** Moves the cursor right `n` columns; nothing for 0 or less. */
export function moveRight(n: number = 1): string {
  return steps(n, "C");
}

/** Moves the cursor left `n` columns; nothing for 0 or less. */
export function moveLeft(n: number = 1): string {
  return steps(n, "D");
}

/** Puts the cursor into the upper left corner. */
export const HOME = "\x1b[H";
/** Empties the screen and puts the cursor into the upper left corner. */
export const CLEAR_SCREEN = "\x1b[H\x1b[2J";
/** Empties the cursor's line. */
export const CLEAR_LINE = "\x1b[2K";
/** Empties from the cursor to the end of its line. */
export const CLEAR_TO_LINE_END = "\x1b[K";
/** Empties from the cursor to the end of the screen. */
export const CLEAR_TO_SCREEN_END = "\x1b[J";
/** Remembers where the cursor is. */
export const SAVE_CURSOR = "\x1b[s";
/** Puts the cursor where it was remembered. */
export const RESTORE_CURSOR = "\x1b[u";
/** Shows the cursor. */
export const SHOW_CURSOR = "\x1b[?25h";
/** Hides the cursor. */
export const HIDE_CURSOR = "\x1b[?25l";
/** Lets text flow on at the right edge. */
export const WRAP_ON = "\x1b[?7h";
/** Lets text stop at the right edge. */
export const WRAP_OFF = "\x1b[?7l";
/** Switches to the second screen that xterm and its kin have, saving the cursor. */
export const ENTER_ALTERNATE_SCREEN = "\x1b[?1049h";
/** Switches back to the first screen. */
export const LEAVE_ALTERNATE_SCREEN = "\x1b[?1049l";
/** The whole screen scrolls. */
export const RESET_SCROLL_REGION = "\x1b[r";
/** Ends all colours and attributes. */
export const NORMAL = "\x1b[0m";
/** Asks where the cursor is; the answer is a `report` key. */
export const ASK_CURSOR_POSITION = "\x1b[6n";
/** Saves the window's title on the terminal's own stack (xterm). */
export const SAVE_TITLE = "\x1b[22;0t";
/** Takes the window's title from the terminal's own stack (xterm). */
export const RESTORE_TITLE = "\x1b[23;0t";
/** Asks for pasted text to be marked, see `Key.pasted`. */
export const PASTE_MARKS_ON = "\x1b[?2004h";
/** Ends the marking of pasted text. */
export const PASTE_MARKS_OFF = "\x1b[?2004l";

/** Asks for reports of mouse buttons and the wheel in the SGR form, see `Key.mouse`. */
export const MOUSE_ON = "\x1b[?1000h\x1b[?1006h";
/** Asks for reports of moves with a button held down, too. */
export const MOUSE_DRAG_ON = "\x1b[?1002h\x1b[?1006h";
/** Ends all reports of the mouse. */
export const MOUSE_OFF = "\x1b[?1002l\x1b[?1000l\x1b[?1006l";
/** Asks what the terminal is; the answer is a `report` key. */
export const ASK_DEVICE_ATTRIBUTES = "\x1b[c";

/** Only rows `top` to `bottom`, both from 1 and both included, scroll. */
export function scrollRegion(top: number, bottom: number): string {
  return `\x1b[${count(top) || 1};${count(bottom) || 1}r`;
}

/** Selects colours and attributes by their numbers: `sgr(1, 31)` is bold red; without numbers, normal. */
export function sgr(...parameters: number[]): string {
  return `\x1b[${parameters.length === 0 ? 0 : parameters.map(count).join(";")}m`;
}

/**
 * Sets the window's title. The text often comes from callers, so it is sanitized and cut at 80 characters here and
 * cannot end the sequence early.
 */
export function title(text: string): string {
  expectText("make title", text);
  return `\x1b]2;${sanitizeLine(text, { maxLength: 80 })}\x07`;
}

const LINK_SCHEME = /^(?:https?|ftp|gopher|gemini|telnet|ssh|irc|mailto|news|nntp):/i;

/**
 * Text that leads to an address when it is clicked on (OSC 8), in terminals that know this; in others it is just text.
 * Addresses of other kinds than `http`, `https`, `telnet`, `ssh`, `mailto` and their like are left out, and what is not
 * ASCII in them is escaped, so that an address that a caller typed does no harm.
 */
export function link(url: string, text: string): string {
  expectText("make link", text);
  if (text === "" || url.length > 2000 || !LINK_SCHEME.test(url)) return text;
  const address = url.toWellFormed().replace(/[^!-~]/gu, encodeURIComponent);
  return `\x1b]8;;${address}\x1b\\${text}\x1b]8;;\x1b\\`;
}
