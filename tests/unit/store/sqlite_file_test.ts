import assert from "node:assert/strict";
import { Database } from "@db/sqlite";
import { OperatorError } from "../../../lib/base/errors.ts";
import { openFile } from "../../../lib/store/sqlite_file.ts";
import { SCHEMA_VERSION } from "../../../lib/store/sqlite_schema.ts";

/** A folder with a database of some hundred pages in it, closed as it should be. */
function withDatabase(run: (path: string, folder: string) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "x84-file-" });
  try {
    const path = `${folder}/x84.sqlite3`;
    const file = openFile(path);
    file.db.exec("BEGIN");
    const insert = file.db.prepare("INSERT INTO kv VALUES ('test', 'unnamed', ?, ?, 1)");
    for (let i = 0; i < 2000; i++) insert.run(`key ${i}`, `"${"x".repeat(200)}"`);
    file.db.exec("COMMIT");
    file.close();
    run(path, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function assertRefused(path: string, found: RegExp): void {
  assert.throws(() => openFile(path).close(), (error: Error) => {
    assert.ok(error instanceof OperatorError, String(error));
    assert.ok(error.message.startsWith(`Cannot open database "${path}": `), error.message);
    assert.match(error.message, found);
    return true;
  });
}

Deno.test("openFile() opens again what it made, with files that only their owner may read", () =>
  withDatabase((path) => {
    const file = openFile(path);
    const rows = file.db.prepare("SELECT count(*) FROM kv").value<[number]>();
    const modes = ["", "-wal", "-shm", ".lock", ".initialized"].map((end) =>
      Deno.statSync(path + end).mode! & 0o777
    );
    file.close();
    file.close();
    assert.deepEqual(rows, [2000]);
    if (Deno.build.os !== "windows") assert.deepEqual(modes, [0o600, 0o600, 0o600, 0o600, 0o600]);
  }));

Deno.test("openFile() keeps a write-ahead log and flushes it at each commit", () =>
  withDatabase((path) => {
    const file = openFile(path);
    const pragma = (name: string) => file.db.prepare(`PRAGMA ${name}`).value<[unknown]>()?.[0];
    const found = ["journal_mode", "synchronous", "trusted_schema"].map(pragma);
    file.close();
    assert.deepEqual(found, ["wal", 2, 0]);
  }));

Deno.test("openFile() refuses a second server at once, and lets readers in", () =>
  withDatabase((path) => {
    const file = openFile(path);
    assertRefused(path, /another server is using it/);
    const reader = new Database(path, { readonly: true });
    assert.deepEqual(reader.prepare("SELECT count(*) FROM kv").value(), [2000]);
    reader.close();
    file.close();
    openFile(path).close();
  }));

Deno.test("openFile() is not held up by the lock file that a killed server leaves", () =>
  withDatabase((path) => {
    assert.ok(Deno.statSync(`${path}.lock`).isFile);
    openFile(path).close();
  }));

Deno.test("openFile() refuses a file whose beginning was zeroed", () =>
  withDatabase((path) => {
    const file = Deno.openSync(path, { write: true });
    file.writeSync(new Uint8Array(100));
    file.close();
    assertRefused(path, /not a database/);
  }));

Deno.test("openFile() refuses a file that was cut in half", () =>
  withDatabase((path) => {
    Deno.truncateSync(path, Math.floor(Deno.statSync(path).size / 2));
    assertRefused(path, /damaged|malformed/);
  }));

Deno.test("openFile() refuses a file with garbage in the middle", () =>
  withDatabase((path) => {
    const file = Deno.openSync(path, { write: true });
    file.seekSync(Math.floor(Deno.statSync(path).size / 2), Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(8192).fill(0xa5));
    file.close();
    assertRefused(path, /damaged|malformed/);
  }));

Deno.test("openFile() refuses an emptied or lost file instead of beginning a new user base", () =>
  withDatabase((path) => {
    Deno.truncateSync(path, 0);
    assertRefused(path, /the file is empty, but ".*\.initialized" says that a database was here/);
    Deno.removeSync(path);
    assertRefused(path, /the file is missing, but/);
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
    Deno.removeSync(`${path}.initialized`);
    openFile(path).close();
  }));

Deno.test("openFile() refuses an empty file beside a log that is not empty", () =>
  withDatabase((path) => {
    Deno.truncateSync(path, 0);
    Deno.removeSync(`${path}.initialized`);
    Deno.writeTextFileSync(`${path}-wal`, "something");
    assertRefused(path, /-wal" says that a database was here/);
  }));

Deno.test("openFile() begins in an empty file where no database was, as after a crash at the first start", () =>
  withDatabase((_path, folder) => {
    Deno.writeTextFileSync(`${folder}/new.sqlite3`, "");
    openFile(`${folder}/new.sqlite3`).close();
  }));

Deno.test("openFile() refuses a folder in the file's place", () =>
  withDatabase((_path, folder) => {
    Deno.mkdirSync(`${folder}/folder.sqlite3`);
    assertRefused(`${folder}/folder.sqlite3`, /found a folder/);
  }));

Deno.test("openFile() refuses text, other programs' databases and newer versions", () =>
  withDatabase((path, folder) => {
    Deno.writeTextFileSync(`${folder}/text`, "Dear diary, ".repeat(1000));
    assertRefused(`${folder}/text`, /not a database/);
    const other = new Database(`${folder}/other`);
    other.exec("CREATE TABLE users (id INTEGER)");
    other.close();
    assertRefused(`${folder}/other`, /database of another program/);
    const newer = new Database(path);
    newer.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    assertRefused(
      path,
      new RegExp(`expected schema version up to ${SCHEMA_VERSION}, found ${SCHEMA_VERSION + 1}`),
    );
  }));

Deno.test("openFile() names the path where its folder cannot be made", () =>
  withDatabase((path) => assertRefused(`${path}/inside/x84.sqlite3`, /./)));
