import assert from "node:assert/strict";
import { getMsg, listMsgs } from "../../../lib/bbs/msg.ts";
import msgarea from "../../../scripts/msgarea.ts";
import type { FakeOptions, Happening } from "../../fakes/fake_session.ts";
import { type Played, ReadingBoard } from "../../fakes/reading_board.ts";

const SAVE = "\x1a";

/** Three messages of a thread by bob and alice, and one by boss beside it. */
async function thread(): Promise<ReadingBoard> {
  const board = await ReadingBoard.open();
  await board.post("bob", { subject: "Root", body: "The |04root|07 of it\n\nAll", tags: ["tech"] });
  await board.post("boss", { subject: "Beside", body: "Something else" });
  await board.post("alice", {
    subject: "Re: Root",
    body: "> The root of it\n\nLeaf",
    tags: ["tech"],
    parent: 1,
  });
  await board.post("bob", { subject: "Re: Root", body: "Twig", tags: ["tech"], parent: 3 });
  return board;
}

/** Reads from the first message on. */
function read(
  board: ReadingBoard,
  handle: string,
  keys: Happening[],
  options: FakeOptions = {},
): Promise<Played> {
  return board.play(msgarea, handle, { ...options, happenings: ["\r", "g", "0", "\r", ...keys] });
}

Deno.test("The reader goes to the next and the previous message, and leaves at the end", async () => {
  using board = await thread();
  assert.match((await read(board, "alice", ["n"])).screen, /Subj +Beside/);
  assert.match((await read(board, "alice", [" ", "\r", "p"])).screen, /Subj +Beside/);
  assert.match((await read(board, "alice", ["p"])).screen, /This is the first one/);
  assert.match((await read(board, "alice", ["n", "n", "n", "n"])).screen, /4 messages/);
});

