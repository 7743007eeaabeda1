/**
 * The words that a session's Worker and the store thread say to each other: requests with a call id one way,
 * answers with the same call id back, over a port that belongs to one session.
 *
 * Values travel as JSON text (see `kv_value.ts`) and the store never looks inside them. What arrives from a
 * Worker is a stranger's until {@linkcode parseKvRequest} has read every field of it. This file does not know
 * SQLite, threads or who may do what.
 *
 * @module
 */

import {
  type CallId,
  makeCallId,
  parseSchemaName,
  parseTableName,
  quote,
  type SchemaName,
  type TableName,
} from "../base/brand.ts";
import type { PlainError } from "../base/errors.ts";

export { decodeValue, encodeValue } from "./kv_value.ts";

/**
 * What one request may ask for. A script that needs more asks several times, so that no single request can hold
 * up everybody else's.
 */
export const KV_LIMITS = {
  /** UTF-16 units of a key. Precedent: Deno KV's 2 KiB a key. */
  keyLength: 1024,
  /** UTF-16 units of one value's JSON text; a 1 MiB picture in base64 is 1.4 million of them. */
  valueLength: 16 * 1024 * 1024,
  /** UTF-16 units of all values of one commit, so that a largest value still fits. */
  commitLength: 32 * 1024 * 1024,
  /** Checks and mutations of one commit, each. */
  commitRows: 10_000,
  /** Keys of one `getMany`. */
  manyKeys: 1000,
  /** Bytes that one `getMany` may answer with. */
  manyBytes: 32 * 1024 * 1024,
  /** Rows of a page. */
  pageRows: 1000,
  /** Bytes of the values of a page; a page holds at least one row however large. */
  pageBytes: 1024 * 1024,
  /** Requests of one port that wait for their answer. */
  outstanding: 256,
  /** UTF-16 units of the values of one port's requests that wait for their answer. */
  outstandingLength: 64 * 1024 * 1024,
} as const;

/**
 * Schemas that belong to the host: accounts, groups, messages (which have tables of their own, and go by this name in
 * exports), the server's own notes. A board never touches them.
 */
export const RESERVED_SCHEMAS: readonly string[] = ["userbase", "groupbase", "msgbase", "system"];

/** A table of the store. */
export interface KvTable {
  readonly schema: SchemaName;
  readonly table: TableName;
}

/** A value's JSON text, and the number of the commit that wrote it. Numbers only grow and never come back. */
export interface KvEntry {
  readonly value: string;
  readonly version: number;
}

/** What a page holds of each row: `values` is empty for `keys`, and `keys` is empty for `values`. */
export type KvWhat = "keys" | "values" | "entries";

/** Which rows, in the order of their keys' UTF-8 bytes. */
export interface KvRange {
  /** Only keys that begin with this. */
  readonly prefix?: string;
  /** The least key, included. */
  readonly start?: string;
  /** The end, not included. */
  readonly end?: string;
  /** Goes on behind this key (in a reverse list: before it). */
  readonly after?: string;
  /** 1 to {@linkcode KV_LIMITS}.pageRows. */
  readonly limit: number;
  readonly reverse: boolean;
  readonly what: KvWhat;
}

/** Some rows; `next` is the `after` of the next page, `null` at the end. The last page may be empty. */
export interface KvPage {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly next: string | null;
}

/** Holds a commit back unless the key still has this version; `null`: unless it is still absent. */
export interface KvCheck extends KvTable {
  readonly key: string;
  readonly version: number | null;
}

/** One change of a commit. */
export type KvMutation =
  | KvTable & { readonly type: "set"; readonly key: string; readonly value: string }
  | KvTable & { readonly type: "delete"; readonly key: string };

/** What can be asked of a store. */
export type KvOperation =
  | KvTable & { readonly type: "get"; readonly key: string }
  | KvTable & { readonly type: "has"; readonly key: string }
  | KvTable & { readonly type: "getMany"; readonly keys: readonly string[] }
  | KvTable & { readonly type: "list" } & KvRange
  | KvTable & { readonly type: "count" }
  | {
    readonly type: "commit";
    readonly checks: readonly KvCheck[];
    readonly mutations: readonly KvMutation[];
  }
  | KvTable & { readonly type: "clear" };

