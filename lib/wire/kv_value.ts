/**
 * Values as JSON text, out and back without a difference.
 *
 * JSON data stays the JSON that it is, so that the `sqlite3` program shows it. What JSON has no word for is an
 * object with the key `$x84`, which names the kind:
 *
 * ```
 * {"$x84":"date","value":"2024-02-29T12:00:00.000Z"}     null for an invalid date
 * {"$x84":"bytes","value":"AAEC"}                        base64 (RFC 4648 section 4)
 * {"$x84":"bigint","value":"9007199254740993"}
 * {"$x84":"map","value":[[key,value],...]}
 * {"$x84":"set","value":[value,...]}
 * {"$x84":"number","value":"NaN"}                        NaN, Infinity, -Infinity
 * {"$x84":"undefined"}
 * {"$x84":"object","value":[["$x84",value],...]}         a plain object that has that key itself
 * ```
 *
 * Nothing here runs code that a stored text names: there are no classes to revive.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { StoreError } from "../base/errors.ts";

const TAG = "$x84";
/** The most characters of JSON text that one value may take; the same number as `KV_LIMITS.valueLength`. */
const MAX_LENGTH = 16 * 1024 * 1024;
/** Deeper nesting is a mistake sooner than data. Precedent: PHP's `json_decode` stops at 512. */
const MAX_DEPTH = 512;

/**
 * Makes JSON text of a value: JSON data, `Date`, `Uint8Array`, `bigint`, `Map`, `Set`, `undefined`, every number.
 * Half surrogate pairs inside strings survive, as `\ud800` escapes.
 *
 * Throws a `TypeError` for what would not come back the same: functions, symbols, cycles, instances of classes,
 * arrays with holes; and a `RangeError` for more than 512 levels or 16 Mi characters. An object without a
 * prototype comes back with the usual one, and a subclass of `Uint8Array` as `Uint8Array`.
 */
export function encodeValue(value: unknown): string {
  const text = new Writer().write(value, "value");
  if (text.length > MAX_LENGTH) throw tooLong(text.length);
  return text;
}

function tooLong(length: number): RangeError {
  return new RangeError(
    `Cannot store value: expected up to ${MAX_LENGTH} characters of JSON, found ${length}`,
  );
}

class Writer {
  readonly #open = new Set<object>();

  write(value: unknown, path: string): string {
    switch (typeof value) {
      case "string":
        // Before anybody looks into it (`base/expected.ts`).
        if (value.length > MAX_LENGTH) throw tooLong(value.length);
        return JSON.stringify(value);
      case "number":
        if (!Number.isFinite(value)) return tagged("number", JSON.stringify(String(value)));
        return Object.is(value, -0) ? "-0" : String(value);
      case "boolean":
        return value ? "true" : "false";
      case "bigint":
        return tagged("bigint", `"${value}"`);
      case "undefined":
        return `{"${TAG}":"undefined"}`;
      case "object":
        return value === null ? "null" : this.#object(value, path);
      default:
        throw new TypeError(`Cannot store ${path}: expected data, found a ${typeof value}`);
    }
  }

