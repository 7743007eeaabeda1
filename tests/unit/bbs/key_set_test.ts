import assert from "node:assert/strict";
import { EDITOR_COMMANDS, EDITOR_KEYS } from "../../../lib/bbs/editor_keys.ts";
import { FORM_KEYS } from "../../../lib/bbs/form.ts";
import { KeyBindings, keyLabel, type KeySet } from "../../../lib/bbs/key_set.ts";
import { LIGHTBAR_COLORS, LIGHTBAR_KEYS } from "../../../lib/bbs/lightbar.ts";
import { LINE_EDIT_KEYS } from "../../../lib/bbs/line_buffer.ts";
import { LINE_KEYS } from "../../../lib/bbs/line_editor.ts";
import { PAGER_KEYS } from "../../../lib/bbs/pager.ts";
import { SCROLLING_KEYS } from "../../../lib/bbs/scrolling_editor.ts";
import { SELECTOR_KEYS } from "../../../lib/bbs/selector.ts";
import { keysOf } from "../../fakes/widget_kit.ts";

const SETS: Readonly<Record<string, KeySet<string>>> = {
  EDITOR_COMMANDS,
  EDITOR_KEYS,
  FORM_KEYS,
  LIGHTBAR_KEYS,
  LINE_EDIT_KEYS,
  LINE_KEYS,
  PAGER_KEYS,
  SCROLLING_KEYS,
  SELECTOR_KEYS,
};

Deno.test("keyLabel() writes keys as key sets do", () => {
  const labels = keysOf("q \x0c\x1b[A\x1b[1;5D\x1b[1;2A\x1bb\x1b\x7f\x1b[Z\x1f\r").map(keyLabel);
  assert.deepEqual(labels, [
    "q",
    " ",
    "^l",
    "up",
    "ctrl-left",
    "shift-up",
    "alt-b",
    "alt-backspace",
    "backtab",
    "^_",
    "enter",
  ]);
});

Deno.test("every key set is frozen, has only keys that there are, and each of them once", () => {
  for (const [name, keys] of Object.entries(SETS)) {
    assert.ok(Object.isFrozen(keys), name);
    const labels = Object.values(keys).flat();
    for (const list of Object.values(keys)) assert.ok(Object.isFrozen(list), name);
    assert.equal(new Set(labels).size, labels.length, name);
    assert.doesNotThrow(() => new KeyBindings(keys), name);
  }
  assert.ok(Object.isFrozen(LIGHTBAR_COLORS));
});

Deno.test("KeyBindings gives changed actions their keys and takes these from the other actions", () => {
  const keys = new KeyBindings(LIGHTBAR_KEYS, { exit: ["x", "k"], home: [] });
  const actions = keysOf("xkq0j").map((key) => keys.actionOf(key));
  assert.deepEqual(actions, ["exit", "exit", undefined, undefined, "down"]);
  assert.equal(new KeyBindings(LIGHTBAR_KEYS).actionOf(keysOf("q")[0]!), "exit");
});

Deno.test("KeyBindings lets shift pass with special keys that nothing else wants", () => {
  const plain = new KeyBindings(LIGHTBAR_KEYS);
  const shifted = new KeyBindings(LIGHTBAR_KEYS, { pageUp: ["shift-up"] });
  assert.equal(plain.actionOf(keysOf("\x1b[1;2A")[0]!), "up");
  assert.equal(shifted.actionOf(keysOf("\x1b[1;2A")[0]!), "pageUp");
});

Deno.test("KeyBindings throws a TypeError that says what to do", () => {
  assert.throws(() => new KeyBindings(LIGHTBAR_KEYS, { exit: ["pgup"] }), {
    name: "TypeError",
    message: 'Cannot bind key "pgup" to "exit": expected a character, "^x" or the name of a key',
  });
  assert.throws(() => new KeyBindings(LIGHTBAR_KEYS, { exit: ["x"], home: ["x"] }), /expected one action/);
  assert.throws(() => new KeyBindings(LIGHTBAR_KEYS, { leave: ["x"] } as never), /expected one of home, end/);
});
