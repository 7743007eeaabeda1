/**
 * How a script leaves: to another script, or for good. They are thrown, so that `finally` blocks run on the way out.
 *
 * @module
 */

import { parseScriptName, type ScriptName } from "../base/brand.ts";

/** A script that is to be run, with its arguments. */
export interface Script {
  /** Its name: `main`, `games.tetris`. */
  readonly script: ScriptName;
  /** What it gets after the session. */
  readonly args: readonly unknown[];
}

/**
 * The session ends; thrown out of every call of the board API once the caller is gone. A script that catches everything
 * throws it on.
 */
export class Disconnected extends Error {
  override name = "Disconnected";
}

/** The script stack is replaced by another script. `goto` throws it; a script that catches everything throws it on. */
export class Goto extends Error implements Script {
  override name = "Goto";
  readonly script: ScriptName;
  /** What the script gets after the session. */
  readonly args: readonly unknown[];

  /** Throws a `TypeError` for a name that no script can have: scripts may make one by themselves. */
  constructor(script: string, args: readonly unknown[] = []) {
    super(`goto ${script}`);
    this.script = parseScriptName(script);
    this.args = args;
  }
}

/** A script that could not be found or loaded, or that failed. The message is for the log; see `forCaller`. */
export class ScriptError extends Error {
  override name = "ScriptError";
  constructor(message: string, readonly script: string, options?: ErrorOptions) {
    super(message, options);
  }
}
