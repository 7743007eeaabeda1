/**
 * Writes down whose the files in the folder for uploads are, so that who has sent one finds it after a restart, too.
 *
 * @module
 */

import { parseSchemaName, parseTableName } from "../base/brand.ts";
import type { Logger } from "../log/logger.ts";
import type { KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";
import { RowBook } from "./row_book.ts";

const TABLE: KvTable = { schema: parseSchemaName("system"), table: parseTableName("uploads") };

/** What is kept of an upload, by its name. */
export interface UploadRow {
  readonly owner: string;
  /** By what the file is known. */
  readonly mark: string;
  /** Later ones have greater numbers. */
  readonly number: number;
}

/** The book, by name. */
export class UploadBook extends RowBook<UploadRow> {
  constructor(store: Pick<KvClient, "list" | "commit">, log: Logger) {
    super({ store, table: TABLE, parse: parseUpload, log, source: "sftp", what: "whose an upload is" });
  }
}

function parseUpload(value: unknown): UploadRow | undefined {
  const { owner, mark, number } = value as Readonly<Record<string, unknown>>;
  if (typeof owner !== "string" || typeof mark !== "string" || !Number.isSafeInteger(number)) {
    return undefined;
  }
  return { owner, mark, number: number as number };
}
