/**
 * Accounts for tests: in a store in memory, with hashes that cost nothing.
 *
 * @module
 */

import assert from "node:assert/strict";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { SectionValues } from "../../../lib/base/setting.ts";
import { AccountRules, nuaSection } from "../../../lib/host/account_rules.ts";
import { Accounts } from "../../../lib/host/accounts.ts";
import { type HashCost, PasswordHasher } from "../../../lib/host/password_hash.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import type { KvTable } from "../../../lib/wire/kv.ts";
import type { Application } from "../../../lib/wire/users.ts";

/** A hash that takes no time. */
export const CHEAP: HashCost = { logN: 1, r: 1, p: 1 };
/** Names that are orders. */
export const WORDS = { newcmds: ["new"], byecmds: ["bye"], anoncmds: ["anonymous"] };
export const PASSWORD = "correct horse";

/** A table of the store. */
export function table(schema: string, name: string): KvTable {
  return { schema: parseSchemaName(schema), table: parseTableName(name) };
}

/** The tables of accounts. */
export const TABLES: readonly KvTable[] = ["users", "passwords", "attributes", "skeletons", "meta"].map((
  name,
) => table("userbase", name));
/** The one with the hashes. */
export const PASSWORDS: KvTable = TABLES[1]!;

interface Changes {
  readonly nua?: Partial<SectionValues<typeof nuaSection>>;
  readonly hasher?: PasswordHasher;
  readonly store?: MemoryKvStore;
}

/** What a test works with. */
interface Setting {
  readonly accounts: Accounts;
  readonly clock: FakeClock;
  readonly store: MemoryKvStore;
  /** Handles that were forgotten, in order. */
  readonly forgotten: string[];
}

/** Accounts in an empty store. */
export function setUp(
  { nua = {}, hasher = new PasswordHasher({ cost: CHEAP }), store = new MemoryKvStore() }: Changes = {},
): Setting {
  const defaults = Object.entries(nuaSection.keys).map(([name, key]) => [name, key.default]);
  const settings = { ...Object.fromEntries(defaults), ...nua } as SectionValues<typeof nuaSection>;
  const clock = new FakeClock(1000);
  const forgotten: string[] = [];
  const accounts = new Accounts({
    store,
    hasher,
    clock,
    rules: new AccountRules(settings, WORDS),
    forget: (canonical) => Promise.resolve(forgotten.push(canonical)),
  });
  return { accounts, clock, store, forgotten };
}

/** What somebody hands in for an account. */
export function application(handle: string, changes: Partial<Application> = {}): Application {
  return { handle, password: PASSWORD, location: "", email: "", ...changes };
}

/** Every row of the account tables, as `table/key` and value. */
export async function rows(store: MemoryKvStore): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const where of [...TABLES, table("lastcalls", "unnamed")]) {
    const page = await store.list(where, { limit: 1000, reverse: false, what: "entries" });
    for (const [i, key] of page.keys.entries()) all.set(`${where.table}/${key}`, page.values[i]!);
  }
  return all;
}

/** Makes an account. */
export async function create(
  accounts: Accounts,
  handle: string,
  changes: Partial<Application> = {},
): Promise<void> {
  const applied = await accounts.create(application(handle, changes));
  assert.ok("user" in applied, "fault" in applied ? applied.fault.message : "");
}
