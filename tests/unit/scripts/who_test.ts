// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import { runScript } from "../../../lib/testing.ts";
import who from "../../../scripts/who.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import {
  assertHarmless,
  BOBS,
  EVIL,
  HERE,
  hostOf,
  sessionOf,
  SYSOP,
  userOf,
} from "../../fakes/people_scene.ts";
import type { SessionView } from "../../../lib/wire/users.ts";

const SETTINGS = { who: { art_file: "art/who.ans" } };
const DOWN = "\x1b[B";

async function run(options: FakeOptions = {}, sessions: readonly SessionView[] = HERE) {
  const host = hostOf({
    listSessions: () => sessions,
    getUser: ({ handle }) => ({ ...ALICE, ...userOf(handle), groups: ["users"], email: "bob@example.org" }),
  });
  using session = new FakeSession({ user: ALICE, settings: SETTINGS, host, ...options });
  const end = await session.run(who);
  return { end, screen: await session.screen(), session };
}

function calls(session: FakeSession, verb: string): unknown[] {
  return session.calls.filter((call) => call.verb === verb);
}

for (const [columns, rows] of [[80, 24], [40, 24], [132, 50]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`who shows everybody in ${columns}x${rows} with ${encoding}`, async () => {
      const { screen } = await run({ columns, rows, encoding });
      await assertScreen(`who_${columns}x${rows}`, screen);
    });
  }
}

Deno.test("who shows the same with a screen of 80x25, and follows a new size", async () => {
  const { screen } = await run({ columns: 132, rows: 50, happenings: [{ columns: 40, rows: 24 }] });
  assert.equal(screen, (await run({ columns: 40, rows: 24 })).screen);
  assert.match((await run({ columns: 80, rows: 25 })).screen, /q leave {2}c chat {2}s message/);
});

Deno.test("who looks again as time passes and somebody comes, and leaves for q and Escape", async () => {
  for (const key of ["q", "\x1b"]) {
    const happenings: Happening[] = [
      { timeout: true },
      { topic: "presence", data: { handle: "carol", node: 4, event: "arrived" } },
      { look: (screen) => assert.match(screen, /carol has arrived\./) },
      key,
    ];
    const { end, session } = await run({ happenings });
    assert.equal(end.type, "returned");
    assert.equal(calls(session, "listSessions").length, 3);
    assert.deepEqual(session.calls.at(-1), { verb: "unsubscribe", topic: "presence" });
  }
});

Deno.test("who rings for arrivals only when that is wanted", async () => {
  const arrival = { topic: "presence", data: { handle: "carol", node: 4, event: "arrived" } };
  const left = { topic: "presence", data: { handle: "carol", node: 4, event: "left" } };
  assert.doesNotMatch((await run({ happenings: [arrival] })).session.output, /\x07/);
  const { session } = await run({ happenings: ["a", arrival, left] });
  assert.equal(session.output.split("\x07").length - 1, 1);
  assert.deepEqual(calls(session, "setAttribute"), [
    { verb: "setAttribute", handle: "alice", name: "who_bell", value: "true" },
  ]);
});

Deno.test("who calls the caller under the bar for a chat, and not oneself or who has not logged in", async () => {
  const { session } = await run({ happenings: [DOWN, "c"] });
  assert.deepEqual([session.gosubs, session.gosubArgs], [["chat"], [[BOBS, "bob"]]]);
  for (const [keys, why] of [["c", /That is you/], [DOWN + DOWN + "c", /has not logged in/]] as const) {
    const refused = await run({ happenings: [keys] });
    assert.deepEqual(refused.session.gosubs, []);
    assert.match(refused.screen, why);
  }
});

Deno.test("who moves the bar to the node whose number is typed, and says so when nobody is there", async () => {
  const many = Array.from({ length: 13 }, (_, i) => sessionOf(i + 1, `caller${i + 1}`));
  const chosen = async (...happenings: string[]) => {
    const { session } = await run({ happenings: [...happenings, "c"] }, many);
    return session.gosubArgs.map(([, handle]) => handle);
  };
  assert.deepEqual(await chosen("2"), ["caller2"]);
  assert.deepEqual(await chosen("1", "2"), ["caller12"]);
  assert.deepEqual(await chosen("1", "2", "3"), ["caller3"]);
  assert.match((await run({ happenings: ["9"] })).screen, /Nobody is at node 9\./);
  assert.match((await run({ happenings: ["c"] })).screen, /or the number of a node, choose/);
});

Deno.test("who sends a line", async () => {
  const { session, screen } = await run({ happenings: [DOWN, "s", "hello\r"] });
  assert.deepEqual(calls(session, "tell"), [{ verb: "tell", target: BOBS, text: "hello" }]);
  assert.match(screen, /You tell bob: hello/);
  assert.deepEqual(calls((await run({ happenings: [DOWN, "s", "no\x1b"] })).session, "tell"), []);
});

