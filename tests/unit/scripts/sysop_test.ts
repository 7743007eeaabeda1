import assert from "node:assert/strict";
import sysop from "../../../scripts/sysop.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertHarmless, EVIL, hostOf, SYSOP, userOf } from "../../fakes/people_scene.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";

const LOG = Array.from({ length: 60 }, (_, i) => `2026-01-01T00:00:00.000Z INFO  session line ${i + 1}`);

type Rows = Parameters<typeof hostOf>[0];

async function run(options: FakeOptions = {}, rows: Rows = {}) {
  const host = hostOf({
    readLog: () => LOG,
    listSettings: () => [
      { section: "system", key: "bbsname", value: "x84", secret: false, live: true },
      { section: "mail", key: "password", value: "", secret: true, live: false },
    ],
    listGroup: ({ after }) => after === "" ? ["alice", "bob"] : [],
    getUser: ({ handle }) => handle === "zoe" ? undefined : userOf(handle),
    ...rows,
  });
  using session = new FakeSession({ user: SYSOP, host, ...options });
  const end = await session.run(sysop);
  return { end, screen: await session.screen(), session };
}

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`sysop shows what there is to do in ${columns}x${rows} with ${encoding}`, async () => {
      await assertScreen(`sysop_${columns}x${rows}`, (await run({ columns, rows, encoding })).screen);
    });
  }
}

Deno.test("sysop is for sysops", async () => {
  const { screen, session, end } = await run({ user: ALICE, happenings: ["l"] });
  assert.equal(end.type, "returned");
  assert.match(screen, /This is for sysops/);
  assert.deepEqual(session.calls, []);
});

Deno.test("sysop runs what is chosen by key or by bar, and leaves for q and Escape", async () => {
  const { session } = await run({ happenings: ["a", "u", "w", "m", "\x1b[H", "\x1b[B\r"] });
  assert.deepEqual(session.gosubs, ["profile", "userlist", "who", "msgarea", "userlist"]);
  for (const key of ["q", "\x1b"]) assert.equal((await run({ happenings: [key] })).end.type, "returned");
});

Deno.test("sysop has its picture above what there is to do, and no picture above long lists on 24 rows", async () => {
  const settings = { sysop: { art_file: "art/sysop.ans" } };
  assert.match((await run({ settings })).screen, /mind the wires[^]*How this board is changed/);
  assert.match((await run({ settings, happenings: ["l"] })).screen, /^ The log/);
  assert.match((await run({ settings, rows: 50, happenings: ["l"] })).screen, /mind the wires[^]*The log/);
});

Deno.test("sysop tells where the board is changed", async () => {
  const { screen } = await run({ rows: 60, happenings: ["h"] });
  for (const name of ["art/news.txt", "art/bulletins", "art_file", "menus.ts", "[door NAME]", "x84 reload"]) {
    assert.ok(screen.includes(name), `${name}:\n${screen}`);
  }
  for (const columns of [80, 40]) {
    const { session, end } = await run({ columns, happenings: ["h", " ", "q", "q"] });
    assert.equal(end.type, "returned");
    assert.ok(session.output.includes("How this board is changed"));
  }
});

Deno.test("sysop broadcasts a line, and tells how many heard it", async () => {
  const { session, screen } = await run({ happenings: ["b", "Down at ten\r"] });
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "broadcast"), [
    { verb: "broadcast", text: "Down at ten" },
  ]);
  assert.match(screen, /2 other callers were told/);
  for (const keys of ["\x1b", "  \r"]) {
    const none = await run({ happenings: ["b", keys] });
    assert.deepEqual(none.session.calls.filter(({ verb }) => verb === "broadcast"), []);
  }
});

Deno.test("sysop shows the end of the log, follows it, and scrolls", async () => {
  assert.match((await run({ happenings: ["l"] })).screen, /line 40\n[^]*line 60/);
  let lines = LOG;
  const grows = () => {
    lines = [...LOG, "2026-01-01T00:00:00.000Z INFO  session line 61"];
  };
  const rows = { readLog: () => lines };
  const followed = await run({ happenings: ["l", { look: grows }, { timeout: true }] }, rows);
  assert.match(followed.screen, /line 61/);
  lines = LOG;
  const stays = await run({ happenings: ["l", "\x1b[5~", { look: grows }, { timeout: true }] }, rows);
  assert.match(stays.screen, /line 19\n[^]*line 39/);
  assert.match((await run({ happenings: ["l", "\x1b[H"] })).screen, /line 1\n/);
  assert.match(
    (await run({ happenings: ["l", "\x1b[H", "\x1b[F", "q"] })).screen,
    /Groups and their members/,
  );
});