/** The verb of an operation. */
export type KvVerb = KvOperation["type"];

/** The operation of a verb. */
export type KvOperationOf<Verb extends KvVerb> = Extract<KvOperation, { readonly type: Verb }>;

/** What each verb is answered with. */
export interface KvResultOf {
  readonly get: KvEntry | null;
  readonly has: boolean;
  readonly getMany: readonly (KvEntry | null)[];
  readonly list: KvPage;
  readonly count: number;
  /** The version that the commit gave to what it set; `null`: a check failed and nothing was written. */
  readonly commit: number | null;
  /** How many rows went. */
  readonly clear: number;
}

/** The answer to some operation. */
export type KvResult = KvResultOf[KvVerb];

/** An operation under way. */
export type KvRequest = KvOperation & { readonly callId: CallId };

/** The end of a request: its result, or why there is none. */
export type KvAnswer =
  | { readonly callId: CallId; readonly result: KvResult }
  | { readonly callId: CallId; readonly error: PlainError };

/** Whether an operation changes the store. A commit that only checks does not. */
export function isWrite(operation: KvOperation): boolean {
  return operation.type === "clear" || operation.type === "commit" && operation.mutations.length > 0;
}

/** The UTF-16 units of the values that an operation carries. */
export function carriedLength(operation: KvOperation): number {
  if (operation.type !== "commit") return 0;
  let length = 0;
  for (const mutation of operation.mutations) if (mutation.type === "set") length += mutation.value.length;
  return length;
}

/** The first reserved schema that an operation touches, checks included: a check reveals a version. */
export function reservedSchemaOf(operation: KvOperation): SchemaName | undefined {
  if (operation.type !== "commit") {
    return RESERVED_SCHEMAS.includes(operation.schema) ? operation.schema : undefined;
  }
  return operation.checks.find((check) => RESERVED_SCHEMAS.includes(check.schema))?.schema ??
    operation.mutations.find((mutation) => RESERVED_SCHEMAS.includes(mutation.schema))?.schema;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(data: unknown, what: string): Fields {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError(`Cannot read ${what}: expected an object, found ${kindOf(data)}`);
  }
  return data as Fields;
}

function kindOf(data: unknown): string {
  return data === null ? "null" : Array.isArray(data) ? "an array" : typeof data;
}

function stringOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") {
    throw new TypeError(
      `Cannot read "${name}" of a store request: expected a string, found ${kindOf(value)}`,
    );
  }
  return value;
}

function arrayOf(fields: Fields, name: string, most: number): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) {
    throw new TypeError(
      `Cannot read "${name}" of a store request: expected an array, found ${kindOf(value)}`,
    );
  }
  if (value.length > most) {
    throw new RangeError(
      `Cannot read "${name}" of a store request: expected up to ${most}, found ${value.length}`,
    );
  }
  return value;
}

function tableOf(fields: Fields): KvTable {
  return {
    schema: parseSchemaName(stringOf(fields, "schema")),
    table: parseTableName(stringOf(fields, "table")),
  };
}

/**
 * Checks a key. Any well-formed string of up to 1024 UTF-16 units is one, the empty string too. Two kinds are
 * refused because they would not come back as they went in: half surrogate pairs, which have no UTF-8, and NUL,
 * where SQLite's text ends for the programs that read it as C strings.
 */
export function parseKey(key: unknown): string {
  if (typeof key !== "string") throw new TypeError(`Cannot use key: expected a string, found ${kindOf(key)}`);
  if (key.length > KV_LIMITS.keyLength) {
    throw new RangeError(
      `Cannot use key ${quote(key)}: expected up to ${KV_LIMITS.keyLength} characters, found ${key.length}`,
    );
  }
  if (!key.isWellFormed()) {
    throw new TypeError(
      `Cannot use key ${quote(key)}: expected whole characters, found half a surrogate pair`,
    );
  }
  if (key.includes("\0")) throw new TypeError(`Cannot use key ${quote(key)}: expected no NUL, found one`);
  return key;
}

function versionOf(fields: Fields): number | null {
  const version = fields.version;
  if (version === null) return null;
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 0) {
    throw new TypeError(`Cannot read "version" of a store request: expected a whole number or null`);
  }
  return version;
}

