import assert from "node:assert/strict";
import type { NoticeAnswer } from "../../../lib/bbs/notices.ts";
import type { TopicMessage } from "../../../lib/worker/inbox.ts";
import notice, { listen, noticeLine } from "../../../scripts/notice.ts";
import { ALICE, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertHarmless, BOBS, EVIL, hostOf } from "../../fakes/people_scene.ts";

const INVITATION = { id: 7, kind: "chat", from: BOBS, handle: "bob" };

function message(topic: string, data: unknown): TopicMessage {
  return { type: "message", topic, from: BOBS, data };
}

async function answered(happenings: readonly Happening[], data: unknown = INVITATION) {
  using session = new FakeSession({ user: ALICE, host: hostOf(), happenings });
  let answer: NoticeAnswer | undefined;
  const end = await session.run(async (scripted) => {
    answer = await notice(scripted, message("invitation", data));
    return await scripted.readKey(0);
  });
  return { answer, end, session };
}

Deno.test("noticeLine() makes a line of what arrives, whatever it is", async () => {
  using session = new FakeSession({ user: ALICE, host: hostOf() });
  const line = (topic: string, data: unknown) => noticeLine(session.asSession, message(topic, data));
  assert.equal(await line("tell", { handle: "bob", text: "hi" }), "bob tells you: hi");
  assert.equal(await line("oneliner", { handle: "bob", text: "|04hi" }), "bob says: hi");
  assert.equal(await line("room.entered", { handle: "bob" }), "bob is in the room.");
  assert.equal(await line("newmsg", { id: "7" }), undefined);
  assert.equal(await line("else", { id: 7 }), undefined);
  for (const topic of ["oneliner", "room.entered"]) {
    for (const data of [null, 7, "text", [], { handle: {} }]) await line(topic, data);
    assertHarmless((await line(topic, { handle: EVIL, text: EVIL }))!);
  }
});

Deno.test("listen() hears of one-liners, messages and the room", async () => {
  using session = new FakeSession({ user: ALICE, host: hostOf() });
  await listen(session.asSession);
  assert.deepEqual(
    session.calls.map((call) => "topic" in call && call.topic),
    ["oneliner", "newmsg", "room.entered"],
  );
});

Deno.test("notice leads to the chat for a yes", async () => {
  const { answer, session } = await answered([{ timeout: true }, "y"]);
  assert.deepEqual(answer, { script: "chat", args: [BOBS, "bob", 7] });
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "answerInvitation"), []);
});

Deno.test("notice declines for no, q, Escape and time", async () => {
  for (const reply of ["n", "q", "\x1b", { timeout: true }] as const) {
    const { answer, session } = await answered([{ timeout: true }, reply]);
    assert.deepEqual(answer, {});
    assert.deepEqual(session.calls.at(-1), { verb: "answerInvitation", id: 7, accept: false });
  }
});

Deno.test("notice takes nothing for an answer that was being typed, and gives it back", async () => {
  const { answer, end } = await answered(["y", { timeout: true }, "n"]);
  assert.deepEqual(answer, {});
  assert.equal(end.type === "returned" && (end.value as { text: string }).text, "y");
});

Deno.test("notice lets nothing that was being typed become the first words of a talk", async () => {
  const { answer, end } = await answered(["c", { timeout: true }, "y"]);
  assert.deepEqual(answer, { script: "chat", args: [BOBS, "bob", 7] });
  assert.ok(end.type === "hung up" || (end.type === "returned" && end.value === undefined));
});

Deno.test("notice paints its question on every screen, and tells of a game only", async () => {
  const { session } = await answered([{ timeout: true }, { columns: 12, rows: 5 }, "n"]);
  assert.match(session.output, /bob would like to/);
  const game = await answered([], { ...INVITATION, kind: "game" });
  assert.equal(game.answer, "bob would like to play with you.");
  assert.deepEqual(game.session.calls, []);
});

Deno.test("notice shows a hostile handle harmlessly", async () => {
  const { session } = await answered([{ timeout: true }, "n"], { ...INVITATION, handle: EVIL });
  assertHarmless(session.output.replaceAll("\x07", ""));
});
