/**
 * Opening the database file, which is where most of what can go wrong with it must be noticed.
 *
 * Three files belong to the database beside SQLite's own: `<file>.lock` is held (flock) while a server uses it, and
 * the system lets go of it when the process dies, however it dies; `<file>.initialized` remembers that there was a
 * database, so that an emptied or lost file is refused instead of becoming a new user base, whose first user would
 * be sysop. Readers such as `sqlite3 -readonly` and `.backup` are not held off.
 *
 * @module
 */

import { Database } from "@db/sqlite";
import { dirname } from "node:path";
import { OperatorError } from "../base/errors.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "./sqlite_schema.ts";

/** An open database and the lock on it. */
export interface OpenFile {
  readonly db: Database;
  readonly path: string;
  /** Brings everything into the main file, closes it, and lets go of the lock. A second time does nothing. */
  close(): void;
}

/**
 * Opens the database at `path`, or makes it (0600, its folder 0700) where none has been.
 *
 * Throws an {@linkcode OperatorError} that names the file when another server has it, when it is not this
 * program's database, is damaged, empty, newer, a folder, or cannot be written. The check for damage
 * (`PRAGMA quick_check`) reads the whole file: a few seconds for a gigabyte, milliseconds for a usual board.
 */
export function openFile(path: string): OpenFile {
  const lock = takeLock(path);
  let db: Database | undefined;
  try {
    const fresh = isFresh(path);
    if (fresh) Deno.openSync(path, { write: true, create: true, mode: 0o600 }).close();
    db = new Database(path, { create: false, int64: true });
    prepare(db, path, fresh);
    mark(path);
  } catch (error) {
    db?.close();
    lock.close();
    throw error instanceof OperatorError ? error : refusal(path, reason(error));
  }
  const opened = db;
  return {
    db: opened,
    path,
    close() {
      if (!opened.open) return;
      try {
        opened.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch {
        // A full disk: what was acknowledged is in the -wal file, and the next opening reads it from there.
      }
      opened.close();
      lock.close();
    },
  };
}

/** A second connection that only reads, for copies. */
export function openForReading(path: string): Database {
  const db = new Database(path, { readonly: true, int64: true });
  db.exec("PRAGMA busy_timeout = 2000");
  return db;
}

/** Makes the tables in a new and empty file of its own, without a lock: for copies. */
export function createFile(path: string): Database {
  Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
  const db = new Database(path, { create: false, int64: true });
  db.exec("PRAGMA trusted_schema = 0");
  migrate(db, 0);
  return db;
}

function takeLock(path: string): Deno.FsFile {
  let lock: Deno.FsFile;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    lock = Deno.openSync(`${path}.lock`, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw refusal(path, reason(error));
  }
  if (lock.tryLockSync(true)) return lock;
  lock.close();
  throw refusal(path, "another server is using it");
}

/** Whether a new database may begin here. */
function isFresh(path: string): boolean {
  const info = statOf(path);
  if (info !== undefined && !info.isFile) throw refusal(path, "expected a file, found a folder");
  if (info !== undefined && info.size > 0) return false;
  const found = info === undefined ? "the file is missing" : "the file is empty";
  for (const trace of [`${path}.initialized`, `${path}-wal`]) {
    if ((statOf(trace)?.size ?? 0) > 0) {
      throw refusal(
        path,
        `${found}, but "${trace}" says that a database was here; restore a backup, or remove that file to begin a new database without any users`,
      );
    }
  }
  return true;
}

function prepare(db: Database, path: string, fresh: boolean): void {
  // foreign_keys, because packages differ in what they begin with.
  db.exec(
    "PRAGMA busy_timeout = 2000; PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1; PRAGMA foreign_keys = 1",
  );
  const version = fresh ? 0 : inspect(db, path);
  const mode = db.prepare("PRAGMA journal_mode = WAL").value<[string]>()?.[0];
  if (mode !== "wal") {
    throw refusal(path, `expected a disk that can keep a write-ahead log, found journal mode "${mode}"`);
  }
  // fullfsync asks macOS for a real flush; elsewhere it changes nothing.
  db.exec("PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA journal_size_limit = 67108864");
  migrate(db, version);
  db.exec("BEGIN IMMEDIATE; UPDATE meta SET value = value WHERE name = 'last_version'; COMMIT");
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

/** Refuses what is not an undamaged database of this program and of no newer version; answers its version. */
function inspect(db: Database, path: string): number {
  const pragma = (name: string) => db.prepare(`PRAGMA ${name}`).value<[unknown]>()?.[0];
  if (pragma("application_id") !== APPLICATION_ID) {
    throw refusal(path, "it is a database of another program");
  }
  const version = pragma("user_version");
  if (typeof version !== "number" || version > SCHEMA_VERSION) {
    throw refusal(path, `expected schema version up to ${SCHEMA_VERSION}, found ${version}; use a newer x84`);
  }
  let check: unknown;
  try {
    check = pragma("quick_check(1)");
  } catch (error) {
    // A search index that cannot even be opened is damaged as well.
    check = reason(error);
  }
  if (check !== "ok") throw refusal(path, `it is damaged (${check}); restore a backup`);
  if (db.prepare("SELECT value FROM meta WHERE name = 'last_version'").value() === undefined) {
    throw refusal(path, "it is damaged (no version counter); restore a backup");
  }
  return version;
}

function mark(path: string): void {
  if (statOf(`${path}.initialized`) !== undefined) return;
  Deno.writeTextFileSync(
    `${path}.initialized`,
    "The database beside this file has been in use. If it is ever missing or empty, the server refuses to start,\n" +
      "because a new database has no users and its first user becomes sysop. Remove this file to begin anew.\n",
    { mode: 0o600 },
  );
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function refusal(path: string, found: string): OperatorError {
  return new OperatorError(`Cannot open database "${path}": ${found}`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
