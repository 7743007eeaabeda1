import assert from "node:assert/strict";
import { OperatorError } from "../../../lib/base/errors.ts";
import type { AdminCall, AdminCallOf } from "../../../lib/server/admin_calls.ts";
import { fakeDesk, FakeLiveSession } from "../../fakes/fake_desk.ts";

const MARKER = "S3cretMarker";

async function withUsers(...handles: string[]) {
  const made = fakeDesk();
  for (const [i, handle] of handles.entries()) {
    const application = { handle, password: MARKER, location: "", email: "" };
    const added = await made.desk.perform<"addUser">({ verb: "addUser", application, groups: [] }, "root");
    assert("user" in added);
    made.sessions.push(new FakeLiveSession(i + 1, added.user));
  }
  return made;
}

Deno.test("AdminDesk says who is connected, in order of nodes", async () => {
  const { desk, sessions } = await withUsers("alice", "bob");
  sessions.reverse();
  const views = await desk.perform<"who">({ verb: "who" }, "root");
  assert.deepEqual(views.map(({ node, handle }) => [node, handle]), [[1, "alice"], [2, "bob"]]);
});

Deno.test("AdminDesk kicks by node, by session id, or all sessions of a handle", async () => {
  for (
    const [target, ended] of [
      ["1", [1]],
      ["telnet-192.0.2.1:2", [2]],
      ["BOB", [2, 3]],
      ["9", []],
      ["nobody", []],
      ["", []],
    ] as const
  ) {
    const { desk, sessions } = await withUsers("alice", "bob");
    sessions.push(new FakeLiveSession(3, sessions[1]!.user), new FakeLiveSession(4, undefined));
    const views = await desk.perform<"kick">({ verb: "kick", target, reason: "" }, "root");
    assert.deepEqual(views.map(({ node }) => node), ended, target);
    assert.deepEqual(sessions.filter((session) => session.ended).map(({ node }) => node), ended, target);
  }
});

Deno.test("AdminDesk takes a number for a node before it takes it for a handle", async () => {
  const { desk, sessions } = await withUsers("alice", "100");
  sessions.push(new FakeLiveSession(100, undefined));
  const kick = (target: string) => desk.perform<"kick">({ verb: "kick", target, reason: "" }, "root");
  assert.deepEqual((await kick("100")).map(({ node }) => node), [100]);
  sessions.pop();
  assert.deepEqual((await kick("100")).map(({ node }) => node), [2]);
});

Deno.test("AdminDesk shows the kicked caller the reason, and nothing that steers his terminal", async () => {
  const { desk, sessions } = await withUsers("alice");
  await desk.perform<"kick">({ verb: "kick", target: "1", reason: "too \x1b[2Jloud\r\nhere" }, "root");
  assert.deepEqual(sessions[0]!.ended, ["sent away", "too loud here"]);
});

Deno.test("AdminDesk broadcasts to everybody on the topic that all hear", async () => {
  const { desk, published, sessions } = await withUsers("alice", "bob");
  const broadcast = () => desk.perform<"broadcast">({ verb: "broadcast", text: "hello\nthere" }, "root");
  assert.deepEqual(await broadcast(), { told: 2, atLogin: 0, busy: 0 });
  const taken = published.splice(0);
  assert.deepEqual(taken, [["broadcast", '{"text":"hello there"}']]);
  sessions.push(new FakeLiveSession(3, undefined));
  // The fake exchange says that it reached all three.
  assert.deepEqual(await broadcast(), { told: 3, atLogin: 1, busy: 0 });
});

Deno.test("AdminDesk ends the sessions of a user who is deleted, and of nobody else", async () => {
  const { desk, sessions, accounts } = await withUsers("alice", "bob");
  sessions.push(new FakeLiveSession(3, undefined), new FakeLiveSession(4, accounts.guest()));
  assert.equal(await desk.perform<"deleteUser">({ verb: "deleteUser", handle: "Bob" }, "root"), true);
  assert.deepEqual(sessions.filter((session) => session.ended).map(({ node }) => node), [2]);
  assert.equal(await desk.perform<"deleteUser">({ verb: "deleteUser", handle: "Bob" }, "root"), false);
});

Deno.test("AdminDesk changes the groups of a live session together with those of the account", async () => {
  const { desk, sessions } = await withUsers("alice", "bob");
  await desk.perform<"grant">({ verb: "grant", handle: "bob", group: "sysop" }, "root");
  assert.deepEqual(sessions[1]!.user!.groups, ["sysop"]);
  await desk.perform<"revoke">({ verb: "revoke", handle: "alice", group: "sysop" }, "root");
  assert.deepEqual(sessions[0]!.user!.groups, []);
  await assert.rejects(
    desk.perform<"grant">({ verb: "grant", handle: "nobody", group: "x" }, "root"),
    RangeError,
  );
});

