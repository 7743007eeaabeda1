import assert from "node:assert/strict";
import {
  requireList,
  requireNumber,
  requireText,
  requireTexts,
  wrongArgument,
} from "../../../lib/base/argument.ts";
import { AnsiWindow } from "../../../lib/bbs/ansi_window.ts";
import { centerBox, insetBox } from "../../../lib/bbs/box.ts";
import { EditBuffer } from "../../../lib/bbs/edit_buffer.ts";
import { Form } from "../../../lib/bbs/form.ts";
import { FullEditor } from "../../../lib/bbs/full_editor.ts";
import { Lightbar } from "../../../lib/bbs/lightbar.ts";
import { LineEditor } from "../../../lib/bbs/line_editor.ts";
import { Menu } from "../../../lib/bbs/menu.ts";
import { findItem, layOutMenu } from "../../../lib/bbs/menu_layout.ts";
import { showPages } from "../../../lib/bbs/more_prompt.ts";
import { layOutThread } from "../../../lib/bbs/msg.ts";
import { Pager } from "../../../lib/bbs/pager.ts";
import { ProgressBar } from "../../../lib/bbs/progress_bar.ts";
import { askYesNo, pressAnyKey } from "../../../lib/bbs/prompts.ts";
import type { Screen } from "../../../lib/bbs/screen.ts";
import { ScrollingEditor } from "../../../lib/bbs/scrolling_editor.ts";
import { Selector } from "../../../lib/bbs/selector.ts";

const BOX = { top: 0, left: 0, width: 20, height: 5 };
/** A screen that must not be needed. */
const SCREEN: Screen = {
  columns: 80,
  rows: 24,
  echo: (text) => Promise.reject(new Error(`echoed ${text}`)),
  readKey: () => Promise.reject(new Error("read a key")),
  nextEvent: () => Promise.reject(new Error("read an event")),
};

function complaint(check: () => void): string {
  try {
    check();
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message;
  }
  return "";
}

Deno.test("wrongArgument() shows what was found without trusting it", () => {
  for (
    const [found, shown] of [
      [undefined, "undefined"],
      [null, "null"],
      [5, "5"],
      [NaN, "NaN"],
      [3n, "3"],
      ["a\x1b[2J", '"a\\u001b[2J"'],
      [Symbol("s"), "Symbol(s)"],
      [() => 1, "a function"],
      [[1], "a list"],
      [Object.create(null), "an object"],
    ] as const
  ) {
    assert.equal(
      wrongArgument("paint", "text", found).message,
      `Cannot paint: expected text, found ${shown}`,
    );
  }
});

Deno.test("requireText() and its kin throw a TypeError with a sentence, and pass what is right", () => {
  assert.equal(complaint(() => requireText("ask", "question", "")), "");
  assert.equal(
    complaint(() => requireText("ask", "question", 5)),
    "Cannot ask: expected text as question, found 5",
  );
  assert.equal(complaint(() => requireNumber("count", "total", -Infinity)), "");
  assert.equal(
    complaint(() => requireNumber("count", "total", NaN)),
    "Cannot count: expected a number as total, found NaN",
  );
  assert.equal(complaint(() => requireList("list", "items", [])), "");
  assert.equal(
    complaint(() => requireList("list", "items", "ab")),
    'Cannot list: expected a list as items, found "ab"',
  );
  assert.equal(complaint(() => requireTexts("page", "lines", ["a"])), "");
  assert.equal(
    complaint(() => requireTexts("page", "lines", ["a", 5])),
    "Cannot page: expected text as each of lines, found 5",
  );
});

