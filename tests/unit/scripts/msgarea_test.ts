import assert from "node:assert/strict";
import fc from "fast-check";
import { listMsgs } from "../../../lib/bbs/msg.ts";
import msgarea from "../../../scripts/msgarea.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { ReadingBoard, timeless } from "../../fakes/reading_board.ts";

const SAVE = "\x1a";

/** A board with a welcome, two public messages, and mail from bob to alice. */
async function filled(): Promise<ReadingBoard> {
  const board = await ReadingBoard.open();
  await board.play(msgarea, "boss", { happenings: ["q"] });
  const first = await board.post("bob", { subject: "Which modem do you miss", tags: ["modems"] });
  await board.post("alice", { subject: "Re: Which modem do you miss", tags: ["modems"], parent: first.id });
  await board.post("bob", { recipient: "alice", subject: "Just for you" });
  return board;
}

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`msgarea lists areas, messages and a message in ${columns}x${rows}, ${encoding}`, async () => {
      using board = await filled();
      const size = { columns, rows, encoding };
      const areas = await board.play(msgarea, "alice", size);
      await assertScreen(`msgarea_${columns}x${rows}`, areas.screen);
      const list = await board.play(msgarea, "alice", { ...size, happenings: ["\r"] });
      await assertScreen(`msgarea_list_${columns}x${rows}`, list.screen);
      const read = await board.play(msgarea, "alice", { ...size, happenings: ["n"] });
      await assertScreen(`msgarea_read_${columns}x${rows}`, timeless(read.screen));
    });
  }
}

Deno.test("msgarea has one welcome posted in the name of a sysop, whoever comes by first", async () => {
  using board = await ReadingBoard.open();
  await board.play(msgarea, "", { happenings: ["q"] });
  const caller = await board.caller("bob");
  assert.deepEqual(await listMsgs({}, caller), []);
  await Promise.all([1, 2, 3].map(() => board.play(msgarea, "alice", { happenings: ["q"] })));
  await board.play(msgarea, "boss", { happenings: ["q"] });
  const [welcome, ...others] = await listMsgs({}, caller);
  assert.deepEqual([welcome?.author, welcome?.subject, others.length], ["boss", "Welcome aboard", 0]);
});

