import assert from "node:assert/strict";
import profile from "../../../scripts/profile.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertHarmless, EVIL, hostOf, SYSOP, userOf } from "../../fakes/people_scene.ts";
import { SSH_KEYS } from "../../fakes/ssh_keys.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import type { KeyView, UserView } from "../../../lib/wire/users.ts";

const SETTINGS = { profile: { art_file: "art/profile.ans" }, session: { timeout: "900" } };
const USERS = ["alice", "bob", "carol"];
const [LINE, FINGERPRINT] = SSH_KEYS[0]!;
const KEY: KeyView = {
  type: "ssh-ed25519",
  data: "AAAA",
  comment: "laptop",
  fingerprint: FINGERPRINT,
  added: 0,
};
const OWN: UserView = { ...ALICE, lastCall: 0, created: 0, email: "alice@example.org", groups: ["users"] };

type Rows = Parameters<typeof hostOf>[0];

async function run(options: FakeOptions = {}, args: readonly unknown[] = [], rows: Rows = {}) {
  const attributes = new Map<string, string>();
  const me = options.user ?? OWN;
  const host = hostOf({
    getUser: ({ handle }) => {
      const known = USERS.find((one) => one === handle.toLowerCase());
      if (known === undefined) return undefined;
      const full = { ...OWN, handle: known, groups: known === me.handle ? me.groups : [] };
      return known === me.handle || me.groups.includes("sysop") ? full : userOf(known);
    },
    listUsers: ({ after }) => after === "" ? USERS.map((handle) => userOf(handle)) : [],
    getAttribute: ({ name }) => attributes.get(name),
    setAttribute({ name, value }) {
      if (value === undefined) attributes.delete(name);
      else attributes.set(name, value);
      return undefined;
    },
    updateUser: ({ handle, changes }) => ({ ...OWN, handle, ...changes }),
    changePassword: ({ old }) => old === "right",
    setPassword: () => true,
    deleteOwnAccount: ({ password }) => password === "right",
    deleteUser: () => true,
    countUnread: ({ query }) => ({ all: query.author === "alice" ? 3 : 12, unread: 0 }),
    addKey: () => KEY,
    removeKey: () => true,
    ...rows,
  });
  using session = new FakeSession({ user: OWN, settings: SETTINGS, host, ...options });
  const end = await session.run(profile, ...args);
  return { end, screen: await session.screen(), session };
}

/** What was asked of the host that changes something. */
function changes(session: FakeSession): unknown[] {
  const looks: readonly Verb[] = ["getUser", "getAttribute", "listKeys", "listUsers", "countUnread"];
  return session.calls.filter(({ verb }) => !looks.includes(verb));
}

for (const [columns, rows] of [[80, 24], [40, 24], [132, 50]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`profile shows the own account in ${columns}x${rows} with ${encoding}`, async () => {
      const { screen } = await run({ columns, rows, encoding }, [], { listKeys: () => [KEY] });
      await assertScreen(`profile_${columns}x${rows}`, screen);
    });
  }
}

Deno.test("profile tells how much an account has posted, and where its last call came from", async () => {
  const from = { getAttribute: ({ name }) => name === "last_from" ? '"ssh 192.0.2.7"' : undefined } as Rows;
  assert.match((await run({}, [], from)).screen, /From +ssh 192\.0\.2\.7\n +Posts +3\n/);
  assert.match((await run({ user: SYSOP }, ["bob"])).screen, /From +-\n +Posts +12\n/);
  // Where there are few rows, what can be changed has them.
  const low = (await run({ columns: 40, rows: 12 }, [], from)).screen;
  assert.match(low, /Name +alice\n p +Password[^]*s +SSH keys[^]*q leave/);
});

Deno.test("profile follows a new size, and leaves for q and Escape", async () => {
  const { screen } = await run({ happenings: [{ columns: 40, rows: 24 }] });
  assert.equal(screen, (await run({ columns: 40, rows: 24 })).screen);
  for (const key of ["q", "\x1b"]) assert.equal((await run({ happenings: [key] })).end.type, "returned");
});

Deno.test("profile changes the password with the old one, and shows no letter of either", async () => {
  const { session, screen } = await run({ happenings: ["p", "right\r", "a new one\r", "a new one\r"] });
  assert.deepEqual(changes(session), [{ verb: "changePassword", old: "right", password: "a new one" }]);
  assert.match(screen, /Your password is changed/);
  assert.doesNotMatch(session.output, /right|new one/);
});

