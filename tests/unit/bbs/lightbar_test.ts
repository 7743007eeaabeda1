import assert from "node:assert/strict";
import { Lightbar, type LightbarOptions, runLightbar } from "../../../lib/bbs/lightbar.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertExtremes, assertWidget, KEYS, show, type } from "../../fakes/widget_kit.ts";

function itemsOf(count: number): { key: number; text: string }[] {
  return Array.from({ length: count }, (_, i) => ({ key: i, text: `item ${i}` }));
}

/** A list of ten in four rows, as the inventory of x/84 describes its moves. */
function ten(options: Partial<LightbarOptions<number>> = {}): Lightbar<number> {
  const bar = new Lightbar<number>({ items: itemsOf(10), ...options });
  bar.place({ top: 0, left: 0, width: 20, height: 4 }, { columns: 80, rows: 24 });
  return bar;
}

function walk(bar: Lightbar<number>, ...keys: string[]): [row: number, shift: number][] {
  return keys.map((key) => {
    type(bar, key);
    return [bar.position.row, bar.position.shift];
  });
}

Deno.test("Lightbar.push() moves the bar down to the last row, then scrolls, and stops at the end", () => {
  const { down } = KEYS;
  assert.deepEqual(walk(ten(), down, "j", down, down, down, down, down, down, down, down), [
    [1, 0],
    [2, 0],
    [3, 0],
    [3, 1],
    [3, 2],
    [3, 3],
    [3, 4],
    [3, 5],
    [3, 6],
    [3, 6],
  ]);
});

Deno.test("Lightbar.push() moves the bar up to the first row, then scrolls, and stops at the beginning", () => {
  const { up } = KEYS;
  const bar = ten({ position: { row: 1, shift: 2 } });
  assert.deepEqual(walk(bar, up, "k", up, up), [[0, 2], [0, 1], [0, 0], [0, 0]]);
});

Deno.test("Lightbar.push() pages down with the bar in its row, then to the last page, then to the end", () => {
  const bar = ten({ position: { row: 1, shift: 0 } });
  assert.deepEqual(walk(bar, KEYS.pageDown, "l", "f", KEYS.pageDown), [[1, 4], [1, 6], [3, 6], [3, 6]]);
});

Deno.test("Lightbar.push() pages up as it pages down", () => {
  const bar = ten({ position: { row: 2, shift: 6 } });
  assert.deepEqual(walk(bar, KEYS.pageUp, "h", "b", KEYS.pageUp), [[2, 2], [2, 0], [0, 0], [0, 0]]);
});

Deno.test("Lightbar.push() knows every key of the inventory", () => {
  for (const key of ["n", "G", KEYS.end]) assert.deepEqual(walk(ten(), key), [[3, 6]], key);
  for (const key of ["y", "0", KEYS.home]) {
    assert.deepEqual(walk(ten({ position: { row: 2, shift: 5 } }), key), [[0, 0]], key);
  }
  for (const key of ["q", "Q", "\x1b"]) {
    const bar = ten();
    type(bar, key);
    assert.ok(bar.quit && !bar.selected, key);
  }
  const bar = ten();
  type(bar, "j\r");
  assert.ok(bar.selected);
  assert.deepEqual(bar.selection, { key: 1, text: "item 1" });
  assert.equal(type(bar, "j"), "");
});

