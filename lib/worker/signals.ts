/**
 * How a script leaves: to another script, or for good. They are thrown, so that `finally` blocks run on the way out.
 *
 * @module
 */

import type { ScriptName } from "../base/brand.ts";

/** The session ends; thrown out of every call of the board API once the caller is gone. */
export class Disconnected extends Error {
  override name = "Disconnected";
}

/** The script stack is replaced by another script. */
export class Goto extends Error {
  override name = "Goto";
  constructor(readonly script: ScriptName, readonly args: readonly unknown[]) {
    super(`goto ${script}`);
  }
}

/** A script that could not be found or loaded, or that failed. The message is for the log; see `forCaller`. */
export class ScriptError extends Error {
  override name = "ScriptError";
  constructor(message: string, readonly script: string, options?: ErrorOptions) {
    super(message, options);
  }
}