Deno.test("profile changes no password without the right old one, twice the same new one, or for Escape", async () => {
  const wrong = await run({ happenings: ["p", "wrong\r", "a new one\r", "a new one\r"] });
  assert.match(wrong.screen, /That was not the old password/);
  const differ = await run({ happenings: ["p", "right\r", "a new one\r", "another\r"] });
  assert.match(differ.screen, /not the same/);
  assert.deepEqual(changes(differ.session), []);
  for (
    const keys of [["p", "\x1b"], ["p", "right\r", "\x1b"], ["p", "right\r", "\r"], [
      "p",
      "right\r",
      "x\r",
      "\x1b",
    ]]
  ) {
    assert.deepEqual(changes((await run({ happenings: keys })).session), []);
  }
});

Deno.test("profile changes location and e-mail, and tells what the host says of them", async () => {
  const { session } = await run({ happenings: ["o", "\x15Oz\r", "e", "\x1b", "e", "\r"] });
  assert.deepEqual(changes(session), [{ verb: "updateUser", handle: "alice", changes: { location: "Oz" } }]);
  const refused = await run({ happenings: ["e", "x\r"] }, [], {
    updateUser: () => {
      throw new RangeError("Cannot change email: it has to have an @ in it");
    },
  });
  assert.match(refused.screen, /It has to have an @ in it/);
});

Deno.test("profile keeps the idle limit and applies it at once", async () => {
  const { session, screen } = await run({ happenings: ["i", "120\r"] });
  assert.deepEqual(changes(session), [
    { verb: "setAttribute", handle: "alice", name: "timeout", value: "120" },
    { verb: "setIdleLimit", seconds: 120 },
  ]);
  assert.match(screen, /Idle limit +120 seconds/);
  const blank = await run({ happenings: ["i", "\r"] });
  assert.deepEqual(changes(blank.session).at(-1), { verb: "setIdleLimit", seconds: 900 });
  for (const typed of ["x", "-1", "1.5", "99999"]) {
    const refused = await run({ happenings: ["i", `${typed}\r`] });
    assert.deepEqual(changes(refused.session), [], typed);
    assert.match(refused.screen, /It has to be a number of seconds/);
  }
});

Deno.test("profile lets the caller choose colours and characters", async () => {
  const themed = await run({ happenings: ["t", "\x1b[B\r"] });
  assert.deepEqual(changes(themed.session), [
    { verb: "setAttribute", handle: "alice", name: "theme", value: '"sea"' },
  ]);
  assert.match(themed.screen, /Theme +sea/);
  const encoded = await run({ happenings: ["c", "\x1b[B\x1b[B\r"] });
  assert.deepEqual(changes(encoded.session), [
    { verb: "setAttribute", handle: "alice", name: "encoding", value: '"cp437"' },
  ]);
  assert.equal(encoded.session.encoding, "cp437");
  assert.deepEqual(changes((await run({ happenings: ["t", "q", "c", "q"] })).session), []);
});

Deno.test("profile cuts nothing off on 40 columns: when the last call was, what keys are for, what is asked", async () => {
  const called = { ...OWN, calls: 12, lastCall: Date.now() - 94_000 };
  const card = await run({ columns: 40, user: called }, [], { getUser: () => called });
  assert.match(card.screen, /Calls +12, last one 1m3\ds ago/);
  const keys = await run({ columns: 40, happenings: ["s"] }, [], { listKeys: () => [] });
  assert.match(keys.screen, /log in by\n ssh without a password\./);
  assert.match((await run({ columns: 40, happenings: ["c"] })).screen, /Which characters does it know\?/);
});

