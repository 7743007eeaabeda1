/**
 * Prepared statements of one connection, each prepared once. Names and values travel as parameters only, so there
 * are as many statements as there are sentences in this folder.
 *
 * @module
 */

import type { Database, Statement } from "@db/sqlite";

/** The statements of a connection. */
export class Statements {
  readonly #db: Database;
  readonly #known = new Map<string, Statement>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** The statement of that SQL. */
  prepare(sql: string): Statement {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    this.#known.set(sql, made);
    return made;
  }
}
