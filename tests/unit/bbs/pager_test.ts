import assert from "node:assert/strict";
import { Pager, runPager } from "../../../lib/bbs/pager.ts";
import { FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertExtremes, assertWidget, KEYS, show, type } from "../../fakes/widget_kit.ts";

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i}`);

function pager(content: string | readonly string[] = TEN, width: number = 20, height: number = 4): Pager {
  const made = new Pager({ content });
  made.place({ top: 0, left: 0, width, height }, { columns: 80, rows: 24 });
  return made;
}

Deno.test("Pager.push() scrolls by lines and pages and stops at both ends, which x/84 could not", () => {
  const cases: [keys: string, from: number, to: number][] = [
    ["j", 0, 1],
    ["J", 0, 1],
    [KEYS.enter, 0, 1],
    [KEYS.down, 6, 6],
    ["k", 3, 2],
    ["K", 3, 2],
    [KEYS.up, 0, 0],
    ["f", 0, 4],
    ["F", 0, 4],
    ["\x06", 0, 4],
    [" ", 0, 4],
    [KEYS.pageDown, 5, 6],
    ["b", 6, 2],
    ["B", 6, 2],
    ["\x02", 6, 2],
    [KEYS.pageUp, 2, 0],
    ["0", 5, 0],
    [KEYS.home, 5, 0],
    ["G", 0, 6],
    [KEYS.end, 0, 6],
  ];
  for (const [keys, from, to] of cases) {
    const made = pager();
    made.position = from;
    type(made, keys);
    assert.equal(made.position, to, JSON.stringify(keys));
  }
});

Deno.test("Pager.push() leaves for q, Q and Escape", () => {
  for (const key of ["q", "Q", "\x1b"]) {
    const made = pager();
    type(made, key);
    assert.ok(made.quit);
  }
});

Deno.test("Pager wraps its lines, keeps blank ones, and paints over what was longer", () => {
  const made = pager("one two three\r\n\r\nfour", 8, 3);
  const screen = show(made, 8, 3);
  assert.equal(screen.text, "one two\nthree");
  assert.deepEqual([made.bottom, made.atTop, made.atBottom], [1, true, false]);
  screen.write(type(made, "j"));
  assert.equal(screen.text, "three\n\nfour");
  assert.ok(made.atBottom);
});

Deno.test("Pager.content has the colours as pipe codes and CR LF between its lines", () => {
  const made = pager(["|12red|07", "||02"], 8, 2);
  const screen = show(made, 8, 2);
  assert.equal(screen.text, "red\n|02");
  assert.equal(made.content, "|12red|07\r\n||02");
});

Deno.test("Pager.append() scrolls only for whoever reads the last line", () => {
  const made = pager();
  made.move("end");
  made.append(["more", "and more"]);
  assert.equal(made.position, 8);
  made.move("up", 3);
  made.append("still more");
  assert.equal(made.position, 5);
});

Deno.test("Pager.update() begins with the first line of the new text", () => {
  const made = pager();
  const screen = show(made, 20, 4);
  screen.write(made.move("end"));
  screen.write(made.update("short"));
  assert.equal(screen.text, "short");
  assert.deepEqual([made.position, made.bottom], [0, 0]);
});

Deno.test("Pager.place() keeps the line in the first row when lines get another width", () => {
  const made = pager(Array.from({ length: 20 }, (_, i) => `paragraph ${i} of some words`), 12, 4);
  made.position = made.wrapped.indexOf("paragraph 7");
  show(made, 40, 4);
  assert.equal(made.wrapped[made.position], "paragraph 7 of some words");
});

Deno.test("Pager sends no more than its rows for a key over 10,000 lines, and only what changed", () => {
  const made = new Pager({ content: Array.from({ length: 10_000 }, (_, i) => `line ${i}`) });
  const screen = show(made, 80, 24);
  screen.write(type(made, KEYS.pageDown.repeat(30)));
  screen.reset();
  const sent = type(made, KEYS.down);
  screen.write(sent);
  assert.ok(sent.length < 24 * 12, String(sent.length));
  assert.equal(screen.idle, 0);
  assert.equal(made.position, 721);
});

const RANDOM = [...Object.values(KEYS), "f", "b", "G", "0"];

Deno.test("Pager leaves any screen as Pager.paint() would have painted it", () => {
  const content = Array.from({ length: 30 }, (_, i) => `${"日本語 words ".repeat(i % 7)}|1${i % 5}${i}`);
  assertWidget(() => new Pager({ content }), RANDOM);
  assertWidget(() => new Pager({ content, border: "double", title: "t", colors: { text: "green" } }), RANDOM);
  assertExtremes(() => new Pager({ content, border: "thin" }), RANDOM);
});

const TEXT = [
  "|15Rules|07",
  "",
  ...Array.from({ length: 12 }, (_, i) => `${i + 1}. Be kind to each other, and to the sysop too. 日本語`),
];

async function read(columns: number, rows: number, happenings: readonly Happening[]) {
  using session = new FakeSession({ columns, rows, happenings });
  const end = await session.run(() =>
    runPager(session, { content: TEXT, border: "thin", title: " Rules ", footer: " q: back " })
  );
  return { end, screen: await session.screen() };
}

Deno.test("runPager() fills the screen, scrolls, and ends for q", async () => {
  for (const [columns, rows] of [[40, 12], [80, 24], [200, 12]] as const) {
    const { end, screen } = await read(columns, rows, ["jj", "q"]);
    assert.deepEqual(end, { type: "returned", value: undefined });
    await assertScreen(`pager_${columns}x${rows}`, screen);
  }
});

Deno.test("runPager() paints again on a screen of another size", async () => {
  const { screen } = await read(80, 24, [{ columns: 40, rows: 12 }, "jj", "q"]);
  await assertScreen("pager_40x12", screen);
});
