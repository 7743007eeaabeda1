import assert from "node:assert/strict";
import fc from "fast-check";
import { findItem, layOutMenu, placeInMenu, stepInMenu } from "../../../lib/bbs/menu_layout.ts";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { displayWidth } from "../../../lib/text/layout.ts";

const ITEMS = [
  { key: "who", text: "who is online" },
  { key: "pe", text: "profile editor" },
  { key: "ol", text: "one-liners" },
  { key: "g", text: "Goodbye" },
];

function plain(lines: readonly string[]): string[] {
  return lines.map(stripSequences);
}

Deno.test("layOutMenu() runs down up to three columns and marks the key inside of its text", () => {
  assert.deepEqual(plain(layOutMenu(ITEMS, { columns: 60, rows: 2 })), [
    "         [who] is online       [ol] one-liners",
    "         [pe] profile editor   [g]oodbye",
  ]);
});

Deno.test("layOutMenu() uses fewer columns on a narrow screen and spaces lines when there is room", () => {
  assert.deepEqual(plain(layOutMenu(ITEMS, { columns: 24, rows: 7 })).map((line) => line.trim()), [
    "[who] is online",
    "",
    "[pe] profile editor",
    "",
    "[ol] one-liners",
    "",
    "[g]oodbye",
  ]);
});

Deno.test("layOutMenu() of nothing is nothing", () => {
  assert.deepEqual(layOutMenu([], { columns: 80, rows: 24 }), []);
});

Deno.test("layOutMenu() shows every item once and keeps within 80 columns", () => {
  const item = fc.record({
    key: fc.stringMatching(/^[a-z]{1,4}$/),
    text: fc.stringMatching(/^[a-z]{1,20}$/),
  });
  fc.assert(fc.property(
    fc.array(item, { maxLength: 30 }),
    fc.integer({ min: 40, max: 200 }),
    fc.integer({ min: 1, max: 24 }),
    (items, columns, rows) => {
      const lines = layOutMenu(items, { columns, rows });
      assert.equal(stripSequences(lines.join("\n")).split("[").length - 1, items.length);
      const margin = Math.max(0, Math.floor((columns - 80) / 2));
      for (const line of lines) assert.ok(displayWidth(line) <= margin + Math.min(80, columns));
    },
  ));
});

Deno.test("layOutMenu() shows where the caller is without a colour, and as wide as before", () => {
  const options = { columns: 80, rows: 24 };
  const [plain, marked] = [layOutMenu(ITEMS, options), layOutMenu(ITEMS, { ...options, selected: 1 })];
  assert.equal(stripSequences(marked.join("\n")), stripSequences(plain.join("\n")));
  assert.equal(marked.join("").split("\x1b[0;7m").length + marked.join("").split("\x1b[7m").length, 3);
});

Deno.test("stepInMenu() never leaves the menu, and comes back to where it began", () => {
  const pairs = [["up", "down"], ["left", "right"], ["right", "left"]] as const;
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 30 }),
    fc.nat(29),
    fc.integer({ min: 10, max: 200 }),
    (count, at, columns) => {
      const items = Array.from({ length: count }, (_, i) => ({ key: `k${i}`, text: "some words" }));
      const from = at % count;
      for (const [there, back] of pairs) {
        const next = stepInMenu(items, { columns, rows: 24 }, from, there);
        assert.ok(next >= 0 && next < count);
        assert.equal(stepInMenu(items, { columns, rows: 24 }, next, back), from);
      }
      assert.equal(stepInMenu(items, { columns, rows: 24 }, from, "first"), 0);
      assert.equal(stepInMenu(items, { columns, rows: 24 }, from, "last"), count - 1);
    },
  ));
});

Deno.test("stepInMenu() goes to the item that stands beside", () => {
  const items = Array.from({ length: 7 }, (_, i) => ({ key: `${i}`, text: "abc" }));
  assert.equal(stepInMenu(items, { columns: 80, rows: 24 }, 1, "right"), 4);
  assert.equal(stepInMenu(items, { columns: 80, rows: 24 }, 4, "right"), 1);
  assert.equal(stepInMenu([], { columns: 80, rows: 24 }, 0, "right"), 0);
});

Deno.test("findItem() does not mind capitals and blanks, but wants the whole key", () => {
  assert.equal(findItem(ITEMS, " WHO ")?.key, "who");
  assert.equal(findItem(ITEMS, "wh"), undefined);
  assert.equal(findItem(ITEMS, ""), undefined);
});

Deno.test("layOutMenu() cuts an item that is wider than the screen, which once went on in the next row", () => {
  const items = [{ key: "long", text: "words 日本語 and more words" }, { key: "s", text: "short" }];
  assert.deepEqual(plain(layOutMenu(items, { columns: 15, rows: 2 })), ["[long] words 日", "[s]hort"]);
});

Deno.test("placeInMenu() tells where layOutMenu() puts an item", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 30 }),
    fc.nat(29),
    fc.integer({ min: 12, max: 200 }),
    fc.integer({ min: 1, max: 60 }),
    (count, at, columns, rows) => {
      const items = Array.from({ length: count }, (_, i) => ({ key: `k${i}`, text: "words" }));
      const { row, column } = placeInMenu(items, { columns, rows }, at % count);
      const line = plain(layOutMenu(items, { columns, rows }))[row]!;
      assert.ok(line.slice(column).startsWith(`[k${at % count}]`), line);
    },
  ));
});
