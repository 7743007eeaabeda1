/**
 * The caller's terminal for scripts: switching it for a while.
 *
 * ```ts ignore
 * await using _screen = await fullscreen(session);
 * await using _cursor = await hiddenCursor(session);
 * ```
 *
 * What was switched is put back when the block is left, also by an exception or a `goto`.
 *
 * @module
 */

import type { Capabilities } from "../text/capabilities.ts";
import { findEncoding } from "../text/encodings.ts";
import {
  CLEAR_SCREEN,
  ENTER_ALTERNATE_SCREEN,
  HIDE_CURSOR,
  LEAVE_ALTERNATE_SCREEN,
  MOUSE_DRAG_ON,
  MOUSE_OFF,
  MOUSE_ON,
  NORMAL,
  PASTE_MARKS_OFF,
  PASTE_MARKS_ON,
  RESET_SCROLL_REGION,
  RESTORE_CURSOR,
  RESTORE_TITLE,
  SAVE_CURSOR,
  SAVE_TITLE,
  scrollRegion,
  SHOW_CURSOR,
  title,
} from "../text/sequences.ts";
import { fontOfEncoding, syncTermFont } from "../text/syncterm_fonts.ts";
import type { Screen } from "./screen.ts";

/** A screen whose terminal is known; a session is one. */
export interface TerminalScreen extends Screen {
  readonly capabilities: Capabilities;
  /** Writes what puts the terminal back in order, also while a script is being left. */
  restore(text: string): Promise<void>;
}

/** Writes now, and something else when the block is left. */
async function switched(screen: TerminalScreen, on: string, off: string): Promise<AsyncDisposable> {
  await screen.echo(on);
  let left = false;
  return {
    async [Symbol.asyncDispose]() {
      if (left) return;
      left = true;
      await screen.restore(off);
    },
  };
}

/** An empty screen of its own; what stood there before comes back where the terminal can do that. */
export function fullscreen(screen: TerminalScreen): Promise<AsyncDisposable> {
  return screen.capabilities.alternateScreen
    ? switched(
      screen,
      ENTER_ALTERNATE_SCREEN + NORMAL + CLEAR_SCREEN,
      NORMAL + RESET_SCROLL_REGION + LEAVE_ALTERNATE_SCREEN,
    )
    : switched(screen, NORMAL + CLEAR_SCREEN, NORMAL + CLEAR_SCREEN);
}

/** No cursor. */
export function hiddenCursor(screen: TerminalScreen): Promise<AsyncDisposable> {
  return switched(screen, HIDE_CURSOR, SHOW_CURSOR);
}

/** Only rows `top` to `bottom`, from 1 and both included, scroll. The cursor stays where it is. */
export function scrollingRows(screen: TerminalScreen, top: number, bottom: number): Promise<AsyncDisposable> {
  const first = Math.max(1, Math.min(top, screen.rows - 1));
  const last = Math.max(first + 1, Math.min(bottom, screen.rows));
  // Terminals send the cursor home when the region changes.
  return switched(
    screen,
    SAVE_CURSOR + scrollRegion(first, last) + RESTORE_CURSOR,
    SAVE_CURSOR + RESET_SCROLL_REGION + RESTORE_CURSOR,
  );
}

/** The cursor comes back to where it is now. */
export function keptCursor(screen: TerminalScreen): Promise<AsyncDisposable> {
  return switched(screen, SAVE_CURSOR, RESTORE_CURSOR);
}

/** Pasted text is marked (`Key.pasted`), where the terminal can do that. */
export function pasteMarks(screen: TerminalScreen): Promise<AsyncDisposable> {
  return screen.capabilities.pasteMarks
    ? switched(screen, PASTE_MARKS_ON, PASTE_MARKS_OFF)
    : switched(screen, "", "");
}

/** The mouse comes as keys (`Key.mouse`), where the terminal can do that; `"drag"` with moves while a button is down. */
export function mouseReports(
  screen: TerminalScreen,
  kind: "buttons" | "drag" = "buttons",
): Promise<AsyncDisposable> {
  if (!screen.capabilities.mouse) return switched(screen, "", "");
  return switched(screen, kind === "drag" ? MOUSE_DRAG_ON : MOUSE_ON, MOUSE_OFF);
}

/** Another title for the window, where it has one that can be set. The old one comes back. */
export function windowTitle(screen: TerminalScreen, text: string): Promise<AsyncDisposable> {
  return screen.capabilities.controlStrings
    ? switched(screen, SAVE_TITLE + title(text), RESTORE_TITLE)
    : switched(screen, "", "");
}

/** A screen whose encoding can be changed. */
export interface FontScreen extends TerminalScreen {
  readonly encoding: string;
  setEncoding(name: string): void;
}

/**
 * Another font, where the terminal is SyncTERM or of its kind, with the encoding that belongs to it: `"topaz"` for
 * Amiga art, `"c64_upper"`, `"cp866"`; see `SYNCTERM_FONTS`. The font is that of the whole screen, so whatever was
 * painted with it has to be gone when the block is left. The encoding stays where there is none for the font (`"haik8"`,
 * `"cp885"`, `"cp1131"`): bytes are then the script's affair. On other terminals nothing changes: text finds its
 * look-alikes.
 *
 * @throws {TypeError} for a font that there is not
 */
export async function screenFont(screen: FontScreen, name: string): Promise<AsyncDisposable> {
  const on = syncTermFont(name);
  const before = screen.encoding;
  const encoding = findEncoding(name.replaceAll("_", "-")) ?? findEncoding(name);
  if (!screen.capabilities.syncTerm || before === "utf8") return switched(screen, "", "");
  const off = syncTermFont(fontOfEncoding(before) ?? "cp437");
  await screen.echo(on);
  if (encoding !== undefined) screen.setEncoding(encoding.name);
  return {
    async [Symbol.asyncDispose]() {
      screen.setEncoding(before);
      await screen.restore(off);
    },
  };
}
