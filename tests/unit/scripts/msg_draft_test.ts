import assert from "node:assert/strict";
import { getMsg } from "../../../lib/bbs/msg.ts";
import { replyDraft } from "../../../scripts/msg_draft.ts";
import { ReadingBoard } from "../../fakes/reading_board.ts";

/** For whom an answer to message `number` is; its author has no account any more when `gone`. */
async function recipient(board: ReadingBoard, number: number, gone: boolean): Promise<string> {
  const alice = await board.caller("alice");
  const { end } = await board.play(
    async (session) => {
      return (await replyDraft(session, (await getMsg(number, session))!, false)).to;
    },
    "alice",
    { host: (call) => gone && call.verb === "getUser" ? undefined : alice.call(call) },
  );
  assert.ok(end.type === "returned", JSON.stringify(end));
  return String(end.value);
}

Deno.test("replyDraft() is for everybody when the author has no account any more, but never of private mail", async () => {
  using board = await ReadingBoard.open();
  await board.post("bob", { tags: ["tech"] });
  await board.post("bob", { recipient: "alice", body: "Between us" });
  assert.equal(await recipient(board, 1, false), "bob");
  assert.equal(await recipient(board, 1, true), "");
  assert.equal(await recipient(board, 2, false), "bob");
  assert.equal(await recipient(board, 2, true), "bob");
});
