/**
 * What a command is: the row by which it is parsed, explained and run.
 *
 * @module
 */

import { OperatorError } from "../base/errors.ts";
import type { HomePaths } from "../serve.ts";
import type { Console } from "./console.ts";

/** Exit codes, beside 130 and 143 for a stop that was forced by a signal. */
export const EXIT = { ok: 0, trouble: 1, usage: 2, interrupted: 130 } as const;

/** The command line is not as it must be. */
export class UsageError extends OperatorError {
  override name = "UsageError";
}

/** An option of a command. */
export interface Option {
  /** Without the dashes. */
  readonly name: string;
  /** The letter for a single dash. */
  readonly letter?: string;
  /** Shown for its value, as `DIR`; an option without one is a flag. */
  readonly value?: string;
  readonly help: string;
}

/** What a command is run with. */
export interface Context {
  readonly paths: HomePaths;
  readonly console: Console;
  /** The words behind the command. */
  readonly operands: readonly string[];
  /** Whether a flag was given. */
  flag(name: string): boolean;
  /** The value of an option that was given. */
  value(name: string): string | undefined;
  /** Who runs the program, for the log. */
  readonly by: string;
}

/** A command. */
export interface Command {
  /** One word, or two for a command of a group: `user add`. */
  readonly name: string;
  /** Its operands as they stand in the help: `HANDLE GROUP`, `[REASON...]`. */
  readonly operands?: string;
  /** How many operands it takes. */
  readonly least: number;
  readonly most: number;
  /** A sentence without its full stop. */
  readonly summary: string;
  /** More to know, a line each. */
  readonly details?: readonly string[];
  readonly options?: readonly Option[];
  /** Does it; answers the exit code. Throws errors whose message is a sentence for the operator. */
  run(context: Context): Promise<number>;
}
