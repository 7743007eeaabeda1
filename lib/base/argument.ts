/**
 * Checks of what scripts hand to widgets. A script's own code need not be typed, and what is wrong in it shall be
 * said where it is handed in, not by whatever trips over it later.
 *
 * @module
 */

import { quote } from "./brand.ts";

function shown(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value !== "object") {
    return typeof value === "function" ? "a function" : String(value);
  }
  return Array.isArray(value) ? "a list" : "an object";
}

/** The error about a wrong argument: `Cannot make lightbar: expected a list as items, found undefined`. */
export function wrongArgument(attempt: string, expected: string, found: unknown): TypeError {
  return new TypeError(`Cannot ${attempt}: expected ${expected}, found ${shown(found)}`);
}

/**
 * Holds a value to be text.
 *
 * @throws {TypeError} for anything else
 */
export function requireText(attempt: string, name: string, value: unknown): void {
  if (typeof value !== "string") throw wrongArgument(attempt, `text as ${name}`, value);
}

/**
 * Holds a value to be a number.
 *
 * @throws {TypeError} for anything else and for what is not a number
 */
export function requireNumber(attempt: string, name: string, value: unknown): void {
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw wrongArgument(attempt, `a number as ${name}`, value);
  }
}

/**
 * Holds a value to be a list.
 *
 * @throws {TypeError} for anything else
 */
export function requireList(attempt: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) throw wrongArgument(attempt, `a list as ${name}`, value);
}

/**
 * Holds a value to be a list of texts.
 *
 * @throws {TypeError} for anything else
 */
export function requireTexts(attempt: string, name: string, value: unknown): void {
  requireList(attempt, name, value);
  for (const text of value as unknown[]) requireText(attempt, `each of ${name}`, text);
}
