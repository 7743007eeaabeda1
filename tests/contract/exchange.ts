/**
 * What every exchange does, and every set of locks: run this against an implementation before the host may use it.
 *
 * An implementation may deliver later than `publish` resolves, so the tests wait with `settle`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { makeSessionId, type SessionId } from "../../lib/base/brand.ts";
import type { Deliver, Exchange, ExchangeEvent } from "../../lib/host/exchange.ts";
import type { Locks } from "../../lib/host/locks.ts";
import { MAX_EVENT, MAX_LOCKS, MAX_TOPICS } from "../../lib/wire/limits.ts";

/** An exchange under test. */
export interface ExchangeUnderTest extends AsyncDisposable {
  readonly exchange: Exchange;
  /** Resolves when everything that was published has been delivered. */
  settle(): Promise<void>;
}

/** Locks under test, with the clock that they believe. */
export interface LocksUnderTest extends AsyncDisposable {
  readonly locks: Locks;
  /** Lets so many seconds pass. */
  pass(seconds: number): void | Promise<void>;
}

const [ALICE, BOB, CAROL] = [1, 2, 3].map((n) => makeSessionId("telnet", "127.0.0.1", n)) as [
  SessionId,
  SessionId,
  SessionId,
];
const NAMES = ["a", "A", "a_b", "a%b", "it's", 'say "x"', "games/tetris", "é", "__proto__", "constructor"];

class Ear {
  readonly heard: ExchangeEvent[] = [];
  readonly deliver: Deliver = (event) => {
    this.heard.push(event);
    return true;
  };
  get data(): string[] {
    return this.heard.map((event) => event.data);
  }
}

