/**
 * Who somebody is, as far as it decides what he may do. What the host knows counts; what a Worker says does not.
 *
 * @module
 */

import { NotPermittedError } from "../base/errors.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { isSysop, type UserView } from "../wire/users.ts";

/** Whoever asks. */
export interface Asking {
  readonly user: UserView | undefined;
}

/** Somebody who is logged in, be it as the guest. Throws a `NotPermittedError`. */
export function loggedIn({ user }: Asking, what: string): UserView {
  if (user === undefined) throw new NotPermittedError(`Cannot ${what}: log in first`);
  return user;
}

/** Somebody with an account. Throws a `NotPermittedError`. */
export function account(asking: Asking, what: string): UserView {
  const user = loggedIn(asking, what);
  if (user.guest) throw new NotPermittedError(`Cannot ${what}: guests have no account`);
  return user;
}

/** A sysop. Throws a `NotPermittedError`. */
export function sysop(asking: Asking, what: string): UserView {
  const user = loggedIn(asking, what);
  if (!isSysop(user)) throw new NotPermittedError(`Cannot ${what}: only sysops may`);
  return user;
}

/** Whether a handle is that of whoever asks. */
export function isOwn({ user }: Asking, handle: string): boolean {
  return user !== undefined && canonicalHandle(user.handle) === canonicalHandle(handle);
}

/** The own account, or somebody's when a sysop asks. Throws a `NotPermittedError`. */
export function ownOrSysop(asking: Asking, handle: string, what: string): void {
  account(asking, what);
  if (!isOwn(asking, handle)) sysop(asking, what);
}
