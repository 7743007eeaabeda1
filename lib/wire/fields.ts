/**
 * Takes a stranger's data apart, field by field. Each reader throws a `TypeError` that names the field.
 *
 * @module
 */

import { quote } from "../base/brand.ts";

/** An object whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object. */
export function fields(data: unknown): Fields {
  if (typeof data !== "object" || data === null) {
    throw new TypeError("Cannot read message: expected an object");
  }
  return data as Fields;
}

/** Text of at most `most` UTF-16 units. */
export function text(of: Fields, name: string, most: number): string {
  const value = of[name];
  if (typeof value !== "string" || value.length > most) {
    throw new TypeError(`Cannot read "${name}": expected text of at most ${most} characters`);
  }
  return value;
}

/** The same, or nothing. */
export function optionalText(of: Fields, name: string, most: number): string | undefined {
  return of[name] === undefined ? undefined : text(of, name, most);
}

/** What a short text looks like: the pattern that it fits, and the same in words for whoever sent another. */
export type TextForm = readonly [pattern: RegExp, words: string];

/** The name of an encoding; whether there is such a one shows where it is used. */
export const ENCODING: TextForm = [/^[a-z0-9_-]{1,40}$/, 'an encoding like "cp437"'];

/** A short text of a form. */
export function matching(of: Fields, name: string, [pattern, words]: TextForm): string {
  const value = text(of, name, 128);
  if (!pattern.test(value)) {
    throw new TypeError(`Cannot read "${name}": expected ${words}, found ${quote(value)}`);
  }
  return value;
}

/** A number between two bounds, both included. */
export function number(of: Fields, name: string, least: number, most: number): number {
  const value = of[name];
  if (typeof value !== "number" || !(value >= least && value <= most)) {
    throw new TypeError(`Cannot read "${name}": expected ${least} to ${most}`);
  }
  return value;
}

/** The same without a fraction. */
export function integer(of: Fields, name: string, least: number, most: number): number {
  const value = number(of, name, least, most);
  if (!Number.isInteger(value)) throw new TypeError(`Cannot read "${name}": expected a whole number`);
  return value;
}

/** True or false. */
export function boolean(of: Fields, name: string): boolean {
  const value = of[name];
  if (typeof value !== "boolean") throw new TypeError(`Cannot read "${name}": expected true or false`);
  return value;
}

/** Bytes that nobody else can change. */
export function bytes(of: Fields, name: string, most: number): Uint8Array {
  const value = of[name];
  // Shared memory could change after it was checked.
  if (!(value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) || value.length > most) {
    throw new TypeError(`Cannot read "${name}": expected at most ${most} bytes`);
  }
  return value;
}

/** A list of at most `most` items, each read by `read` as the field `name` of an object. */
export function items<T>(
  of: Fields,
  name: string,
  most: number,
  read: (item: Fields, name: string) => T,
): readonly T[] {
  const value = of[name];
  if (!Array.isArray(value) || value.length > most) {
    throw new TypeError(`Cannot read "${name}": expected a list of at most ${most}`);
  }
  // A list may have holes, which `map` would keep.
  return Array.from(value, (item: unknown) => read({ [name]: item }, name));
}
