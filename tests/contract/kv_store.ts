/**
 * What every store must do, whatever is behind it. Each implementation's test file runs it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { parseSchemaName, parseTableName } from "../../lib/base/brand.ts";
import { StoreError } from "../../lib/base/errors.ts";
import { KV_LIMITS, type KvMutation, type KvRange, type KvTable } from "../../lib/wire/kv.ts";
import type { KvStore } from "../../lib/store/kv_store.ts";

/** Keys that stores get wrong: wild cards, quotes, case, the words of JavaScript, every plane of Unicode. */
export const TRICKY_KEYS: readonly string[] = [
  "",
  " ",
  "%",
  "_",
  "a%b",
  "a_b",
  "axb",
  "'",
  '"',
  "'; DROP TABLE kv; --",
  "\\",
  "\n",
  "\u0001",
  "Dingo",
  "dingo",
  "DINGO",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "toString",
  "é",
  "e\u0301",
  "ÿ",
  "\ud7ff",
  "\ue000",
  "\uffff",
  "\u{10000}",
  "\u{1f600}",
  "\u{10ffff}",
  "日本",
];

const users: KvTable = { schema: parseSchemaName("contract"), table: parseTableName("users") };
const others: KvTable = { schema: parseSchemaName("contract"), table: parseTableName("others") };
const elsewhere: KvTable = { schema: parseSchemaName("contract_2"), table: parseTableName("users") };
const page: KvRange = { limit: KV_LIMITS.pageRows, reverse: false, what: "keys" };

function set(place: KvTable, key: string, value: string): KvMutation {
  return { type: "set", ...place, key, value };
}

function remove(place: KvTable, key: string): KvMutation {
  return { type: "delete", ...place, key };
}

