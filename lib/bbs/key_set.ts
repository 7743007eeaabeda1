/**
 * Which keys do what: key sets as data, and the look-up that widgets use.
 *
 * A key is written as the character that it types (`"q"`, `" "`), as `"^l"` with ctrl and a letter, or by its name
 * (`"pageup"`, `"f1"`), before which may stand `ctrl-`, `alt-` and `shift-` in this order (`"alt-b"`, `"ctrl-left"`).
 * The sets that widgets begin with are frozen; a script hands in other keys with its options.
 *
 * @module
 */

import { requireTexts, wrongArgument } from "../base/argument.ts";
import { quote } from "../base/brand.ts";
import { KEY_ROWS } from "../text/key_table.ts";
import type { Key } from "../text/keys.ts";

/** Keys for each action. */
export type KeySet<Action extends string> = Readonly<Record<Action, readonly string[]>>;

/** Names of keys that have a character and so are in no table. */
const PLAIN_NAMES = ["enter", "escape", "backspace", "tab", "space"];

let names: ReadonlySet<string> | undefined;

function isKeyName(name: string): boolean {
  names ??= new Set([
    ...PLAIN_NAMES,
    ...KEY_ROWS.flatMap(([, meaning]) => typeof meaning === "string" ? meaning : meaning.name ?? []),
  ]);
  return names.has(name);
}

function isLabel(label: string): boolean {
  if ([...label].length === 1) return true;
  if (/^\^[a-z@[\\\]^_]$/.test(label)) return true;
  const modified = /^(ctrl-)?(alt-)?(shift-)?(.+)$/u.exec(label);
  if (modified === null) return false;
  const [, ctrl, alt, shift, name] = modified;
  return isKeyName(name!) || (alt !== undefined && ctrl === undefined && shift === undefined &&
    [...name!].length === 1);
}

/** The set and its lists, frozen. */
export function freezeKeys<Action extends string>(keys: KeySet<Action>): KeySet<Action> {
  for (const list of Object.values<readonly string[]>(keys)) Object.freeze(list);
  return Object.freeze(keys);
}

/** How a key is written in a {@linkcode KeySet}; `""` for what is no key, such as a terminal's answer. */
export function keyLabel(key: Key): string {
  if (key.text !== "") return key.text;
  if (key.name === undefined) return "";
  if (key.ctrl && !key.alt && !key.shift && key.name.length === 1) return `^${key.name}`;
  // Backtab is shift and tab; to say so twice would be of no use.
  const shift = key.shift && key.name !== "backtab";
  return `${key.ctrl ? "ctrl-" : ""}${key.alt ? "alt-" : ""}${shift ? "shift-" : ""}${key.name}`;
}

/** Looks keys up in a set. */
export class KeyBindings<Action extends string> {
  readonly #actions = new Map<string, Action>();

  /**
   * Every action of `changes` has the keys that stand there and no others; a key given to it is taken from whatever
   * action had it before.
   *
   * @throws {TypeError} for a word that is no key, and for a key that is given to two actions
   */
  constructor(keys: KeySet<Action>, changes: Partial<KeySet<Action>> = {}) {
    if (changes === null || typeof changes !== "object") {
      throw wrongArgument("bind keys", "an object with lists of keys", changes);
    }
    const changed = Object.keys(changes) as Action[];
    for (const action of Object.keys(keys) as Action[]) {
      if (changes[action] === undefined) this.#bind(action, keys[action], false);
    }
    const given = new Set<string>();
    for (const action of changed) {
      const list = changes[action];
      if (list === undefined) continue;
      if (!Object.hasOwn(keys, action)) {
        throw new TypeError(
          `Cannot bind keys to ${quote(action)}: expected one of ${Object.keys(keys).join(", ")}`,
        );
      }
      requireTexts("bind keys", `keys for ${quote(action)}`, list);
      for (const label of list) {
        if (given.has(label)) {
          throw new TypeError(
            `Cannot bind key ${quote(label)} to ${quote(action)}: expected one action for it, found two`,
          );
        }
        given.add(label);
      }
      this.#bind(action, list, true);
    }
  }

  /** What a key does; `undefined` for one that does nothing. Shift with a special key counts when nothing else has it. */
  actionOf(key: Key): Action | undefined {
    const label = keyLabel(key);
    if (label === "") return undefined;
    const action = this.#actions.get(label);
    return action ??
      (key.shift && key.text === "" ? this.#actions.get(label.replace("shift-", "")) : undefined);
  }

  #bind(action: Action, labels: readonly string[], replace: boolean): void {
    for (const label of labels) {
      if (!isLabel(label)) {
        throw new TypeError(
          `Cannot bind key ${quote(label)} to ${
            quote(action)
          }: expected a character, "^x" or the name of a key`,
        );
      }
      if (replace || !this.#actions.has(label)) this.#actions.set(label, action);
    }
  }
}