  #object(value: object, path: string): string {
    if (this.#open.has(value)) {
      throw new TypeError(`Cannot store ${path}: expected a tree, found an object inside itself`);
    }
    if (this.#open.size >= MAX_DEPTH) {
      throw new RangeError(`Cannot store value: expected up to ${MAX_DEPTH} levels, found more`);
    }
    this.#open.add(value);
    const text = this.#contents(value, path);
    this.#open.delete(value);
    return text;
  }

  #contents(value: object, path: string): string {
    if (Array.isArray(value)) return this.#array(value, path);
    if (value instanceof Date) {
      return tagged("date", Number.isNaN(value.getTime()) ? "null" : `"${value.toISOString()}"`);
    }
    if (value instanceof Uint8Array) return tagged("bytes", `"${toBase64(value)}"`);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Map.prototype) {
      return tagged("map", this.#pairs([...value as Map<unknown, unknown>], path));
    }
    if (prototype === Set.prototype) return tagged("set", this.#array([...value as Set<unknown>], path));
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(
        `Cannot store ${path}: expected plain data, found an instance of ${className(prototype)}`,
      );
    }
    if (Object.getOwnPropertySymbols(value).length > 0) {
      throw new TypeError(`Cannot store ${path}: expected string keys, found a symbol`);
    }
    const entries = Object.entries(value);
    if (Object.hasOwn(value, TAG)) return tagged("object", this.#pairs(entries, path));
    let text = "{";
    for (const [key, inner] of entries) {
      if (text.length > 1) text += ",";
      text += `${JSON.stringify(key)}:${this.write(inner, `${path}[${quote(key)}]`)}`;
    }
    return text + "}";
  }

  #array(list: readonly unknown[], path: string): string {
    // As many own keys as elements: no holes, and no named properties that JSON would forget.
    if (Object.keys(list).length !== list.length) {
      throw new TypeError(`Cannot store ${path}: expected a list, found one with holes or named properties`);
    }
    let text = "[";
    for (let i = 0; i < list.length; i++) {
      if (i > 0) text += ",";
      text += this.write(list[i], `${path}[${i}]`);
    }
    return text + "]";
  }

  #pairs(pairs: readonly (readonly [unknown, unknown])[], path: string): string {
    return `[${
      pairs.map(([key, inner]) => `[${this.write(key, path)},${this.write(inner, path)}]`).join(",")
    }]`;
  }
}

function tagged(kind: string, json: string): string {
  return `{"${TAG}":"${kind}","value":${json}}`;
}

function className(prototype: object): string {
  try {
    return quote(String(prototype.constructor.name));
  } catch {
    return "a class";
  }
}

/**
 * Makes the value again. A database file is input: throws a {@linkcode StoreError} for a text that
 * {@linkcode encodeValue} cannot have written. A stored key `__proto__` becomes an own key like any other.
 */
export function decodeValue(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new StoreError(`Cannot read stored value: expected JSON, found ${quote(text)}`);
  }
  return text.includes(`"${TAG}"`) ? revive(parsed, 0) : parsed;
}

function revive(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) throw new StoreError("Cannot read stored value: nested too deeply");
  if (Array.isArray(value)) return value.map((inner) => revive(inner, depth + 1));
  if (Object.hasOwn(value, TAG)) return untag(value as Readonly<Record<string, unknown>>, depth);
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== "object") continue;
    Object.defineProperty(value, key, {
      value: revive(inner, depth + 1),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return value;
}

function untag(fields: Readonly<Record<string, unknown>>, depth: number): unknown {
  const { [TAG]: kind, value } = fields;
  try {
    switch (kind) {
      case "undefined":
        return undefined;
      case "date":
        if (value === null || typeof value === "string") return new Date(value ?? NaN);
        break;
      case "bytes":
        if (typeof value === "string") return fromBase64(value);
        break;
      case "bigint":
        if (typeof value === "string" && /^-?\d+$/.test(value)) return BigInt(value);
        break;
      case "number":
        if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
        break;
      case "set":
        if (Array.isArray(value)) return new Set(value.map((inner) => revive(inner, depth + 1)));
        break;
      case "map":
        if (isPairs(value)) return new Map(revivePairs(value, depth));
        break;
      case "object":
        if (isPairs(value)) return Object.fromEntries(revivePairs(value, depth) as [string, unknown][]);
        break;
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
  }
  throw new StoreError(`Cannot read stored value: expected a known kind, found ${quote(String(kind))}`);
}

function isPairs(value: unknown): value is [unknown, unknown][] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}

function revivePairs(pairs: readonly [unknown, unknown][], depth: number): [unknown, unknown][] {
  return pairs.map(([key, inner]) => [revive(key, depth + 1), revive(inner, depth + 1)]);
}

function toBase64(bytes: Uint8Array): string {
  // String.fromCharCode takes its bytes as arguments, and a call has room for some ten thousands of them.
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
