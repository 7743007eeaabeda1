import assert from "node:assert/strict";
import who from "../../../scripts/who.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import type { SessionView } from "../../../lib/wire/users.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const SYSOP = { ...ALICE, groups: ["sysop"] };

function view(node: number, handle: string, activity: string, idle: number): SessionView {
  const sessionId = node === 1 ? "telnet-127.0.0.1:2323" : `ssh-10.0.0.${node}:22`;
  return { sessionId, node, handle, activity, script: "matrix", kind: "telnet", idle, connectTime: 0 };
}

const SESSIONS = [view(1, "alice", "who", 0), view(2, "bob", "main menu", 126), view(3, "", "", 4000)];

async function run(options: FakeOptions, sessions: readonly SessionView[] = SESSIONS) {
  const host = (call: CallOf<Verb>) =>
    call.verb === "listSessions" ? sessions : call.verb === "disconnectSession" ? true : undefined;
  using session = new FakeSession({ user: ALICE, host, ...options });
  const end = await session.run(who);
  return { end, screen: await session.screen(), session };
}

function disconnects(session: FakeSession): unknown[] {
  return session.calls.filter((call) => call.verb === "disconnectSession");
}

for (const [columns, rows] of [[80, 24], [40, 12]] as const) {
  Deno.test(`who shows everybody in ${columns}x${rows}`, async () => {
    await assertScreen(`who_${columns}x${rows}`, (await run({ columns, rows })).screen);
  });
}

Deno.test("who paints again as time passes and somebody comes, and leaves for q", async () => {
  const happenings: Happening[] = [{ timeout: true }, { topic: "presence", data: {} }, "q"];
  const { end, session } = await run({ happenings });
  assert.equal(end.type, "returned");
  assert.equal(session.calls.filter((call) => call.verb === "listSessions").length, 3);
  assert.deepEqual(session.calls.at(-1), { verb: "unsubscribe", topic: "presence" });
});

Deno.test("who lets a sysop disconnect a node after a yes, and nobody else", async () => {
  const asked = await run({ user: SYSOP, happenings: ["d", "2\r", "y"] });
  assert.deepEqual(disconnects(asked.session), [
    { verb: "disconnectSession", target: "ssh-10.0.0.2:22", reason: "disconnected by alice" },
  ]);
  assert.match(asked.screen, /Node 2 is gone/);
  assert.deepEqual(disconnects((await run({ user: SYSOP, happenings: ["d", "2\r", "n"] })).session), []);
  assert.deepEqual(disconnects((await run({ user: SYSOP, happenings: ["d", "9\r", "y"] })).session), []);
  assert.deepEqual(disconnects((await run({ happenings: ["d", "2\r", "y"] })).session), []);
});

Deno.test("who takes escape sequences out of handles and activities", async () => {
  const evil = [view(2, "b\x1b[2Job", "\x1b]0;x\x07re\x9b6nading|04", 0)];
  const { session, screen } = await run({}, evil);
  assert.match(screen, /bob\s+reading/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /\x1b\[2J|\x1b\]|\x9b/);
});

Deno.test("who scrolls where not everybody fits", async () => {
  const many = Array.from({ length: 30 }, (_, i) => view(i + 1, `user${i + 1}`, "x", 0));
  const first = await run({ rows: 12 }, many);
  assert.match(first.screen, /user6 /);
  assert.doesNotMatch(first.screen, /user7 /);
  const scrolled = await run({ rows: 12, happenings: ["\x1b[6~", "j", "\x1b[B"] }, many);
  assert.match(scrolled.screen, /user9 /);
  assert.match(scrolled.screen, /user14 /);
  const end = await run({ rows: 12, happenings: Array(20).fill("\x1b[6~") }, many);
  assert.match(end.screen, /user30 /);
});
