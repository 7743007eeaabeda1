import assert from "node:assert/strict";
import { runSelector, Selector } from "../../../lib/bbs/selector.ts";
import { FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertExtremes, assertWidget, KEYS, show, type } from "../../fakes/widget_kit.ts";

function selector(): Selector {
  return new Selector({ left: "Yes", right: "No" });
}

Deno.test("Selector.push() knows every key of the inventory", () => {
  const cases: [keys: string, side: string][] = [
    ["", "left"],
    [" ", "right"],
    ["  ", "left"],
    ["l", "right"],
    [KEYS.right, "right"],
    ["lh", "left"],
    [KEYS.right + KEYS.left, "left"],
    ["ll", "right"],
    [KEYS.tab, "right"],
    ["z", "left"],
  ];
  for (const [keys, side] of cases) {
    const made = selector();
    type(made, keys);
    assert.equal(made.side, side, JSON.stringify(keys));
  }
});

Deno.test("Selector.push() takes the choice for Enter and leaves for q, Q and Escape", () => {
  const taken = selector();
  type(taken, "l\r");
  assert.deepEqual([taken.selected, taken.selection], [true, "No"]);
  for (const key of ["q", "Q", "\x1b"]) {
    const made = selector();
    type(made, key);
    assert.ok(made.quit && !made.selected);
  }
});

Deno.test("Selector shows its choice by colour and, where there is none, by the cursor", () => {
  const made = selector();
  const screen = show(made, 21, 3);
  assert.equal(screen.text, "    Yes        No");
  assert.deepEqual([screen.row, screen.column], [0, 4]);
  assert.ok(screen.picture.startsWith("\x1b[0;7;33m "));
  screen.write(type(made, "l"));
  assert.deepEqual([screen.row, screen.column], [0, 15]);
  assert.equal(screen.idle, 0);
});

Deno.test("Selector leaves any screen as Selector.paint() would have painted it", () => {
  const keys = [" ", "h", "l", "z", "\x0c"].slice(0, 4);
  assertWidget(() => new Selector({ left: "日本語", right: "a long choice", border: "thin" }), keys);
  assertExtremes(selector, keys);
});

Deno.test("runSelector() answers the text that was chosen", async () => {
  for (const columns of [40, 80, 200]) {
    using session = new FakeSession({ columns, rows: 6, happenings: ["l\r"] });
    const end = await session.run(() =>
      runSelector(session, {
        left: "Save",
        right: "Throw away",
        border: "thin",
        box: (screen) => ({ top: 2, left: 0, width: Math.min(60, screen.columns), height: 3 }),
      })
    );
    assert.deepEqual(end, { type: "returned", value: "Throw away" });
    await assertScreen(`selector_${columns}x6`, await session.screen());
  }
});

Deno.test("runSelector() answers undefined for Escape", async () => {
  using session = new FakeSession({ happenings: ["\x1b"] });
  const end = await session.run(() => runSelector(session, { left: "a", right: "b" }));
  assert.deepEqual(end, { type: "returned", value: undefined });
});
