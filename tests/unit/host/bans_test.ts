import assert from "node:assert/strict";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { OperatorError } from "../../../lib/base/errors.ts";
import { Bans, MAX_BANS } from "../../../lib/host/bans.ts";
import { createLogger, silentLogger } from "../../../lib/log/logger.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";

const TABLE = { schema: parseSchemaName("system"), table: parseTableName("bans") };

function setUp() {
  const store = new MemoryKvStore();
  const clock = new FakeClock(1_000_000);
  const bans = new Bans({ store, clock, log: silentLogger });
  /** What a server that starts now would know. */
  const restarted = async () => {
    const other = new Bans({ store, clock, log: silentLogger });
    await other.read();
    return other;
  };
  const add = (address: string, seconds: number | null = null, reason = "", by = "root") =>
    bans.add({ address, seconds, reason, by });
  return { store, clock, bans, add, restarted };
}

Deno.test("Bans.find() knows addresses and subnets of both families, and nobody else", async () => {
  const { bans, add } = setUp();
  await add("192.0.2.7");
  await add("198.51.100.0/24");
  await add("2001:db8::/32");
  for (const banned of ["192.0.2.7", "::ffff:192.0.2.7", "198.51.100.255", "2001:db8:ffff::1"]) {
    assert.notEqual(bans.find(banned), undefined, banned);
  }
  for (const free of ["192.0.2.8", "198.51.101.0", "2001:db9::1", "somewhere", ""]) {
    assert.equal(bans.find(free), undefined, free);
  }
});

Deno.test("Bans end when their time is over, and those for good do not", async () => {
  const { clock, bans, add } = setUp();
  await add("192.0.2.7", 60);
  await add("192.0.2.8");
  clock.advance(59_999);
  assert.notEqual(bans.find("192.0.2.7"), undefined);
  clock.advance(1);
  assert.equal(bans.find("192.0.2.7"), undefined);
  clock.advance(10 ** 12);
  assert.notEqual(bans.find("192.0.2.8"), undefined);
  assert.deepEqual(bans.list().map(({ address }) => address), ["192.0.2.8"]);
});

Deno.test("Bans survive a restart, with what is known of them", async () => {
  const { add, restarted } = setUp();
  const ban = await add("192.0.2.9/24", 3600, "robots", "alice");
  assert.deepEqual(ban, {
    address: "192.0.2.0/24",
    until: 4_600_000,
    since: 1_000_000,
    reason: "robots",
    by: "alice",
  });
  assert.deepEqual((await restarted()).find("192.0.2.200"), ban);
});

Deno.test("Bans.remove() lifts exactly the ban that it names, also after a restart", async () => {
  const { bans, add, restarted } = setUp();
  await add("192.0.2.0/24");
  await add("192.0.2.7");
  assert.equal(await bans.remove("192.0.2.8"), false);
  assert.equal(await bans.remove("192.0.2.77/24"), true);
  assert.equal(await bans.remove("192.0.2.0/24"), false);
  assert.equal(bans.find("192.0.2.8"), undefined);
  assert.deepEqual((await restarted()).list().map(({ address }) => address), ["192.0.2.7"]);
});

Deno.test("Bans.add() replaces a ban of the same subnet, and forgets in the store what is over", async () => {
  const { clock, store, bans, add } = setUp();
  await add("192.0.2.7", 10);
  await add("192.0.2.8", 10);
  await add("192.0.2.8", null, "again");
  clock.advance(10_000);
  await add("192.0.2.9");
  assert.deepEqual(bans.list().map(({ address }) => address).sort(), ["192.0.2.8", "192.0.2.9"]);
  assert.equal(await store.count(TABLE), 2);
});

Deno.test("Bans.add() keeps nothing that would steer a terminal, and refuses what is no address", async () => {
  const { bans, add } = setUp();
  const ban = await add("192.0.2.7", null, `\x1b[2Jred\r\n${"x".repeat(500)}`, "ro\x07ot");
  assert.match(ban.reason, /^red ?x+$/);
  assert.ok(ban.reason.length <= 120);
  assert.equal(ban.by, "root");
  await assert.rejects(add("localhost"), TypeError);
  assert.equal(bans.list().length, 1);
});

Deno.test("Bans.add() refuses one more than there may be, and takes it when one was lifted", async () => {
  const store = new MemoryKvStore();
  const rows = Array.from({ length: MAX_BANS }, (_, i) => ({
    type: "set" as const,
    ...TABLE,
    key: `10.0.${i >> 8}.${i & 255}`,
    value: '{"until":null,"since":0,"reason":"","by":""}',
  }));
  await store.commit([], rows);
  const bans = new Bans({ store, clock: new FakeClock(), log: silentLogger });
  await bans.read();
  assert.equal(bans.list().length, MAX_BANS);
  const one = { address: "192.0.2.1", seconds: null, reason: "", by: "" };
  await assert.rejects(bans.add(one), OperatorError);
  await bans.remove("10.0.0.7");
  await bans.add(one);
});

Deno.test("Bans.read() leaves rows alone that are no bans, and says so in the log", async () => {
  const { store, clock } = setUp();
  const set = (key: string, value: string) => ({ type: "set" as const, ...TABLE, key, value });
  await store.commit([], [
    set("nowhere", "{}"),
    set("192.0.2.1", "null"),
    set("192.0.2.2", '{"until":"soon"}'),
    set("192.0.2.3", '{"until":null}'),
  ]);
  const warnings: unknown[] = [];
  const log = createLogger({ enabled: () => true, write: (entry) => warnings.push(entry) }, () => 0);
  const bans = new Bans({ store, clock, log });
  await bans.read();
  assert.deepEqual(bans.list().map(({ address }) => address), ["192.0.2.3"]);
  assert.equal(warnings.length, 3);
});
