import assert from "node:assert/strict";
import fc from "fast-check";
import { StoreError } from "../../../lib/base/errors.ts";
import {
  callIdOf,
  carriedLength,
  decodeValue,
  encodeValue,
  isWrite,
  KV_LIMITS,
  type KvOperation,
  parseKey,
  parseKvRequest,
  reservedSchemaOf,
} from "../../../lib/wire/kv.ts";

const place = { schema: "test", table: "unnamed" };
const range = { ...place, callId: 1, type: "list", limit: 10, reverse: false, what: "entries" };
const commit = (more: object) => ({ callId: 1, type: "commit", checks: [], mutations: [], ...more });

Deno.test("parseKvRequest() answers every verb's checked fields and no others", () => {
  const requests = [
    { callId: 1, type: "get", ...place, key: "k" },
    { callId: 2, type: "has", ...place, key: "" },
    { callId: 3, type: "getMany", ...place, keys: ["a", "__proto__"] },
    { ...range, prefix: "a", start: "b", end: "c", after: "d" },
    range,
    { callId: 5, type: "count", ...place },
    { callId: 6, type: "clear", ...place },
    commit({
      checks: [{ ...place, key: "k", version: null }, { ...place, key: "k", version: 3 }],
      mutations: [{ type: "set", ...place, key: "k", value: "1" }, { type: "delete", ...place, key: "k" }],
    }),
  ];
  for (const request of requests) {
    assert.deepEqual(parseKvRequest({ ...request, more: "x" }), request);
  }
});

Deno.test("parseKvRequest() refuses each field that is wrong", () => {
  const set = { type: "set", ...place, key: "k", value: "1" };
  const wrong: unknown[] = [
    null,
    undefined,
    "get",
    [],
    {},
    { type: "get", ...place, key: "k" },
    { callId: 1.5, type: "get", ...place, key: "k" },
    { callId: "1", type: "get", ...place, key: "k" },
    { callId: 1, type: "drop", ...place },
    { callId: 1, type: "constructor", ...place },
    { callId: 1, type: "get", ...place },
    { callId: 1, type: "get", ...place, key: 1 },
    { callId: 1, type: "get", ...place, key: "a\0b" },
    { callId: 1, type: "get", ...place, key: "\ud800" },
    { callId: 1, type: "get", ...place, key: "x".repeat(KV_LIMITS.keyLength + 1) },
    ...[
      'x"; drop table users; --',
      "sqlite master",
      "a b",
      "",
      "x".repeat(10_240),
      "../evil",
      "x\0y",
      "CON",
      "😀",
      1,
    ].flatMap(
      (name) => [
        { callId: 1, type: "count", schema: name, table: "unnamed" },
        { callId: 1, type: "count", schema: "test", table: name },
      ],
    ),
    { callId: 1, type: "getMany", ...place, keys: "k" },
    { callId: 1, type: "getMany", ...place, keys: [1] },
    { callId: 1, type: "getMany", ...place, keys: Array(KV_LIMITS.manyKeys + 1).fill("k") },
    { ...range, limit: 0 },
    { ...range, limit: KV_LIMITS.pageRows + 1 },
    { ...range, limit: NaN },
    { ...range, reverse: 1 },
    { ...range, what: "all" },
    { ...range, prefix: null },
    { ...range, after: 1 },
    commit({ checks: {} }),
    commit({ checks: [null] }),
    commit({ checks: [{ ...place, key: "k", version: -1 }] }),
    commit({ checks: [{ ...place, key: "k" }] }),
    commit({ mutations: [{ ...set, type: "sum" }] }),
    commit({ mutations: [{ ...set, value: 1 }] }),
    commit({ mutations: [{ ...set, value: '"\0"' }] }),
    commit({ mutations: [{ ...set, value: '"\ud800"' }] }),
    commit({ mutations: [{ ...set, schema: "A" }] }),
    commit({ mutations: Array(KV_LIMITS.commitRows + 1).fill({ ...set, type: "delete" }) }),
    commit({ mutations: [{ ...set, value: "x".repeat(KV_LIMITS.valueLength + 1) }] }),
    commit({ mutations: Array(3).fill({ ...set, value: "x".repeat(KV_LIMITS.valueLength) }) }),
  ];
  for (const data of wrong) {
    assert.throws(
      () => parseKvRequest(data),
      (error) => error instanceof TypeError || error instanceof RangeError,
    );
  }
});

Deno.test("parseKvRequest() throws nothing but TypeError and RangeError, whatever comes", () => {
  fc.assert(fc.property(fc.anything(), fc.constantFrom("get", "list", "commit", "getMany"), (data, type) => {
    const request = typeof data === "object" && data !== null ? { ...data, callId: 1, type } : data;
    try {
      parseKvRequest(request);
      return false;
    } catch (error) {
      return error instanceof TypeError || error instanceof RangeError;
    }
  }));
});

Deno.test("callIdOf() finds the id of a broken request", () => {
  assert.equal(callIdOf({ callId: 7, type: "?" }), 7);
  for (const data of [null, 7, "7", {}, { callId: "7" }, { callId: NaN }]) {
    assert.equal(callIdOf(data), undefined);
  }
});

Deno.test("parseKey() takes keys up to their limit", () => {
  for (const key of ["", "__proto__", "😀", "x".repeat(KV_LIMITS.keyLength)]) {
    assert.equal(parseKey(key), key);
  }
});

