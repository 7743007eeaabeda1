import assert from "node:assert/strict";
import { browseMessages } from "../../../scripts/msg_list.ts";
import { MessageFeed } from "../../../scripts/msg_feed.ts";
import type { Session } from "../../../mod.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

async function browse(session: Session): Promise<void> {
  const feed = await MessageFeed.latest(session, {});
  await browseMessages(session, { title: "All", feed, about: ({ header }) => `about ${header.id}` });
}

async function posted(count: number): Promise<ReadingBoard> {
  const board = await ReadingBoard.open();
  for (let i = 1; i <= count; i++) {
    await board.post(["bob", "boss", "alice"][i % 3]!, { subject: `Number ${i}` });
  }
  return board;
}

Deno.test("browseMessages begins at the first unread message, else at the last one", async () => {
  using board = await posted(4);
  assert.match((await board.play(browse, "alice")).screen, /about 1$/m);
  const caller = await board.caller("alice");
  await caller.call({ verb: "markRead", marks: { ids: [], through: 3 } });
  assert.match((await board.play(browse, "alice")).screen, /about 4$/m);
  await caller.call({ verb: "markRead", marks: { ids: [], through: 4 } });
  assert.match((await board.play(browse, "alice")).screen, /about 4$/m);
});

Deno.test("browseMessages fetches older messages when the bar is pushed against the first row", async () => {
  using board = await posted(230);
  const up = await board.play(browse, "alice", { happenings: ["\x1b[A"] });
  assert.match(up.screen, /Number 30 [^]*about 30$/m);
  const home = await board.play(browse, "alice", { happenings: ["0"] });
  assert.match(home.screen, /Number 1 [^]*about 1$/m);
  assert.match(
    (await board.play(browse, "alice", { happenings: ["G"] })).screen,
    /Number 230 [^]*about 230$/m,
  );
});

Deno.test("browseMessages goes to the message whose number is typed", async () => {
  using board = await posted(12);
  const about = async (...happenings: string[]) =>
    /about (\d+)$/m.exec((await board.play(browse, "alice", { happenings })).screen)?.[1];
  assert.equal(await about("7"), "7");
  assert.equal(await about("1", "1"), "11");
  assert.equal(await about("1", "0"), "10");
  assert.equal(await about("5", "G", "2"), "2");
  assert.equal(await about("4", "9"), "9");
  assert.equal(await about("4", "x", "0"), "1");
});

Deno.test("browseMessages comes back to the message that was read last, and shows what arrives", async () => {
  using board = await posted(3);
  assert.match((await board.play(browse, "alice", { happenings: ["\r", "n", "q"] })).screen, /about 2$/m);
  let posting: Promise<unknown> | undefined;
  const { screen } = await board.play(browse, "alice", {
    happenings: [
      { look: () => void (posting = board.post("bob", { subject: "Fresh" })) },
      { look: () => {} },
      { topic: "newmsg", data: { id: 4, tags: [] } },
    ],
  });
  await posting;
  assert.match(screen, /4 n {2}bob +Fresh[^]*New message #4 from bob: Fresh/);
});

Deno.test("browseMessages says that there is nothing, and leaves", async () => {
  using board = await ReadingBoard.open();
  const { screen, end } = await board.play(browse, "alice", { happenings: ["\r", "k", "?", "q", "q"] });
  assert.match(screen, /There are no messages/);
  assert.equal(end.type, "returned");
});