/** Declares the tests of an exchange. */
export function testExchange(name: string, make: () => ExchangeUnderTest | Promise<ExchangeUnderTest>): void {
  const test = (sentence: string, run: (under: ExchangeUnderTest) => Promise<void>) => {
    Deno.test(`${name} ${sentence}`, async () => {
      await using under = await make();
      await run(under);
    });
  };

  test("publish() reaches every subscriber but the sender, and says how many", async ({ exchange, settle }) => {
    const [alice, bob, carol] = [new Ear(), new Ear(), new Ear()];
    await exchange.subscribe(ALICE, "chat", alice.deliver);
    await exchange.subscribe(BOB, "chat", bob.deliver);
    await exchange.subscribe(CAROL, "chat", carol.deliver);
    assert.equal(await exchange.publish(ALICE, "chat", '"hi"'), 2);
    await settle();
    assert.deepEqual(alice.heard, []);
    assert.deepEqual(bob.heard, [{ topic: "chat", from: ALICE, data: '"hi"' }]);
    assert.deepEqual(carol.heard, bob.heard);
  });

  test("publish() by the host reaches everybody", async ({ exchange, settle }) => {
    const alice = new Ear();
    await exchange.subscribe(ALICE, "broadcast", alice.deliver);
    assert.equal(await exchange.publish(undefined, "broadcast", "{}"), 1);
    await settle();
    assert.deepEqual(alice.heard, [{ topic: "broadcast", from: undefined, data: "{}" }]);
  });

  test("publish() to a target reaches only him, be it the sender", async ({ exchange, settle }) => {
    const [alice, bob] = [new Ear(), new Ear()];
    await exchange.subscribe(ALICE, "chat", alice.deliver);
    await exchange.subscribe(BOB, "chat", bob.deliver);
    assert.equal(await exchange.publish(ALICE, "chat", "1", BOB), 1);
    assert.equal(await exchange.publish(ALICE, "chat", "2", ALICE), 1);
    await settle();
    assert.deepEqual([alice.data, bob.data], [["2"], ["1"]]);
  });

  test("publish() to a target who is not there or does not listen reaches nobody", async ({ exchange, settle }) => {
    const bob = new Ear();
    await exchange.subscribe(BOB, "other", bob.deliver);
    assert.equal(await exchange.publish(ALICE, "chat", "1", BOB), 0);
    assert.equal(await exchange.publish(ALICE, "chat", "1", CAROL), 0);
    assert.equal(await exchange.publish(ALICE, "silence", "1"), 0);
    await settle();
    assert.deepEqual(bob.heard, []);
  });

  test("keeps the order of one sender", async ({ exchange, settle }) => {
    const bob = new Ear();
    await exchange.subscribe(BOB, "chat", bob.deliver);
    const sent = Array.from({ length: 100 }, (_, i) => String(i));
    await Promise.all(sent.map((data) => exchange.publish(ALICE, "chat", data)));
    await settle();
    assert.deepEqual(bob.data, sent);
  });

  test("keeps topics with like names apart", async ({ exchange, settle }) => {
    const ears = NAMES.map(() => new Ear());
    for (const [i, topic] of NAMES.entries()) await exchange.subscribe(BOB, topic, ears[i]!.deliver);
    for (const topic of NAMES) assert.equal(await exchange.publish(ALICE, topic, JSON.stringify(topic)), 1);
    await settle();
    assert.deepEqual(ears.map((ear) => ear.data), NAMES.map((topic) => [JSON.stringify(topic)]));
  });

  test("subscribe() twice hears once, with the second deliver", async ({ exchange, settle }) => {
    const [first, second] = [new Ear(), new Ear()];
    await exchange.subscribe(BOB, "chat", first.deliver);
    await exchange.subscribe(BOB, "chat", second.deliver);
    assert.equal(await exchange.publish(ALICE, "chat", "1"), 1);
    await settle();
    assert.deepEqual([first.data, second.data], [[], ["1"]]);
  });

  test("unsubscribe() ends hearing, and of what was not heard does nothing", async ({ exchange, settle }) => {
    const [bob, carol] = [new Ear(), new Ear()];
    await exchange.subscribe(BOB, "chat", bob.deliver);
    await exchange.subscribe(CAROL, "chat", carol.deliver);
    await exchange.unsubscribe(BOB, "chat");
    await exchange.unsubscribe(BOB, "chat");
    await exchange.unsubscribe(ALICE, "never");
    assert.equal(await exchange.publish(ALICE, "chat", "1"), 1);
    await settle();
    assert.deepEqual([bob.data, carol.data], [[], ["1"]]);
  });

  test("release() frees all of one session and nothing of another", async ({ exchange, settle }) => {
    const [bob, carol] = [new Ear(), new Ear()];
    for (const topic of NAMES) {
      await exchange.subscribe(BOB, topic, bob.deliver);
      await exchange.subscribe(CAROL, topic, carol.deliver);
    }
    await exchange.release(BOB);
    await exchange.release(BOB);
    for (const topic of NAMES) assert.equal(await exchange.publish(ALICE, topic, "1"), 1);
    await settle();
    assert.deepEqual([bob.heard.length, carol.heard.length], [0, NAMES.length]);
  });

  test("does not count a session that refuses the event or throws", async ({ exchange, settle }) => {
    const carol = new Ear();
    await exchange.subscribe(ALICE, "chat", () => false);
    await exchange.subscribe(BOB, "chat", () => {
      throw new Error("gone");
    });
    await exchange.subscribe(CAROL, "chat", carol.deliver);
    assert.equal(await exchange.publish(undefined, "chat", "1"), 1);
    await settle();
    assert.deepEqual(carol.data, ["1"]);
  });

  test("does not deliver to a session that another's deliver has released", async ({ exchange, settle }) => {
    const bob = new Ear();
    const released: Promise<void>[] = [];
    await exchange.subscribe(ALICE, "chat", () => {
      released.push(exchange.release(BOB));
      return true;
    });
    await exchange.subscribe(BOB, "chat", bob.deliver);
    await exchange.publish(CAROL, "chat", "1");
    await settle();
    await Promise.all(released);
    await exchange.publish(CAROL, "chat", "2");
    await settle();
    assert.ok(!bob.data.includes("2"));
  });

  test("subscribe() refuses one topic too many until one is given back", async ({ exchange }) => {
    const { deliver } = new Ear();
    for (let i = 0; i < MAX_TOPICS; i++) await exchange.subscribe(BOB, `t${i}`, deliver);
    await exchange.subscribe(BOB, "t0", deliver);
    await assert.rejects(exchange.subscribe(BOB, "more", deliver), RangeError);
    await exchange.subscribe(CAROL, "more", deliver);
    await exchange.unsubscribe(BOB, "t0");
    await exchange.subscribe(BOB, "more", deliver);
    assert.equal(await exchange.publish(ALICE, "more", "1"), 2);
  });

  test("publish() refuses data that is too long", async ({ exchange, settle }) => {
    const bob = new Ear();
    await exchange.subscribe(BOB, "chat", bob.deliver);
    assert.equal(await exchange.publish(ALICE, "chat", "x".repeat(MAX_EVENT)), 1);
    await assert.rejects(exchange.publish(ALICE, "chat", "x".repeat(MAX_EVENT + 1)), RangeError);
    await settle();
    assert.equal(bob.heard.length, 1);
  });
}

