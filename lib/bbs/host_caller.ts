/**
 * The part of a session that asks the host: what messages, users and groups are made of. A `Session` is one; so is
 * what tests hand in.
 *
 * @module
 */

import type { Answers, CallOf, UserChanges, Verb } from "../wire/calls.ts";
import type { UserView } from "../wire/users.ts";

/** Somebody who may ask. */
export interface HostCaller {
  /** Whose session it is; `""` until he has logged in. */
  readonly handle: string;
  /** Asks; rejects with what the host refuses. */
  call<V extends Verb>(call: CallOf<V>): Promise<Answers[V]>;
  /** Changes the own account, or for sysops anybody's. */
  updateUser(changes: UserChanges, handle?: string): Promise<UserView>;
}
