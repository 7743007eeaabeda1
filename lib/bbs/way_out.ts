/**
 * The way out from wherever a caller is: Escape, or `q`, leads one step out of every screen; who presses nothing else for
 * a few times wants to leave the board, however deep he is in it, and whatever takes his keys.
 *
 * @module
 */

import { parseScriptName, type ScriptName } from "../base/brand.ts";
import type { Key } from "../text/keys.ts";

/** The script that says goodbye. */
export const GOODBYE_SCRIPT: ScriptName = parseScriptName("logoff");
/** Keys that lead to it when the board does not say. */
export const ESCAPES = 4;
/** Escapes among them, unless a single key leads out: in a line that is typed, `q` is a letter. */
const LEAST_ESCAPES = 2;

/** Counts keys. */
export class WayOut {
  /** Keys that were counted: one that was put back and is read again is none more, and none between. */
  readonly #counted = new WeakSet<Key>();
  #keys = 0;
  #escapes = 0;

  /** Counts a key; answers whether the caller wants out. `most` is 0 for never. */
  note(key: Key, most: number): boolean {
    if (!this.#counted.has(key)) {
      this.#counted.add(key);
      const escapes = key.name === "escape";
      if (escapes || /^[qQ]$/.test(key.text)) {
        this.#keys++;
        if (escapes) this.#escapes++;
      } else {
        this.#keys = this.#escapes = 0;
      }
    }
    return most > 0 && this.#keys >= most && this.#escapes >= Math.min(most, LEAST_ESCAPES);
  }
}
