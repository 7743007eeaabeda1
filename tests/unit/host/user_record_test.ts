import assert from "node:assert/strict";
import { StoreError } from "../../../lib/base/errors.ts";
import {
  guestView,
  parseGroups,
  publicView,
  readUser,
  type UserRecord,
  userView,
  writeUser,
} from "../../../lib/host/user_record.ts";
import { isSysop } from "../../../lib/wire/users.ts";

const ALICE: UserRecord = {
  handle: "Alice",
  location: "Oz",
  email: "a@example.org",
  groups: ["friends", "sysop"],
  calls: 3,
  lastCall: 1000,
  created: 500,
};

Deno.test("readUser() reads what writeUser() wrote", () => {
  assert.deepEqual(readUser("alice", writeUser(ALICE)), ALICE);
});

Deno.test("writeUser() writes the fields of a record and no others", () => {
  const more = { ...ALICE, guest: true, password: "secret" };
  assert.deepEqual(JSON.parse(writeUser(more)), ALICE);
});

Deno.test("readUser() refuses a damaged record and names the user", () => {
  const damaged = [
    "",
    "null",
    "[]",
    "{}",
    ...Object.keys(ALICE).map((name) => {
      return JSON.stringify({ ...ALICE, [name]: null });
    }),
  ];
  for (const json of damaged) {
    assert.throws(() => readUser("alice", json), (error) => {
      return error instanceof StoreError && error.message.startsWith('Cannot read user "alice": ');
    }, json);
  }
});

Deno.test("parseGroups() sorts, drops doubles and refuses what is no word", () => {
  assert.deepEqual(parseGroups(["sysop", "friends", "sysop"]), ["friends", "sysop"]);
  for (const wrong of ["", "Sysop", "a b", "__proto__", "x".repeat(33)]) {
    assert.throws(() => parseGroups([wrong]), RangeError, wrong);
  }
  assert.throws(() => parseGroups(Array.from({ length: 65 }, (_, i) => `g${i}`)), RangeError);
});

Deno.test("publicView() shows neither e-mail address nor groups", () => {
  assert.deepEqual(publicView(ALICE), { handle: "Alice", location: "Oz", calls: 3, lastCall: 1000 });
});

Deno.test("guestView() is a guest and never a sysop, userView() is no guest", () => {
  assert.equal(guestView(7).guest, true);
  assert.equal(isSysop(guestView(7)), false);
  assert.deepEqual(userView(ALICE), { ...ALICE, guest: false });
  assert.equal(isSysop(userView(ALICE)), true);
});