/** The order that every list must have, said in the plainest way. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function pages(store: KvStore, range: KvRange): Promise<string[]> {
  const keys: string[] = [];
  let after = range.after;
  for (;;) {
    const found = await store.list(users, after === undefined ? range : { ...range, after });
    keys.push(...found.keys);
    if (found.next === null) return keys;
    after = found.next;
  }
}

/** Declares the tests of a store; `makeStore` gives an empty one, which the test closes. */
export function testKvStore(name: string, makeStore: () => KvStore | Promise<KvStore>): void {
  const test = (sentence: string, run: (store: KvStore) => Promise<void>) => {
    Deno.test(`${name} ${sentence}`, async () => {
      const store = await makeStore();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    });
  };

  test("get() of what was never set is null", async (store) => {
    for (const key of TRICKY_KEYS) {
      assert.equal(await store.get(users, key), null);
      assert.equal(await store.has(users, key), false);
    }
  });

  test("commit() keeps tricky keys apart and get() gives each its own value", async (store) => {
    await store.commit([], TRICKY_KEYS.map((key, i) => set(users, key, String(i))));
    for (const [i, key] of TRICKY_KEYS.entries()) {
      assert.equal((await store.get(users, key))?.value, String(i));
      assert.equal(await store.has(users, key), true);
    }
    assert.equal(await store.count(users), TRICKY_KEYS.length);
  });

  test("keeps schemas and tables apart", async (store) => {
    await store.commit([], [set(users, "k", "1"), set(others, "k", "2")]);
    assert.equal((await store.get(users, "k"))?.value, "1");
    assert.equal((await store.get(others, "k"))?.value, "2");
    assert.equal(await store.get(elsewhere, "k"), null);
    assert.equal(await store.clear(users), 1);
    assert.equal(await store.count(others), 1);
  });

  test("getMany() answers in the order of its keys, absent and repeated ones too", async (store) => {
    await store.commit([], [set(users, "a", "1"), set(users, "b", "2")]);
    const entries = await store.getMany(users, ["b", "nobody", "a", "b"]);
    assert.deepEqual(entries.map((entry) => entry?.value ?? null), ["2", null, "1", "2"]);
  });

  test("list() sorts keys by their UTF-8 bytes, both ways", async (store) => {
    await store.commit([], TRICKY_KEYS.map((key) => set(users, key, "0")));
    const sorted = [...TRICKY_KEYS].sort(byBytes);
    assert.deepEqual((await store.list(users, page)).keys, sorted);
    assert.deepEqual((await store.list(users, { ...page, reverse: true })).keys, sorted.toReversed());
  });

  test("list() pages neither skip nor repeat, both ways", async (store) => {
    await store.commit([], TRICKY_KEYS.map((key) => set(users, key, "0")));
    const sorted = [...TRICKY_KEYS].sort(byBytes);
    for (const limit of [1, 3, 7]) {
      assert.deepEqual(await pages(store, { ...page, limit }), sorted);
      assert.deepEqual(await pages(store, { ...page, limit, reverse: true }), sorted.toReversed());
    }
  });

  test("list() with a prefix takes wild cards and last characters literally", async (store) => {
    await store.commit([], TRICKY_KEYS.map((key) => set(users, key, "0")));
    for (const prefix of ["", "a_", "a%", "%", "d", "D", "\u{10ffff}", "\ud7ff", "\uffff", "nobody"]) {
      const wanted = TRICKY_KEYS.filter((key) => key.startsWith(prefix)).sort(byBytes);
      assert.deepEqual(await pages(store, { ...page, limit: 2, prefix }), wanted, JSON.stringify(prefix));
      assert.deepEqual(await pages(store, { ...page, limit: 2, prefix, reverse: true }), wanted.toReversed());
    }
  });

  test("list() includes start and leaves out end and after", async (store) => {
    await store.commit([], ["a", "b", "c", "d", "e"].map((key) => set(users, key, "0")));
    const keys = async (range: Partial<KvRange>) => (await store.list(users, { ...page, ...range })).keys;
    assert.deepEqual(await keys({ start: "b", end: "d" }), ["b", "c"]);
    assert.deepEqual(await keys({ start: "b", end: "d", after: "b" }), ["c"]);
    assert.deepEqual(await keys({ start: "b", end: "e", after: "d", reverse: true }), ["c", "b"]);
    assert.deepEqual(await keys({ after: "a", start: "c" }), ["c", "d", "e"]);
    assert.deepEqual(await keys({ start: "d", end: "b" }), []);
    assert.deepEqual(await keys({ prefix: "c", start: "d" }), []);
  });

  test("list() gives keys, values or both", async (store) => {
    await store.commit([], [set(users, "a", "1"), set(users, "b", "2")]);
    assert.deepEqual(await store.list(users, page), { keys: ["a", "b"], values: [], next: null });
    assert.deepEqual(await store.list(users, { ...page, what: "values" }), {
      keys: [],
      values: ["1", "2"],
      next: null,
    });
    assert.deepEqual(await store.list(users, { ...page, what: "entries", limit: 1 }), {
      keys: ["a"],
      values: ["1"],
      next: "a",
    });
    assert.deepEqual((await store.list(users, { ...page, what: "values", limit: 1 })).next, "a");
  });

  test("list() cuts a page at a mebibyte, but never to nothing", async (store) => {
    const half = `"${"x".repeat(KV_LIMITS.pageBytes / 2)}"`;
    const large = `"${"é".repeat(KV_LIMITS.pageBytes)}"`;
    await store.commit([], [
      set(users, "a", half),
      set(users, "b", half),
      set(users, "c", large),
      set(users, "d", "1"),
    ]);
    const first = await store.list(users, { ...page, what: "entries" });
    assert.deepEqual(first.keys, ["a"]);
    const third = await store.list(users, { ...page, what: "entries", after: "b" });
    assert.deepEqual(third.keys, ["c"]);
    assert.equal(third.values[0], large);
    assert.deepEqual((await store.list(users, page)).keys, ["a", "b", "c", "d"]);
  });

  test("commit() gives new versions, which checks can ask for", async (store) => {
    const first = await store.commit([], [set(users, "a", "1"), set(users, "b", "1")]);
    assert.equal((await store.get(users, "a"))?.version, first);
    const second = await store.commit([{ ...users, key: "a", version: first }], [set(users, "a", "2")]);
    assert.ok(first !== null && second !== null && second > first);
    assert.equal(await store.commit([{ ...users, key: "a", version: first }], [set(users, "a", "3")]), null);
    assert.equal((await store.get(users, "a"))?.value, "2");
    assert.equal((await store.get(users, "b"))?.version, first);
  });

  test("commit() with a null check wants an absent key", async (store) => {
    assert.notEqual(
      await store.commit([{ ...users, key: "a", version: null }], [set(users, "a", "1")]),
      null,
    );
    assert.equal(await store.commit([{ ...users, key: "a", version: null }], [set(users, "a", "2")]), null);
  });

  test("commit() never gives a version twice, so a key that was removed and came back is another", async (store) => {
    const first = await store.commit([], [set(users, "a", "1")]);
    await store.commit([], [remove(users, "a")]);
    await store.commit([], [set(users, "a", "1")]);
    assert.equal(await store.commit([{ ...users, key: "a", version: first }], [set(users, "a", "2")]), null);
  });

  test("commit() does all of its mutations or none, across tables", async (store) => {
    await store.commit([], [set(users, "a", "1")]);
    const mutations = [remove(users, "a"), set(others, "b", "1"), set(elsewhere, "c", "1")];
    assert.equal(await store.commit([{ ...others, key: "x", version: 1 }], mutations), null);
    assert.equal(await store.count(users), 1);
    assert.equal(await store.count(others) + await store.count(elsewhere), 0);
    assert.notEqual(await store.commit([], mutations), null);
    assert.equal(await store.count(users), 0);
    assert.equal(await store.count(others) + await store.count(elsewhere), 2);
  });

  test("commit() lets the later of two mutations of a key win", async (store) => {
    await store.commit([], [
      set(users, "a", "1"),
      set(users, "a", "2"),
      set(users, "b", "1"),
      remove(users, "b"),
    ]);
    assert.equal((await store.get(users, "a"))?.value, "2");
    assert.equal(await store.get(users, "b"), null);
  });

  test("commit() that only checks writes nothing", async (store) => {
    const version = await store.commit([], [set(users, "a", "1")]);
    assert.notEqual(await store.commit([{ ...users, key: "a", version }], []), null);
    assert.equal(await store.commit([{ ...users, key: "a", version: null }], []), null);
    assert.equal((await store.get(users, "a"))?.version, version);
  });

  test("carries out what one source asks in its order, awaited or not", async (store) => {
    const answers = await Promise.all(
      [
        store.commit([], [set(users, "a", "1")]),
        store.get(users, "a"),
        store.commit([], [set(users, "a", "2")]),
        store.get(users, "a"),
        store.clear(users),
        store.get(users, "a"),
      ] as const,
    );
    assert.deepEqual([answers[1]?.value, answers[3]?.value, answers[4], answers[5]], ["1", "2", 1, null]);
  });

  test("of two commits with the same check, one wins", async (store) => {
    const checks = [{ ...users, key: "a", version: null }];
    const versions = await Promise.all(
      Array.from({ length: 8 }, (_, i) => store.commit(checks, [set(users, "a", String(i))])),
    );
    assert.equal(versions.filter((version) => version !== null).length, 1);
  });

  test("clear() removes everything and says how much", async (store) => {
    await store.commit([], TRICKY_KEYS.map((key) => set(users, key, "0")));
    assert.equal(await store.clear(users), TRICKY_KEYS.length);
    assert.equal(await store.clear(users), 0);
    assert.equal(await store.count(users), 0);
  });

  test("keeps a value of four megabytes", async (store) => {
    const value = `"${"日".repeat(1_400_000)}"`;
    await store.commit([], [set(users, "large", value)]);
    assert.equal((await store.get(users, "large"))?.value, value);
  });

  test("getMany() refuses to answer with more than 32 MiB", async (store) => {
    await store.commit([], [set(users, "large", `"${"x".repeat(9 * 1024 * 1024)}"`)]);
    await assert.rejects(store.getMany(users, ["large", "large", "large", "large"]), StoreError);
    assert.equal((await store.getMany(users, ["large"])).length, 1);
  });

  test("rejects everything after close()", async (store) => {
    await store.close();
    await store.close();
    await assert.rejects(store.get(users, "a"), StoreError);
    await assert.rejects(store.commit([], [set(users, "a", "1")]), StoreError);
    await assert.rejects(store.backup("x84-never-written.sqlite3"), StoreError);
  });
}
