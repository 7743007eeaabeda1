/**
 * The order of keys: by their UTF-8 bytes, for every store and for its twin in memory.
 *
 * @module
 */

import type { KvRange } from "./kv.ts";

/**
 * Compares keys by their UTF-8 bytes, as SQLite's BINARY collation does: negative, zero or positive. JavaScript
 * compares UTF-16 units, which puts the surrogate pairs of U+10000 and up before U+E000.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return unitRank(x) - unitRank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates behind the rest of the basic plane. */
function unitRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The least key behind all that begin with `prefix`; `undefined` when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix, (char) => char.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    if (last === 0x10ffff) continue;
    return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}

/** A range as two bounds. */
export interface KeyBounds {
  readonly low: string;
  /** Whether the key `low` itself is outside. */
  readonly pastLow: boolean;
  /** The first key outside; `undefined` without an end. */
  readonly high: string | undefined;
}

/** Makes one pair of bounds out of everything that a range says about keys. */
export function boundsOf(range: KvRange): KeyBounds {
  let low = "";
  let high: string | undefined;
  const raise = (key: string | undefined) => {
    if (key !== undefined && compareKeys(key, low) > 0) low = key;
  };
  const lower = (key: string | undefined) => {
    if (key !== undefined && (high === undefined || compareKeys(key, high) < 0)) high = key;
  };
  raise(range.start);
  lower(range.end);
  if (range.prefix !== undefined) {
    raise(range.prefix);
    lower(prefixEnd(range.prefix));
  }
  if (range.after === undefined) return { low, pastLow: false, high };
  if (range.reverse) {
    lower(range.after);
    return { low, pastLow: false, high };
  }
  const pastLow = compareKeys(range.after, low) >= 0;
  return { low: pastLow ? range.after : low, pastLow, high };
}

/** Whether a key is inside. */
export function isInside(key: string, { low, pastLow, high }: KeyBounds): boolean {
  const fromLow = compareKeys(key, low);
  return (pastLow ? fromLow > 0 : fromLow >= 0) && (high === undefined || compareKeys(key, high) < 0);
}
