import assert from "node:assert/strict";
import page from "../../../scripts/page.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertHarmless, BOBS, EVIL, hostOf, sessionOf } from "../../fakes/people_scene.ts";

const REASON = "the files\r";
const ACCEPTED: Happening = { topic: "invitation.answer", data: { id: 7, accepted: true, by: BOBS } };
const DECLINED: Happening = { topic: "invitation.answer", data: { id: 7, accepted: false, by: BOBS } };

async function run(options: FakeOptions = {}, members: readonly string[] = ["Bob"]) {
  const host = hostOf({
    listGroup: () => members,
    postMessage: ({ draft }) => ({ ...draft, id: 1 }) as never,
  });
  const settings = { page: { patience: "2" } };
  using session = new FakeSession({ user: ALICE, host, settings, ...options });
  const end = await session.run(page);
  return { end, screen: await session.screen(), session };
}

function posted(session: FakeSession): unknown[] {
  return session.calls.flatMap((call) =>
    call.verb === "postMessage" ? [[call.draft.recipient, call.draft.subject, call.draft.body]] : []
  );
}

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`page calls the sysop in ${columns}x${rows} with ${encoding}`, async () => {
      const { screen } = await run({ columns, rows, encoding, happenings: [REASON] });
      await assertScreen(`page_${columns}x${rows}`, screen);
    });
  }
}

Deno.test("page tells sysops who are here what it is about, invites them, and joins the first who answers", async () => {
  const { session, end } = await run({ happenings: [REASON, ACCEPTED] });
  assert.equal(end.type, "returned");
  const people = session.calls.filter(({ verb }) => verb === "tell" || verb === "invite");
  assert.deepEqual(people, [
    { verb: "tell", target: BOBS, text: "(page) the files" },
    { verb: "invite", target: BOBS, kind: "page" },
  ]);
  assert.deepEqual([session.gosubs, session.gosubArgs], [["chat"], [[BOBS, "bob", 7, true]]]);
  // He listens before anybody can answer, and never stops hearing answers.
  assert.ok(session.calls.findIndex(({ verb }) => verb === "subscribe") < session.calls.indexOf(people[1]!));
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "unsubscribe"), [
    { verb: "unsubscribe", topic: "chat" },
  ]);
});

Deno.test("page leaves mail for the sysops when none is here, declines or answers in time", async () => {
  const cases: [FakeOptions, RegExp][] = [
    [{ host: hostOf({ listGroup: () => [], postMessage: () => ({}) as never }) }, /No sysop is here now/],
    [{ happenings: [REASON, DECLINED] }, /Nobody answers/],
    [{ happenings: [REASON, { timeout: true }, { timeout: true }] }, /Nobody answers/],
  ];
  for (const [options, why] of cases) {
    const happenings = [
      ...options.happenings ?? [REASON],
      { look: (screen: string) => assert.match(screen, why) },
      "y",
      "Where are they?\r",
    ];
    const { session, screen } = await run({ ...options, happenings });
    assert.deepEqual(posted(session), [["@sysop", "the files", "Where are they?"]]);
    assert.match(screen, /Your message waits for the sysop/);
  }
});

Deno.test("page sends what it is about alone, and nothing when the caller does not want to", async () => {
  const happenings = [REASON, DECLINED, "y", "\r"];
  assert.deepEqual(posted((await run({ happenings })).session), [["@sysop", "the files", "the files"]]);
  for (
    const keys of [[REASON, DECLINED, "n"], [REASON, DECLINED, "y", "\x1b"], ["\x1b"], ["\r"], [
      REASON,
      "\x1b",
    ]]
  ) {
    const { session, end } = await run({ happenings: keys });
    assert.deepEqual(posted(session), []);
    assert.equal(end.type, "returned");
  }
});

Deno.test("page tells guests that nobody answers, and what the host refuses", async () => {
  const guest = { ...ALICE, handle: "anonymous", guest: true };
  const { screen, session } = await run({ user: guest, happenings: [REASON, DECLINED] });
  assert.match(screen, /Nobody answers[^]*Please call again/);
  assert.deepEqual(posted(session), []);
  const host = hostOf({
    listGroup: () => [],
    postMessage: () => {
      throw new NotPermittedError("Cannot post: the disk is full");
    },
  });
  assert.match(
    (await run({ host, happenings: [REASON, "y", "\r"] })).screen,
    /The disk is full\. Press any key/,
  );
});

Deno.test("page does not page oneself, and shows hostile names harmlessly", async () => {
  const { session } = await run({ happenings: [REASON] }, ["alice"]);
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "invite"), []);
  const host = hostOf({ listGroup: () => [EVIL], listSessions: () => [sessionOf(2, EVIL)] });
  const evil = await run({
    host,
    happenings: [REASON, { topic: "tell", data: { handle: EVIL, text: EVIL } }],
  });
  assertHarmless(evil.session.output);
});
