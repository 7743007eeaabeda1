import assert from "node:assert/strict";
import { DBProxy } from "../../../lib/bbs/db_proxy.ts";
import news, { type NewsItem } from "../../../scripts/news.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { ReadingBoard, timeless } from "../../fakes/reading_board.ts";

const SAVE = "\x1a";

async function items(board: ReadingBoard): Promise<NewsItem[]> {
  return await new DBProxy<NewsItem>("news", "items", board.kv).values();
}

/** A board where the sysop has posted an item. */
async function withItem(): Promise<ReadingBoard> {
  const board = await ReadingBoard.open();
  await board.play(news, "boss", { happenings: ["p", "A new door\r", "Now with |12tetris|07.", SAVE, "q"] });
  return board;
}

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`news paints what was posted and the file below it in ${columns}x${rows}, ${encoding}`, async () => {
      using board = await withItem();
      const { screen } = await board.play(news, "alice", { columns, rows, encoding });
      await assertScreen(`news_${columns}x${rows}`, timeless(screen));
    });
  }
}

Deno.test("news shows its file, which a board has from its first day", async () => {
  using board = await ReadingBoard.open();
  const { screen, end } = await board.play(news, "alice", { rows: 40, happenings: ["q"] });
  assert.match(screen, /The doors are open/);
  assert.deepEqual(end, { type: "returned", value: undefined });
});

Deno.test("news with quick shows only what is new, and returns at once when nothing is", async () => {
  using board = await ReadingBoard.open();
  const first = await board.play(news, "alice", { rows: 40, happenings: ["q"] }, "quick");
  assert.match(first.screen, /The doors are open/);
  const again = await board.play(news, "alice", {}, "quick");
  assert.deepEqual(again.end, { type: "returned", value: undefined });
  assert.equal(again.output, "");
  await board.play(news, "boss", { happenings: ["p", "A new door\r", "Come in.", SAVE, "q"] });
  const item = await board.play(news, "alice", { rows: 40, happenings: ["\r"] }, "quick");
  assert.match(item.screen, /A new door[^]*Come in\./);
  assert.doesNotMatch(item.screen, /The doors are open/);
  assert.equal((await board.play(news, "alice", {}, "quick")).output, "");
  // Who has posted it has seen it.
  assert.equal((await board.play(news, "boss", {}, "quick")).output, "");
});

Deno.test("news is not read by who hangs up before its end", async () => {
  using board = await ReadingBoard.open();
  assert.equal((await board.play(news, "alice", {}, "quick")).end.type, "hung up");
  assert.notEqual((await board.play(news, "alice", {}, "quick")).output, "");
});

Deno.test("news are posted, changed and deleted by sysops alone", async () => {
  using board = await withItem();
  assert.deepEqual((await items(board)).map(({ handle, title }) => [handle, title]), [[
    "boss",
    "A new door",
  ]]);
  await board.play(news, "alice", { happenings: ["p", "Mine\r", "Words", SAVE, "d", "1\r", "y", "q"] });
  assert.equal((await items(board)).length, 1);
  await board.play(news, "boss", { happenings: ["e", "1\r", " And more.", SAVE, "q"] });
  assert.deepEqual((await items(board)).map(({ text }) => text), ["Now with |12tetris|07. And more."]);
  const kept = await board.play(news, "boss", { happenings: ["d", "7\r", "d", "1\r", "n", "q"] });
  assert.match(kept.output, /There is no such number/);
  assert.equal((await items(board)).length, 1);
  await board.play(news, "boss", { happenings: ["d", "#1\r", "y", "q"] });
  assert.deepEqual(await items(board), []);
});

Deno.test("news without words or without a title are not posted", async () => {
  using board = await ReadingBoard.open();
  await board.play(news, "boss", { happenings: ["p", "\x1b", "p", "  \r", "p", "Title\r", "  ", SAVE, "q"] });
  await board.play(news, "boss", { happenings: ["p", "Title\r", "Words", "\x03", "y", "q"] });
  assert.deepEqual(await items(board), []);
});

Deno.test("news follows a new size and turns pages with the space bar", async () => {
  using board = await withItem();
  const happenings = [{ columns: 40, rows: 12 }, " ", " "];
  const { screen } = await board.play(news, "alice", { happenings });
  assert.equal(screen.split("\n").length <= 12, true);
  assert.match(screen, /% read/);
  assert.doesNotMatch(screen, /A new door/);
});

Deno.test("news takes out of an item whatever would steer a terminal", async () => {
  using board = await ReadingBoard.open();
  const item = { handle: "x\x1b[2J", title: "t\x1b]0;x\x07|04", text: "words\x1b[2J\x9b6n", time: 0 };
  await new DBProxy<NewsItem>("news", "items", board.kv).set("0000000001", item);
  const { output, screen } = await board.play(news, "alice");
  assert.match(screen, /words/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(output, /\x1b\[2J|\x1b\]|\x9b/);
});
