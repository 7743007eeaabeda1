import assert from "node:assert/strict";
import { makeSessionId } from "../../../lib/base/brand.ts";
import { HOST_TOPICS, LocalExchange } from "../../../lib/host/exchange.ts";
import { INVITATION_TOPIC, PRESENCE_TOPIC } from "../../../lib/wire/calls.ts";
import { testExchange } from "../../contract/exchange.ts";

testExchange("LocalExchange", () => ({
  exchange: new LocalExchange(),
  settle: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}));

Deno.test("LocalExchange keeps nothing of topics that nobody hears any more", async () => {
  const exchange = new LocalExchange();
  const [alice, bob] = [makeSessionId("ssh", "::1", 1), makeSessionId("ssh", "::1", 2)];
  for (let i = 0; i < 10; i++) {
    await exchange.subscribe(alice, `t${i}`, () => true);
    await exchange.subscribe(bob, `t${i}`, () => true);
  }
  await exchange.release(alice);
  assert.equal(exchange.size, 10);
  await exchange.unsubscribe(bob, "t0");
  assert.equal(exchange.size, 9);
  await exchange.release(bob);
  assert.equal(exchange.size, 0);
});

Deno.test("HOST_TOPICS holds the topics whose events scripts believe", () => {
  assert.ok(HOST_TOPICS.has(INVITATION_TOPIC));
  assert.ok(HOST_TOPICS.has(PRESENCE_TOPIC));
  assert.ok(!HOST_TOPICS.has("chat"));
});