Deno.test("The reader goes up to what a message answers, and along its thread", async () => {
  using board = await thread();
  const up = await read(board, "alice", ["n", "n", "n", "u"]);
  assert.match(up.screen, /From +alice +#3, 3 of 4/);
  assert.match((await read(board, "alice", ["u"])).screen, /It answers nothing/);
  assert.match((await read(board, "alice", ["]"])).screen, /#3, 3 of 4/);
  assert.match((await read(board, "alice", ["]", "]"])).screen, /#4, 4 of 4/);
  assert.match((await read(board, "alice", ["]", "]", "]"])).screen, /The thread ends here/);
  assert.match((await read(board, "alice", ["]", "["])).screen, /#1, 1 of 4/);
  assert.match((await read(board, "alice", ["["])).screen, /The thread begins here/);
});

Deno.test("The reader shows a thread as a tree, deleted messages in their places", async () => {
  using board = await thread();
  await (await getMsg(3, await board.caller("alice")))!.delete();
  const { screen } = await read(board, "alice", ["t"]);
  assert.match(screen, /Thread: Root/);
  assert.match(screen, /bob +Root.*\n.*alice +\(deleted\).*\n.*bob +Re: Root/);
  const chosen = await read(board, "alice", ["t", "j", "\r", "j", "\r"]);
  assert.match(chosen.screen, /Twig/);
});

Deno.test("The reader goes to a number, from the end when it is below zero", async () => {
  using board = await thread();
  assert.match((await read(board, "alice", ["3", "\r"])).screen, /#3, 3 of 4/);
  assert.match((await read(board, "alice", ["-", "1\r"])).screen, /#4, 4 of 4/);
  assert.match((await read(board, "alice", ["#", "99\r"])).screen, /There is no message 99/);
  assert.match((await read(board, "alice", ["-", "9\r"])).screen, /There are only 4/);
  assert.match((await read(board, "alice", ["1", "\x1b"])).screen, /#1, 1 of 4/);
});

Deno.test("The reader answers with a quotation, to all who could read", async () => {
  using board = await thread();
  const { screen } = await read(board, "alice", ["r", "Indeed.", SAVE, "\r"]);
  assert.match(screen, /Posted as #5/);
  const reply = (await getMsg(5, await board.caller("bob")))!;
  assert.equal(reply.body, "bob wrote:\n\n> The root of it\n>\n> All\n\nIndeed.");
  assert.deepEqual([reply.recipient, reply.subject, reply.parent], ["bob", "Re: Root", 1]);
  assert.deepEqual([...reply.tags], ["public", "tech"]);
});

Deno.test("The reader posts no answer that only quotes, and none that was thrown away", async () => {
  using board = await thread();
  assert.match((await read(board, "alice", ["r", SAVE])).screen, /Nothing was posted/);
  assert.match((await read(board, "alice", ["r", "Words", "\x03", "y"])).screen, /Nothing was posted/);
  assert.match((await read(board, "alice", ["r", "Words", SAVE, "d", "y"])).screen, /Nothing was posted/);
  assert.equal((await listMsgs({}, await board.caller("bob"))).length, 4);
});

Deno.test("The reader answers by private mail, and forwards", async () => {
  using board = await thread();
  await read(board, "alice", ["M", "Between us", SAVE, "\r"]);
  const mail = (await getMsg(5, await board.caller("bob")))!;
  assert.deepEqual([mail.isPublic, mail.recipient, mail.parent], [false, "bob", 1]);
  await read(board, "alice", ["w", "boss\r", "\r", "\r", "Look", SAVE, "\r"]);
  const forwarded = (await getMsg(6, await board.caller("boss")))!;
  assert.deepEqual([forwarded.subject, forwarded.isPublic], ["Fwd: Root", false]);
  assert.match(
    forwarded.body,
    /---- from bob, .* UTC ----\nThe \|04root\|07 of it\n\nAll\n---- end ----\n\nLook/,
  );
});

Deno.test("The reader changes tags for authors and moderators, and shows what the host refuses", async () => {
  using board = await thread();
  assert.match((await read(board, "alice", ["e"])).screen, /Only its author and moderators/);
  await read(board, "bob", ["e", "\x15", "cables wires\r"]);
  assert.deepEqual([...(await getMsg(1, await board.caller("bob")))!.tags], ["cables", "public", "wires"]);
  assert.match((await read(board, "boss", ["e", "\x15", "wires\r"])).screen, /Changed\./);
  assert.match((await read(board, "bob", ["e", "\x15", "!!\r"])).screen, /Expected letters and digits/);
  assert.deepEqual([...(await getMsg(1, await board.caller("bob")))!.tags], ["public", "wires"]);
});

Deno.test("The reader lets the author alone change the words", async () => {
  using board = await thread();
  assert.match((await read(board, "boss", ["E"])).screen, /Only its author changes/);
  const { screen } = await read(board, "bob", ["E", ", and more", SAVE]);
  assert.match(screen, /All, and more[^]*\(changed just now\)/);
});

Deno.test("The reader deletes for authors and moderators who are sure", async () => {
  using board = await thread();
  assert.match((await read(board, "alice", ["D"])).screen, /Only its author and moderators/);
  assert.match((await read(board, "bob", ["D", "n"])).screen, /#1, 1 of 4/);
  assert.match((await read(board, "bob", ["D", "y"])).screen, /#2, 1 of 3[^]*#1 is gone/);
  assert.equal(await getMsg(1, await board.caller("alice")), undefined);
});

Deno.test("The reader passes over a message that was deleted meanwhile", async () => {
  using board = await thread();
  const caller = await board.caller("boss");
  let asked = 0;
  const { screen } = await read(board, "alice", ["n"], {
    host: async (call) => {
      // Between the list and the reading of it.
      if (call.verb === "getMessage" && ++asked === 1) await (await getMsg(2, caller))!.delete();
      return (await board.caller("alice")).call(call);
    },
  });
  assert.match(screen, /#3, 2 of 3/);
});

Deno.test("The reader takes out of a message whatever would steer a terminal", async () => {
  using board = await ReadingBoard.open();
  const alice = await board.caller("alice");
  await board.post("bob", {});
  const { output, screen } = await read(board, "alice", [], {
    host: async (call) => {
      const answer = await alice.call(call);
      if (call.verb !== "getMessage") return answer;
      return {
        ...answer as object,
        body: "a\x1b[2J\x1b]0;x\x07\x9b6nb",
        subject: "s\x1b[6n",
        author: "x\x1b[2J",
      };
    },
  });
  assert.match(screen, /^ ab$/m);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(output, /\x1b\[2J|\x1b\]|\x9b|\x1b\[6n/);
});

Deno.test("The reader follows a new size and tells of a new message", async () => {
  using board = await thread();
  const happenings: Happening[] = [{ columns: 40, rows: 24 }, { topic: "newmsg", data: { id: 2, tags: [] } }];
  const { screen } = await read(board, "alice", happenings);
  assert.match(screen, /From +bob +#1, 1 of 4/);
  assert.match(screen, /New message #2 from boss: Beside/);
});

Deno.test("The reader and the list of its thread do not pile up: a few Escapes lead out", async () => {
  using board = await thread();
  // In the thread's own reader "t" goes back to its list, again and again.
  const to = ["t", ...Array<string>(40).fill("\rt")];
  const { screen } = await read(board, "alice", [...to, "\x1b", { look: reading }, "\x1b"]);
  function reading(shown: string) {
    assert.match(shown, /#1, 1 of 4/);
  }
  assert.match(screen, /Everything public/);
});

Deno.test("The reader of a thread shows the thread of what was jumped to", async () => {
  using board = await thread();
  const { screen } = await read(board, "alice", ["t", "\r", "2\r", "t"]);
  assert.match(screen, /Thread: Beside/);
});