Deno.test("widgets and prompts say what is wrong with what they are handed, where it is handed in", async () => {
  const wrong = undefined as never;
  const item = { key: "a", text: "A" };
  const cases: readonly (readonly [message: string, use: () => unknown])[] = [
    ["Cannot make list: expected a list as items, found undefined", () => new Lightbar({} as never)],
    ["Cannot make list: expected a list as items, found undefined", () => new Lightbar(wrong)],
    [
      'Cannot make list: expected items with a key and a text, found "north"',
      () => new Lightbar({ items: ["north"] as never }),
    ],
    [
      "Cannot make list: expected items with a key and a text, found an object",
      () => new Lightbar({ items: [item] }).update([{ key: "a" } as never]),
    ],
    ["Cannot make widget: expected options, found null", () => new Pager(null as never)],
    ["Cannot make widget: expected text as title, found 5", () => new Pager({ title: 5 as never })],
    ["Cannot page: expected a list as content, found 5", () => new Pager({ content: 5 as never })],
    ["Cannot page: expected text as each of content, found undefined", () => new Pager().append([wrong])],
    ["Cannot make selector: expected text as left, found undefined", () => new Selector({} as never)],
    [
      'Cannot make selector: expected "left" or "right" as start, found "middle"',
      () => new Selector({ left: "a", right: "b", start: "middle" as never }),
    ],
    ["Cannot make form: expected a list as fields, found undefined", () => new Form({} as never)],
    [
      "Cannot make form: expected text as name of a field, found undefined",
      () => new Form({ fields: ["name"] as never }),
    ],
    [
      'Cannot make form: expected text as label of "a", found undefined',
      () => new Form({ fields: [{ name: "a" } as never] }),
    ],
    [
      'Cannot validate "a": expected a sentence or undefined from "validate" (who has to wait uses "check" of ' +
      "runForm), found an object",
      () =>
        new Form({ fields: [{ name: "a", label: "A", validate: () => Promise.resolve("no") as never }] })
          .validate(),
    ],
    [
      "Cannot refuse form: expected text as message of the fault, found undefined",
      () => new Form({ fields: [{ name: "a", label: "A" }] }).refuse("taken" as never),
    ],
    [
      'Cannot hide line: expected a mask of one cell, found ""',
      () => new Form({ fields: [{ name: "a", label: "A", mask: "" }] }),
    ],
    [
      "Cannot make progress bar: expected a number as total, found NaN",
      () => new ProgressBar({ total: NaN }),
    ],
    ["Cannot show progress: expected text as label, found 5", () => new ProgressBar().update(1, 5 as never)],
    ["Cannot edit: expected text as content, found 5", () => new FullEditor({ content: 5 as never })],
    ["Cannot edit: expected text as content, found 5", () => new ScrollingEditor({ content: 5 as never })],
    ["Cannot edit: expected text as value, found 5", () => new LineEditor({ value: 5 as never })],
    ['Cannot hide line: expected a mask of one cell, found "**"', () => new LineEditor({ mask: "**" })],
    ["Cannot ask: expected text as question, found undefined", () => askYesNo(SCREEN, wrong)],
    ["Cannot ask: expected text as text, found 5", () => pressAnyKey(SCREEN, 5 as never)],
    [
      'Cannot show pages: expected a list of lines, found "one text"',
      () => showPages(SCREEN, "one text"),
    ],
    ["Cannot show pages: expected text as each of lines, found 5", () => showPages(SCREEN, [5 as never])],
    [
      "Cannot place box: expected a number as top, found an object",
      () => new Pager().place({} as never, SCREEN),
    ],
    ["Cannot place box: expected a number as top, found undefined", () => insetBox(wrong)],
    [
      "Cannot place box: expected a screen, such as the session, found undefined",
      () => centerBox(wrong, 1, 1),
    ],
    [
      "Cannot bind keys: expected an object with lists of keys, found null",
      () => new Pager({ keys: null as never }),
    ],
    [
      'Cannot bind keys: expected a list as keys for "up", found "escape"',
      () => new Pager({ keys: { up: "escape" as never } }),
    ],
    [
      "Cannot use border: expected text as top, found null",
      () => new Pager({ border: { top: null as never } }),
    ],
    ["Cannot make menu: expected text as start, found 5", () => new Menu({ items: [], start: 5 as never })],
    ["Cannot lay out menu: expected a list as items, found undefined", () => layOutMenu(wrong, wrong)],
    [
      "Cannot lay out menu: expected items with a key and a text, found null",
      () => layOutMenu([null as never], { columns: 80, rows: 24 }),
    ],
    ["Cannot find item: expected text as what was typed, found undefined", () => findItem([item], wrong)],
    [
      'Cannot make progress bar: expected text as glyph for "left", found undefined',
      () => new ProgressBar({ glyphs: { done: "#" } as never }),
    ],
    ["Cannot use glyph: expected one cell, found 0", () => new ProgressBar({ glyphs: "stars" as never })],
    [
      'Cannot show progress: expected a number as value, found "5"',
      () => new ProgressBar().update("5" as never),
    ],
    ["Cannot edit: expected options, found null", () => new LineEditor(null as never)],
    [
      'Cannot edit: expected a number as width, found "wide"',
      () => new LineEditor({ width: "wide" as never }),
    ],
    ["Cannot edit: expected text, found null", () => new EditBuffer(null as never)],
    [
      'Cannot make window: expected a number as xPadding, found "2"',
      () => new AnsiWindow({ box: BOX, xPadding: "2" as never }),
    ],
    [
      'Cannot make window: expected "left", "center" or "right" as alignment, found "middle"',
      () => new AnsiWindow({ box: BOX, alignment: "middle" as never }),
    ],
    ["Cannot lay out thread: expected a list as messages, found undefined", () => layOutThread(wrong)],
  ];
  for (const [message, use] of cases) {
    await assert.rejects(async () => await use(), { name: "TypeError", message });
  }
});
