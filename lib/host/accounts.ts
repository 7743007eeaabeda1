/**
 * The board's accounts: who there is, with which password, in which groups, and the attributes that scripts keep.
 *
 * ```text
 *   userbase/users        canonical handle -> user record       (user_record.ts)
 *   userbase/passwords    canonical handle -> { hash, changed }
 *   userbase/attributes   canonical handle -> { name: JSON text }
 *   userbase/skeletons    skeleton of the handle -> canonical handle
 *   userbase/meta         "founder" -> canonical handle of the first user ever
 *   userbase/keys         see account_keys.ts
 *   groupbase/members     see group_index.ts
 *   lastcalls/recent      see last_calls.ts
 * ```
 *
 * Every change is one commit that holds only while the user is the one it was made for, so neither a race nor a
 * crash leaves half an account. Who may change what is not decided here; the guest has no account.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { BusyError, StoreError } from "../base/errors.ts";
import { canonicalHandle, handleSkeleton } from "../text/handle_rules.ts";
import type { UserChanges } from "../wire/calls.ts";
import type { KvCheck, KvMutation, KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";
import {
  type Application,
  type ApplicationFault,
  type PublicUser,
  SYSOP_GROUP,
  type UserView,
} from "../wire/users.ts";
import { AccountKeys, KEYS } from "./account_keys.ts";
import {
  ATTRIBUTES,
  META,
  PASSWORDS,
  readAttributes,
  readHash,
  remove,
  set,
  SKELETONS,
  table,
  USERS,
} from "./account_rows.ts";
import { type AccountRules, CLOSED, TAKEN } from "./account_rules.ts";
import { listGroups, listMembers, membershipChanges } from "./group_index.ts";
import { callMutations, recordGuestCall } from "./last_calls.ts";
import type { PasswordHasher } from "./password_hash.ts";
import {
  guestView,
  parseGroups,
  publicView,
  readUser,
  type UserRecord,
  userView,
  writeUser,
} from "./user_record.ts";

/** Attributes that a user may have, and characters of JSON they may take together. */
export const MAX_ATTRIBUTES = 128;
export const MAX_ATTRIBUTES_LENGTH = 512 * 1024;

/** Tables where scripts keep a row for each user under his handle; it goes with him. */
const DEPENDENTS: readonly KvTable[] = [table("lastcalls", "unnamed")];

const FOUNDER = "founder";
/** Times that a change is tried anew because another came between; each time some other change was made. */
const MAX_TURNS = 100;

/** What accounts are made of. */
export interface AccountsParts {
  readonly store: KvClient;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly rules: AccountRules;
  /** Tables whose rows under a user's handle are deleted with him. */
  readonly dependents?: readonly KvTable[];
  /**
   * Deletes mail to a user who goes, and takes what he wrote from whoever may come by the same name. Called once more
   * before somebody comes: should the server have died in between, he inherits nothing.
   */
  readonly forget: (canonical: string) => Promise<unknown>;
}

/** Who makes an account. */
type Applicant = "caller" | "operator";
/** What became of an application. */
export type Applied = { readonly user: UserView } | { readonly fault: ApplicationFault };

interface Plan {
  readonly checks?: readonly KvCheck[];
  readonly mutations: readonly KvMutation[];
}

/** Accounts in a store. Handles are taken in any spelling; `group` tells whose turn the hash of a password takes. */
export class Accounts {
  readonly #store: KvClient;
  readonly #hasher: PasswordHasher;
  readonly #clock: Clock;
  readonly #rules: AccountRules;
  readonly #dependents: readonly KvTable[];
  readonly #forget: (canonical: string) => Promise<unknown>;
  /** The SSH public keys that users may log in with. */
  readonly keys: AccountKeys;