function valueOf(fields: Fields): string {
  const value = stringOf(fields, "value");
  if (value.length > KV_LIMITS.valueLength) {
    throw new RangeError(
      `Cannot store value: expected up to ${KV_LIMITS.valueLength} characters of JSON, found ${value.length}`,
    );
  }
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new TypeError("Cannot store value: expected JSON text, found characters that JSON escapes");
  }
  return value;
}

function mutationOf(data: unknown): KvMutation {
  const fields = fieldsOf(data, "mutation");
  const type = stringOf(fields, "type");
  const place = { ...tableOf(fields), key: parseKey(fields.key) };
  if (type === "set") return { type, ...place, value: valueOf(fields) };
  if (type === "delete") return { type, ...place };
  throw new TypeError(`Cannot read mutation: expected "set" or "delete", found ${quote(type)}`);
}

function checkOf(data: unknown): KvCheck {
  const fields = fieldsOf(data, "check");
  return { ...tableOf(fields), key: parseKey(fields.key), version: versionOf(fields) };
}

/** A bound of a range: no stricter than it must be, since no row is named by it. */
function boundOf(fields: Fields, name: string): { [key: string]: string } {
  return fields[name] === undefined ? {} : { [name]: parseKey(fields[name]) };
}

function rangeOf(fields: Fields): KvRange {
  const { limit, reverse, what } = fields;
  if (typeof limit !== "number" || !Number.isSafeInteger(limit) || limit < 1 || limit > KV_LIMITS.pageRows) {
    throw new RangeError(`Cannot read "limit" of a store request: expected 1 to ${KV_LIMITS.pageRows}`);
  }
  if (typeof reverse !== "boolean") {
    throw new TypeError(`Cannot read "reverse" of a store request: expected true or false`);
  }
  if (what !== "keys" && what !== "values" && what !== "entries") {
    throw new TypeError(`Cannot read "what" of a store request: expected keys, values or entries`);
  }
  return {
    ...boundOf(fields, "prefix"),
    ...boundOf(fields, "start"),
    ...boundOf(fields, "end"),
    ...boundOf(fields, "after"),
    limit,
    reverse,
    what,
  };
}

function operationOf(fields: Fields): KvOperation {
  const type = stringOf(fields, "type");
  switch (type) {
    case "get":
    case "has":
      return { type, ...tableOf(fields), key: parseKey(fields.key) };
    case "getMany":
      return { type, ...tableOf(fields), keys: arrayOf(fields, "keys", KV_LIMITS.manyKeys).map(parseKey) };
    case "list":
      return { type, ...tableOf(fields), ...rangeOf(fields) };
    case "count":
    case "clear":
      return { type, ...tableOf(fields) };
    case "commit": {
      const operation = {
        type,
        checks: arrayOf(fields, "checks", KV_LIMITS.commitRows).map(checkOf),
        mutations: arrayOf(fields, "mutations", KV_LIMITS.commitRows).map(mutationOf),
      } as const;
      const length = carriedLength(operation);
      if (length > KV_LIMITS.commitLength) {
        throw new RangeError(
          `Cannot commit: expected up to ${KV_LIMITS.commitLength} characters of JSON, found ${length}`,
        );
      }
      return operation;
    }
    default:
      throw new TypeError(`Cannot read store request: expected a verb of the store, found ${quote(type)}`);
  }
}

/** The call id of what may not even be a request, so that a refusal can be answered; `undefined` without one. */
export function callIdOf(data: unknown): CallId | undefined {
  const callId = typeof data === "object" && data !== null ? (data as Fields).callId : undefined;
  return typeof callId === "number" && Number.isSafeInteger(callId) ? makeCallId(callId) : undefined;
}

/**
 * Reads what a Worker sent as a request. The answer is made anew out of the checked fields and holds no others.
 *
 * Throws a `TypeError` or a `RangeError` that says what is wrong with which field.
 */
export function parseKvRequest(data: unknown): KvRequest {
  const fields = fieldsOf(data, "store request");
  const callId = callIdOf(data);
  if (callId === undefined) {
    throw new TypeError(`Cannot read "callId" of a store request: expected a whole number`);
  }
  return { ...operationOf(fields), callId };
}