Deno.test("AdminDesk adds no account when a group is none, or the handle is taken", async () => {
  const { desk, accounts } = await withUsers("alice");
  const application = { handle: "bob", password: MARKER, location: "", email: "" };
  await assert.rejects(
    desk.perform<"addUser">({ verb: "addUser", application, groups: ["No Group"] }, "root"),
    RangeError,
  );
  assert.equal(await accounts.find("bob"), undefined);
  const again = { ...application, handle: "ALICE" };
  assert(
    "fault" in await desk.perform<"addUser">({ verb: "addUser", application: again, groups: [] }, "root"),
  );
});

Deno.test("AdminDesk lists all users, a page at a time", async () => {
  const { desk, store } = fakeDesk();
  const names = Array.from({ length: 230 }, (_, i) => `user${String(i).padStart(3, "0")}`);
  for (const handle of names) {
    const value = { handle, location: "", email: "", groups: [], calls: 0, lastCall: 0, created: 0 };
    const row = { schema: "userbase" as never, table: "users" as never, key: handle };
    await store.commit([], [{ type: "set", ...row, value: JSON.stringify(value) }]);
  }
  const found: string[] = [];
  for (let after: string | null = ""; after !== null;) {
    const page: { users: readonly { handle: string }[]; next: string | null } = await desk.perform<
      "listUsers"
    >(
      { verb: "listUsers", after },
      "root",
    );
    found.push(...page.users.map(({ handle }) => handle));
    after = page.next;
  }
  assert.deepEqual(found, names);
});

Deno.test("AdminDesk shows and changes no hash of a password through rows, not even by force", async () => {
  const { desk } = await withUsers("alice");
  const row = { schema: "userbase", table: "passwords", key: "alice" };
  const refused: AdminCall[] = [
    { verb: "getRow", ...row },
    { verb: "listRows", schema: row.schema, table: row.table, prefix: "", after: null, values: true },
    { verb: "setRow", ...row, value: "1", force: true },
    { verb: "deleteRow", ...row, force: true },
  ];
  for (const call of refused) {
    await assert.rejects(desk.perform(call as AdminCallOf<"getRow">, "root"), OperatorError, call.verb);
  }
});

Deno.test("AdminDesk changes the host's own rows by force only, and a board's rows without", async () => {
  const { desk, store } = await withUsers("alice");
  const own = { schema: "userbase", table: "meta", key: "founder" };
  await assert.rejects(
    desk.perform<"deleteRow">({ verb: "deleteRow", ...own, force: false }, "root"),
    OperatorError,
  );
  await assert.rejects(
    desk.perform<"setRow">({ verb: "setRow", ...own, value: "1", force: false }, "root"),
    OperatorError,
  );
  await desk.perform<"setRow">({ verb: "setRow", ...own, value: '"x"', force: true }, "root");
  const board = { schema: "oneliner", table: "unnamed", key: "1" };
  await desk.perform<"setRow">({ verb: "setRow", ...board, value: "[1]", force: false }, "root");
  assert.equal(await desk.perform<"getRow">({ verb: "getRow", ...board }, "root"), "[1]");
  assert.equal(await desk.perform<"deleteRow">({ verb: "deleteRow", ...board, force: false }, "root"), true);
  assert.equal(await desk.perform<"deleteRow">({ verb: "deleteRow", ...board, force: false }, "root"), false);
  assert.equal(
    (await store.get({ schema: "userbase" as never, table: "meta" as never }, "founder"))?.value,
    '"x"',
  );
});

Deno.test("AdminDesk stores JSON only", async () => {
  const { desk } = fakeDesk();
  const row = { schema: "a", table: "b", key: "c" };
  await assert.rejects(
    desk.perform<"setRow">({ verb: "setRow", ...row, value: "{", force: false }, "root"),
    /expected JSON/,
  );
  assert.equal(await desk.perform<"getRow">({ verb: "getRow", ...row }, "root"), null);
});

Deno.test("AdminDesk refuses what needs callers when no server runs, and works on accounts all the same", async () => {
  const { desk } = fakeDesk(false);
  for (const call of [{ verb: "who" }, { verb: "status" }, { verb: "reload" }] as const) {
    await assert.rejects(desk.perform(call as AdminCallOf<"who">, "root"), /no server is running/);
  }
  const application = { handle: "alice", password: MARKER, location: "", email: "" };
  await desk.perform<"addUser">({ verb: "addUser", application, groups: [] }, "root");
  assert.equal(await desk.perform<"deleteUser">({ verb: "deleteUser", handle: "alice" }, "root"), true);
});

