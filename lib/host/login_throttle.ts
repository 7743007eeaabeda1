/**
 * Makes guessing passwords slow, and turns addresses away that do little else.
 *
 * A right password is answered at once, a wrong one after a delay that is counted from the question, the same for
 * every handle whether it exists or not (in x/84 an instant answer told that the user exists). Failures are counted
 * when they happen, not when they are answered, so hanging up early gains nothing; what is still being checked counts
 * against the address, on whatever connection it came, so asking at once gains nothing either. A handle is never locked:
 * a stranger who guesses at it must not keep its owner out (battery 41). What addresses have done is written into a
 * {@linkcode PenaltyBook}, if there is one, and outlives a restart. Knows no passwords.
 *
 * @module
 */

import { type Clock, waitUntil } from "../base/clock.ts";
import { BusyError } from "../base/errors.ts";
import { flag, integer, section, type SectionValues } from "../base/setting.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { type Logger, silentLogger } from "../log/logger.ts";
import { addresses, addressGroup, AddressList } from "./address_list.ts";
import type { Penalty, PenaltyBook } from "./penalty_book.ts";

/** Who is turned away, and for how long. Names as in x/84, which counted connections instead of failed logins. */
export const fail2banSection = section(
  "fail2ban",
  "Addresses that guess passwords, or call too often, are turned away for a while.",
  {
    enabled: {
      type: flag,
      default: true,
      help: "Whether addresses are turned away after too many failed logins or for calling too often.",
      live: true,
    },
    max_connections: {
      type: integer(0, 10_000),
      default: 60,
      help: "Connections from one address within the window, more are refused; 0 for any number.",
      live: true,
    },
    max_connections_window: {
      type: integer(1, 86400),
      default: 60,
      help: "Seconds in which connections are counted.",
      live: true,
    },
    max_attempted_logins: {
      type: integer(1, 1000),
      default: 10,
      help: "Failed logins from one address within the window after which it is turned away.",
      live: true,
    },
    max_attempted_logins_window: {
      type: integer(1, 86400),
      default: 300,
      help: "Seconds in which failed logins are counted. A successful login forgets them.",
      live: true,
    },
    initial_ban_length: {
      type: integer(1, 86400),
      default: 360,
      help: "Seconds for which an address is turned away the first time.",
      live: true,
    },
    ban_increment_length: {
      type: integer(0, 86400),
      default: 360,
      help: "Seconds that each further time is longer, up to a day. After a day without one it begins anew.",
      live: true,
    },
    ip_whitelist: {
      type: addresses,
      default: ["127.0.0.1", "::1"],
      help:
        "Addresses and subnets whose calls and failed logins are never counted; max_callers_per_address does not hold for them, either.",
      live: true,
    },
    ip_blacklist: {
      type: addresses,
      default: [],
      help: "Addresses and subnets that are always turned away, also when this section is not enabled.",
      live: true,
    },
  },
);

/** The values of `[fail2ban]`. */
export type Fail2banSettings = SectionValues<typeof fail2banSection>;

/** Characters of a handle in the log. */
const MAX_LOGGED = 40;
/** Longest delay of an answer and longest time an address is turned away, in milliseconds. */
const MAX_DELAY = 8_000;
const MAX_BAN = 86_400_000;
/** For so many milliseconds after its end a ban makes the next one longer. */
const BAN_MEMORY = 86_400_000;
/** Failures that are no slower than the first: everybody mistypes. */
const FORGIVEN = 2;
/** Failures of a handle that are remembered; more make no answer slower. */
const MAX_GUESSES = 16;

/** How a {@linkcode LoginThrottle} works beyond the INI section; each has a default. */
export interface LoginThrottleOptions {
  /** Milliseconds from a question to the answer that it was wrong; 1000 by default. */
  readonly delay?: number;
  /** Addresses, and handles, that are remembered; 10,000 each by default. Then the one longest quiet is forgotten. */
  readonly capacity?: number;
  /** Where it is written down what addresses have done; nowhere by default. */
  readonly book?: Pick<PenaltyBook, "write">;
  /** Told of failed logins and of addresses that are turned away from now on. */
  readonly log?: Logger;
}

/** An address, or a /64, that is turned away for its failed logins. */
export interface LoginBan {
  readonly group: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** How many times this was lately. */
  readonly bans: number;
}

/** A login under way, until it has succeeded or failed, or is disposed of. */
export interface LoginAttempt extends Disposable {
  /** The password was right: nothing is held against the address and the handle any more. */
  succeed(): void;
  /**
   * The password was wrong. Counts at once and resolves when the caller may be told, or when the signal aborts:
   * the session or the server ends and nobody waits for the answer.
   */
  fail(signal?: AbortSignal): Promise<void>;
}

/** Times of failures, and the bans that came of them. */
class Tally {
  failures: number[] = [];
  bannedSince = -Infinity;
  bannedUntil = -Infinity;
  bans = 0;

