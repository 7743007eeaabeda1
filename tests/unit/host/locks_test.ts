import assert from "node:assert/strict";
import fc from "fast-check";
import { makeSessionId } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { LocalLocks } from "../../../lib/host/locks.ts";
import { testLocks } from "../../contract/exchange.ts";

testLocks("LocalLocks", () => {
  const clock = new FakeClock();
  return {
    locks: new LocalLocks(clock),
    pass: (seconds) => clock.advance(seconds * 1000),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});

const OWNERS = [1, 2, 3].map((n) => makeSessionId("telnet", "127.0.0.1", n));
const owner = fc.constantFrom(...OWNERS);
const name = fc.constantFrom("a", "b", "c");
const step = fc.oneof(
  fc.record({ type: fc.constant("acquire" as const), owner, name }),
  fc.record({ type: fc.constant("steal" as const), owner, name, stale: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ type: fc.constant("release" as const), owner, name }),
  fc.record({ type: fc.constant("end" as const), owner }),
  fc.record({ type: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 3 }) }),
);

Deno.test("LocalLocks does what a table of lock, owner and age does, whatever the order", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
    const clock = new FakeClock();
    const locks = new LocalLocks(clock);
    const table = new Map<string, { owner: string; since: number }>();
    let now = 0;
    for (const one of steps) {
      switch (one.type) {
        case "acquire":
        case "steal": {
          const held = table.get(one.name);
          const stale = one.type === "steal" ? one.stale : undefined;
          const may = held === undefined || held.owner === one.owner ||
            stale !== undefined && now - held.since >= stale;
          if (may) table.set(one.name, { owner: one.owner, since: now });
          assert.equal(await locks.acquire(one.owner, one.name, stale), may);
          break;
        }
        case "release": {
          const may = table.get(one.name)?.owner === one.owner;
          if (may) table.delete(one.name);
          assert.equal(await locks.release(one.owner, one.name), may);
          break;
        }
        case "end": {
          const names = [...table].filter(([, held]) => held.owner === one.owner).map(([name]) => name);
          for (const name of names) table.delete(name);
          assert.equal(await locks.releaseAll(one.owner), names.length);
          break;
        }
        case "pass":
          now += one.seconds;
          clock.advance(one.seconds * 1000);
      }
      assert.equal(locks.size, table.size);
    }
  }));
});
