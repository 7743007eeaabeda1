import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { SqliteKvStore } from "../../../lib/store/sqlite_kv_store.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "../../../lib/store/sqlite_schema.ts";
import { fullQuery } from "../../../lib/wire/message_base.ts";
import { reader, row } from "../../contract/message_store.ts";

/** The tables as the first version made them. */
const VERSION_1 = `
CREATE TABLE kv (schema TEXT NOT NULL, "table" TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  version INTEGER NOT NULL, PRIMARY KEY (schema, "table", key)) WITHOUT ROWID;
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('last_version', 7);
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = 1;`;

const members = { schema: parseSchemaName("groupbase"), table: parseTableName("members") };
const users = { schema: parseSchemaName("userbase"), table: parseTableName("users") };

async function withOldFile(run: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-schema-" });
  try {
    const db = new Database(`${folder}/x84.sqlite3`);
    db.exec(VERSION_1);
    const insert = db.prepare(`INSERT INTO kv VALUES ('userbase', 'users', ?, ?, 7)`);
    insert.run("alice", `{"handle":"Alice","groups":["staff","sysop"]}`);
    insert.run("bob", `{"handle":"B\\"ob","groups":[]}`);
    insert.run("carol", `{"handle":"carol","groups":["staff"]}`);
    db.close();
    await run(`${folder}/x84.sqlite3`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("migrate() leads a file of version 1 to messages and groups, and keeps what is in it", () =>
  withOldFile(async (path) => {
    for (let opening = 0; opening < 2; opening++) {
      const store = SqliteKvStore.open(path);
      try {
        const page = await store.list(members, { limit: 10, reverse: false, what: "entries" });
        assert.deepEqual(page.keys, ["staff/alice", "staff/carol", "sysop/alice"]);
        assert.deepEqual(page.values, ['"Alice"', '"carol"', '"Alice"']);
        assert.equal((await store.get(users, "bob"))?.version, 7);
        await store.messages.post(reader("alice"), row());
        assert.equal((await store.messages.list(reader(""), fullQuery())).length, opening + 1);
      } finally {
        await store.close();
      }
    }
    const db = new Database(path, { readonly: true });
    assert.deepEqual(db.prepare("PRAGMA user_version").value(), [SCHEMA_VERSION]);
    db.close();
  }));

Deno.test("migrate() changes nothing when one of its steps fails", () =>
  withOldFile(async (path) => {
    const before = new Database(path);
    before.exec(`INSERT INTO kv VALUES ('userbase', 'users', 'odd', 'not JSON', 7)`);
    before.close();
    assert.throws(() => SqliteKvStore.open(path), /^OperatorError: Cannot open database ".*x84.sqlite3": /);
    const after = new Database(path);
    assert.deepEqual(after.prepare("PRAGMA user_version").value(), [1]);
    assert.deepEqual(after.prepare("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'message%'").value(), [
      0,
    ]);
    after.exec("DELETE FROM kv WHERE key = 'odd'");
    migrate(after, 1);
    after.close();
    const store = SqliteKvStore.open(path);
    assert.equal(await store.count(members), 3);
    await store.close();
  }));
