/**
 * The tables of the database, and the steps from each version of them (`PRAGMA user_version`) to the next.
 *
 * ```text
 *   kv, meta            the key-value store                               (sqlite_tables.ts)
 *   messages            one row a message, deleted ones emptied           (sqlite_messages.ts)
 *   message_tags        tag -> messages; `public` repeats that of the message, for counting
 *   message_reads       reader -> messages; message_through: everything up to a number
 *   message_revisions   what a message said before
 *   message_words       the words of subject, body and author's name (FTS5, which keeps no copy of the texts), and
 *                       who may read it, as words that nobody can type  (message_index.ts)
 * ```
 *
 * @module
 */

import type { Database } from "@db/sqlite";

/** "x84B" in the file's header (`PRAGMA application_id`), as `file(1)` and others see it. */
export const APPLICATION_ID = 0x78383442;

/** The step at index n leads from version n to version n + 1. */
const STEPS: readonly string[] = [
  `
CREATE TABLE kv (
  schema TEXT NOT NULL,
  "table" TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (schema, "table", key)
) WITHOUT ROWID;
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('last_version', 0);
PRAGMA application_id = ${APPLICATION_ID};
`,
  // Groups became rows of their own beside the users that name them; see host/group_index.ts.
  `
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER REFERENCES messages (id),
  root INTEGER REFERENCES messages (id),
  public INTEGER NOT NULL,
  author_key TEXT,
  recipient_key TEXT,
  author TEXT NOT NULL,
  recipient TEXT,
  created INTEGER NOT NULL,
  saved INTEGER NOT NULL,
  edited INTEGER,
  deleted INTEGER,
  subject TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX messages_by_parent ON messages (parent) WHERE parent IS NOT NULL;
CREATE INDEX messages_by_root ON messages (root) WHERE root IS NOT NULL;
CREATE INDEX messages_by_author ON messages (author COLLATE NOCASE);
CREATE INDEX messages_by_author_key ON messages (author_key);
CREATE INDEX messages_by_recipient_key ON messages (recipient_key) WHERE recipient_key IS NOT NULL;
CREATE INDEX messages_by_reader ON messages (id, public, deleted, author_key, recipient_key);
CREATE TABLE message_tags (
  message INTEGER NOT NULL REFERENCES messages (id),
  tag TEXT NOT NULL,
  public INTEGER NOT NULL,
  PRIMARY KEY (message, tag)
) WITHOUT ROWID;
CREATE INDEX message_tags_by_tag ON message_tags (tag, message, public);
CREATE TABLE message_reads (
  reader TEXT NOT NULL,
  message INTEGER NOT NULL REFERENCES messages (id),
  PRIMARY KEY (reader, message)
) WITHOUT ROWID;
CREATE TABLE message_through (reader TEXT NOT NULL PRIMARY KEY, message INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE message_revisions (
  message INTEGER NOT NULL REFERENCES messages (id),
  number INTEGER NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  tags TEXT NOT NULL,
  editor TEXT NOT NULL,
  replaced INTEGER NOT NULL,
  PRIMARY KEY (message, number)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE message_words USING fts5 (
  subject, body, author, marks, content = '', contentless_delete = 1, prefix = '2 3'
);
INSERT INTO kv
  SELECT 'groupbase', 'members', g.value || '/' || kv.key, json_quote(json_extract(kv.value, '$.handle')), kv.version
  FROM kv, json_each(kv.value, '$.groups') g
  WHERE kv.schema = 'userbase' AND kv."table" = 'users';
`,
];

/** The version of the tables. A newer one is refused. */
export const SCHEMA_VERSION: number = STEPS.length;

/** Leads the tables from a version to the present one, in one transaction; version 0 has none yet. */
export function migrate(db: Database, version: number): void {
  if (version === SCHEMA_VERSION) return;
  db.exec(
    `BEGIN IMMEDIATE; ${STEPS.slice(version).join("")} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
  );
}