/** Declares the tests of a set of locks. */
export function testLocks(name: string, make: () => LocksUnderTest | Promise<LocksUnderTest>): void {
  const test = (sentence: string, run: (under: LocksUnderTest) => Promise<void>) => {
    Deno.test(`${name} ${sentence}`, async () => {
      await using under = await make();
      await run(under);
    });
  };

  test("acquire() gives a lock to one session and refuses it to others", async ({ locks }) => {
    assert.equal(await locks.acquire(ALICE, "door"), true);
    assert.equal(await locks.acquire(BOB, "door"), false);
    assert.equal(await locks.acquire(BOB, "window"), true);
  });

  test("acquire() gives a lock to one of many who ask at once", async ({ locks }) => {
    const owners = Array.from({ length: 20 }, (_, i) => makeSessionId("telnet", "127.0.0.9", i));
    const answers = await Promise.all(owners.map((owner) => locks.acquire(owner, "door")));
    assert.equal(answers.filter((got) => got).length, 1);
  });

  test("acquire() by the owner succeeds again, and one release frees it", async ({ locks }) => {
    assert.equal(await locks.acquire(ALICE, "door"), true);
    assert.equal(await locks.acquire(ALICE, "door"), true);
    assert.equal(await locks.release(ALICE, "door"), true);
    assert.equal(await locks.release(ALICE, "door"), false);
    assert.equal(await locks.acquire(BOB, "door"), true);
  });

  test("release() by another than the owner is false and changes nothing", async ({ locks }) => {
    await locks.acquire(ALICE, "door");
    assert.equal(await locks.release(BOB, "door"), false);
    assert.equal(await locks.acquire(CAROL, "door"), false);
    assert.equal(await locks.release(BOB, "never"), false);
  });

  test("acquire() with stale takes over after that many seconds, not before", async ({ locks, pass }) => {
    await locks.acquire(ALICE, "door");
    await pass(4);
    assert.equal(await locks.acquire(BOB, "door", 5), false);
    await pass(1);
    assert.equal(await locks.acquire(CAROL, "door"), false);
    assert.equal(await locks.acquire(BOB, "door", 5), true);
    assert.equal(await locks.release(ALICE, "door"), false);
    assert.equal(await locks.acquire(ALICE, "door", 5), false);
    assert.equal(await locks.release(BOB, "door"), true);
  });

  test("acquire() by the owner makes the lock young again", async ({ locks, pass }) => {
    await locks.acquire(ALICE, "door");
    await pass(4);
    await locks.acquire(ALICE, "door");
    await pass(4);
    assert.equal(await locks.acquire(BOB, "door", 5), false);
  });

  test("releaseAll() frees what the session holds and not what was taken from it", async ({ locks, pass }) => {
    for (const lock of NAMES) assert.equal(await locks.acquire(ALICE, lock), true);
    await pass(10);
    assert.equal(await locks.acquire(BOB, NAMES[0]!, 5), true);
    assert.equal(await locks.releaseAll(ALICE), NAMES.length - 1);
    assert.equal(await locks.releaseAll(ALICE), 0);
    assert.equal(await locks.acquire(CAROL, NAMES[0]!), false);
    for (const lock of NAMES.slice(1)) assert.equal(await locks.acquire(CAROL, lock), true);
  });

  test("acquire() refuses one lock too many until one is given back", async ({ locks }) => {
    await locks.acquire(BOB, "taken");
    for (let i = 0; i < MAX_LOCKS; i++) await locks.acquire(ALICE, `lock${i}`);
    assert.equal(await locks.acquire(ALICE, "lock0"), true);
    assert.equal(await locks.acquire(ALICE, "taken"), false);
    await assert.rejects(locks.acquire(ALICE, "more"), RangeError);
    assert.equal(await locks.acquire(BOB, "more"), true);
    await locks.release(BOB, "more");
    await locks.release(ALICE, "lock0");
    assert.equal(await locks.acquire(ALICE, "more"), true);
  });
}
