/**
 * The keys of the full-screen editor: those that work while one types, and those of its command mode.
 *
 * @module
 */

import { freezeKeys, type KeySet } from "./key_set.ts";
import { LINE_EDIT_KEYS, type LineEdit } from "./line_buffer.ts";

/** What a key does while the caller types. */
export type EditorAction =
  | LineEdit
  | "up"
  | "down"
  | "pageUp"
  | "pageDown"
  | "top"
  | "bottom"
  | "newLine"
  | "tab"
  | "deleteLine"
  | "undo"
  | "redo"
  | "quote"
  | "refresh"
  | "commands"
  | "save"
  | "abort";

/** The keys that work while the caller types, when nothing is said. */
export const EDITOR_KEYS: KeySet<EditorAction> = freezeKeys<EditorAction>({
  ...LINE_EDIT_KEYS,
  up: ["up", "^p"],
  down: ["down", "^n"],
  pageUp: ["pageup"],
  pageDown: ["pagedown", "^v"],
  top: ["ctrl-home", "alt-<"],
  bottom: ["ctrl-end", "alt->"],
  newLine: ["enter"],
  tab: ["tab"],
  deleteLine: ["^y"],
  undo: ["^_", "alt-u"],
  redo: ["alt-r"],
  quote: ["^q", "alt-q"],
  refresh: ["^l"],
  commands: ["escape"],
  save: ["^z", "alt-s"],
  abort: ["^c", "alt-a"],
});

/** What a key does in command mode. */
export type EditorCommand =
  | "edit"
  | "deleteLine"
  | "insertLine"
  | "openBefore"
  | "openAfter"
  | "join"
  | "undo"
  | "redo"
  | "quote"
  | "goto"
  | "up"
  | "down"
  | "left"
  | "right"
  | "pageUp"
  | "pageDown"
  | "top"
  | "bottom"
  | "help"
  | "refresh"
  | "save"
  | "abort"
  | "leave";

/** The keys of command mode, when nothing is said. Digits before one are its count. */
export const EDITOR_COMMANDS: KeySet<EditorCommand> = freezeKeys<EditorCommand>({
  edit: ["enter", "i", "escape"],
  deleteLine: ["K"],
  insertLine: ["I"],
  openBefore: ["O"],
  openAfter: ["o"],
  join: ["J"],
  undo: ["u", "U"],
  redo: ["r", "R"],
  quote: ["Q"],
  goto: ["G"],
  up: ["k", "up"],
  down: ["j", "down"],
  left: ["left"],
  right: ["right"],
  pageUp: ["h", "b", "pageup"],
  pageDown: ["l", "f", "pagedown"],
  top: ["y", "0", "home"],
  bottom: ["n", "end"],
  help: ["?"],
  refresh: ["^l"],
  save: ["s", "S"],
  abort: ["a", "A"],
  leave: ["q"],
});

/** What the editor shows for `?`. */
export const EDITOR_HELP: readonly string[] = Object.freeze([
  "While you type",
  "  arrows Home End PgUp PgDn   move       ^W  word before",
  "  ctrl-left  ctrl-right       words      ^K  to the line's end",
  "  ^Y delete line    ^_ undo   alt-r redo ^U  to its beginning",
  "  ^Q quote          ^Z save   ^C abort   Escape  commands",
  "",
  "Commands, after a number if you like",
  "  Enter i edit  I o O new line    K delete lines   J join",
  "  u undo        r redo            G go to line     Q quote",
  "  k j up, down  h l pages         y n top, bottom",
  "  s save        a abort           q leave",
]);
