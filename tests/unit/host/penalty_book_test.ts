import assert from "node:assert/strict";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { PenaltyBook } from "../../../lib/host/penalty_book.ts";
import { createLogger, silentLogger } from "../../../lib/log/logger.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";

const TABLE = { schema: parseSchemaName("system"), table: parseTableName("penalties") };
const PENALTY = { failures: [1, 2], bannedUntil: 3000, bans: 1 };

Deno.test("PenaltyBook.read() answers what was written last, without what was struck out", async () => {
  const store = new MemoryKvStore();
  const book = new PenaltyBook(store, silentLogger);
  book.write("192.0.2.1", { failures: [1], bannedUntil: null, bans: 0 });
  book.write("192.0.2.1", PENALTY);
  book.write("192.0.2.2", PENALTY);
  await book.flush();
  book.write("192.0.2.2", undefined);
  await book.flush();
  assert.deepEqual(await new PenaltyBook(store, silentLogger).read(), new Map([["192.0.2.1", PENALTY]]));
});

Deno.test("PenaltyBook writes what comes together in one commit, and the rest in the next", async () => {
  const store = new MemoryKvStore();
  const sizes: number[] = [];
  const counting = {
    list: store.list.bind(store),
    commit(...[checks, mutations]: Parameters<MemoryKvStore["commit"]>) {
      sizes.push(mutations.length);
      return store.commit(checks, mutations);
    },
  };
  const book = new PenaltyBook(counting, silentLogger);
  for (let i = 0; i < 500; i++) book.write(`10.0.0.${i % 250}`, PENALTY);
  await Promise.resolve();
  book.write("192.0.2.1", PENALTY);
  await book.flush();
  assert.deepEqual(sizes, [250, 1]);
});

Deno.test("PenaltyBook says in the log that it cannot write, and goes on", async () => {
  const store = new MemoryKvStore();
  let broken = true;
  const messages: string[] = [];
  const log = createLogger(
    { enabled: () => true, write: ({ message }) => void messages.push(message) },
    () => 0,
  );
  const book = new PenaltyBook({
    list: store.list.bind(store),
    commit: (...args) => broken ? Promise.reject(new Error("full")) : store.commit(...args),
  }, log);
  book.write("192.0.2.1", PENALTY);
  await book.flush();
  assert.deepEqual(messages, ["Cannot write down failed logins"]);
  broken = false;
  book.write("192.0.2.2", PENALTY);
  await book.flush();
  assert.deepEqual([...(await book.read()).keys()], ["192.0.2.2"]);
});

Deno.test("PenaltyBook.read() leaves out rows that make no sense", async () => {
  const store = new MemoryKvStore();
  const values = ["null", "[]", '{"failures":["x"],"bannedUntil":null,"bans":0}', '{"failures":[]}'];
  const wrong = [
    ...values,
    '{"failures":[],"bannedUntil":"1","bans":0}',
    '{"failures":[],"bannedUntil":1,"bans":-1}',
  ];
  await store.commit([], wrong.map((value, i) => ({ type: "set", ...TABLE, key: `192.0.2.${i}`, value })));
  assert.equal((await new PenaltyBook(store, silentLogger).read()).size, 0);
});