  constructor({ store, hasher, clock, rules, dependents = DEPENDENTS, forget }: AccountsParts) {
    this.#store = store;
    this.#hasher = hasher;
    this.#clock = clock;
    this.#rules = rules;
    this.#dependents = dependents;
    this.#forget = forget;
    this.keys = new AccountKeys(store, clock, (canonical, plan) => this.#commit(canonical, plan));
  }

  /** Whether the handle may be registered now: a sentence for the caller when not. */
  async checkHandle(handle: string): Promise<string | undefined> {
    const verdict = this.#rules.handle(handle);
    if (!verdict.ok) return verdict.reason;
    return await this.#isTaken(verdict.canonical) ? TAKEN.message : undefined;
  }

  /**
   * Makes an account; an operator may also when the board takes no applications. The first user ever becomes a
   * sysop, and only he: when he is deleted, nobody inherits it.
   *
   * @throws {BusyError} when too many passwords wait to be hashed.
   */
  async create(application: Application, by: Applicant = "caller", group: string = ""): Promise<Applied> {
    if (by === "caller" && !this.#rules.allowApply) return { fault: CLOSED };
    return await this.#create(application, group, false);
  }

  /**
   * Makes an account for a caller and counts the call in which he asks for it, both or neither: on a full disk nobody
   * is left with an account that he was told he has not got.
   *
   * @throws {BusyError} as `create` does; {StoreError} when it cannot be written.
   */
  async apply(application: Application, group: string = ""): Promise<Applied> {
    if (!this.#rules.allowApply) return { fault: CLOSED };
    return await this.#create(application, group, true);
  }

  async #create(application: Application, group: string, calls: boolean): Promise<Applied> {
    const verdict = this.#rules.application(application);
    if (!verdict.ok) return { fault: verdict.fault };
    const { canonical, application: { handle, password, location, email } } = verdict;
    if (await this.#isTaken(canonical)) return { fault: TAKEN };
    await this.#forget(canonical);

    const hash = await this.#hasher.hash(password, group);
    const skeleton = handleSkeleton(canonical);
    const now = this.#clock.now();
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const isFounder = await this.#store.get(META, FOUNDER) === null;
      const groups = isFounder ? [SYSOP_GROUP] : [];
      const nobody: UserRecord = { handle, location, email, groups, calls: 0, lastCall: 0, created: now };
      const user = calls ? { ...nobody, calls: 1, lastCall: now } : nobody;
      const checks: KvCheck[] = [
        { ...USERS, key: canonical, version: null },
        { ...SKELETONS, key: skeleton, version: null },
      ];
      const mutations = [
        set(USERS, canonical, writeUser(user)),
        set(PASSWORDS, canonical, JSON.stringify({ hash, changed: now })),
        set(SKELETONS, skeleton, JSON.stringify(canonical)),
        ...membershipChanges(handle, [], groups),
        ...callMutations(nobody, user),
      ];
      if (isFounder) {
        checks.push({ ...META, key: FOUNDER, version: null });
        mutations.push(set(META, FOUNDER, JSON.stringify(canonical)));
      }
      if (await this.#store.commit(checks, mutations) !== null) {
        return { user: { ...userView(user), lastCall: 0 } };
      }
      if (await this.#isTaken(canonical)) return { fault: TAKEN };
    }
    throw crowded(canonical);
  }

  /**
   * The user, when the password is his. Takes as long for a handle that does not exist as for a wrong password.
   *
   * @throws {BusyError} when too many passwords wait to be checked.
   */
  async authenticate(handle: string, password: string, group: string = ""): Promise<UserView | undefined> {
    const canonical = canonicalHandle(handle);
    return await this.#verify(canonical, password, group) ? await this.find(handle) : undefined;
  }

  /**
   * Counts a call that begins now. The answer is the user as this call finds him: it is counted in `calls`, and
   * `lastCall` is the time of the call before it. When it cannot be written (a full disk), `unwritten`, if given, is
   * told, and the answer is the user as he is: nobody is kept out for that.
   *
   * @throws {RangeError} when there is no such user.
   */
  async recordCall(handle: string, unwritten?: (error: StoreError) => void): Promise<UserView> {
    const now = this.#clock.now();
    let lastCall = 0;
    try {
      const user = await this.#rewrite(handle, (user) => {
        lastCall = user.lastCall;
        return { ...user, calls: user.calls + 1, lastCall: now };
      });
      return { ...user, lastCall };
    } catch (error) {
      if (!(error instanceof StoreError) || unwritten === undefined) throw error;
      const found = await this.find(handle);
      if (found === undefined) throw error;
      unwritten(error);
      return found;
    }
  }

  /** The guest: one of many, without an account. */
  guest(): UserView {
    return guestView(this.#clock.now());
  }

  /** Lists a guest's call that begins now. Answers whether it was written. */
  recordGuestCall(): Promise<boolean> {
    return recordGuestCall(this.#store, this.#clock.now());
  }

  /** The user with that handle. */
  async find(handle: string): Promise<UserView | undefined> {
    const canonical = canonicalHandle(handle);
    const entry = await this.#store.get(USERS, canonical);
    return entry === null ? undefined : userView(readUser(canonical, entry.value));
  }

  /** Users in the order of their canonical handles, behind `after` (`""` for the beginning), at most 1000. */
  async list(after: string, limit: number): Promise<readonly PublicUser[]> {
    const users: PublicUser[] = [];
    let last = canonicalHandle(after);
    while (users.length < limit) {
      const page = await this.#store.list(USERS, {
        ...(last === "" ? {} : { after: last }),
        limit: Math.min(1000, limit - users.length),
        reverse: false,
        what: "entries",
      });
      for (const [i, key] of page.keys.entries()) users.push(publicView(readUser(key, page.values[i]!)));
      if (page.next === null) break;
      last = page.next;
    }
    return users;
  }

  /** Handles of a group's members, behind `after` (`""` for the beginning). */
  members(group: string, after: string, limit: number): Promise<readonly string[]> {
    return listMembers(this.#store, group, after, limit);
  }

  /** Names of the groups that somebody is in, behind `after` (`""` for the beginning). */
  groups(after: string, limit: number): Promise<readonly string[]> {
    return listGroups(this.#store, after, limit);
  }

  /** Whether there has ever been a user: the first one became a sysop, and no other does by himself. */
  async founded(): Promise<boolean> {
    return await this.#store.get(META, FOUNDER) !== null;
  }

  /** How many users there are. */
  async count(): Promise<number> {
    return await this.#store.count(USERS);
  }

  /**
   * Changes a user.
   *
   * @throws {RangeError} when there is no such user, or with a sentence when a field is not as the board wants it.
   */
  async update(handle: string, changes: UserChanges): Promise<UserView> {
    const changed: { location?: string; email?: string; groups?: readonly string[] } = {};
    for (const field of ["location", "email"] as const) {
      const text = changes[field];
      if (text === undefined) continue;
      const verdict = this.#rules[field](text);
      if (!verdict.ok) throw new RangeError(`Cannot change ${field}: ${verdict.reason}`);
      changed[field] = verdict.text;
    }
    if (changes.groups !== undefined) changed.groups = parseGroups(changes.groups);
    return await this.#rewrite(handle, (user) => ({ ...user, ...changed }));
  }

  /** Puts a user into a group. Rejects with a `RangeError` when there is no such user. */
  async grant(handle: string, group: string): Promise<UserView> {
    parseGroups([group]);
    return await this.#rewrite(handle, (user) => ({ ...user, groups: parseGroups([...user.groups, group]) }));
  }

  /** Takes a user out of a group. Rejects with a `RangeError` when there is no such user. */
  async revoke(handle: string, group: string): Promise<UserView> {
    return await this.#rewrite(handle, (user) => ({
      ...user,
      groups: user.groups.filter((other) => other !== group),
    }));
  }

