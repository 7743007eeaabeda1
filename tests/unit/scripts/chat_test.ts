import assert from "node:assert/strict";
import chat from "../../../scripts/chat.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertHarmless, BOBS, EVIL, hostOf, OWN } from "../../fakes/people_scene.ts";
import type { CallOf } from "../../../lib/wire/calls.ts";

/** The caller types no more for a moment: what came meanwhile is read. */
const PAUSE: Happening = { timeout: true };
const ANSWER: Happening = { topic: "invitation.answer", data: { id: 7, accepted: true, by: BOBS } };

function word(keys: string, changes: object = {}, from: string = BOBS): Happening {
  return { topic: "chat", data: { talk: 7, keys, over: false, ...changes }, from };
}

async function run(options: FakeOptions = {}, ...args: unknown[]) {
  using session = new FakeSession({ user: ALICE, host: hostOf(), ...options });
  const end = await session.run(chat, BOBS, "bob", ...args);
  return { end, screen: await session.screen(), session };
}

/** What was said to the others. */
function said(session: FakeSession): unknown[] {
  return session.calls.filter((call): call is CallOf<"publish"> => call.verb === "publish")
    .map(({ data, target }) => [target, JSON.parse(data)]);
}

const hello = (target = BOBS) => [target, { talk: 7, keys: "", over: false }];
const bye = (target = BOBS, talk = 7) => [target, { talk, keys: "", over: true }];

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`chat shows both sides in ${columns}x${rows} with ${encoding}`, async () => {
      const happenings: Happening[] = [
        ANSWER,
        "Hi Bob, are you still looking for that modem of yours?\rI have one.",
        PAUSE,
        word("Yes! What does it cost? I have been looking for one for a long time.\rReally."),
      ];
      const { screen } = await run({ columns, rows, encoding, happenings });
      await assertScreen(`chat_${columns}x${rows}`, screen);
    });
  }
}

Deno.test("chat draws the picture of the INI file above both sides, where there is room for it", async () => {
  const settings = { chat: { art_file: "art/who.ans" } };
  const happenings: Happening[] = [ANSWER, "mine", PAUSE, word("theirs")];
  const { screen, session } = await run({ settings, happenings });
  const lines = screen.split("\n");
  assert.match(lines[0]!, /[\u2580-\u259f]/);
  const [mine, theirs] = [lines.indexOf(" mine"), lines.indexOf(" theirs")];
  assert.ok(mine > 1 && theirs > mine, screen);
  assert.match(lines[mine - 1]!, /^── alice at /);
  // The cursor stands behind what is typed.
  assert.deepEqual(await session.cursor(), { row: mine, column: 5 });
  const low = await run({ settings, happenings, rows: 12 });
  assert.match(low.screen, /^── alice at /);
});

Deno.test("chat calls, sends every key as it is typed, and hangs up with Escape", async () => {
  const { end, session } = await run({
    happenings: [ANSWER, "a", PAUSE, word("b"), "c\r", PAUSE, "\x7f\x17\x15", "\x1b"],
  });
  assert.equal(end.type, "returned");
  const keys = ["a", "c\r", "\b\x17\x15"].map((keys) => [BOBS, { talk: 7, keys, over: false }]);
  assert.deepEqual(said(session), [hello(), ...keys, bye()]);
  const verbs = session.calls.map((call) => "topic" in call ? `${call.verb} ${call.topic}` : call.verb);
  // He listens before the other can answer.
  assert.ok(verbs.indexOf("subscribe chat") < verbs.indexOf("invite"));
  assert.deepEqual(verbs.slice(-2), ["unsubscribe presence", "unsubscribe chat"]);
});

Deno.test("chat answers an invitation, or joins who has answered", async () => {
  const answered = await run({ happenings: ["x", "\x1b"] }, 7);
  assert.deepEqual(answered.session.calls.filter(({ verb }) => /nvit/.test(verb)), [
    { verb: "answerInvitation", id: 7, accept: true },
  ]);
  const joined = await run({ happenings: ["x", "\x1b"] }, 7, true);
  for (const { session } of [answered, joined]) {
    assert.deepEqual(said(session), [hello(), [BOBS, { talk: 7, keys: "x", over: false }], bye()]);
  }
  assert.deepEqual(joined.session.calls.filter(({ verb }) => /nvit/.test(verb)), []);
});

