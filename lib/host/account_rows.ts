/**
 * The rows of accounts in the store: which tables there are (`accounts.ts` says what is in them), and how values are
 * read.
 *
 * @module
 */

import { parseSchemaName, parseTableName, quote } from "../base/brand.ts";
import { StoreError } from "../base/errors.ts";
import type { KvMutation, KvTable } from "../wire/kv.ts";

/** User records. */
export const USERS = table("userbase", "users");
/** Hashes of passwords. */
export const PASSWORDS = table("userbase", "passwords");
/** What scripts keep of users. */
export const ATTRIBUTES = table("userbase", "attributes");
/** Handles by what they look like. */
export const SKELETONS = table("userbase", "skeletons");
/** Facts of the board. */
export const META = table("userbase", "meta");

/** Names a table. */
export function table(schema: string, name: string): KvTable {
  return { schema: parseSchemaName(schema), table: parseTableName(name) };
}

/** Sets a row. */
export function set(where: KvTable, key: string, value: string): KvMutation {
  return { type: "set", ...where, key, value };
}

/** Deletes a row. */
export function remove(where: KvTable, key: string): KvMutation {
  return { type: "delete", ...where, key };
}

/** The hash in a row of {@linkcode PASSWORDS}. */
export function readHash(canonical: string, json: string): string {
  const { hash } = readObject("password", canonical, json);
  if (typeof hash !== "string") {
    throw new StoreError(`Cannot read password of ${quote(canonical)}: found no hash`);
  }
  return hash;
}

/** The attributes in a row of {@linkcode ATTRIBUTES}. */
export function readAttributes(canonical: string, json: string): Map<string, string> {
  return new Map(
    Object.entries(readObject("attributes", canonical, json)).map(([name, text]) => [name, String(text)]),
  );
}

function readObject(what: string, canonical: string, json: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new StoreError(`Cannot read ${what} of ${quote(canonical)}: ${(error as Error).message}`);
  }
}
