/**
 * Names that were checked once, where they entered, and remember it in their type.
 *
 * A branded string can only be made by the `parse...` function beside it, so a function that asks for a
 * `ScriptName` cannot be handed `"../../etc/passwd"`.
 *
 * @module
 */

declare const brand: unique symbol;

/** A `Base` value that passed the check named `Name`. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/**
 * `KIND-ADDRESS:PORT`, as in `telnet-127.0.0.1:50123`; unique while the caller is connected, if need be by a number
 * behind it: `telnet-127.0.0.1:50123-2`.
 */
export type SessionId = Brand<string, "SessionId">;
/** A small number, 1 and up, that one session holds while it lives. */
export type NodeNumber = Brand<number, "NodeNumber">;
/** Numbers the questions a Worker asks; the answer carries it back. */
export type CallId = Brand<number, "CallId">;
/** The name of a script, `main` or `games.tetris`: never a path. */
export type ScriptName = Brand<string, "ScriptName">;
/** The schema of a {@linkcode DBProxy}: `[a-z][a-z0-9_]{0,31}`. */
export type SchemaName = Brand<string, "SchemaName">;
/** The table of a {@linkcode DBProxy}: `[a-z][a-z0-9_]{0,31}`. */
export type TableName = Brand<string, "TableName">;

const SCRIPT_NAME = /^[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31}){0,3}$/;
const STORE_NAME = /^[a-z][a-z0-9_]{0,31}$/;

/** Shows a stranger's text in an error sentence: quoted, control characters escaped, cut at 40 characters. */
export function quote(text: string): string {
  const cut = text.length > 40 ? `${text.slice(0, 40)}\u2026` : text;
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Reads a script's name. Throws a `TypeError` for anything that is not one: paths, URLs, capitals. */
export function parseScriptName(text: string): ScriptName {
  // A script's own code need not be typed: a pattern would take `undefined` for a word.
  if (typeof text !== "string" || !SCRIPT_NAME.test(text)) {
    throw new TypeError(
      `Cannot use script name: expected lower-case letters, digits, "_" and single dots, found ${
        typeof text === "string" ? quote(text) : typeof text
      }`,
    );
  }
  return text as ScriptName;
}

/** Reads a schema's name. Throws a `TypeError` for anything that is not one. */
export function parseSchemaName(text: string): SchemaName {
  if (!STORE_NAME.test(text)) {
    throw new TypeError(
      `Cannot use schema name: expected a lower-case letter, then letters, digits or "_", found ${
        quote(text)
      }`,
    );
  }
  return text as SchemaName;
}

/** Reads a table's name. Throws a `TypeError` for anything that is not one. */
export function parseTableName(text: string): TableName {
  if (!STORE_NAME.test(text)) {
    throw new TypeError(
      `Cannot use table name: expected a lower-case letter, then letters, digits or "_", found ${
        quote(text)
      }`,
    );
  }
  return text as TableName;
}

/** Makes the id of a session out of what the door knows. `channel`: the how-manyeth of its connection it is. */
export function makeSessionId(kind: string, hostname: string, port: number, channel: number = 1): SessionId {
  const address = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${kind}-${address}:${port}${channel === 1 ? "" : `.${channel}`}` as SessionId;
}

/** Makes another id where that one is taken. */
export function repeatSessionId(id: SessionId, number: number): SessionId {
  return `${id}-${number}` as SessionId;
}

/** Takes a positive integer as node number. */
export function makeNodeNumber(n: number): NodeNumber {
  if (!Number.isSafeInteger(n) || n < 1) throw new TypeError(`Cannot use node number: found ${n}`);
  return n as NodeNumber;
}

/** Takes a safe integer as call id. */
export function makeCallId(n: number): CallId {
  if (!Number.isSafeInteger(n)) throw new TypeError(`Cannot use call id: found ${n}`);
  return n as CallId;
}