Deno.test("who writes mail to who has an account, and not to oneself", async () => {
  const answers = { writemsg: 12 };
  const { session, screen } = await run({ happenings: [DOWN, "w"], answers });
  assert.deepEqual([session.gosubs, session.gosubArgs], [["writemsg"], [[{ to: "bob" }]]]);
  assert.match(screen, /Your mail to bob is on its way\./);
  for (const [keys, why] of [["w", /That is you/], [DOWN + DOWN + "w", /has no account/]] as const) {
    const refused = await run({ happenings: [keys] });
    assert.deepEqual(refused.session.gosubs, []);
    assert.match(refused.screen, why);
  }
});

Deno.test("who lets a sysop disconnect and edit, and nobody else", async () => {
  const yes = await run({ user: SYSOP, happenings: [DOWN, "d", "y"] });
  assert.deepEqual(calls(yes.session, "disconnectSession"), [
    { verb: "disconnectSession", target: BOBS, reason: "The sysop has disconnected you." },
  ]);
  assert.match(yes.screen, /Node 2 is gone/);
  for (const keys of [[DOWN, "d", "n"], ["d", "y"]]) {
    assert.deepEqual(calls((await run({ user: SYSOP, happenings: keys })).session, "disconnectSession"), []);
  }
  assert.deepEqual(calls((await run({ happenings: [DOWN, "d", "y"] })).session, "disconnectSession"), []);
  assert.deepEqual((await run({ user: SYSOP, happenings: [DOWN, "e"] })).session.gosubArgs, [["bob"]]);
  assert.deepEqual((await run({ happenings: [DOWN, "e"] })).session.gosubs, []);
});

Deno.test("who shows the address of a session to sysops only", async () => {
  const shown = await run({ user: SYSOP, happenings: [DOWN, "v"] });
  assert.match(shown.screen, /ssh-10\.0\.0\.2:22[^]*bob@example\.org[^]*users/);
  const user = await run({ happenings: [DOWN, "v"] });
  assert.match(user.screen, /Name {5}bob[^]*Utrecht/);
  assert.doesNotMatch(user.session.output, /10\.0\.0\.2|example\.org/);
  assert.match((await run({ happenings: [DOWN, "v", " "] })).screen, /q leave/);
});

Deno.test("who keeps the bar on its caller when others come and go", async () => {
  let sessions: readonly SessionView[] = HERE;
  const comes = () => {
    sessions = [sessionOf(1, "alice"), sessionOf(4, "aaron"), HERE[1]!];
  };
  const happenings: Happening[] = [DOWN, { look: comes }, { timeout: true }, "c"];
  using session = new FakeSession({
    user: ALICE,
    host: hostOf({ listSessions: () => sessions }),
    happenings,
  });
  await session.run(who);
  assert.deepEqual(session.gosubArgs, [[BOBS, "bob"]]);
});

Deno.test("who shows what others send, answers invitations and listens still afterwards", async () => {
  const told = { topic: "tell", data: { handle: "bob", text: "psst" }, from: BOBS };
  assert.match((await run({ happenings: [told] })).screen, /bob tells you: psst/);
  const invitation = { id: 7, kind: "chat", from: BOBS, handle: "bob" };
  const { session } = await run({
    happenings: [{ topic: "invitation", data: invitation }, { timeout: true }, "y"],
  });
  assert.deepEqual(session.gosubArgs, [[BOBS, "bob", 7]]);
  assert.equal(calls(session, "subscribe").length, 1);
});

Deno.test("who takes escape sequences out of everything that others say of themselves", async () => {
  const evil = [sessionOf(2, EVIL, { activity: EVIL, script: EVIL, kind: EVIL })];
  const happenings: Happening[] = [
    { topic: "tell", data: { handle: EVIL, text: EVIL } },
    { topic: "presence", data: { handle: EVIL, event: "arrived" } },
    "v",
  ];
  const host = hostOf({
    listSessions: () => evil,
    getUser: () => ({ ...ALICE, handle: EVIL, location: EVIL, email: EVIL, groups: [EVIL] }),
  });
  using session = new FakeSession({ user: SYSOP, host, happenings });
  await session.run(who);
  assertHarmless(session.output);
});

Deno.test("who scrolls where not everybody fits", async () => {
  const many = Array.from({ length: 30 }, (_, i) => sessionOf(i + 4, `user${i + 1}`));
  const first = await run({ rows: 12 }, many);
  assert.match(first.screen, /user8 /);
  assert.doesNotMatch(first.screen, /user9 /);
  assert.match((await run({ rows: 12, happenings: Array(20).fill("\x1b[6~") }, many)).screen, /user30 /);
});

Deno.test("who prints the list, and waits for nobody, where there is no terminal", async () => {
  const { end, output } = await runScript(who, { plain: true, sessions: HERE });
  assert.equal(end.type, "returned");
  const lines = output.split("\n");
  assert.match(lines[0]!, /^ node +name +doing +idle +by$/);
  // The columns' names, everybody with himself, and nothing behind the last end of a line.
  assert.equal(lines.length, 1 + HERE.length + 1 + 1);
  assert.doesNotMatch(output, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  for (const line of lines) assert.ok(line.length <= 79 && line === line.trimEnd(), line);
});