  recent(since: number): number {
    this.failures = this.failures.filter((at) => at > since);
    return this.failures.length;
  }
}

/** Tallies by name, at most `capacity`: when full, the one that was longest not written to is forgotten. */
class Tallies {
  readonly #tallies = new Map<string, Tally>();

  constructor(readonly capacity: number, private readonly forgotten: (name: string) => void = () => {}) {}

  get size(): number {
    return this.#tallies.size;
  }

  get(name: string): Tally | undefined {
    return this.#tallies.get(name);
  }

  /** The tally to write to, which makes it the youngest. */
  touch(name: string): Tally {
    const tally = this.#tallies.get(name) ?? new Tally();
    this.#tallies.delete(name);
    this.#tallies.set(name, tally);
    for (const oldest of this.#tallies.keys()) {
      if (this.#tallies.size <= this.capacity) break;
      this.delete(oldest);
    }
    return tally;
  }

  delete(name: string): void {
    if (this.#tallies.delete(name)) this.forgotten(name);
  }

  entries(): IterableIterator<[string, Tally]> {
    return this.#tallies.entries();
  }

  /** Forgets those that say nothing any more; the oldest are in front. */
  prune(done: (tally: Tally) => boolean): void {
    for (const [name, tally] of this.#tallies) {
      if (!done(tally)) break;
      this.delete(name);
    }
  }
}

/** Counts failed logins by address and by handle. Bounded by its capacity, and forgets what is old. */
export class LoginThrottle {
  #settings!: Fail2banSettings;
  #window!: number;
  #whitelist!: AddressList;
  #blacklist!: AddressList;
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #book: Pick<PenaltyBook, "write"> | undefined;
  readonly #log: Logger;
  readonly #addresses: Tallies;
  readonly #handles: Tallies;
  /** Logins under way by address; as many as there are callers who wait for an answer. */
  readonly #underWay = new Map<string, number>();

  constructor(
    settings: Fail2banSettings,
    clock: Clock,
    { delay = 1000, capacity = 10_000, book, log = silentLogger }: LoginThrottleOptions = {},
  ) {
    this.#clock = clock;
    this.#delay = delay;
    this.#book = book;
    this.#log = log;
    this.#addresses = new Tallies(capacity, (name) => book?.write(name, undefined));
    this.#handles = new Tallies(capacity);
    this.configure(settings);
  }

  /** Goes on with other settings. Bans that were spoken already keep their end. */
  configure(settings: Fail2banSettings): void {
    this.#settings = settings;
    this.#window = settings.max_attempted_logins_window * 1000;
    this.#whitelist = new AddressList(settings.ip_whitelist);
    this.#blacklist = new AddressList(settings.ip_blacklist);
  }

  /**
   * Takes up what was written down before a restart. A clock that was set back makes no ban longer than a day, and
   * failures that have yet to happen none at all.
   */
  restore(penalties: ReadonlyMap<string, Penalty>): void {
    const now = this.#clock.monotonic();
    const past = this.#clock.now() - now;
    const latest = ({ failures, bannedUntil }: Penalty) => Math.max(bannedUntil ?? -Infinity, ...failures);
    // The youngest are written to last, as if it had happened here.
    const inOrder = [...penalties].sort(([, a], [, b]) => latest(a) - latest(b));
    for (const [group, { failures, bannedUntil, bans }] of inOrder) {
      const tally = this.#addresses.touch(group);
      tally.failures = failures.map((at) => at - past).filter((at) => at <= now).slice(
        -this.#settings.max_attempted_logins,
      );
      tally.bannedUntil = bannedUntil === null ? -Infinity : Math.min(bannedUntil - past, now + MAX_BAN);
      tally.bannedSince = Math.min(now, tally.bannedUntil);
      tally.bans = bans;
    }
    this.#prune(now);
  }

  /** The addresses that are turned away now for their failed logins, in no order. */
  bans(): LoginBan[] {
    if (!this.#settings.enabled) return [];
    const now = this.#clock.monotonic();
    const past = this.#clock.now() - now;
    const found: LoginBan[] = [];
    for (const [group, { bannedSince, bannedUntil, bans }] of this.#addresses.entries()) {
      if (bannedUntil <= now) continue;
      found.push({
        group,
        since: Math.round(bannedSince + past),
        until: Math.round(bannedUntil + past),
        bans,
      });
    }
    return found;
  }

  /** Holds nothing against an address any more; answers whether it was turned away. */
  forgive(hostname: string): boolean {
    const group = addressGroup(hostname);
    const banned = (this.#addresses.get(group)?.bannedUntil ?? -Infinity) > this.#clock.monotonic();
    this.#addresses.delete(group);
    return banned;
  }

  /** How many addresses and handles are remembered. */
  get size(): number {
    return this.#addresses.size + this.#handles.size;
  }

  /** Whether the address is whitelisted. */
  trusts(hostname: string): boolean {
    return this.#whitelist.has(hostname);
  }

  /** Whether the address is blacklisted. */
  denies(hostname: string): boolean {
    return this.#blacklist.has(hostname);
  }

  /** Whether the address is turned away now. For the gate at the door, before anything is spent on the caller. */
  refuses(hostname: string): boolean {
    if (this.#blacklist.has(hostname)) return true;
    if (!this.#settings.enabled) return false;
    if (this.#whitelist.has(hostname)) return false;
    return (this.#addresses.get(addressGroup(hostname))?.bannedUntil ?? -Infinity) > this.#clock.monotonic();
  }

  /**
   * Begins a login; to be called before the password is checked. `undefined`: the address is turned away, hang up.
   *
   * @throws {BusyError} when so many of the address are under way that it would be turned away if all of them failed
   */
  begin(hostname: string, handle: string): LoginAttempt | undefined {
    if (this.refuses(hostname)) return undefined;
    const asked = this.#clock.monotonic();
    const name = canonicalHandle(handle);
    const group = addressGroup(hostname);
    const done = this.#enter(hostname, group, asked);
    return {
      [Symbol.dispose]: done,
      succeed: () => {
        done();
        const tally = this.#addresses.get(group);
        if (tally !== undefined && tally.failures.length > 0) {
          tally.failures = [];
          this.#write(group, tally);
        }
        this.#handles.delete(name);
      },
      fail: (signal) => {
        done();
        // Programs that read logs go by this line: its beginning stays as it is. It is about nobody, so that it is
        // not among the lines that are left out when an address causes many.
        this.#log.warn("auth", "Failed login", {
          address: group.includes(":") ? hostname : group,
          handle: handle.slice(0, MAX_LOGGED),
        });
        const delay = this.#whitelist.has(hostname) ? this.#delay : this.#count(group, name);
        return waitUntil(this.#clock, asked + delay, signal);
      },
    };
  }

  /** Counts a login under way; the answer ends that, once. */
  #enter(hostname: string, group: string, now: number): () => void {
    if (!this.#settings.enabled || this.#whitelist.has(hostname)) return () => {};
    const underWay = this.#underWay.get(group) ?? 0;
    const failed = this.#addresses.get(group)?.recent(now - this.#window) ?? 0;
    if (underWay > 0 && underWay + failed >= this.#settings.max_attempted_logins) {
      throw new BusyError(
        "Cannot check password: too many logins from your address are being checked, try again in a moment",
      );
    }
    this.#underWay.set(group, underWay + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = this.#underWay.get(group)! - 1;
      if (left === 0) this.#underWay.delete(group);
      else this.#underWay.set(group, left);
    };
  }

  /** Counts a failure and answers how long the answer is to take, in milliseconds. */
  #count(group: string, name: string): number {
    const now = this.#clock.monotonic();
    const since = now - this.#window;
    this.#prune(now);

    const most = this.#settings.max_attempted_logins;
    const address = this.#addresses.touch(group);
    const count = address.recent(since) + 1;
    address.failures = [...address.failures, now].slice(-most);
    if (this.#settings.enabled && count >= most && address.bannedUntil <= now) {
      this.#ban(group, address, now);
    }
    this.#write(group, address);

    const handle = this.#handles.touch(name);
    const guesses = handle.recent(since) + 1;
    handle.failures = [...handle.failures, now].slice(-MAX_GUESSES);
    const steps = Math.max(0, Math.max(count, guesses) - FORGIVEN);
    return Math.max(this.#delay, Math.min(MAX_DELAY, this.#delay * 2 ** Math.min(steps, 10)));
  }

  #prune(now: number): void {
    const since = now - this.#window;
    this.#addresses.prune((tally) => tally.recent(since) === 0 && tally.bannedUntil + BAN_MEMORY < now);
    this.#handles.prune((tally) => tally.recent(since) === 0);
  }

  #write(group: string, { failures, bannedUntil, bans }: Tally): void {
    const past = this.#clock.now() - this.#clock.monotonic();
    this.#book?.write(group, {
      failures: failures.map((at) => Math.round(at + past)),
      bannedUntil: bannedUntil === -Infinity ? null : Math.round(bannedUntil + past),
      bans,
    });
  }

  #ban(group: string, tally: Tally, now: number): void {
    if (tally.bannedUntil + BAN_MEMORY < now) tally.bans = 0;
    const { initial_ban_length, ban_increment_length } = this.#settings;
    const seconds = initial_ban_length + tally.bans * ban_increment_length;
    tally.bans++;
    tally.bannedSince = now;
    tally.bannedUntil = now + Math.min(MAX_BAN, seconds * 1000);
    tally.failures = [];
    this.#log.warn("auth", "Address banned", {
      address: group,
      seconds: Math.min(MAX_BAN / 1000, seconds),
      times: tally.bans,
    });
  }
}
