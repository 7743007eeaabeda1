/**
 * Who belongs to a group. Each user's record names his groups; this is the same the other way round, changed in the
 * same commits.
 *
 * ```text
 *   groupbase/members   group/canonical handle -> handle
 * ```
 *
 * @module
 */

import { parseSchemaName, parseTableName } from "../base/brand.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import type { KvMutation, KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";

const MEMBERS: KvTable = { schema: parseSchemaName("groupbase"), table: parseTableName("members") };

/** What changes when a user's groups change from some to others. */
export function membershipChanges(
  handle: string,
  before: readonly string[],
  after: readonly string[],
): readonly KvMutation[] {
  const canonical = canonicalHandle(handle);
  const place = (group: string) => ({ ...MEMBERS, key: `${group}/${canonical}` });
  return [
    ...before.filter((group) => !after.includes(group))
      .map((group): KvMutation => ({ type: "delete", ...place(group) })),
    ...after.filter((group) => !before.includes(group))
      .map((group): KvMutation => ({ type: "set", ...place(group), value: JSON.stringify(handle) })),
  ];
}

/** Names of the groups that somebody is in, in order, behind `after` (`""` for the beginning). */
export async function listGroups(store: KvClient, after: string, limit: number): Promise<readonly string[]> {
  const groups: string[] = [];
  let last = after;
  while (groups.length < limit) {
    const page = await store.list(MEMBERS, {
      // "0" is the next character after "/": behind all members of the group, before those of any other.
      ...(last === "" ? {} : { after: `${last}0` }),
      limit: 1,
      reverse: false,
      what: "keys",
    });
    const key = page.keys[0];
    if (key === undefined) break;
    last = key.slice(0, key.indexOf("/"));
    groups.push(last);
  }
  return groups;
}

/** Handles of a group in the order of their canonical forms, behind `after` (`""` for the beginning). */
export async function listMembers(
  store: KvClient,
  group: string,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const handles: string[] = [];
  let last = after === "" ? undefined : `${group}/${canonicalHandle(after)}`;
  while (handles.length < limit) {
    const page = await store.list(MEMBERS, {
      prefix: `${group}/`,
      ...(last === undefined ? {} : { after: last }),
      limit: Math.min(1000, limit - handles.length),
      reverse: false,
      what: "values",
    });
    handles.push(...page.values.map((json) => String(JSON.parse(json))));
    if (page.next === null) break;
    last = page.next;
  }
  return handles;
}
