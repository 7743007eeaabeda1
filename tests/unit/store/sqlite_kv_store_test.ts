import assert from "node:assert/strict";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { StoreError } from "../../../lib/base/errors.ts";
import type { KvMutation } from "../../../lib/wire/kv.ts";
import { type KvOutcome, SqliteKvStore } from "../../../lib/store/sqlite_kv_store.ts";
import { Database } from "@db/sqlite";
import { testKvStore } from "../../contract/kv_store.ts";

const place = { schema: parseSchemaName("test"), table: parseTableName("unnamed") };
const set = (key: string, value = "1"): KvMutation => ({ type: "set", ...place, key, value });

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "x84-store-" });
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

let contractFolder = "";
testKvStore("SqliteKvStore", () => {
  if (contractFolder !== "") Deno.removeSync(contractFolder, { recursive: true });
  contractFolder = Deno.makeTempDirSync({ prefix: "x84-store-" });
  return SqliteKvStore.open(`${contractFolder}/x84.sqlite3`);
});
Deno.test("SqliteKvStore leaves no log behind when it was closed", () => {
  const names = [...Deno.readDirSync(contractFolder)].map((entry) => entry.name).sort();
  Deno.removeSync(contractFolder, { recursive: true });
  assert.deepEqual(names, ["x84.sqlite3", "x84.sqlite3.initialized", "x84.sqlite3.lock"]);
});

/** A store whose groups run when the test says so. */
function openByHand(path: string): { store: SqliteKvStore; flush: () => void; clock: FakeClock } {
  let waiting: (() => void)[] = [];
  const clock = new FakeClock();
  const store = SqliteKvStore.open(path, { clock, schedule: (run) => void waiting.push(run) });
  return {
    store,
    clock,
    flush() {
      const now = waiting;
      waiting = [];
      for (const run of now) run();
    },
  };
}

Deno.test("SqliteKvStore answers the writes of a group only after their commit", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x84.sqlite3`;
    const { store, flush } = openByHand(path);
    const reader = new Database(path, { readonly: true });
    const rows = () => reader.prepare("SELECT count(*) FROM kv").value<[number]>()![0];
    const seen: number[] = [];
    const a = { queued: 0 };
    const b = { queued: 0 };
    store.submit({ type: "commit", checks: [], mutations: [set("a")] }, a, () => seen.push(rows()));
    store.submit({ type: "commit", checks: [], mutations: [set("b")] }, b, () => seen.push(rows()));
    assert.deepEqual([seen, rows(), a.queued], [[], 0, 1]);
    flush();
    assert.deepEqual([seen, a.queued], [[2, 2], 0]);
    reader.close();
    await store.close();
  }));

Deno.test("SqliteKvStore.submit() answers a reader at once while others' writes wait, without showing them", () =>
  withFolder(async (folder) => {
    const { store, flush } = openByHand(`${folder}/x84.sqlite3`);
    const writer = { queued: 0 };
    const outcomes: KvOutcome[] = [];
    store.submit({ type: "commit", checks: [], mutations: [set("a")] }, writer, () => {});
    store.submit({ type: "has", ...place, key: "a" }, { queued: 0 }, (outcome) => outcomes.push(outcome));
    store.submit({ type: "has", ...place, key: "a" }, writer, (outcome) => outcomes.push(outcome));
    assert.deepEqual(outcomes, [{ result: false }]);
    flush();
    assert.deepEqual(outcomes, [{ result: false }, { result: true }]);
    await store.close();
  }));

Deno.test("SqliteKvStore does not let a failed check or a refused request spoil its neighbours in the group", () =>
  withFolder(async (folder) => {
    const { store, flush } = openByHand(`${folder}/x84.sqlite3`);
    const large = `"${"x".repeat(15 * 1024 * 1024)}"`;
    const answers = Promise.allSettled([
      store.commit([], [set("a")]),
      store.commit([{ ...place, key: "a", version: null }], [set("b")]),
      store.commit([], [set("large", large)]),
      store.getMany(place, ["large", "large", "large"]),
      store.commit([], [set("c")]),
    ]);
    flush();
    flush();
    const [first, second, third, fourth, fifth] = await answers;
    assert.equal(second.status === "fulfilled" && second.value, null);
    assert.equal(fourth.status === "rejected" && fourth.reason instanceof StoreError, true);
    assert.ok(
      [first, third, fifth].every((answer) => answer.status === "fulfilled" && answer.value !== null),
    );
    assert.equal(await store.count(place), 3);
    await store.close();
  }));

// A trigger raises what a full disk raises, and like it rolls the whole transaction back.
Deno.test("SqliteKvStore rejects the write that the engine refuses, keeps the others, and recovers", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x84.sqlite3`;
    const { store, flush } = openByHand(path);
    const other = new Database(path, { create: false });
    other.exec(
      `CREATE TRIGGER full BEFORE INSERT ON kv WHEN NEW.key = 'bad'
      BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`,
    );
    const answers = Promise.allSettled([
      store.commit([], [set("a")]),
      store.commit([], [set("x"), set("bad")]),
      store.get(place, "bad"),
      store.commit([], [set("b")]),
    ]);
    flush();
    const [first, second, third, fourth] = await answers;
    assert.ok(first.status === "fulfilled" && fourth.status === "fulfilled");
    assert.equal(third.status === "fulfilled" && third.value, null);
    assert.ok(second.status === "rejected" && second.reason instanceof StoreError);
    assert.match(second.reason.message, /^Cannot write to the store: .*disk is full/);
    assert.deepEqual((await store.list(place, { limit: 10, reverse: false, what: "keys" })).keys, ["a", "b"]);
    other.exec("DROP TRIGGER full");
    const again = store.commit([], [set("bad")]);
    flush();
    assert.notEqual(await again, null);
    other.close();
    await store.close();
  }));

