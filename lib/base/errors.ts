/**
 * Errors that tell whose fault it is.
 *
 * A peer makes events, a programmer makes `TypeError`s, an operator gets an {@linkcode OperatorError}: one
 * sentence that says what was attempted, a colon, and what was found. Across threads errors lose their class, so
 * they travel as {@linkcode PlainError} and are made again on the other side.
 *
 * @module
 */

import { LONGEST_TEXT } from "./expected.ts";

/** A sentence for the person who runs the server; the command line prints it and exits with status 1. */
export class OperatorError extends Error {
  override name = "OperatorError";
}

/** What is wrong with a file's contents, with the place: `... (x84.ini:12:8)`. */
export class FileContentError extends OperatorError {
  override name = "FileContentError";
  constructor(message: string, readonly file: string, readonly line: number, readonly column: number) {
    super(`${message} (${file}:${line}:${column})`);
  }
}

/** The host refused: the session may not do this. */
export class NotPermittedError extends Error {
  override name = "NotPermittedError";
}

/** Too much of the same waits already, passwords to be checked for instance: in a moment it may go. */
export class BusyError extends Error {
  override name = "BusyError";
}

/** The store could not do what was asked: disk full, read-only, damaged, too large. */
export class StoreError extends Error {
  override name = "StoreError";
}

/** An error as plain data, for messages between threads. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
}

/** Turns anything thrown into plain data. Never throws itself, whatever the value's getters do. */
export function toPlainError(thrown: unknown): PlainError {
  try {
    if (thrown instanceof Error) {
      return { name: shown(thrown.name), message: shown(thrown.message) };
    }
    return { name: "Error", message: `Thrown value: ${shown(thrown)}` };
  } catch {
    return { name: "Error", message: "Thrown value that cannot be read" };
  }
}

/** A word on what somebody threw. One that is very long is not even looked into (`expected.ts`). */
function shown(value: unknown): string {
  const text = String(value);
  return text.length <= LONGEST_TEXT ? text : `(${text.length} characters)`;
}

const KNOWN: Readonly<Record<string, new (message: string) => Error>> = {
  TypeError,
  RangeError,
  OperatorError,
  NotPermittedError,
  StoreError,
  BusyError,
};

/** Makes an error of the nearest class out of plain data. */
export function fromPlainError(plain: PlainError): Error {
  const known = Object.hasOwn(KNOWN, plain.name) ? KNOWN[plain.name] : undefined;
  if (known !== undefined) return new known(plain.message);
  const error = new Error(plain.message);
  error.name = plain.name;
  return error;
}

/** Ends a `switch` over a closed union: a compile error when a case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`Unreachable: ${JSON.stringify(value)}`);
}
