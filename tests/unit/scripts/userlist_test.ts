import assert from "node:assert/strict";
import userlist from "../../../scripts/userlist.ts";
import { ALICE, type FakeOptions, FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { assertHarmless, BOBS, EVIL, hostOf, SYSOP, userOf } from "../../fakes/people_scene.ts";
import type { PublicUser } from "../../../lib/wire/users.ts";

const USERS = [
  userOf("alice", { location: "Wonderland", calls: 1234 }),
  userOf("bob"),
  userOf("carol", { location: "" }),
  ...Array.from({ length: 30 }, (_, i) => userOf(`user${i + 10}`, { location: `Place ${i}` })),
];

async function run(options: FakeOptions = {}, users: readonly PublicUser[] = USERS) {
  const host = hostOf({
    listUsers({ after, limit }) {
      const start = after === "" ? 0 : users.findIndex(({ handle }) => handle === after) + 1;
      return users.slice(start, start + limit);
    },
  });
  const settings = { userlist: { art_file: "art/userlist.ans" } };
  using session = new FakeSession({ user: ALICE, host, settings, ...options });
  const end = await session.run(userlist);
  return { end, screen: await session.screen(), session };
}

for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
  for (const encoding of ["utf8", "cp437"]) {
    Deno.test(`userlist shows who has an account in ${columns}x${rows} with ${encoding}`, async () => {
      await assertScreen(`userlist_${columns}x${rows}`, (await run({ columns, rows, encoding })).screen);
    });
  }
}

Deno.test("userlist reads all pages of the host", async () => {
  const many = Array.from({ length: 1203 }, (_, i) => userOf(`user${String(i).padStart(4, "0")}`));
  const { screen } = await run({ happenings: ["G"] }, many);
  assert.match(screen, /1203 users/);
  assert.match(screen, /user1202/);
});

Deno.test("userlist follows a new size, and leaves for q and Escape", async () => {
  const { screen } = await run({ happenings: [{ columns: 40, rows: 24 }] });
  assert.equal(screen, (await run({ columns: 40, rows: 24 })).screen);
  for (const key of ["q", "\x1b"]) assert.equal((await run({ happenings: [key] })).end.type, "returned");
});

Deno.test("userlist finds by the beginning of a handle first, then anywhere, and says when nobody is found", async () => {
  const at = async (...happenings: string[]) =>
    (await run({ user: SYSOP, happenings })).session.gosubArgs[0]?.[0];
  assert.equal(await at("f", "USER2\r", "e"), "user20");
  assert.equal(await at("f", "place 7\r", "e"), "user17");
  assert.equal(await at("f", "user39\r", "f", "b\r", "e"), "bob");
  assert.match((await run({ happenings: ["f", "zoe\r"] })).screen, /Nobody like "zoe"/);
});

Deno.test("userlist shows a card, sends lines to who is here, and lets only sysops edit", async () => {
  const card = await run({ happenings: ["f", "bob\r", "\r"] });
  assert.match(card.screen, /Name +bob\n +From +Utrecht\n +Calls +3\n +Last call +never\n +Here +yes/);
  const { session, screen } = await run({ happenings: ["f", "bob\r", "s", "hi\r"] });
  assert.deepEqual(session.calls.at(-1), { verb: "tell", target: BOBS, text: "hi" });
  assert.match(screen, /You tell bob: hi/);
  assert.match((await run({ happenings: ["f", "carol\r", "s"] })).screen, /carol is not here now/);
  assert.deepEqual((await run({ happenings: ["e"] })).session.gosubs, []);
});

Deno.test("userlist takes escape sequences out of handles and locations", async () => {
  const { session } = await run({ happenings: ["\r"] }, [userOf(EVIL, { location: EVIL })]);
  assertHarmless(session.output);
});

Deno.test("userlist shows an empty board", async () => {
  assert.match((await run({ happenings: ["\r", "s", "e", "\x1b[B"] }, [])).screen, /0 users/);
});