Deno.test("sysop shows the settings without secrets", async () => {
  const { screen } = await run({ happenings: ["c"] });
  assert.match(
    screen,
    /\[system\]\n \* bbsname = x84\n\n \[mail\]\n - password = \*{8} \(stays with the host\)/,
  );
});

Deno.test("sysop lists a group, adds to it and removes from it", async () => {
  const { session, screen } = await run({
    happenings: ["g", "\x15staff\r", "a", "bob\r", "r", "alice\r", "a", "zoe\r"],
  });
  assert.deepEqual(session.calls.filter(({ verb }) => verb === "setMember"), [
    { verb: "setMember", group: "staff", handle: "bob", member: true },
    { verb: "setMember", group: "staff", handle: "alice", member: false },
  ]);
  assert.match(screen, /Members of staff[^]*alice\n bob[^]*Nobody is called "zoe"/);
  assert.match((await run({ happenings: ["g", "\x15..\r"] })).screen, /not "\.\."/);
  assert.match((await run({ happenings: ["g", "\r"] }, { listGroup: () => [] })).screen, /Nobody is in it/);
});

Deno.test("sysop tells what the host refuses", async () => {
  const { screen } = await run({ happenings: ["l"] }, {
    readLog: () => {
      throw new NotPermittedError("Cannot read the log: only sysops may");
    },
  });
  assert.match(screen, /Only sysops may/);
});

Deno.test("sysop shows hostile lines of the log and hostile members harmlessly", async () => {
  const { session } = await run({ happenings: ["l", "q", "g", "\r", "q", "c"] }, {
    readLog: () => [EVIL],
    listGroup: () => [EVIL],
    listSettings: () => [{ section: EVIL, key: EVIL, value: EVIL, secret: false, live: true }],
  });
  assertHarmless(session.output);
});

Deno.test("sysop lists who is turned away, adds one and lifts one", async () => {
  const ban = { address: "192.0.2.0/24", until: null, since: 0, reason: `noise ${EVIL}`, by: "alice" };
  const asked: unknown[] = [];
  const rows: Rows = {
    listBans: () => [ban],
    addBan: (call) => (asked.push(call), { ...ban, address: call.address, until: 3_600_000 }),
    removeBan: (call) => (asked.push(call), false),
  };
  const sure = { look: (screen: string) => assert.match(screen, /Turn 203\.0\.113\.7 away for 1 hour\?/) };
  const { session, screen } = await run(
    { happenings: ["t", "a", "203.0.113.7\r", "1\r", "guesses\r", sure, "y"] },
    rows,
  );
  assert.match(screen, /192\.0\.2\.0\/24 {2}for good {2}noise/);
  assert.match(screen, /203\.0\.113\.7 is turned away until 1970-01-01 01:00 UTC; r lifts it/);
  assertHarmless(session.output);
  // The bar is on the one that there is.
  const lifted = await run({ happenings: ["t", "r", "\r"] }, rows);
  assert.match(lifted.screen, /192\.0\.2\.0\/24 is not in the list/);
  assert.deepEqual(asked, [
    { verb: "addBan", address: "203.0.113.7", seconds: 3600, reason: "guesses" },
    { verb: "removeBan", address: "192.0.2.0/24" },
  ]);
});

Deno.test("sysop turns nobody away by a slip of his fingers", async () => {
  const asked: unknown[] = [];
  const rows: Rows = {
    listBans: () => [],
    addBan: (
      call,
    ) => (asked.push(call), { address: call.address, until: null, since: 0, reason: "", by: "a" }),
  };
  const begun = ["t", "a", "203.0.113.7\r"];
  const slip = { look: (screen: string) => assert.match(screen, /"2h" is no number of hours/) };
  for (
    const rest of [["\x1b"], ["1\r", "\x1b"], ["\r", "why\r", "n"], ["2h\r", slip, "\x1b"], [
      "\r",
      "why\r",
      "\r",
    ]]
  ) {
    await run({ happenings: [...begun, ...rest] }, rows);
    assert.deepEqual(asked, [], JSON.stringify(rest));
  }
  const good = { look: (screen: string) => assert.match(screen, /away for good\?/) };
  await run({ happenings: [...begun, "\r", "why\r", good, "y"] }, rows);
  assert.deepEqual(asked, [{ verb: "addBan", address: "203.0.113.7", seconds: undefined, reason: "why" }]);
});