Deno.test("chat says why it does not come to a talk", async () => {
  const cases: [FakeOptions, RegExp, ...unknown[]][] = [
    [{ host: hostOf({ invite: () => undefined }) }, /bob cannot be called now/],
    [
      {
        host: hostOf({
          invite: () => {
            throw new RangeError("Cannot invite: you have called too many already");
          },
        }),
      },
      /You have called too many already/,
    ],
    [
      { happenings: [{ topic: "invitation.answer", data: { id: 7, accepted: false, by: BOBS } }] },
      /does not want to chat now/,
    ],
    [
      { settings: { chat: { patience: "2" } }, happenings: [{ timeout: true }, { timeout: true }] },
      /bob does not answer/,
    ],
    [
      { happenings: [{ topic: "presence", data: { event: "left", handle: "bob" }, from: BOBS }] },
      /bob has hung up/,
    ],
    [{ host: hostOf({ answerInvitation: () => false }) }, /bob waits no more/, 7],
    [{ host: hostOf({ publish: () => 0 }) }, /bob is no longer here/, 7],
  ];
  for (const [options, why, ...args] of cases) {
    const { screen } = await run(options, ...args);
    assert.match(screen, why);
    const left = await run({ ...options, happenings: [...options.happenings ?? [], "x"] }, ...args);
    assert.equal(left.end.type, "returned");
  }
});

Deno.test("chat gives up calling for q and Escape, and for nothing else", async () => {
  for (const key of ["q", "\x1b"]) {
    assert.deepEqual(said((await run({ happenings: ["x", key] })).session), [bye()]);
  }
});

Deno.test("chat begins when both have called each other", async () => {
  const invitation = { id: 3, kind: "chat", from: BOBS, handle: "bob" };
  const { session } = await run({
    happenings: [{ topic: "invitation", data: invitation }, "x", "\x1b"],
  });
  assert.deepEqual(session.calls.find(({ verb }) => verb === "answerInvitation"), {
    verb: "answerInvitation",
    id: 3,
    accept: true,
  });
  assert.deepEqual(said(session).at(-1), bye(BOBS, 3));
});

Deno.test("chat ends when the other hangs up, by a word or for good, and waits for a key", async () => {
  for (
    const happening of [
      word("", { over: true }),
      { topic: "presence", data: { event: "left", handle: "bob" }, from: BOBS },
    ]
  ) {
    const { screen, session } = await run({ happenings: [ANSWER, happening] });
    assert.match(screen, /bob has hung up\. Press any key/);
    assert.deepEqual(said(session), [hello()]);
    assert.equal((await run({ happenings: [ANSWER, happening, "x"] })).end.type, "returned");
  }
});

Deno.test("chat takes no word of another talk or of anybody else, and says that nobody is there for him", async () => {
  const { screen, session } = await run({
    happenings: [
      ANSWER,
      word("late", { talk: 6, over: true }),
      word("carol", { talk: 9 }, "telnet-10.0.0.9:23"),
      word("eve", {}, "telnet-10.0.0.8:23"),
      word("still here"),
    ],
  });
  assert.match(screen, /still here/);
  assert.doesNotMatch(screen, /late|carol|eve/);
  assert.deepEqual(said(session), [hello(), bye("telnet-10.0.0.9:23", 9), bye("telnet-10.0.0.8:23"), bye()]);
});

Deno.test("chat shows what others send and declines their invitations", async () => {
  const { screen, session } = await run({
    happenings: [
      ANSWER,
      { topic: "tell", data: { handle: "carol", text: "psst" } },
      { look: (screen) => assert.match(screen, /carol tells you: psst/) },
      { topic: "invitation", data: { id: 9, kind: "chat", from: OWN, handle: "carol" } },
    ],
  });
  assert.match(screen, /carol would like to chat with you/);
  assert.deepEqual(session.calls.find(({ verb }) => verb === "answerInvitation"), {
    verb: "answerInvitation",
    id: 9,
    accept: false,
  });
});

Deno.test("chat keeps its text when the screen gets another size", async () => {
  const happenings: Happening[] = [ANSWER, "one two", PAUSE, word("three"), { columns: 40, rows: 10 }];
  const { screen } = await run({ happenings });
  assert.match(screen, /one two[^]*bob[^]*three[^]*ESC hangs up/);
  assert.equal(screen.split("\n").length, 10);
});

Deno.test("chat lets nothing of the other reach the terminal but text", async () => {
  const chunks = [...EVIL].map((char) => word(char));
  const { session } = await run({
    happenings: [ANSWER, word(EVIL), ...chunks, { topic: "tell", data: { handle: EVIL, text: EVIL } }],
  });
  assertHarmless(session.output);
  for (const data of [null, 7, "x", { talk: 7 }, { talk: 7, keys: 7 }]) {
    assert.equal(
      (await run({ happenings: [ANSWER, { topic: "chat", data, from: BOBS }] })).end.type,
      "hung up",
    );
  }
});

Deno.test("chat paints on the smallest screens", async () => {
  for (const [columns, rows] of [[1, 1], [2, 4], [10, 3]] as const) {
    assert.equal((await run({ columns, rows, happenings: [ANSWER, "x", word("y")] })).end.type, "hung up");
  }
});
