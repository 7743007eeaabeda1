/**
 * Passwords as they are stored: salted scrypt (RFC 7914) in the PHC string format, computed off the calling thread.
 *
 * ```text
 *   $scrypt$ln=15,r=8,p=1$SALT$HASH        base64 without padding, 16 and 32 bytes
 * ```
 *
 * Every check costs the same, whether there is such a user, such a hash, or such a long password. Knows nothing of
 * users.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { BusyError, StoreError } from "../base/errors.ts";
import { MAX_PASSWORD } from "../wire/limits.ts";
import { FairQueue } from "./fair_queue.ts";

/** The parameters of scrypt. It takes 128 * r * 2**logN bytes of memory. */
export interface HashCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/**
 * What new hashes cost. Measured on one core of two: 98 ms with Deno 2.9 and 190 ms with 2.7, 32 MiB each, two at a
 * time on two cores as fast as one; logN 14 takes 40 ms, 16 takes 200 ms, 17 takes 410 ms. The thread that asks was
 * held up 5 ms at most, against 98 ms by the synchronous function.
 */
export const HASH_COST: HashCost = { logN: 15, r: 8, p: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;
/** More than this is not computed, whoever wrote it into the store: 1 GiB and about 10 s. */
const MOST: HashCost = { logN: 20, r: 8, p: 4 };

/** What a check found. */
export interface Verdict {
  readonly matches: boolean;
  /** Whether the hash is weaker than new ones are: store a new one while the password is at hand. */
  readonly outdated: boolean;
}

/** How a {@linkcode PasswordHasher} works; each has a default. */
export interface PasswordHasherOptions {
  readonly cost?: HashCost;
  /** Computations at a time; 2 by default. */
  readonly concurrency?: number;
  /** Computations that may wait; 64 by default, some 3 s of work. */
  readonly queue?: number;
}

interface Parts {
  readonly cost: HashCost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

function read(stored: string): Parts {
  const [, logN, r, p, salt, hash] = PHC.exec(stored) ?? [];
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const sane = cost.logN >= 1 && cost.r >= 1 && cost.p >= 1 &&
    cost.logN <= MOST.logN && cost.r <= MOST.r && cost.p <= MOST.p;
  if (salt === undefined || hash === undefined || !sane) {
    throw new StoreError('Cannot read password hash: expected "$scrypt$ln=…,r=…,p=…$salt$hash"');
  }
  return { cost, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
}

function write({ cost, salt, hash }: Parts): string {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${base64(salt)}$${base64(hash)}`;
}

function derive(password: string, salt: Uint8Array, { logN, r, p }: HashCost): Promise<Uint8Array> {
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { N, r, p, maxmem: 256 * r * (N + p) }, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}

/**
 * A password as it is hashed: composed (RFC 8265 section 4.2), so that every keyboard types the same. `undefined`
 * for one that cannot be anybody's: empty, or longer than {@linkcode MAX_PASSWORD} before or after.
 */
function prepare(password: string): string | undefined {
  if (password.length > MAX_PASSWORD) return undefined;
  const composed = password.normalize("NFC");
  return composed === "" || composed.length > MAX_PASSWORD ? undefined : composed;
}

/**
 * Hashes and checks passwords, at most two at a time. At most 64 more wait, and the groups of addresses that they come
 * from are served in turn (see {@linkcode FairQueue}); who finds no room, or has to give way to somebody of a smaller
 * group, is refused with a {@linkcode BusyError}.
 */
export class PasswordHasher {
  readonly #cost: HashCost;
  readonly #queue: FairQueue;
  /** Stands for every user who is not there. Nobody knows a password of it. */
  readonly #nobody: Parts;

  constructor({ cost = HASH_COST, concurrency = 2, queue = 64 }: PasswordHasherOptions = {}) {
    this.#cost = cost;
    this.#queue = new FairQueue(
      concurrency,
      queue,
      () => new BusyError("Cannot check password: too many callers are logging in, try again in a moment"),
    );
    this.#nobody = { cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };
  }

  /**
   * Makes the text to store, with a salt of its own. `group` tells whose turn it takes, that of operators when it is
   * not given.
   *
   * @throws {RangeError} when the password is empty or longer than {@linkcode MAX_PASSWORD}.
   * @throws {BusyError} when too many wait.
   */
  async hash(password: string, group: string = ""): Promise<string> {
    const prepared = prepare(password);
    if (prepared === undefined) {
      throw new RangeError(
        `Cannot hash password: expected 1 to ${MAX_PASSWORD} characters, found ${password.length}`,
      );
    }
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#queue.run(group, () => derive(prepared, salt, this.#cost));
    return write({ cost: this.#cost, salt, hash });
  }

  /**
   * Whether the password belongs to the stored text; `undefined` stands for a user who is not there and takes as
   * long as any other.
   *
   * @throws {BusyError} when too many wait.
   * @throws {StoreError} when the stored text is damaged, after the same work.
   */
  async verify(password: string, stored: string | undefined, group: string = ""): Promise<Verdict> {
    let parts = this.#nobody;
    let damage: unknown;
    try {
      if (stored !== undefined) parts = read(stored);
    } catch (error) {
      damage = error;
    }
    const prepared = prepare(password);
    const hash = await this.#queue.run(group, () => derive(prepared ?? "", parts.salt, parts.cost));
    if (damage !== undefined) throw damage;
    const matches = timingSafeEqual(hash, parts.hash) && prepared !== undefined && parts !== this.#nobody;
    const { logN, r, p } = parts.cost;
    const outdated = 2 ** logN * r * p < 2 ** this.#cost.logN * this.#cost.r * this.#cost.p;
    return { matches, outdated };
  }
}