Deno.test("isWrite(), carriedLength() and reservedSchemaOf() look at every part of a commit", () => {
  const read = parseKvRequest(
    commit({ checks: [{ ...place, schema: "userbase", key: "k", version: null }] }),
  );
  const write = parseKvRequest(commit({
    mutations: [{ type: "set", ...place, key: "k", value: "123" }, {
      type: "delete",
      ...place,
      schema: "system",
      key: "k",
    }],
  }));
  const count = parseKvRequest({ callId: 1, type: "count", ...place, schema: "groupbase" });
  const facts = (
    operation: KvOperation,
  ) => [isWrite(operation), carriedLength(operation), reservedSchemaOf(operation)];
  assert.deepEqual(facts(read), [false, 0, "userbase"]);
  assert.deepEqual(facts(write), [true, 3, "system"]);
  assert.deepEqual(facts(count), [false, 0, "groupbase"]);
  assert.deepEqual(facts(parseKvRequest(range)), [false, 0, undefined]);
});

Deno.test("encodeValue() leaves JSON data as the JSON that it is", () => {
  assert.equal(
    encodeValue({ name: "Dingo", calls: [1, 2.5, null, true], "é": "ü" }),
    '{"name":"Dingo","calls":[1,2.5,null,true],"é":"ü"}',
  );
});

Deno.test("decodeValue(encodeValue()) is the same value, for JSON data and its kin", () => {
  const scalar = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0, NaN, 2 ** 53 + 2),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array(),
  );
  const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "$x84", "constructor", "toJSON", "1"));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, scalar, tie("list"), tie("record"), tie("map"), tie("set")),
    list: fc.array(tie("tree")),
    record: fc.dictionary(key, tie("tree"), { noNullPrototype: true }),
    map: fc.array(fc.tuple(tie("tree"), tie("tree"))).map((pairs) => new Map(pairs)),
    set: fc.array(tie("tree")).map((values) => new Set(values)),
  }));
  fc.assert(fc.property(tree, (value) => assert.deepStrictEqual(decodeValue(encodeValue(value)), value)));
});

Deno.test("encodeValue() keeps half surrogate pairs and NUL inside strings, as escapes", () => {
  const text = encodeValue("\ud800\0");
  assert.ok(text.isWellFormed() && !text.includes("\0"));
  assert.equal(decodeValue(text), "\ud800\0");
});

Deno.test("a stored __proto__ is an own key and pollutes nothing", () => {
  for (
    const text of [
      '{"__proto__":{"isSysop":true}}',
      '{"a":{"$x84":"undefined"},"__proto__":{"isSysop":true}}',
    ]
  ) {
    const value = decodeValue(text) as Record<string, unknown>;
    assert.equal(Object.hasOwn(value, "__proto__"), true);
    assert.equal(value.isSysop, undefined);
    assert.deepEqual(JSON.parse(encodeValue(value)), JSON.parse(text));
  }
  assert.equal(({} as Record<string, unknown>).isSysop, undefined);
});

Deno.test("encodeValue() refuses what would not come back, and says where it is", () => {
  class User {}
  const cycle: Record<string, unknown> = {};
  cycle.self = { cycle };
  const sparse = [1];
  sparse[3] = 1;
  const wrong: unknown[] = [
    () => {},
    Symbol("s"),
    cycle,
    new User(),
    new Error("e"),
    /x/,
    new Float64Array(2),
    new (class extends Map {})(),
    Promise.resolve(),
    sparse,
    Object.assign([1], { name: "x" }),
    { [Symbol("s")]: 1 },
  ];
  for (const value of wrong) assert.throws(() => encodeValue(value), TypeError);
  assert.throws(
    () => encodeValue({ a: [1, () => {}] }),
    /^TypeError: Cannot store value\["a"\]\[1\]: expected data, found a function/,
  );
  assert.throws(() => encodeValue(new User()), /an instance of "User"/);
});

Deno.test("encodeValue() takes the same object twice, 512 levels and no more, and 16 Mi characters and no more", () => {
  const twice = { a: 1 };
  assert.deepEqual(decodeValue(encodeValue([twice, twice])), [twice, twice]);
  const nested = (levels: number) =>
    Array.from({ length: levels }).reduce((inner) => [inner], null as unknown);
  assert.deepEqual(decodeValue(encodeValue(nested(512))), nested(512));
  assert.throws(() => encodeValue(nested(513)), RangeError);
  assert.equal(encodeValue("x".repeat(KV_LIMITS.valueLength - 2)).length, KV_LIMITS.valueLength);
  assert.throws(() => encodeValue("x".repeat(20 * 1024 * 1024)), RangeError);
  // Not even written out, which would take half a gigabyte.
  let longest = "x";
  while (longest.length < 2 ** 28) longest += longest;
  const found =
    /^RangeError: Cannot store value: expected up to 16777216 characters of JSON, found 268435456$/;
  assert.throws(() => encodeValue({ list: [longest] }), found);
});

Deno.test("decodeValue() refuses texts that encodeValue() cannot have written", () => {
  const wrong = [
    "",
    "{",
    '{"$x84":"class","value":"User"}',
    '{"$x84":1}',
    '{"$x84":"bytes","value":"?"}',
    '{"$x84":"bigint","value":"1e3"}',
    '{"$x84":"bigint","value":1}',
    '{"$x84":"number","value":"1"}',
    '{"$x84":"date","value":1}',
    '{"$x84":"map","value":[[1]]}',
    '{"$x84":"set","value":{}}',
    '{"$x84":"object"}',
    `${"[".repeat(5000)}{"$x84":"undefined"}${"]".repeat(5000)}`,
  ];
  for (const text of wrong) assert.throws(() => decodeValue(text), StoreError, text.slice(0, 50));
});
