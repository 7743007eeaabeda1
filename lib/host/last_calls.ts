/**
 * Who called last, in order of time, for the list that callers read.
 *
 * ```text
 *   lastcalls/recent      time of the call and handle -> { handle, location, calls, time }
 *   lastcalls/guests      "anonymous" -> the same for the last guest, `calls` of all guests together
 * ```
 *
 * A user has one row, which is written in the same commit as the record it is taken from: it follows him when he calls
 * again or moves, and goes when he is deleted. Sessions may read it by their own port to the store.
 *
 * @module
 */

import { parseSchemaName, parseTableName } from "../base/brand.ts";
import type { KvMutation, KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";
import { GUEST_HANDLE } from "../wire/users.ts";
import type { UserRecord } from "./user_record.ts";

/** The callers by time. */
export const RECENT_CALLS: KvTable = table("recent");
const GUESTS: KvTable = table("guests");
/** Times that the count of guests is tried anew; when it cannot be written then, that guest is not listed. */
const MAX_TURNS = 20;

function table(name: string): KvTable {
  return { schema: parseSchemaName("lastcalls"), table: parseTableName(name) };
}

type Caller = Pick<UserRecord, "handle" | "location" | "calls" | "lastCall">;

function keyOf({ handle, lastCall }: Caller): string {
  return `${String(Math.max(0, Math.trunc(lastCall))).padStart(15, "0")} ${handle}`;
}

function valueOf({ handle, location, calls, lastCall }: Caller): string {
  return JSON.stringify({ handle, location, calls, time: lastCall });
}

/** What a change of a user's record changes here; `after` is `undefined` when he is deleted. */
export function callMutations(before: Caller, after: Caller | undefined): readonly KvMutation[] {
  const gone: KvMutation = { type: "delete", ...RECENT_CALLS, key: keyOf(before) };
  if (after === undefined) return before.lastCall === 0 ? [] : [gone];
  if (after.lastCall === 0 || (keyOf(before) === keyOf(after) && valueOf(before) === valueOf(after))) {
    return [];
  }
  const listed: KvMutation = { type: "set", ...RECENT_CALLS, key: keyOf(after), value: valueOf(after) };
  return keyOf(before) === keyOf(after) || before.lastCall === 0 ? [listed] : [gone, listed];
}

/** Lists a guest's call; there is one row for all of them. Answers whether it was written. */
export async function recordGuestCall(store: KvClient, now: number): Promise<boolean> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const entry = await store.get(GUESTS, GUEST_HANDLE);
    const last = entry === null ? undefined : JSON.parse(entry.value) as { calls: number; time: number };
    const guest = (calls: number, lastCall: number): Caller => {
      return { handle: GUEST_HANDLE, location: "", calls, lastCall };
    };
    const after = guest((last?.calls ?? 0) + 1, now);
    const written = await store.commit(
      [{ ...GUESTS, key: GUEST_HANDLE, version: entry?.version ?? null }],
      [
        { type: "set", ...GUESTS, key: GUEST_HANDLE, value: valueOf(after) },
        ...callMutations(guest(last?.calls ?? 0, last?.time ?? 0), after),
      ],
    );
    if (written !== null) return true;
  }
  return false;
}