Deno.test("SqliteKvStore rejects all writers of a group whose COMMIT fails, and answers its readers from what is there", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x84.sqlite3`;
    const { store, flush } = openByHand(path);
    const other = new Database(path, { create: false });
    // A deferred constraint is only looked at by COMMIT.
    other.exec(
      `CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (id REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER late AFTER INSERT ON kv BEGIN INSERT INTO child VALUES (1); END`,
    );
    const answers = Promise.allSettled([
      store.commit([], [set("a")]),
      store.commit([], [set("b")]),
      store.get(place, "a"),
    ]);
    flush();
    const [first, second, third] = await answers;
    assert.ok(first.status === "rejected" && second.status === "rejected");
    assert.match(first.reason.message, /FOREIGN KEY/);
    assert.equal(third.status === "fulfilled" && third.value, null);
    other.exec("DROP TRIGGER late");
    const again = store.commit([], [set("a")]);
    flush();
    assert.notEqual(await again, null);
    other.close();
    await store.close();
  }));

Deno.test("SqliteKvStore keeps acknowledged writes and the version counter over an unclean stop", () =>
  withFolder(async (folder) => {
    const store = SqliteKvStore.open(`${folder}/x84.sqlite3`, { clock: new FakeClock() });
    const version = await store.commit([], [set("a")]);
    // What a killed process leaves: the file and its log as they are on the disk at this moment.
    for (const end of ["", "-wal", ".initialized"]) {
      Deno.copyFileSync(`${folder}/x84.sqlite3${end}`, `${folder}/after.sqlite3${end}`);
    }
    const after = SqliteKvStore.open(`${folder}/after.sqlite3`);
    assert.deepEqual(await after.get(place, "a"), { value: "1", version });
    assert.ok((await after.commit([], [set("b")]))! > version!);
    await after.close();
    await store.close();
  }));

Deno.test("SqliteKvStore brings its log into the main file a second after a write", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x84.sqlite3`;
    const { store, flush, clock } = openByHand(path);
    const written = store.commit([], [set("a")]);
    flush();
    await written;
    const alone = () => {
      Deno.copyFileSync(path, `${folder}/alone.sqlite3`);
      const db = new Database(`${folder}/alone.sqlite3`);
      const rows = db.prepare("SELECT count(*) FROM kv").value<[number]>()![0];
      db.close();
      return rows;
    };
    assert.equal(alone(), 0);
    clock.advance(1000);
    assert.equal(alone(), 1);
    await store.close();
  }));

Deno.test("SqliteKvStore.close() carries out what is waiting first", () =>
  withFolder(async (folder) => {
    const { store } = openByHand(`${folder}/x84.sqlite3`);
    const written = store.commit([], [set("a")]);
    await store.close();
    assert.notEqual(await written, null);
    const again = SqliteKvStore.open(`${folder}/x84.sqlite3`);
    assert.equal(await again.count(place), 1);
    await again.close();
  }));

Deno.test("SqliteKvStore.backup() shows one moment, though writes go on", () =>
  withFolder(async (folder) => {
    const store = SqliteKvStore.open(`${folder}/x84.sqlite3`);
    await store.commit([], Array.from({ length: 1000 }, (_, i) => set(`k${i}`)));
    await store.backup(`${folder}/b.sqlite3`);
    const copying = store.backup(`${folder}/b.sqlite3`);
    await store.commit([], Array.from({ length: 1000 }, (_, i) => set(`l${i}`)));
    await copying;
    const copy = SqliteKvStore.open(`${folder}/b.sqlite3`);
    const count = await copy.count(place);
    assert.ok(count === 1000 || count === 2000, `${count} rows are no moment's`);
    assert.notEqual(await copy.commit([{ ...place, key: "k1", version: 1 }], [set("k1")]), null);
    await copy.close();
    await store.close();
    assert.equal(Deno.statSync(`${folder}/b.sqlite3`).mode! & 0o777, 0o600);
  }));

Deno.test("SqliteKvStore.backup() names the target that it cannot write and leaves nothing there", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x84.sqlite3`;
    const store = SqliteKvStore.open(path);
    await assert.rejects(
      store.backup(`${folder}/missing/b.sqlite3`),
      /^StoreError: Cannot back up the store to ".*b.sqlite3"/,
    );
    await assert.rejects(store.backup(path), /is the database itself/);
    Deno.mkdirSync(`${folder}/folder`);
    await assert.rejects(store.backup(`${folder}/folder`), StoreError);
    assert.equal([...Deno.readDirSync(folder)].some((entry) => entry.name.endsWith(".partial")), false);
    await store.close();
  }));

Deno.test("SqliteKvStore.export() writes a line of JSON for each row, whatever is stored", () =>
  withFolder(async (folder) => {
    const store = SqliteKvStore.open(`${folder}/x84.sqlite3`);
    await store.commit([], [set('quote"', '{"a":\n-0}'), set("text", "not json\n")]);
    await store.export(`${folder}/all.jsonl`);
    assert.deepEqual(
      Deno.readTextFileSync(`${folder}/all.jsonl`).trimEnd().split("\n").map((line) => JSON.parse(line)),
      [
        { schema: "test", table: "unnamed", key: 'quote"', value: { a: -0 } },
        { schema: "test", table: "unnamed", key: "text", text: "not json\n" },
      ],
    );
    await store.close();
  }));
