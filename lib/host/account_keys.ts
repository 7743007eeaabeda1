/**
 * The SSH public keys that users may log in with. Any number of users may have the same key: it says that somebody is
 * at the other end who holds its private half, and the handle says who he wants to be.
 *
 * ```text
 *   userbase/keys   canonical handle -> [{ type, data, comment, fingerprint, added }]
 * ```
 *
 * @module
 */

import { parseSchemaName, parseTableName, quote } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { StoreError } from "../base/errors.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { parseSshKey } from "../text/ssh_key.ts";
import type { KvCheck, KvMutation, KvTable } from "../wire/kv.ts";
import type { KvClient } from "../wire/kv_client.ts";
import type { KeyView } from "../wire/users.ts";

/** Keys that a user may have. */
export const MAX_KEYS = 32;
/** The table. */
export const KEYS: KvTable = { schema: parseSchemaName("userbase"), table: parseTableName("keys") };

/** One commit for a user as he is, made anew when something came between; answers whether there is such a user. */
export type CommitFor = (
  canonical: string,
  plan: () => Promise<{ readonly checks: readonly KvCheck[]; readonly mutations: readonly KvMutation[] }>,
) => Promise<boolean>;

/** Everybody's keys. */
export class AccountKeys {
  readonly #store: KvClient;
  readonly #clock: Clock;
  readonly #commit: CommitFor;

  /** Made by `Accounts`. */
  constructor(store: KvClient, clock: Clock, commit: CommitFor) {
    this.#store = store;
    this.#clock = clock;
    this.#commit = commit;
  }

  /** A user's keys, the oldest first; none for a user that is not there. */
  async list(handle: string): Promise<readonly KeyView[]> {
    return (await this.#read(canonicalHandle(handle))).keys;
  }

  /** Whether a user may log in with a key; `blob` is what SSH sends of it. That he holds it was checked before. */
  async accepts(handle: string, blob: Uint8Array): Promise<boolean> {
    const fingerprint = await fingerprintOf(blob);
    return (await this.list(handle)).some((key) => key.fingerprint === fingerprint);
  }

  /**
   * Adds a key; one that is there already only gets the new comment.
   *
   * @throws {RangeError} with a sentence, when the line is no key, there are too many, or there is no such user
   */
  async add(handle: string, line: string): Promise<KeyView> {
    const { type, blob, data, comment } = parseSshKey(line);
    const fingerprint = await fingerprintOf(blob);
    const key: KeyView = { type, data, comment, fingerprint, added: this.#clock.now() };
    await this.#change(handle, (keys) => {
      const others = keys.filter((other) => other.fingerprint !== fingerprint);
      if (others.length >= MAX_KEYS) {
        throw new RangeError(`Cannot add SSH key: expected at most ${MAX_KEYS}, found ${others.length}`);
      }
      return [...others, key];
    });
    return key;
  }

  /** Removes a key; answers whether there was one. Rejects with a `RangeError` when there is no such user. */
  async remove(handle: string, fingerprint: string): Promise<boolean> {
    let found = false;
    await this.#change(handle, (keys) => {
      found = keys.some((key) => key.fingerprint === fingerprint);
      return keys.filter((key) => key.fingerprint !== fingerprint);
    });
    return found;
  }

  async #change(handle: string, change: (keys: readonly KeyView[]) => readonly KeyView[]): Promise<void> {
    const canonical = canonicalHandle(handle);
    const place = { ...KEYS, key: canonical };
    const found = await this.#commit(canonical, async () => {
      const { keys, version } = await this.#read(canonical);
      const changed = change(keys);
      return {
        checks: [{ ...place, version }],
        mutations: [
          changed.length === 0
            ? { type: "delete", ...place }
            : { type: "set", ...place, value: JSON.stringify(changed) },
        ],
      };
    });
    if (!found) throw new RangeError(`Cannot change SSH keys of ${quote(handle)}: found none of that name`);
  }

  async #read(canonical: string): Promise<{ keys: readonly KeyView[]; version: number | null }> {
    const entry = await this.#store.get(KEYS, canonical);
    if (entry === null) return { keys: [], version: null };
    try {
      return { keys: JSON.parse(entry.value) as KeyView[], version: entry.version };
    } catch (error) {
      throw new StoreError(`Cannot read SSH keys of ${quote(canonical)}: ${(error as Error).message}`);
    }
  }
}

/** A key's fingerprint as `ssh-keygen -l` shows it. */
export async function fingerprintOf(blob: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", blob.slice()));
  return `SHA256:${btoa(String.fromCharCode(...hash)).replace(/=+$/, "")}`;
}
