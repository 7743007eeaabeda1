import assert from "node:assert/strict";
import { Menu, type MenuOptions, runMenu, type RunMenuOptions } from "../../../lib/bbs/menu.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertExtremes, assertWidget, KEYS, show, type } from "../../fakes/widget_kit.ts";

const ITEMS = [
  { key: "m", text: "messages", script: "msgarea" },
  { key: "n", text: "news", script: "news" },
  { key: "ol", text: "one-liners", script: "oneliners" },
  { key: "vote", text: "vote on a poll", script: "vote" },
  { key: "who", text: "who is online", script: "who" },
  { key: "w", text: "weather here and elsewhere", script: "weather" },
  { key: "g", text: "goodbye", script: "logoff" },
];

function after(keys: readonly string[], options: Partial<MenuOptions> = {}): Menu {
  const menu = new Menu({ items: ITEMS, ...options });
  show(menu, 80, 24);
  for (const part of keys) type(menu, part);
  return menu;
}

async function choose(
  columns: number,
  rows: number,
  happenings: readonly Happening[],
  options: Partial<RunMenuOptions<typeof ITEMS[number]>> = {},
) {
  using session = new FakeSession({ columns, rows, happenings });
  const end = await session.run(() =>
    runMenu(session, { items: ITEMS, border: "thin", title: " Menu ", ...options })
  );
  return { end, screen: await session.screen() };
}

Deno.test("Menu goes from item to item with the cursor keys, and Enter takes the one that is marked", () => {
  assert.equal(after([]).selection?.key, "m");
  assert.equal(after([KEYS.down, KEYS.down]).selection?.key, "ol");
  assert.equal(after([KEYS.up]).selection?.key, "g");
  assert.equal(after([KEYS.end]).selection?.key, "g");
  assert.equal(after([KEYS.end, KEYS.home]).selection?.key, "m");
  assert.equal(after([KEYS.down, KEYS.right]).state, "open");
  const taken = after([KEYS.down, KEYS.enter]);
  assert.deepEqual([taken.selected, taken.quit, taken.selection?.key], [true, false, "n"]);
  assert.ok(after([KEYS.down, "\x1b"]).quit);
});

Deno.test("Menu takes an item by its key at once, where no other key begins like that", () => {
  assert.deepEqual([after(["N"]).selected, after(["N"]).selection?.key], [true, "n"]);
  const begun = after(["w"]);
  assert.deepEqual([begun.selected, begun.selection?.key], [false, "w"]);
  assert.equal(after(["w", KEYS.enter]).selection?.key, "w");
  assert.deepEqual([after(["who"]).selected, after(["who"]).selection?.key], [true, "who"]);
  assert.equal(after(["vo"]).selection?.key, "vote");
  assert.equal(after(["vo", KEYS.backspace, KEYS.backspace, "n"]).selection?.key, "n");
  assert.equal(after(["o", KEYS.down, "g"]).selection?.key, "g");
});

Deno.test("Menu rings for what begins no key, and passes over what is pasted", () => {
  const menu = after([]);
  assert.ok(type(menu, "x").endsWith("\x07"));
  assert.ok(type(after(["w"]), "x").endsWith("\x07"));
  assert.equal(type(menu, "\x1b[200~n\r\x1b[201~"), "");
  assert.equal(menu.state, "open");
});

Deno.test("Menu shows what was typed by its cursor, and sends no more than what changed", () => {
  const menu = new Menu({ items: ITEMS.slice(0, 4), maxColumns: 1 });
  const screen = show(menu, 30, 10);
  assert.deepEqual([screen.row, screen.column], [0, 8]);
  screen.write(type(menu, "vo"));
  assert.deepEqual([screen.row, screen.column], [6, 10]);
  assert.equal(screen.idle, 0);
  assert.equal(screen.written, "[m]essages".length + "[vote] on a poll".length);
});

Deno.test("Menu begins where it is told to, has the keys that it is told to, and may have no items", () => {
  assert.equal(after([], { start: "WHO" }).selection?.key, "who");
  assert.equal(after([], { start: "none" }).selection?.key, "m");
  assert.ok(after(["q"], { keys: { exit: ["q"] } }).quit);
  const empty = after([KEYS.down, KEYS.right, KEYS.enter], { items: [] });
  assert.deepEqual([empty.state, empty.selection], ["open", undefined]);
});

Deno.test("Menu scrolls when it is too high", () => {
  const items = Array.from({ length: 9 }, (_, i) => ({ key: `${i}`, text: `item ${i}` }));
  const menu = new Menu({ items });
  const screen = show(menu, 12, 3);
  const shown = (key: string) => {
    screen.write(type(menu, key));
    return screen.text.split("\n").map((line) => line.trim());
  };
  assert.deepEqual(shown(""), ["[0] item 0", "[1] item 1", "[2] item 2"]);
  assert.deepEqual(shown(KEYS.end), ["[6] item 6", "[7] item 7", "[8] item 8"]);
  assert.deepEqual(shown(KEYS.up + KEYS.up + KEYS.up), ["[5] item 5", "[6] item 6", "[7] item 7"]);
  assert.deepEqual(shown(KEYS.home), ["[0] item 0", "[1] item 1", "[2] item 2"]);
});

Deno.test("Menu throws a TypeError for what are no items, and for a key said twice", () => {
  const message =
    /^Cannot make menu: expected (a list as items|items with a key and a text|each key once), found /;
  for (const items of [undefined, "ab", ["a"], [{ key: "", text: "a" }], [{ key: "a" }]]) {
    assert.throws(() => new Menu({ items } as never), { name: "TypeError", message });
  }
  const twice = [{ key: "a", text: "a" }, { key: "A", text: "b" }];
  assert.throws(() => new Menu({ items: twice }), { name: "TypeError", message });
  assert.throws(() => new Menu({ items: ITEMS, colors: { key: "loud" } }), TypeError);
});

Deno.test("Menu leaves any screen as Menu.paint() would have painted it", () => {
  const keys = [...Object.values(KEYS), "w", "o", "x"];
  assertWidget(() => new Menu({ items: ITEMS, border: "thin", title: "Menu" }), keys);
  assertExtremes(() => new Menu({ items: ITEMS }), keys);
});

Deno.test("runMenu() on terminals answers the item that was taken, with all that it carries", async () => {
  for (const [columns, rows] of [[40, 12], [80, 24], [200, 24]] as const) {
    const { end, screen } = await choose(columns, rows, [KEYS.down, "vot", "e"]);
    assert.deepEqual(end, { type: "returned", value: ITEMS[3] });
    await assertScreen(`menu_${columns}x${rows}`, screen);
  }
});

Deno.test("runMenu() answers undefined for Escape and paints again on a screen of another size", async () => {
  const { end, screen } = await choose(80, 24, [KEYS.down, "vot", { columns: 40, rows: 12 }, "\x1b"]);
  assert.deepEqual(end, { type: "returned", value: undefined });
  await assertScreen("menu_40x12", screen);
});
