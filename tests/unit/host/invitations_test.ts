import assert from "node:assert/strict";
import { makeSessionId, type SessionId } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { LocalExchange } from "../../../lib/host/exchange.ts";
import { INVITATION_LIFETIME, Invitations, MAX_INVITATIONS } from "../../../lib/host/invitations.ts";
import { INVITATION_ANSWER_TOPIC, INVITATION_TOPIC } from "../../../lib/wire/calls.ts";

function id(n: number): SessionId {
  return makeSessionId("telnet", "127.0.0.1", n);
}
const [ALICE, BOB, CAROL] = [id(1), id(2), id(3)];

async function setUp(...listeners: SessionId[]) {
  const clock = new FakeClock();
  const exchange = new LocalExchange();
  const heard: { by: SessionId; topic: string; data: unknown }[] = [];
  for (const by of listeners) {
    for (const topic of [INVITATION_TOPIC, INVITATION_ANSWER_TOPIC]) {
      await exchange.subscribe(
        by,
        topic,
        ({ data }) => heard.push({ by, topic, data: JSON.parse(data) }) > 0,
      );
    }
  }
  return { clock, exchange, heard, invitations: new Invitations(exchange, clock) };
}

Deno.test("Invitations.invite() tells the target alone, and answer() tells who asked", async () => {
  const { heard, invitations } = await setUp(ALICE, BOB, CAROL);
  const asked = await invitations.invite(ALICE, "Alice", BOB, "chat");
  assert.equal(await invitations.answer(BOB, asked!, true), true);
  assert.deepEqual(heard, [
    { by: BOB, topic: INVITATION_TOPIC, data: { id: asked, kind: "chat", from: ALICE, handle: "Alice" } },
    { by: ALICE, topic: INVITATION_ANSWER_TOPIC, data: { id: asked, accepted: true, by: BOB } },
  ]);
  assert.equal(invitations.size, 0);
});

Deno.test("Invitations.answer() of another, of a second time or of a made-up id is false", async () => {
  const { heard, invitations } = await setUp(ALICE, BOB, CAROL);
  const asked = await invitations.invite(ALICE, "Alice", BOB, "game");
  assert.equal(await invitations.answer(CAROL, asked!, true), false);
  assert.equal(await invitations.answer(ALICE, asked!, true), false);
  assert.equal(await invitations.answer(BOB, asked! + 1, true), false);
  assert.equal(await invitations.answer(BOB, asked!, false), true);
  assert.equal(await invitations.answer(BOB, asked!, true), false);
  assert.deepEqual(heard.filter(({ by }) => by === ALICE).map(({ data }) => data), [
    { id: asked, accepted: false, by: BOB },
  ]);
});

Deno.test("Invitations.invite() is undefined for one who is not there, does not listen, or is oneself", async () => {
  const { invitations } = await setUp(ALICE);
  assert.equal(await invitations.invite(ALICE, "Alice", BOB, "chat"), undefined);
  assert.equal(await invitations.invite(ALICE, "Alice", ALICE, "chat"), undefined);
  assert.equal(invitations.size, 0);
});

Deno.test("Invitations.invite() again before an answer gives the same id and disturbs nobody", async () => {
  const { heard, invitations } = await setUp(ALICE, BOB);
  const first = await invitations.invite(ALICE, "Alice", BOB, "page");
  assert.equal(await invitations.invite(ALICE, "Alice", BOB, "page"), first);
  assert.equal(heard.length, 1);
  assert.notEqual(await invitations.invite(ALICE, "Alice", BOB, "chat"), first);
  await invitations.answer(BOB, first!, false);
  assert.notEqual(await invitations.invite(ALICE, "Alice", BOB, "page"), first);
});

Deno.test("Invitations.invite() bounds what a session sends and what it gets", async () => {
  const others = Array.from({ length: MAX_INVITATIONS + 1 }, (_, i) => id(100 + i));
  const { heard, invitations } = await setUp(ALICE, BOB, ...others);
  for (const other of others.slice(1)) await invitations.invite(ALICE, "Alice", other, "chat");
  await assert.rejects(invitations.invite(ALICE, "Alice", others[0]!, "chat"), RangeError);
  for (const other of others.slice(1)) await invitations.invite(other, "other", BOB, "chat");
  assert.equal(await invitations.invite(others[0]!, "other", BOB, "chat"), undefined);
  assert.equal(heard.filter(({ by }) => by === BOB).length, MAX_INVITATIONS);
});

Deno.test("Invitations.release() tells no to who waits for the session, and takes its own back", async () => {
  const { heard, invitations } = await setUp(ALICE, BOB, CAROL);
  const toBob = await invitations.invite(ALICE, "Alice", BOB, "chat");
  const byBob = await invitations.invite(BOB, "Bob", CAROL, "game");
  await invitations.release(BOB);
  assert.equal(invitations.size, 0);
  assert.deepEqual(heard.at(-1), {
    by: ALICE,
    topic: INVITATION_ANSWER_TOPIC,
    data: { id: toBob, accepted: false, by: BOB },
  });
  assert.equal(await invitations.answer(CAROL, byBob!, true), false);
  await invitations.invite(ALICE, "Alice", CAROL, "chat");
  await invitations.release(BOB);
  assert.equal(invitations.size, 1);
});

Deno.test("Invitations are forgotten after their lifetime, so one may ask again", async () => {
  const { clock, heard, invitations } = await setUp(ALICE, BOB);
  const first = await invitations.invite(ALICE, "Alice", BOB, "page");
  clock.advance(INVITATION_LIFETIME - 1);
  assert.equal(invitations.size, 1);
  clock.advance(1);
  assert.equal(invitations.size, 0);
  assert.equal(await invitations.answer(BOB, first!, true), false);
  assert.notEqual(await invitations.invite(ALICE, "Alice", BOB, "page"), first);
  assert.equal(heard.length, 2);
});

Deno.test("Invitations.answer() is true when it comes while the invitation is still being told", async () => {
  const clock = new FakeClock();
  const exchange = new LocalExchange();
  const invitations: Invitations = new Invitations(exchange, clock);
  const answered: Promise<boolean>[] = [];
  await exchange.subscribe(ALICE, INVITATION_ANSWER_TOPIC, () => true);
  await exchange.subscribe(BOB, INVITATION_TOPIC, ({ data }) => {
    answered.push(invitations.answer(BOB, JSON.parse(data).id, true));
    return true;
  });
  assert.ok(await invitations.invite(ALICE, "Alice", BOB, "chat"));
  assert.deepEqual(await Promise.all(answered), [true]);
});