Deno.test("Lightbar.goto() scrolls no more than it takes and keeps within bounds", () => {
  const bar = ten();
  const positions = [2, 5, 9, 99, 7, 3, -1, NaN].map((index) => {
    bar.goto(index);
    return [bar.index, bar.position.row, bar.position.shift];
  });
  assert.deepEqual(positions, [
    [2, 2, 0],
    [5, 3, 2],
    [9, 3, 6],
    [9, 3, 6],
    [7, 1, 6],
    [3, 0, 3],
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

Deno.test("Lightbar.update() keeps the bar within the new rows and erases the others", () => {
  const bar = ten();
  const screen = show(bar, 20, 4);
  screen.write(bar.move("end"));
  screen.write(bar.update(itemsOf(2)));
  assert.equal(screen.text, "item 0\nitem 1");
  assert.equal(bar.index, 1);
  screen.write(bar.update([]));
  assert.equal(screen.text, "");
  assert.deepEqual([bar.index, bar.selection], [-1, undefined]);
  type(bar, "\r");
  assert.equal(bar.state, "open");
});

Deno.test("Lightbar.place() keeps the bar on its item when there are fewer rows", () => {
  const bar = ten({ position: { row: 3, shift: 2 } });
  bar.place({ top: 0, left: 0, width: 20, height: 2 }, { columns: 80, rows: 24 });
  assert.deepEqual([bar.index, bar.position], [5, { row: 1, shift: 4 }]);
});

Deno.test("Lightbar.push() sends two rows when the bar moves, and nothing for a key that it does not know", () => {
  const bar = ten();
  const screen = show(bar, 20, 4);
  screen.write(type(bar, "j"));
  assert.equal(screen.written, 40);
  assert.equal(screen.idle, 0);
  assert.equal(type(bar, "z\x1b[15~"), "");
});

Deno.test("Lightbar.push() paints everything again for ^L", () => {
  const bar = ten();
  const screen = show(bar, 20, 4);
  screen.write("\x1b[1;1Hspoilt");
  screen.write(type(bar, "\x0c"));
  assert.equal(screen.text, "item 0\nitem 1\nitem 2\nitem 3");
});

Deno.test("Lightbar cuts a long row with its mark, decodes pipe codes, and takes the colours out under the bar", () => {
  const items = [{ key: "a", text: "|12bright red" }, { key: "b", text: "|12bright red" }, {
    key: "c",
    text: "|02日本語の長い行",
  }];
  const bar = new Lightbar({ items, colors: { highlight: "reverse", lowlight: "dim" } });
  const screen = show(bar, 9, 4);
  assert.equal(screen.text, "bright  $\nbright  $\n日本語 $");
  const rows = screen.picture.split("\n");
  assert.ok(rows[0]!.startsWith("\x1b[0;7mb"));
  assert.match(rows[1]!, /31mb/);
  assert.doesNotMatch(rows[0]!, /31m/);
});

Deno.test("Lightbar sends a bounded number of bytes for a key, over 10,000 rows as over ten", () => {
  const bar = new Lightbar<number>({ items: itemsOf(10_000) });
  const screen = show(bar, 80, 24);
  const moved = type(bar, KEYS.down);
  assert.ok(moved.length < 2 * 80 + 40, String(moved.length));
  screen.write(moved);
  screen.write(type(bar, KEYS.end));
  screen.reset();
  const scrolled = type(bar, KEYS.up.repeat(24)).length / 24;
  assert.ok(scrolled < 400, String(scrolled));
  assert.equal(bar.index, 10_000 - 25);
});

const RANDOM = [...Object.values(KEYS).filter((key) => key !== KEYS.enter), "j", "k", "h", "l", "z"];

Deno.test("Lightbar leaves any screen as Lightbar.paint() would have painted it", () => {
  const items = [...itemsOf(12), {
    key: 12,
    text: "日本語 and a row that is much too long for most of the screens",
  }];
  assertWidget(() => new Lightbar<number>({ items }), RANDOM);
  assertWidget(() => new Lightbar<number>({ items, border: "thin", title: "日本", footer: "end" }), RANDOM);
  assertExtremes(() => new Lightbar<number>({ items, border: "ascii" }), RANDOM);
});

const SHIPS = [
  "Ark",
  "Beagle",
  "日本丸",
  "Discovery of a very long name indeed, longer than forty",
  "|11Endeavour",
];

async function choose(columns: number, rows: number, happenings: readonly Happening[]) {
  using session = new FakeSession({ columns, rows, happenings });
  const items = SHIPS.map((text) => ({ key: text.toLowerCase(), text }));
  const end = await session.run(() =>
    runLightbar(session, {
      items,
      border: "thin",
      title: " Ships ",
      footer: " q: back ",
      box: (screen) => ({ top: 1, left: 2, width: Math.min(60, screen.columns - 4), height: 6 }),
    })
  );
  return { end, screen: await session.screen() };
}

Deno.test("runLightbar() paints in its box and answers the key of the row", async () => {
  for (const [columns, rows] of [[40, 12], [80, 24], [200, 24]] as const) {
    const { end, screen } = await choose(columns, rows, ["jj\r"]);
    assert.deepEqual(end, { type: "returned", value: "日本丸" });
    await assertScreen(`lightbar_${columns}x${rows}`, screen);
  }
});

Deno.test("runLightbar() answers undefined for Escape and paints again on a screen of another size", async () => {
  const { end, screen } = await choose(80, 24, ["j", { columns: 40, rows: 12 }, "j", "\x1b"]);
  assert.deepEqual(end, { type: "returned", value: undefined });
  await assertScreen("lightbar_40x12", screen);
});

Deno.test("runLightbar() shows what a message changed", async () => {
  using session = new FakeSession({
    columns: 40,
    rows: 6,
    happenings: [{ topic: "news", data: "new row" }, "G\r"],
  });
  const end = await session.run(() =>
    runLightbar(session, {
      items: [{ key: "old", text: "old row" }],
      topics: ["news"],
      onEvent: (event, bar) => {
        if (event.type !== "message") return false;
        bar.update([...bar.items, { key: "new", text: String(event.data) }]);
        return true;
      },
    })
  );
  assert.deepEqual(end, { type: "returned", value: "new" });
  assert.equal(await session.screen(), "old row\nnew row");
});
