import assert from "node:assert/strict";
import { getMsg, listMsgs } from "../../../lib/bbs/msg.ts";
import writemsg from "../../../scripts/writemsg.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

const SAVE = "\x1a";

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`writemsg paints its fields, its editor and its preview in ${columns}x${rows}, ${encoding}`, async () => {
      using board = await ReadingBoard.open();
      await board.post("bob", { tags: ["tea", "coffee"] });
      const size = { columns, rows, encoding };
      const fields = await board.play(writemsg, "alice", { ...size, happenings: ["\t", "\t"] });
      await assertScreen(`writemsg_fields_${columns}x${rows}`, fields.screen);
      const keys = ["boss\r", "A subject\r", "tea\r", "|10Green|07 tea\r> quoted"];
      const editor = await board.play(writemsg, "alice", { ...size, happenings: keys });
      await assertScreen(`writemsg_editor_${columns}x${rows}`, editor.screen);
      await board.play(writemsg, "alice", { happenings: ["d", "y", "\x1b"] });
      const preview = await board.play(writemsg, "alice", { ...size, happenings: [...keys, SAVE] });
      await assertScreen(`writemsg_preview_${columns}x${rows}`, preview.screen);
    });
  }
}

Deno.test("writemsg answers the number of the message, for whom and about what was handed in", async () => {
  using board = await ReadingBoard.open();
  const given = { to: "bob", subject: "Lunch", tags: ["food"] };
  const happenings = ["\r", "\r", "\r", "At noon?", SAVE, "\r"];
  const { end } = await board.play(writemsg, "alice", { happenings }, given);
  assert.deepEqual(end, { type: "returned", value: 1 });
  const mail = (await getMsg(1, await board.caller("bob")))!;
  assert.deepEqual([mail.author, mail.recipient, mail.subject, mail.body], [
    "alice",
    "bob",
    "Lunch",
    "At noon?",
  ]);
  assert.deepEqual([[...mail.tags], mail.isPublic], [["food"], false]);
});

Deno.test("writemsg makes an open letter of mail with the tag public", async () => {
  using board = await ReadingBoard.open();
  const happenings = ["bob\r", "Open\r", "public\r", "Words", SAVE, "\r"];
  assert.match((await board.play(writemsg, "alice", { happenings })).output, /everybody may read it/);
  assert.equal((await getMsg(1, await board.caller("boss")))?.isPublic, true);
});

Deno.test("writemsg asks again for a recipient that there is not, and suggests one", async () => {
  using board = await ReadingBoard.open();
  const { screen } = await board.play(writemsg, "alice", { happenings: ["bos\r", "Hi\r", "\r"] });
  assert.match(screen, /There is no "bos"; did you mean boss/);
  const far = await board.play(writemsg, "alice", { happenings: ["zzzzzz\r", "Hi\r", "\r"] });
  assert.match(far.screen, /There is no "zzzzzz"$/m);
  const slip = await board.play(writemsg, "alice", { happenings: ["bobb\r", "\x15Hi\r", "\r"] });
  assert.match(slip.screen, /did you mean bob\?/);
});

Deno.test("writemsg shows what the host refuses and lets the head be changed", async () => {
  using board = await ReadingBoard.open();
  const refused = ["@nobody\r", "Hi\r", "\r", "Words", SAVE, "\r"];
  const { screen } = await board.play(writemsg, "alice", { happenings: refused });
  assert.match(screen, /Found no group "nobody"/);
  await board.play(writemsg, "alice", { happenings: ["c", SAVE, "h", "\x15@sysop\r", "\r", "\r", "\r"] });
  const [mail] = await listMsgs({ scope: "inbox" }, await board.caller("boss"));
  assert.equal(mail?.recipient, "@sysop");
});

