import assert from "node:assert/strict";
import { endOf, loadCard } from "../../../scripts/profile_card.ts";
import { ALICE, FakeSession } from "../../fakes/fake_session.ts";
import { hostOf, userOf } from "../../fakes/people_scene.ts";

Deno.test("endOf() shows the end of what is too long, behind two dots and a blank", () => {
  assert.equal(endOf("short", 10), "short");
  assert.equal(endOf("0123456789", 10), "0123456789");
  assert.equal(endOf("0123456789a", 10), ".. 456789a");
  assert.equal(endOf("日本語日本語", 8), ".. 本語");
});

Deno.test("loadCard() answers nothing of an account that one may not see all of, and of the guest's", async () => {
  using session = new FakeSession({ user: ALICE, host: hostOf({ getUser: ({ handle }) => userOf(handle) }) });
  assert.equal(await loadCard(session.asSession, "bob"), undefined);
  using guest = new FakeSession({
    user: ALICE,
    host: hostOf({ getUser: () => ({ ...ALICE, guest: true }) }),
  });
  assert.equal(await loadCard(guest.asSession, "anonymous"), undefined);
});

Deno.test("loadCard() takes attributes that are nothing like they should be for none", async () => {
  const host = hostOf({
    getUser: () => ALICE,
    getAttribute: () => '{"a":1}',
    countUnread: () => ({ all: 0, unread: 0 }),
  });
  using session = new FakeSession({ user: ALICE, host });
  const card = await loadCard(session.asSession, "alice");
  assert.deepEqual([card?.idle, card?.theme, card?.encoding], [undefined, "board", undefined]);
  assert.equal(card?.from, "");
});