Deno.test("profile adds and removes SSH keys, and tells what the host says of a line", async () => {
  const added = await run({ happenings: ["s", "a", `${LINE}\r`, "q"] });
  assert.deepEqual(changes(added.session), [{ verb: "addKey", handle: "alice", line: LINE }]);
  const removed = await run({ happenings: ["s", "r", "y"] }, [], { listKeys: () => [KEY] });
  assert.deepEqual(changes(removed.session), [{
    verb: "removeKey",
    handle: "alice",
    fingerprint: FINGERPRINT,
  }]);
  assert.match(removed.screen, /SSH keys of alice[^]*laptop\n +ssh-ed25519 SHA256:[^]*The key is removed/);
  const refused = await run({ happenings: ["s", "a", "nonsense\r"] }, [], {
    addKey: () => {
      throw new RangeError('Cannot read SSH key: expected "ssh-ed25519 …"');
    },
  });
  assert.match(refused.screen, /Expected "ssh-ed25519/);
  const kept = await run({ happenings: ["s", "r", "n"] }, [], { listKeys: () => [KEY] });
  assert.deepEqual(changes(kept.session), []);
});

Deno.test("profile deletes the own account after a yes and the right password", async () => {
  const gone = await run({ happenings: ["d", "y", "right\r"] });
  assert.deepEqual(changes(gone.session), [{ verb: "deleteOwnAccount", password: "right" }]);
  assert.equal(gone.end.type, "returned");
  assert.match((await run({ happenings: ["d", "y", "wrong\r"] })).screen, /That was not your password/);
  for (const keys of [["d", "n"], ["d", "y", "\x1b"], ["d", "\r"]]) {
    assert.deepEqual(changes((await run({ happenings: keys })).session), []);
  }
  const only = await run({ user: SYSOP, happenings: ["d", "y", "right\r"] }, [], {
    deleteOwnAccount: () => {
      throw new NotPermittedError("Cannot delete an account: it is that of the only sysop");
    },
  });
  assert.match(only.screen, /It is that of the only sysop/);
});

Deno.test("profile lets a sysop look after others: password, groups, deletion, with the next one shown", async () => {
  const happenings = ["p", "a new one\r", "a new one\r", "g", "Staff, games\r", "d", "y"];
  const { session, screen } = await run({ user: SYSOP, happenings }, ["bob"]);
  assert.deepEqual(changes(session), [
    { verb: "setPassword", handle: "bob", password: "a new one" },
    { verb: "updateUser", handle: "bob", changes: { groups: ["staff", "games"] } },
    { verb: "deleteUser", handle: "bob" },
  ]);
  assert.match(screen, /Name +carol[^]*The account of bob is deleted/);
  assert.match((await run({ user: SYSOP, happenings: ["g", "1x\r"] }, ["bob"])).screen, /not "1x"/);
});

Deno.test("profile asks a sysop before he takes his own rights", async () => {
  const asked = await run({ user: SYSOP, happenings: ["g", "\x15users\r", "n"] });
  assert.deepEqual(changes(asked.session), []);
  const sure = await run({ user: SYSOP, happenings: ["g", "\x15users\r", "y"] });
  assert.deepEqual(changes(sure.session), [
    { verb: "updateUser", handle: "alice", changes: { groups: ["users"] } },
  ]);
});

Deno.test("profile finds for a sysop by name and by pattern, and steps around the ends", async () => {
  const name = async (...happenings: string[]) =>
    /Name +(\w+)/.exec((await run({ user: SYSOP, happenings })).screen)?.[1];
  assert.equal(await name("f", "BOB\r"), "bob");
  assert.equal(await name("f", "c*\r"), "carol");
  assert.equal(await name("f", "*\r", "\x1b[B\r"), "bob");
  assert.equal(await name(">"), "bob");
  assert.equal(await name("<"), "carol");
  assert.equal(await name(">", ">", ">"), "alice");
  assert.match((await run({ user: SYSOP, happenings: ["f", "z(\r"] })).screen, /Nobody is called "z\("/);
  assert.match((await run({ user: SYSOP, happenings: ["f", "z(*\r"] })).screen, /Nobody is called/);
});

Deno.test("profile shows others to sysops only, and nothing to guests", async () => {
  const refused = await run({ happenings: ["x"] }, ["bob"]);
  assert.equal(refused.end.type, "returned");
  assert.match(refused.screen, /There is no account "bob" that you may see/);
  const guest = { ...ALICE, handle: "anonymous", guest: true };
  assert.match((await run({ user: guest, happenings: ["x"] })).screen, /Guests have no account/);
  for (const keys of ["g", "f", ">"]) {
    const { session } = await run({ happenings: [keys, "bob\r"] });
    assert.deepEqual(changes(session).filter((call) => (call as CallOf<Verb>).verb !== "updateUser"), []);
  }
});

Deno.test("profile takes escape sequences out of what an account holds", async () => {
  const evil = { ...OWN, location: EVIL, email: EVIL, groups: [EVIL] };
  const { session } = await run({ user: SYSOP, happenings: ["s", "q", "o", "\x1b"] }, ["bob"], {
    getUser: () => evil,
    listKeys: () => [{ ...KEY, comment: EVIL, type: EVIL, fingerprint: EVIL }],
    getAttribute: () => JSON.stringify(EVIL),
  });
  assertHarmless(session.output);
});