Deno.test("writemsg keeps a draft when the line breaks, and offers it the next time", async () => {
  using board = await ReadingBoard.open();
  const begun = ["bob\r", "Long\r", "\r", "The first line", { timeout: true } as const];
  assert.equal((await board.play(writemsg, "alice", { happenings: begun })).end.type, "hung up");
  const offered = await board.play(writemsg, "alice", { happenings: ["q"] });
  assert.match(offered.output, /A message that was not finished/);
  assert.deepEqual(offered.end, { type: "returned", value: undefined });
  const happenings = ["c", " and the end.", SAVE, "\r"];
  assert.deepEqual((await board.play(writemsg, "alice", { happenings })).end, { type: "returned", value: 1 });
  const mail = (await getMsg(1, await board.caller("bob")))!;
  assert.deepEqual([mail.subject, mail.body], ["Long", "The first line and the end."]);
  assert.doesNotMatch((await board.play(writemsg, "alice", {})).output, /not finished/);
});

Deno.test("writemsg keeps a draft every fifty keys, and at the preview", async () => {
  using board = await ReadingBoard.open();
  const many = ["\r", "Keys\r", "\r", ..."x".repeat(60).split("")];
  await board.play(writemsg, "alice", { happenings: many });
  assert.match((await board.play(writemsg, "alice", {})).screen, /x{50}/);
  await board.play(writemsg, "bob", { happenings: ["\r", "Seen\r", "\r", "Words", SAVE] });
  const thrown = await board.play(writemsg, "bob", { happenings: ["d", "n", "d", "y", "\x1b"] });
  assert.match(thrown.output, /Really throw it away/);
  assert.doesNotMatch((await board.play(writemsg, "bob", {})).output, /not finished/);
});

Deno.test("writemsg goes on when the account has no room for a draft", async () => {
  using board = await ReadingBoard.open();
  const caller = await board.caller("alice");
  const { end } = await board.play(writemsg, "alice", {
    happenings: ["\r", "Full\r", "\r", "Words", SAVE, "\r"],
    host: (call) =>
      call.verb === "setAttribute" && call.value !== undefined
        ? Promise.reject(new RangeError("Cannot set attribute: full"))
        : caller.call(call),
  });
  assert.deepEqual(end, { type: "returned", value: 1 });
});

Deno.test("writemsg leaves its preview for Escape and q, and keeps what is written", async () => {
  using board = await ReadingBoard.open();
  const written = ["\r", "Later\r", "\r", "Words", SAVE];
  for (const key of ["\x1b", "q"]) {
    const { end } = await board.play(writemsg, "alice", { happenings: [...written, key] });
    assert.deepEqual(end, { type: "returned", value: undefined });
    const offered = await board.play(writemsg, "alice", { happenings: ["d", "y", "\x1b"] });
    assert.match(offered.output, /A message that was not finished[^]*Later/);
  }
});

Deno.test("writemsg leaves for Escape, and tells a guest that he needs an account", async () => {
  using board = await ReadingBoard.open();
  assert.deepEqual((await board.play(writemsg, "alice", { happenings: ["\x1b"] })).end, {
    type: "returned",
    value: undefined,
  });
  const guest = await board.play(writemsg, "", { happenings: [" "] });
  assert.match(guest.output, /Only callers with an account/);
  assert.equal(guest.end.type, "returned");
});

Deno.test("writemsg follows a new size in its fields, its editor and its preview", async () => {
  using board = await ReadingBoard.open();
  await board.post("bob", { tags: ["tea", "coffee"] });
  const size = { columns: 40, rows: 24 };
  const fields = await board.play(writemsg, "alice", { happenings: [size, "\t", "\t"] });
  await assertScreen("writemsg_fields_40x24", fields.screen);
  const keys = ["boss\r", "A subject\r", "tea\r", "|10Green|07 tea\r> quoted"];
  const editor = await board.play(writemsg, "alice", { happenings: [...keys, size] });
  await assertScreen("writemsg_editor_40x24", editor.screen);
});
