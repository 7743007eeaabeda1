/**
 * What a script may ask of the host about a forgotten password, and how such questions are read.
 *
 * @module
 */

import { type Fields, text } from "./fields.ts";
import { MAX_PASSWORD, WINDOW } from "./limits.ts";

/** A question about a forgotten password. Only while nobody is logged in. */
export type ResetCall =
  /** Sends a code to the account's e-mail address, if `handle` and `email` belong together. */
  | { readonly verb: "requestReset"; readonly handle: string; readonly email: string }
  /** Whether the code is the one that was sent. */
  | { readonly verb: "checkReset"; readonly handle: string; readonly code: string }
  /** Sets a new password with the code, which is good for that once. */
  | {
    readonly verb: "resetPassword";
    readonly handle: string;
    readonly code: string;
    readonly password: string;
  };

/** What became of a new password: a `fault` is a sentence for the caller, who may choose another. */
export type ResetOutcome =
  | { readonly outcome: "changed" }
  | { readonly outcome: "refused" }
  | { readonly outcome: "fault"; readonly message: string };

/** The answers. */
export interface ResetAnswers {
  /**
   * `"taken"` says that the question was taken, not that there is such an account: nobody learns that here. `"busy"`:
   * too many from this address. `"closed"`: the board resets no passwords.
   */
  readonly requestReset: "taken" | "busy" | "closed";
  readonly checkReset: boolean;
  readonly resetPassword: ResetOutcome;
}

/** Reads a call about a forgotten password; `undefined` when it is none. Throws a `TypeError` for a wrong field. */
export function resetCall(of: Fields): ResetCall | undefined {
  const verb = of.verb as ResetCall["verb"];
  // What is longer than anything that could be right is cut, so that it fails like any other.
  const cut = (name: string, most: number) => text(of, name, WINDOW).slice(0, most);
  switch (verb) {
    case "requestReset":
      return { verb, handle: cut("handle", 200), email: cut("email", 201) };
    case "checkReset":
      return { verb, handle: cut("handle", 200), code: cut("code", 64) };
    case "resetPassword":
      return {
        verb,
        handle: cut("handle", 200),
        code: cut("code", 64),
        password: text(of, "password", MAX_PASSWORD),
      };
    default:
      return undefined;
  }
}
