/**
 * Names by which callers say at the door what they want, in place of a handle: to apply for an account, to come as a
 * guest, to leave. The same as at the login prompt, section `[matrix]`.
 *
 * @module
 */

import type { Board } from "../host/board.ts";
import type { Arrival } from "../host/caller.ts";
import { GUEST_HANDLE } from "../wire/users.ts";

/** What a name means; `undefined` when it is a handle. */
export function meaningOf(
  name: string,
  board: Board,
  allowApply: boolean,
): "leave" | Exclude<Arrival, { readonly type: "user" }> | undefined {
  const { newcmds, byecmds, anoncmds, enable_anonymous } = board.settings.matrix;
  const word = name.trim().toLowerCase();
  const among = (words: readonly string[]) => words.some((one) => one.toLowerCase() === word);
  if (among(byecmds)) return "leave";
  if (allowApply && among(newcmds)) return { type: "application" };
  if (enable_anonymous && (word === GUEST_HANDLE || among(anoncmds))) return { type: "guest" };
  return undefined;
}
