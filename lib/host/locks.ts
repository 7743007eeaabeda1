/**
 * Named locks that sessions hold: doors with one seat, a game's table, an editor on a shared text.
 *
 * A lock belongs to a session, not to a script, and the host gives it back when the session ends, whatever the
 * script did (x/84 let anybody release anybody's lock, and kept locks of callers who were gone).
 *
 * @module
 */

import { quote, type SessionId } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { MAX_LOCKS } from "../wire/limits.ts";

/** Advisory locks; asynchronous because the sessions of a board may one day be spread over several machines. */
export interface Locks {
  /**
   * Takes a lock, or answers `false` at once when another session holds it: nobody queues.
   *
   * Its owner may take it again, which makes it young again; there is no count, one release frees it. With `stale` a
   * lock that another session took that many seconds ago, or earlier, is taken over.
   *
   * @throws {RangeError} when the owner would hold more than {@linkcode MAX_LOCKS}.
   */
  acquire(owner: SessionId, name: string, stale?: number): Promise<boolean>;
  /** Gives a lock back. Answers `false`, and changes nothing, when the session does not hold it. */
  release(owner: SessionId, name: string): Promise<boolean>;
  /** Gives back all that the session holds and answers how many: it has ended. */
  releaseAll(owner: SessionId): Promise<number>;
}

interface Held {
  readonly owner: SessionId;
  readonly since: number;
}

/** The locks of one process, at most {@linkcode MAX_LOCKS} a session. */
export class LocalLocks implements Locks {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();
  readonly #owners = new Map<SessionId, Set<string>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many locks are held. */
  get size(): number {
    return this.#held.size;
  }

  // deno-lint-ignore require-await -- a promise rejects where a plain function would throw
  async acquire(owner: SessionId, name: string, stale?: number): Promise<boolean> {
    const now = this.#clock.monotonic();
    const held = this.#held.get(name);
    if (held !== undefined && held.owner !== owner) {
      if (stale === undefined || now - held.since < stale * 1000) return false;
    }
    const owned = this.#owners.get(owner) ?? new Set();
    if (!owned.has(name) && owned.size >= MAX_LOCKS) {
      throw new RangeError(
        `Cannot acquire lock ${quote(name)}: expected at most ${MAX_LOCKS} locks, found ${owned.size}`,
      );
    }
    if (held !== undefined) this.#free(held.owner, name);
    this.#held.set(name, { owner, since: now });
    this.#owners.set(owner, owned.add(name));
    return true;
  }

  release(owner: SessionId, name: string): Promise<boolean> {
    if (this.#held.get(name)?.owner !== owner) return Promise.resolve(false);
    this.#free(owner, name);
    return Promise.resolve(true);
  }

  releaseAll(owner: SessionId): Promise<number> {
    const names = [...this.#owners.get(owner) ?? []];
    for (const name of names) this.#free(owner, name);
    return Promise.resolve(names.length);
  }

  #free(owner: SessionId, name: string): void {
    this.#held.delete(name);
    const owned = this.#owners.get(owner);
    owned?.delete(name);
    if (owned?.size === 0) this.#owners.delete(owner);
  }
}
