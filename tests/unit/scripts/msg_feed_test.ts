import assert from "node:assert/strict";
import { MessageFeed } from "../../../scripts/msg_feed.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

async function posted(count: number): Promise<ReadingBoard> {
  const board = await ReadingBoard.open();
  for (let i = 1; i <= count; i++) {
    await board.post(i <= 100 ? "bob" : i <= 200 ? "boss" : "alice", { subject: `${i}` });
  }
  return board;
}

function ids(feed: MessageFeed): number[] {
  return feed.entries.map(({ header }) => header.id);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

Deno.test("MessageFeed fetches the newest page, and older ones as they are asked for", async () => {
  using board = await posted(250);
  const feed = await MessageFeed.latest(await board.caller("alice"), {});
  assert.deepEqual(ids(feed), numbers(51, 250));
  assert.equal(feed.hasOlder, true);
  assert.equal(await feed.older(), 50);
  assert.deepEqual(ids(feed), numbers(1, 250));
  assert.equal(feed.hasOlder, false);
  assert.equal(await feed.older(), 0);
});

Deno.test("MessageFeed looks further back when a page holds nothing that is wanted", async () => {
  using board = await posted(250);
  const caller = await board.caller("alice");
  const feed = await MessageFeed.latest(caller, {}, ({ id }) => id <= 10);
  assert.deepEqual(ids(feed), numbers(1, 10));
  const oldest = await MessageFeed.oldest(caller, {}, ({ id }) => id > 240, 5);
  assert.deepEqual(ids(oldest), numbers(241, 245));
  assert.deepEqual([await oldest.older(), await oldest.newer()], [0, 0]);
});

Deno.test("MessageFeed fetches what was posted meanwhile, and keeps what was found out", async () => {
  using board = await posted(2);
  const feed = await MessageFeed.latest(await board.caller("alice"), {});
  await board.post("bob", { subject: "3" });
  assert.equal(await feed.newer(), 1);
  assert.deepEqual(ids(feed), [1, 2, 3]);
  feed.markRead(2);
  feed.markRead(99);
  assert.deepEqual(feed.entries.map(({ header }) => header.unread), [true, false, true]);
  feed.remove(1);
  assert.deepEqual([feed.indexOf(3), feed.indexOf(1)], [1, -1]);
});
