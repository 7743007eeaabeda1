import assert from "node:assert/strict";
import {
  findPerson,
  invitationOf,
  maySpeak,
  peopleNotice,
  refusal,
  tellPerson,
  type TopicEvent,
} from "../../../scripts/people.ts";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import { ALICE, FakeSession } from "../../fakes/fake_session.ts";
import { assertHarmless, BOBS, EVIL, HERE, hostOf, sessionOf } from "../../fakes/people_scene.ts";

function event(topic: string, data: unknown): TopicEvent {
  return { type: "message", topic, from: BOBS, data };
}

const INVITATION = { id: 7, kind: "chat", from: BOBS, handle: "bob" };

Deno.test("peopleNotice() makes a line of what arrives", () => {
  assert.equal(peopleNotice(event("tell", { handle: "bob", text: "hi" })), "bob tells you: hi");
  assert.equal(peopleNotice(event("broadcast", { text: "Down at ten" })), "Broadcast: Down at ten");
  assert.equal(peopleNotice(event("invitation", INVITATION)), "bob would like to chat with you.");
  assert.equal(peopleNotice(event("invitation", { ...INVITATION, kind: "page" })), "bob pages you.");
  assert.equal(peopleNotice(event("presence", { handle: "bob", event: "left" })), "bob has left.");
  assert.equal(peopleNotice(event("presence", { handle: "bob", event: "x" })), undefined);
  assert.equal(peopleNotice(event("else", { handle: "bob" })), undefined);
});

Deno.test("peopleNotice() survives what is nothing like it should be, and takes sequences out", () => {
  for (const data of [null, 7, "text", [], { text: {} }, { handle: 7 }]) {
    for (const topic of ["tell", "broadcast", "invitation", "presence"]) peopleNotice(event(topic, data));
  }
  assertHarmless(peopleNotice(event("tell", { handle: EVIL, text: EVIL }))!);
});

Deno.test("invitationOf() knows invitations to a talk", () => {
  assert.deepEqual(invitationOf(event("invitation", INVITATION)), INVITATION);
  assert.equal(invitationOf(event("invitation", { ...INVITATION, kind: "game" })), undefined);
  assert.equal(invitationOf(event("invitation", { ...INVITATION, id: "7" })), undefined);
  assert.equal(invitationOf(event("tell", INVITATION)), undefined);
  assert.equal(invitationOf(event("invitation", null)), undefined);
});

Deno.test("findPerson() takes a handle, its beginning when that is one caller's, and a node", () => {
  const here = [...HERE.slice(0, 2), sessionOf(4, "bobby"), sessionOf(5, "carol")];
  assert.equal(findPerson(here, "BOB")?.node, 2);
  assert.equal(findPerson(here, "car")?.node, 5);
  assert.equal(findPerson(here, "4")?.handle, "bobby");
  assert.equal(findPerson(here, "bo"), undefined);
  assert.equal(findPerson(here, "zoe"), undefined);
  assert.equal(findPerson(here, " "), undefined);
});

Deno.test("tellPerson() says what became of a line", async () => {
  const bob = HERE[1]!;
  using session = new FakeSession({ user: ALICE, host: hostOf() });
  assert.equal(await tellPerson(session.asSession, bob, "hi"), "You tell bob: hi");
  assert.equal(await tellPerson(session.asSession, bob, " \x1b[2J "), "Nothing was sent.");
  assert.deepEqual(session.calls, [{ verb: "tell", target: BOBS, text: "hi" }]);
  using gone = new FakeSession({ user: ALICE, host: hostOf({ tell: () => false }) });
  assert.equal(await tellPerson(gone.asSession, bob, "hi"), "bob is no longer here.");
});

Deno.test("maySpeak() lets a paste through and stops a flood", () => {
  using session = new FakeSession({ user: ALICE });
  const at = (now: number) => maySpeak(session.asSession, now);
  const burst = Array.from({ length: 50 }, () => at(0)).filter((may) => may).length;
  assert.equal(burst, 40);
  assert.deepEqual([at(400), at(600), at(700), at(3000), at(3000)], [false, true, false, true, true]);
});

Deno.test("refusal() answers the sentence of a refusal and throws anything else on", () => {
  assert.equal(refusal(new RangeError('Cannot change location: it is "long"')), 'It is "long"');
  assert.equal(refusal(new NotPermittedError("Cannot broadcast: only sysops may")), "Only sysops may");
  assert.throws(() => refusal(new TypeError("Cannot read properties of undefined")), TypeError);
});
