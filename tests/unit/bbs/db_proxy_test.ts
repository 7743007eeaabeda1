import assert from "node:assert/strict";
import fc from "fast-check";
import { FakeClock } from "../../../lib/base/clock.ts";
import { StoreError } from "../../../lib/base/errors.ts";
import { DBProxy, setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import type { KvCheck, KvMutation } from "../../../lib/wire/kv.ts";
import { TRICKY_KEYS } from "../../contract/kv_store.ts";

const open = <V = unknown>(store = new MemoryKvStore(), table?: string) =>
  new DBProxy<V>("test", table, store);

/** A store in which another session writes before each of the first commits with checks. */
class BusyStore extends MemoryKvStore {
  conflicts: number;
  readonly #interfere: () => Promise<unknown>;

  constructor(conflicts: number, interfere: (store: MemoryKvStore) => Promise<unknown>) {
    super();
    this.conflicts = conflicts;
    this.#interfere = () => interfere(this);
  }

  override async commit(
    checks: readonly KvCheck[],
    mutations: readonly KvMutation[],
  ): Promise<number | null> {
    if (checks.length > 0 && this.conflicts-- > 0) await this.#interfere();
    return await super.commit(checks, mutations);
  }
}

Deno.test("DBProxy refuses names that are not schemas and tables", () => {
  for (const name of ['x"; drop table users; --', "a b", "", "../evil", "x\0y", "CON", "😀"]) {
    assert.throws(() => new DBProxy(name), TypeError);
    assert.throws(() => new DBProxy("test", name), TypeError);
  }
  assert.deepEqual([new DBProxy("test").schema, new DBProxy("test").table], ["test", "unnamed"]);
});

Deno.test("DBProxy.get() of an absent key is undefined or the fallback, for the words of JavaScript too", async () => {
  const db = open();
  for (const key of TRICKY_KEYS) {
    assert.equal(await db.get(key), undefined);
    assert.equal(await db.get(key, 7), 7);
  }
});

Deno.test("DBProxy.set() and get() give back any value under any tricky key", async () => {
  const db = open();
  const values = [
    null,
    undefined,
    -0,
    NaN,
    2 ** 53 + 2,
    10n,
    new Date(0),
    new Map([[1, 2]]),
    new Uint8Array([1, 255]),
    {
      deep: [new Set([1])],
    },
  ];
  for (const key of TRICKY_KEYS) {
    for (const value of values) {
      await db.set(key, value);
      assert.deepStrictEqual(await db.get(key, "absent"), value);
    }
  }
  await db.set("sysop", JSON.parse('{"__proto__":{"isSysop":true}}'));
  assert.equal((await db.get("sysop") as Record<string, unknown>).isSysop, undefined);
});

Deno.test("DBProxy refuses keys and values that would not come back, before they are sent", async () => {
  const db = open();
  for (const key of ["a\0b", "\ud800", "x".repeat(1025)]) {
    await assert.rejects(db.set(key, 1), /^(TypeError|RangeError): Cannot use key/);
    await assert.rejects(db.get(key), /Cannot use key/);
  }
  await assert.rejects(db.set("k", () => {}), /^TypeError: Cannot store value/);
  await assert.rejects(db.set("k", "x".repeat(20 * 1024 * 1024)), RangeError);
  assert.equal(await db.length(), 0);
});

Deno.test("DBProxy does what a Map does", async () => {
  const key = fc.constantFrom("a", "b", "c");
  const step = fc.oneof(
    fc.record({ verb: fc.constantFrom("set", "setdefault", "update"), key, value: fc.integer() }),
    fc.record({ verb: fc.constantFrom("delete", "pop", "has", "get"), key, value: fc.constant(0) }),
    fc.record({ verb: fc.constantFrom("clear", "popitem", "length", "copy"), key, value: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step), async (steps) => {
      const db = open<number>();
      const map = new Map<string, number>();
      const last = () => [...map].sort(([a], [b]) => a < b ? -1 : 1).at(-1);
      for (const { verb, key, value } of steps) {
        const before = map.get(key);
        switch (verb) {
          case "set":
            await db.set(key, value);
            map.set(key, value);
            break;
          case "setdefault":
            if (before === undefined) map.set(key, value);
            assert.equal(await db.setdefault(key, value), before ?? value);
            break;
          case "update":
            map.set(key, (before ?? 0) + value);
            assert.equal(await db.update(key, (n) => (n ?? 0) + value), map.get(key));
            break;
          case "delete":
            assert.equal(await db.delete(key), map.delete(key));
            break;
          case "pop":
            assert.equal(await db.pop(key, "none"), before ?? "none");
            map.delete(key);
            break;
          case "popitem": {
            const item = last();
            assert.deepEqual(await db.popitem(), item);
            if (item !== undefined) map.delete(item[0]);
            break;
          }
          case "clear":
            assert.equal(await db.clear(), map.size);
            map.clear();
            break;
          case "has":
            assert.equal(await db.has(key), map.has(key));
            break;
          case "get":
            assert.equal(await db.get(key), before);
            break;
          case "length":
            assert.equal(await db.length(), map.size);
            break;
          default:
            assert.deepEqual(await db.copy(), new Map([...map].sort(([a], [b]) => a < b ? -1 : 1)));
        }
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("DBProxy.keys(), values() and items() cross pages in the order of the keys", async () => {
  const db = open<number>();
  const pairs = Array.from({ length: 2500 }, (_, i) => [String(i).padStart(5, "0"), i] as [string, number]);
  await db.update(new Map(pairs));
  assert.deepEqual(await db.keys(), pairs.map(([key]) => key));
  assert.deepEqual(await db.values(), pairs.map(([, value]) => value));
  assert.deepEqual(await db.items(), pairs);
  const seen: [string, number][] = [];
  for await (const pair of db) seen.push(pair);
  assert.deepEqual(seen, pairs);
});

Deno.test("DBProxy.entries() takes a prefix, bounds, a direction and a limit", async () => {
  const db = open<number>();
  await db.update({ a: 1, a_1: 2, ab: 3, b: 4, c: 5 });
  const keys = async (options: Parameters<typeof db.entries>[0]) =>
    (await Array.fromAsync(db.entries(options))).map(([key]) => key);
  assert.deepEqual(await keys({ prefix: "a" }), ["a", "a_1", "ab"]);
  assert.deepEqual(await keys({ prefix: "a_" }), ["a_1"]);
  assert.deepEqual(await keys({ start: "ab", end: "c" }), ["ab", "b"]);
  assert.deepEqual(await keys({ reverse: true, limit: 2 }), ["c", "b"]);
  assert.deepEqual(await keys({ limit: 0 }), []);
});

Deno.test("DBProxy.entries() sees each key once that nobody changes, while others come and go", async () => {
  const db = open<number>();
  await db.update(
    Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${String(i).padStart(4, "0")}`, i])),
  );
  const seen: string[] = [];
  for await (const [key] of db.entries()) {
    seen.push(key);
    if (seen.length === 500) await db.delete("k0001");
    if (seen.length === 501) await db.set("a new one before", 0);
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, 3000);
});

Deno.test("DBProxy.update() of many keys sets all of them in one commit, or none", async () => {
  const store = new MemoryKvStore();
  const db = open(store);
  await db.update([["a", 1], ["b", 2]]);
  const versions = await Promise.all(["a", "b"].map(async (key) => {
    return (await store.getMany({ schema: db.schema, table: db.table } as never, [key]))[0]?.version;
  }));
  assert.equal(versions[0], versions[1]);
  await assert.rejects(db.update({ a: 3, b: () => {} }), TypeError);
  await assert.rejects(
    db.update(Array.from({ length: 10_001 }, (_, i) => [String(i), i] as const)),
    RangeError,
  );
  await db.update({});
  assert.deepEqual(await db.items(), [["a", 1], ["b", 2]]);
});

Deno.test("DBProxy.update() with a function tries again with what the other session wrote", async () => {
  const store = new BusyStore(2, (inner) => open<number>(inner).set("n", 100));
  const seen: unknown[] = [];
  const value = await open<number>(store).update("n", (n) => {
    seen.push(n);
    return (n ?? 0) + 1;
  });
  assert.deepEqual([value, seen], [101, [undefined, 100, 100]]);
});

Deno.test("DBProxy.update() rejects a function that forgets its return, and keeps the value", async () => {
  const db = open<number>();
  await db.set("n", 1);
  await assert.rejects(db.update("n", (() => {}) as never), TypeError);
  await assert.rejects(db.update("n", undefined as never), TypeError);
  await assert.rejects(db.update("n", () => Promise.reject(new RangeError("mine"))), /mine/);
  assert.equal(await db.get("n"), 1);
});

Deno.test("DBProxy.transaction() gives up with a clear error after 1000 attempts, with pauses between", async () => {
  const clock = new FakeClock();
  const store = new BusyStore(Infinity, async (inner) => {
    clock.advance(1000);
    await open(inner).set("n", 0);
  });
  const pauses: number[] = [];
  const watched = Object.assign(Object.create(clock), {
    after: (ms: number, run: () => void) => {
      pauses.push(ms);
      run();
      return () => {};
    },
  });
  const db = new DBProxy<number>("test", "unnamed", store, { clock: watched, random: () => 1 });
  await assert.rejects(db.update("n", (n) => (n ?? 0) + 1), (error) => {
    return error instanceof StoreError && /"test.unnamed": others were faster 1000 times/.test(error.message);
  });
  assert.deepEqual([pauses.length, Math.min(...pauses), Math.max(...pauses)], [998, 1, 16]);
});

Deno.test("DBProxy.transaction() sees its own changes, and writes across tables at once or not at all", async () => {
  const store = new MemoryKvStore();
  const accounts = open<number>(store, "accounts");
  const log = open<string>(store, "log");
  await accounts.update({ a: 10, b: 0 });
  await accounts.transaction(async (tx) => {
    tx.set("a", await tx.get("a", 0) - 4);
    assert.equal(await tx.get("a"), 6);
    tx.set("b", await tx.get("b", 0) + 4);
    tx.of(log).set("last", "4 from a to b");
    assert.equal(await accounts.get("a"), 10);
  });
  assert.deepEqual([await accounts.items(), await log.get("last")], [[["a", 6], ["b", 4]], "4 from a to b"]);
  await assert.rejects(
    accounts.transaction((tx) => {
      tx.delete("a");
      tx.of(log).delete("last");
      throw new RangeError("changed my mind");
    }),
    /changed my mind/,
  );
  assert.deepEqual([await accounts.get("a"), await log.has("last")], [6, true]);
});

Deno.test("DBProxy.transaction() runs again when a key that it only read has changed, even one that was absent", async () => {
  const store = new BusyStore(1, (inner) => open(inner).set("gate", "shut"));
  const db = open(store);
  const done = await db.transaction(async (tx) => {
    if (await tx.has("gate")) return false;
    tx.set("inside", true);
    return true;
  });
  assert.deepEqual([done, await db.has("inside")], [false, false]);
});

Deno.test("DBProxy.transaction() runs again when it failed on two moments that do not fit together", async () => {
  const store = new MemoryKvStore();
  const db = open<number>(store);
  await db.update({ a: 5, b: 5 });
  let attempts = 0;
  const sum = await db.transaction(async (tx) => {
    const a = await tx.get("a", 0);
    if (++attempts === 1) await open<number>(store).update({ a: 0, b: 10 });
    const b = await tx.get("b", 0);
    if (a + b !== 10) throw new Error("The sum is wrong");
    return a + b;
  });
  assert.deepEqual([sum, attempts], [10, 2]);
});

Deno.test("DBProxy.transaction() of 8 sessions moving money keeps the total", async () => {
  const store = new MemoryKvStore();
  const accounts = open<number>(store);
  await accounts.update(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [String(i), 100])));
  await Promise.all(Array.from({ length: 8 }, async (_, session) => {
    const mine = open<number>(store);
    for (let i = 0; i < 20; i++) {
      const [from, to] = [String((session + i) % 10), String((session * 3 + i * 7 + 1) % 10)];
      await mine.transaction(async (tx) => {
        tx.set(from, await tx.get(from, 0) - 1);
        tx.set(to, await tx.get(to, 0) + 1);
      });
    }
  }));
  assert.equal((await accounts.values()).reduce((sum, n) => sum + n, 0), 1000);
});

Deno.test("DBProxy.transaction() refuses a table of another store", async () => {
  const db = open();
  await assert.rejects(db.transaction((tx) => tx.of(open()).delete("k")), /it is in another store/);
});

Deno.test("DBProxy without a client asks the provider at each operation", async () => {
  const stores = [new MemoryKvStore(), new MemoryKvStore()];
  const db = new DBProxy<number>("test");
  await assert.rejects(db.get("k"), StoreError);
  let current = 0;
  setKvProvider(() => Promise.resolve(stores[current]!));
  await db.set("k", 1);
  current = 1;
  assert.equal(await db.get("k"), undefined);
  current = 0;
  assert.equal(await db.get("k"), 1);
});

Deno.test("DBProxy.update() says what it takes, where it once read what is not there", async () => {
  const table = new DBProxy("test", "update", new MemoryKvStore());
  const cases: [unknown, string][] = [
    [5, "Cannot update: expected a key, or a record or list of entries, found 5"],
    [null, "Cannot update: expected a key, or a record or list of entries, found null"],
    [["key"], 'Cannot update: expected entries of a key and a value, found "key"'],
    [[["key"]], "Cannot update: expected entries of a key and a value, found a list"],
  ];
  for (const [wrong, message] of cases) {
    await assert.rejects(table.update(wrong as never), { name: "TypeError", message });
  }
});