  /**
   * Changes a password for one who knows the old one; answers whether he did.
   *
   * @throws {RangeError} with a sentence when the new one is not as the board wants it.
   * @throws {BusyError} when too many passwords wait to be checked.
   */
  async changePassword(handle: string, old: string, password: string, group: string = ""): Promise<boolean> {
    this.#checkPassword(handle, password);
    return await this.#verify(canonicalHandle(handle), old, group) &&
      await this.setPassword(handle, password, group);
  }

  /** Sets a password without asking for the old one, for operators; answers whether there is such a user. */
  async setPassword(handle: string, password: string, group: string = ""): Promise<boolean> {
    this.#checkPassword(handle, password);
    const hash = await this.#hasher.hash(password, group);
    const value = JSON.stringify({ hash, changed: this.#clock.now() });
    const canonical = canonicalHandle(handle);
    return await this.#commit(canonical, () => ({ mutations: [set(PASSWORDS, canonical, value)] }));
  }

  /** Deletes a user with all that is kept under his handle, and mail to him; answers whether there was one. */
  async delete(handle: string): Promise<boolean> {
    const canonical = canonicalHandle(handle);
    const found = await this.#commit(canonical, (user) => ({
      mutations: [
        remove(USERS, canonical),
        remove(PASSWORDS, canonical),
        remove(ATTRIBUTES, canonical),
        remove(KEYS, canonical),
        ...membershipChanges(user.handle, user.groups, []),
        ...callMutations(user, undefined),
        remove(SKELETONS, handleSkeleton(canonical)),
        // Scripts may have used either spelling.
        ...this.#dependents.flatMap((where) => [remove(where, canonical), remove(where, user.handle)]),
      ],
    }));
    if (found) await this.#forget(canonical);
    return found;
  }

  /** An attribute's JSON text; `undefined` when there is no such attribute or user. */
  async getAttribute(handle: string, name: string): Promise<string | undefined> {
    const canonical = canonicalHandle(handle);
    const entry = await this.#store.get(ATTRIBUTES, canonical);
    return entry === null ? undefined : readAttributes(canonical, entry.value).get(name);
  }

  /**
   * Sets an attribute to a JSON text, or deletes it (`undefined`); answers whether there is such a user.
   *
   * @throws {RangeError} when the user has too many, or too large ones.
   */
  async setAttribute(handle: string, name: string, value: string | undefined): Promise<boolean> {
    const canonical = canonicalHandle(handle);
    return await this.#commit(canonical, async () => {
      const entry = await this.#store.get(ATTRIBUTES, canonical);
      const attributes = entry === null ? new Map<string, string>() : readAttributes(canonical, entry.value);
      if (value === undefined) attributes.delete(name);
      else attributes.set(name, value);
      const json = JSON.stringify(Object.fromEntries(attributes));
      if (attributes.size > MAX_ATTRIBUTES || json.length > MAX_ATTRIBUTES_LENGTH) {
        throw new RangeError(
          `Cannot set attribute ${quote(name)}: expected at most ${MAX_ATTRIBUTES} attributes ` +
            `of ${MAX_ATTRIBUTES_LENGTH} characters together, found ${attributes.size} of ${json.length}`,
        );
      }
      return {
        checks: [{ ...ATTRIBUTES, key: canonical, version: entry?.version ?? null }],
        mutations: [attributes.size === 0 ? remove(ATTRIBUTES, canonical) : set(ATTRIBUTES, canonical, json)],
      };
    });
  }

  async #isTaken(canonical: string): Promise<boolean> {
    return await this.#store.has(USERS, canonical) ||
      await this.#store.has(SKELETONS, handleSkeleton(canonical));
  }

  #checkPassword(handle: string, password: string): void {
    const verdict = this.#rules.password(password, handle);
    if (!verdict.ok) throw new RangeError(`Cannot change password: ${verdict.reason}`);
  }

  async #verify(canonical: string, password: string, group: string): Promise<boolean> {
    const entry = await this.#store.get(PASSWORDS, canonical);
    const { matches, outdated } = await this.#hasher.verify(
      password,
      entry === null ? undefined : readHash(canonical, entry.value),
      group,
    );
    if (matches && outdated) await this.#rehash(canonical, password, entry!.version, group);
    return matches;
  }

  /** Replaces a hash that is weaker than new ones; when it cannot be done now, the next login does it. */
  async #rehash(canonical: string, password: string, version: number, group: string): Promise<void> {
    try {
      const hash = await this.#hasher.hash(password, group);
      const value = JSON.stringify({ hash, changed: this.#clock.now() });
      await this.#store.commit([{ ...PASSWORDS, key: canonical, version }], [
        set(PASSWORDS, canonical, value),
      ]);
    } catch (error) {
      if (!(error instanceof BusyError || error instanceof StoreError)) throw error;
    }
  }

  /** Replaces a user's record by what `change` makes of it. */
  async #rewrite(handle: string, change: (user: UserRecord) => UserRecord): Promise<UserView> {
    const canonical = canonicalHandle(handle);
    let changed: UserRecord | undefined;
    const found = await this.#commit(canonical, (user) => {
      changed = change(user);
      const groups = membershipChanges(user.handle, user.groups, changed.groups);
      const calls = callMutations(user, changed);
      return { mutations: [set(USERS, canonical, writeUser(changed)), ...groups, ...calls] };
    });
    if (!found || changed === undefined) {
      throw new RangeError(`Cannot change user ${quote(handle)}: found none of that name`);
    }
    return userView(changed);
  }

  /** Commits a plan made for a user as he is; made anew when he has changed. Answers whether there is such a user. */
  async #commit(canonical: string, plan: (user: UserRecord) => Plan | Promise<Plan>): Promise<boolean> {
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const entry = await this.#store.get(USERS, canonical);
      if (entry === null) return false;
      const { checks = [], mutations } = await plan(readUser(canonical, entry.value));
      const unchanged = { ...USERS, key: canonical, version: entry.version };
      if (await this.#store.commit([unchanged, ...checks], mutations) !== null) return true;
    }
    throw crowded(canonical);
  }
}

function crowded(canonical: string): StoreError {
  return new StoreError(`Cannot change user ${quote(canonical)}: found ${MAX_TURNS} other changes at once`);
}