Deno.test("msgarea has a welcome where there is no sysop, and what answers it is for everybody", async () => {
  using board = await ReadingBoard.open();
  const alice = await board.caller("alice");
  await alice.kit.board.accounts.delete("boss");
  const answer = ["\r", "\r", "r", "Hello!", "\x1a", "\r"];
  assert.match((await board.play(msgarea, "alice", { happenings: answer })).screen, /Posted as #2/);
  const messages = await listMsgs({}, alice);
  assert.deepEqual(messages.map(({ author, recipient }) => [author, recipient]), [
    ["sysop", undefined],
    ["alice", undefined],
  ]);
});

Deno.test("msgarea posts no welcome into a base that others have begun, nor again when it was deleted", async () => {
  using begun = await ReadingBoard.open();
  await begun.post("bob", {});
  await begun.play(msgarea, "boss", { happenings: ["q"] });
  assert.equal((await listMsgs({}, await begun.caller("alice"))).length, 1);
  using board = await ReadingBoard.open();
  await board.play(msgarea, "boss", { happenings: ["\r", "\r", "D", "y", "q", "q", "q"] });
  await board.play(msgarea, "boss", { happenings: ["q"] });
  assert.deepEqual(await listMsgs({}, await board.caller("alice")), []);
});

Deno.test("msgarea reads what is new one after the other and marks it", async () => {
  using board = await filled();
  const { output, screen } = await board.play(msgarea, "alice", { happenings: ["n", " ", "n", "n"] });
  assert.match(output, /Welcome aboard[^]*Which modem[^]*Just for you/);
  assert.match(screen, /Nothing is new to you/);
});

Deno.test("msgarea posts to everybody, with the tag of the area under the bar", async () => {
  using board = await filled();
  const happenings = ["G", "p", "\r", "My own\r", "\r", "I miss none.", SAVE, "\r"];
  const { screen } = await board.play(msgarea, "bob", { happenings });
  assert.match(screen, /Posted as #5/);
  const [posted] = await listMsgs({ reverse: true, limit: 1 }, await board.caller("alice"));
  assert.deepEqual(
    [posted?.author, posted?.subject, posted?.tags, posted?.public],
    ["bob", "My own", ["modems", "public"], true],
  );
});

Deno.test("msgarea writes private mail that only its recipient finds", async () => {
  using board = await filled();
  const happenings = ["w", "BOB\r", "\r", "Secret\r", "\r", "Between us.", SAVE, "\r"];
  assert.match((await board.play(msgarea, "alice", { happenings })).screen, /Posted as #5/);
  const [mail] = await listMsgs({ scope: "inbox" }, await board.caller("bob"));
  assert.deepEqual([mail?.author, mail?.recipient, mail?.public], ["alice", "bob", false]);
  assert.equal((await listMsgs({ after: 4 }, await board.caller("boss"))).length, 0);
  const inbox = await board.play(msgarea, "bob", { happenings: ["v"] });
  assert.match(inbox.screen, /Secret/);
});

Deno.test("msgarea searches the words of messages and shows where they were found", async () => {
  using board = await filled();
  await board.post("bob", { subject: "Dinner", body: "There will be spaghetti and wine." });
  const found = await board.play(msgarea, "alice", { happenings: ["/", "spag* wine\r"] });
  assert.match(found.screen, /Found: spag\* wine[^]*Dinner[^]*spaghetti and wine/);
  const none = await board.play(msgarea, "alice", { happenings: ["/", "nothing\r"] });
  assert.match(none.screen, /Nothing was found/);
});

Deno.test("msgarea lists the tags that the caller has chosen, and scans only these", async () => {
  using board = await filled();
  const chosen = await board.play(msgarea, "alice", {
    happenings: ["c", "\x15", "nope\r", "\x15", "intro*\r"],
  });
  assert.match(chosen.output, /No tag is like nope/);
  assert.doesNotMatch(chosen.screen, /modems/);
  assert.match((await board.play(msgarea, "alice")).screen, /2 new messages for you/);
  const again = await board.play(msgarea, "alice", { happenings: ["c", "\x15", "\r"] });
  assert.match(again.screen, /modems[^]*You read everything/);
});

Deno.test("msgarea marks everything as read when the caller is sure", async () => {
  using board = await filled();
  const { screen } = await board.play(msgarea, "alice", { happenings: ["m", "n"] });
  assert.match(screen, /3 new messages/);
  const sure = await board.play(msgarea, "alice", { happenings: ["m", "y"] });
  assert.match(sure.screen, /You have read everything/);
  assert.doesNotMatch(sure.screen, /\d new /);
});

Deno.test("msgarea tells of a message that arrives, and counts it", async () => {
  using board = await filled();
  let told = "";
  let posting: Promise<unknown> | undefined;
  const { screen } = await board.play(msgarea, "alice", {
    happenings: [
      { look: () => void (posting = board.post("bob", { subject: "Now", tags: ["modems"] })) },
      { look: () => {} },
      { topic: "newmsg", data: { id: 5, tags: [] } },
      { look: (shown) => void (told = shown) },
      { topic: "newmsg", data: { id: 4e9, tags: [] } },
      { topic: "newmsg", data: "\x1b[2J" },
      { topic: "newmsg", data: null },
    ],
  });
  await posting;
  assert.match(told, /New message #5 from bob: Now/);
  assert.match(screen, /modems +2 new +3 messages/);
});

Deno.test("msgarea with quick says nothing when nothing is new, and reads on Enter when something is", async () => {
  using board = await filled();
  assert.equal((await board.play(msgarea, "boss", { happenings: ["m", "y", "q"] })).end.type, "returned");
  const silent = await board.play(msgarea, "boss", {}, "quick");
  assert.deepEqual([silent.end.type, silent.output], ["returned", ""]);
  const asked = await board.play(msgarea, "alice", { happenings: ["n"] }, "quick");
  assert.match(asked.output, /You have 3 new messages\. Read now\?/);
  assert.equal(asked.end.type, "returned");
  const read = await board.play(msgarea, "alice", { happenings: ["\r", "n", "n", "n"] }, "quick");
  assert.equal(read.end.type, "returned");
  assert.equal((await board.play(msgarea, "alice", {}, "quick")).output, "");
});

Deno.test("msgarea lets a guest read and search, and nothing else", async () => {
  using board = await filled();
  const { screen, output } = await board.play(msgarea, "", { happenings: ["p", "w", "\x1b", "m"] });
  assert.match(output, /Only callers with an account write/);
  assert.match(screen, /Nothing is kept for guests/);
  assert.doesNotMatch(screen, /Private mail|\d new/);
  const read = await board.play(msgarea, "", { happenings: ["\r", "\r", "r"] });
  assert.match(read.screen, /Only callers with an account write/);
  assert.equal((await board.play(msgarea, "", {}, "quick")).end.type, "returned");
});

Deno.test("msgarea explains itself and follows a new size", async () => {
  using board = await filled();
  const help = await board.play(msgarea, "alice", { happenings: ["?"] });
  assert.match(help.screen, /Messages are public or private/);
  const { screen } = await board.play(msgarea, "alice", { happenings: [{ columns: 40, rows: 24 }] });
  await assertScreen("msgarea_40x24", screen);
});

Deno.test("msgarea lives through whatever is typed, on whatever screen", async () => {
  const key = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(..."npqrtueEDMwvcmsa/?[]-#0Gjkhlxy12 *@".split("")) },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        "\r",
        "\x1b",
        "\t",
        "\x1a",
        "\x03",
        "\x15",
        "\x1b[A",
        "\x1b[B",
        "\x1b[5~",
        "\x1b[6~",
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom({ columns: 1, rows: 1 }, { columns: 40, rows: 24 }, {
        columns: 200,
        rows: 60,
      }),
    },
    { weight: 1, arbitrary: fc.record({ topic: fc.constant("newmsg"), data: fc.record({ id: fc.nat(9) }) }) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 60 }),
      fc.constantFrom("boss", "alice", ""),
      async (happenings, who) => {
        using board = await filled();
        const { end } = await board.play(msgarea, who, { happenings });
        assert.ok(end.type === "hung up" || end.type === "returned");
      },
    ),
    { numRuns: 60 },
  );
});
