/**
 * The title of the caller's window, which tells what he is doing, in terminals that have one.
 *
 * ```text
 *   ESC [ 22;0 t   ESC ] 2 ; reading BEL  ...  ESC ] 2 ; chatting BEL  ...  ESC [ 23;0 t
 *   the old title is put on the terminal's own stack, and comes back at the end (xterm; others ignore the stack)
 * ```
 *
 * @module
 */

import { RESTORE_TITLE, SAVE_TITLE, title } from "../text/sequences.ts";

/** One session's title. */
export class ActivityTitle {
  #saved = false;

  /** The sequences that show a text, which may be a stranger's. */
  show(text: string): string {
    const before = this.#saved ? "" : SAVE_TITLE;
    this.#saved = true;
    return before + title(text);
  }

  /** The sequence that brings the old title back; nothing when it is still there. */
  end(): string {
    if (!this.#saved) return "";
    this.#saved = false;
    return RESTORE_TITLE;
  }
}
