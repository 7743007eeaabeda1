import assert from "node:assert/strict";
import bulletins from "../../../scripts/bulletins.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`bulletins lists the files and shows one in ${columns}x${rows}, ${encoding}`, async () => {
      using board = await ReadingBoard.open();
      const list = await board.play(bulletins, "alice", { columns, rows, encoding });
      await assertScreen(`bulletins_${columns}x${rows}`, list.screen);
      const text = await board.play(bulletins, "alice", { columns, rows, encoding, happenings: ["\r"] });
      await assertScreen(`bulletins_text_${columns}x${rows}`, text.screen);
      const art = await board.play(bulletins, "alice", { columns, rows, encoding, happenings: ["j", "\r"] });
      await assertScreen(`bulletins_art_${columns}x${rows}`, art.screen);
    });
  }
}

Deno.test("bulletins marks what the caller has not read, and forgets the mark when he has", async () => {
  using board = await ReadingBoard.open();
  const before = await board.play(bulletins, "alice");
  assert.equal(before.screen.match(/ new$/gm)?.length, 2);
  const read = await board.play(bulletins, "alice", { happenings: ["\r", "q"] });
  assert.equal(read.screen.match(/ new$/gm)?.length, 1);
  const after = await board.play(bulletins, "alice", { happenings: ["q"] });
  assert.equal(after.screen.match(/ new$/gm)?.length, 1);
  assert.deepEqual(after.end, { type: "returned", value: undefined });
  assert.equal((await board.play(bulletins, "bob")).screen.match(/ new$/gm)?.length, 2);
});

Deno.test("bulletins reads a text to its end with the space bar and comes back to the list", async () => {
  using board = await ReadingBoard.open();
  const happenings = ["\r", " ", "G"];
  const { screen } = await board.play(bulletins, "alice", { columns: 80, rows: 12, happenings });
  assert.match(screen, /write to @sysop/);
  const list = await board.play(bulletins, "alice", { happenings: ["\r", "G", " "] });
  assert.match(list.screen, /2 bulletins/);
  const back = await board.play(bulletins, "alice", { happenings: ["\r", "\x1b"] });
  assert.match(back.screen, /2 bulletins/);
});

Deno.test("bulletins goes to the one whose number is typed", async () => {
  using board = await ReadingBoard.open();
  const { screen } = await board.play(bulletins, "alice", { happenings: ["2", "\r"] });
  assert.match(screen, /H O U S E/);
  const back = await board.play(bulletins, "alice", { happenings: ["2", "7", "1", "\r"] });
  assert.match(back.screen, /Getting around/);
});

Deno.test("bulletins follows a new size, in the list and in a picture", async () => {
  using board = await ReadingBoard.open();
  const happenings = ["j", "\r", { columns: 40, rows: 24 }];
  const narrow = await board.play(bulletins, "alice", { happenings });
  await assertScreen("bulletins_art_40x24", narrow.screen);
  const wide = await board.play(bulletins, "alice", {
    columns: 40,
    happenings: ["j", "\r", { columns: 80, rows: 24 }],
  });
  await assertScreen("bulletins_art_80x24", wide.screen);
});
