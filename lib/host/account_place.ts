/**
 * Where a user stands in the list of users, for drop files.
 *
 * @module
 */

import { canonicalHandle } from "../text/handle_rules.ts";
import type { PublicUser } from "../wire/users.ts";

/** Users that are looked at in one go. */
const PAGE = 1000;

/** Whatever lists users in the order of their canonical handles. */
export interface UserList {
  list(after: string, limit: number): Promise<readonly PublicUser[]>;
}

/** Place of a user in that order, from 1; `undefined` when he is not there. */
export async function placeOf(users: UserList, handle: string): Promise<number | undefined> {
  const canonical = canonicalHandle(handle);
  for (let before = 0, after = "";; before += PAGE) {
    const page = await users.list(after, PAGE);
    const at = page.findIndex((user) => canonicalHandle(user.handle) === canonical);
    if (at >= 0) return before + at + 1;
    if (page.length < PAGE) return undefined;
    after = page.at(-1)!.handle;
  }
}
