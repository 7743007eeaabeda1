/**
 * A user as the store keeps him, and what is shown of him to whom. The hash of his password is kept elsewhere.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { StoreError } from "../base/errors.ts";
import { GUEST_HANDLE, type PublicUser, type UserView } from "../wire/users.ts";

/** What is stored of a user, as JSON, under his canonical handle. */
export type UserRecord = Omit<UserView, "guest">;

const GROUP = /^[a-z][a-z0-9_]{0,31}$/;
/** Groups that a user may belong to. */
export const MAX_GROUPS = 64;

/** Checks names of groups; the answer is sorted and has none twice. Throws a `RangeError`. */
export function parseGroups(names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => !GROUP.test(name));
  if (wrong !== undefined) {
    throw new RangeError(`Cannot use group: expected a lower-case word, found ${quote(wrong)}`);
  }
  const groups = [...new Set(names)].sort();
  if (groups.length > MAX_GROUPS) {
    throw new RangeError(`Cannot use groups: expected at most ${MAX_GROUPS}, found ${groups.length}`);
  }
  return groups;
}

/** The record as JSON text. */
export function writeUser(user: UserRecord): string {
  const { handle, location, email, groups, calls, lastCall, created } = user;
  return JSON.stringify({ handle, location, email, groups, calls, lastCall, created });
}

/** Reads a record. Throws a `StoreError` when it is damaged: a user without groups must not come of a broken row. */
export function readUser(key: string, json: string): UserRecord {
  try {
    const record = JSON.parse(json) as Record<string, unknown>;
    const text = (name: string) => {
      if (typeof record[name] !== "string") throw new TypeError(`${name} is no text`);
      return record[name];
    };
    const number = (name: string) => {
      if (!Number.isFinite(record[name])) throw new TypeError(`${name} is no number`);
      return record[name] as number;
    };
    if (!Array.isArray(record.groups)) throw new TypeError("groups is no list");
    return {
      handle: text("handle"),
      location: text("location"),
      email: text("email"),
      groups: parseGroups(record.groups.map(String)),
      calls: number("calls"),
      lastCall: number("lastCall"),
      created: number("created"),
    };
  } catch (error) {
    throw new StoreError(`Cannot read user ${quote(key)}: ${(error as Error).message}`);
  }
}

/** The user as he himself and sysops see him. */
export function userView(user: UserRecord): UserView {
  return { ...user, guest: false };
}

/** The user as everybody sees him. */
export function publicView({ handle, location, calls, lastCall }: UserRecord): PublicUser {
  return { handle, location, calls, lastCall };
}

/** The guest: the same for every caller without an account, and never stored. `created` is the time of the call. */
export function guestView(now: number): UserView {
  return {
    handle: GUEST_HANDLE,
    location: "",
    email: "",
    groups: [],
    calls: 0,
    lastCall: 0,
    created: now,
    guest: true,
  };
}