Deno.test("AdminDesk logs every change with who asked for it, and never a password", async () => {
  const { desk, logged } = await withUsers("alice");
  const row = { schema: "a", table: "b", key: "c" };
  const calls: AdminCall[] = [
    { verb: "setPassword", handle: "alice", password: `${MARKER}2` },
    { verb: "grant", handle: "alice", group: "x" },
    { verb: "revoke", handle: "alice", group: "x" },
    { verb: "kick", target: "1", reason: "" },
    { verb: "broadcast", text: "hello" },
    { verb: "reload" },
    { verb: "setRow", ...row, value: `"${MARKER}"`, force: false },
    { verb: "deleteRow", ...row, force: false },
    { verb: "copyStore", kind: "export" },
    { verb: "deleteUser", handle: "alice" },
  ];
  for (const call of calls) {
    const before = logged.length;
    await desk.perform(call as AdminCallOf<"grant">, "root");
    assert.equal(logged.length, before + 1, call.verb);
    assert.match(logged.at(-1)!, /"by":"root"/);
  }
  assert.doesNotMatch(logged.join("\n"), new RegExp(MARKER));
});

Deno.test("AdminDesk writes copies under a new name in the folder of the database", async () => {
  const { desk } = fakeDesk();
  const copy = () => desk.perform<"copyStore">({ verb: "copyStore", kind: "backup" }, "root");
  const paths = [await copy(), await copy()];
  assert.match(paths[0]!, /^\/data\/\.[0-9a-z-]+-backup\.sqlite3$/);
  assert.notEqual(paths[0], paths[1]);
});

Deno.test("AdminDesk bans an address or subnet, and ends the sessions that come from there", async () => {
  const { desk, sessions, logged } = fakeDesk();
  sessions.push(
    new FakeLiveSession(1, undefined, "192.0.2.7"),
    new FakeLiveSession(2, undefined, "::ffff:192.0.2.8"),
    new FakeLiveSession(3, undefined, "198.51.100.1"),
  );
  const { ban, ended, strangers } = await desk.perform<"addBan">(
    { verb: "addBan", address: "192.0.2.9/24", seconds: 60, reason: "robots" },
    "root",
  );
  assert.deepEqual(ban, {
    address: "192.0.2.0/24",
    since: 1000,
    until: 61_000,
    reason: "robots",
    by: "root",
  });
  assert.deepEqual(ended.map(({ node }) => node), [1, 2]);
  assert.equal(strangers, 2, "those who are about to log in are told of, too");
  assert.deepEqual(sessions.map((session) => session.ended?.[0]), ["sent away", "sent away", undefined]);
  assert.match(logged.at(-1)!, /^Ban added .*"192\.0\.2\.0\/24".*"by":"root"/);
});

Deno.test("AdminDesk bans without a server that runs", async () => {
  const { desk } = fakeDesk(false);
  const call = { verb: "addBan", address: "2001:db8::7", seconds: null, reason: "" } as const;
  const { ended, strangers } = await desk.perform<"addBan">(call, "root");
  assert.deepEqual([ended, strangers], [[], 0]);
  const bans = await desk.perform<"listBans">({ verb: "listBans" }, "root");
  assert.deepEqual(bans, [{ address: "2001:db8::7", since: 1000, until: null, reason: "", by: "root" }]);
});

Deno.test("AdminDesk lists bans of failed logins beside the operators', and lifts either", async () => {
  const { desk, throttle, clock } = fakeDesk();
  const list = async () =>
    (await desk.perform<"listBans">({ verb: "listBans" }, "root")).map(({ address, by, reason }) =>
      `${address} ${by} ${reason}`.trimEnd()
    );
  const remove = (address: string) => desk.perform<"removeBan">({ verb: "removeBan", address }, "root");
  for (let i = 0; i < 10; i++) {
    for (const hostname of ["192.0.2.7", "2001:db8::1"]) {
      void throttle.begin(hostname, "alice")!.fail(AbortSignal.abort());
    }
  }
  clock.advance(5);
  await desk.perform<"addBan">(
    { verb: "addBan", address: "192.0.2.7", seconds: null, reason: "again" },
    "root",
  );
  assert.deepEqual(await list(), [
    "192.0.2.7 x84 failed logins",
    "2001:db8::/64 x84 failed logins",
    "192.0.2.7 root again",
  ]);
  assert.deepEqual([await remove("192.0.2.0/24"), await remove("192.0.2.8")], [false, false]);
  assert.equal(await remove("2001:db8::/64"), true);
  assert.equal(await remove("192.0.2.7"), true);
  assert.equal(await remove("192.0.2.7"), false);
  assert.deepEqual(await list(), []);
});
