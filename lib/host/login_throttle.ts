/**
 * Makes guessing passwords slow, and turns addresses away that do little else.
 *
 * A right password is answered at once, a wrong one after a delay that is counted from the question, the same for
 * every handle whether it exists or not (in x/84 an instant answer told that the user exists). Failures are counted
 * when they happen, not when they are answered, so hanging up early gains nothing. A handle is never locked: a
 * stranger who guesses at it must not keep its owner out (battery 41). Kept in memory only; knows no passwords.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { flag, integer, section, type SectionValues } from "../base/setting.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { addresses, addressGroup, AddressList } from "./address_list.ts";

/** Who is turned away, and for how long. Names as in x/84, which counted connections instead of failed logins. */
export const fail2banSection = section(
  "fail2ban",
  "Addresses that guess passwords are turned away for a while.",
  {
    enabled: {
      type: flag,
      default: true,
      help: "Whether addresses are turned away after too many failed logins.",
    },
    max_attempted_logins: {
      type: integer(1, 1000),
      default: 10,
      help: "Failed logins from one address within the window after which it is turned away.",
    },
    max_attempted_logins_window: {
      type: integer(1, 86400),
      default: 300,
      help: "Seconds in which failed logins are counted. A successful login forgets them.",
    },
    initial_ban_length: {
      type: integer(1, 86400),
      default: 360,
      help: "Seconds for which an address is turned away the first time.",
    },
    ban_increment_length: {
      type: integer(0, 86400),
      default: 360,
      help: "Seconds that each further time is longer, up to a day. After a day without one it begins anew.",
    },
    ip_whitelist: {
      type: addresses,
      default: ["127.0.0.1", "::1"],
      help:
        "Addresses and subnets whose failed logins are never counted; a proxy in front of the board belongs here.",
    },
    ip_blacklist: {
      type: addresses,
      default: [],
      help: "Addresses and subnets that are always turned away.",
    },
  },
);

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
}

/** A login under way. */
export interface LoginAttempt {
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

  constructor(readonly capacity: number) {}

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
      this.#tallies.delete(oldest);
    }
    return tally;
  }

  delete(name: string): void {
    this.#tallies.delete(name);
  }

  /** Forgets those that say nothing any more; the oldest are in front. */
  prune(done: (tally: Tally) => boolean): void {
    for (const [name, tally] of this.#tallies) {
      if (!done(tally)) break;
      this.#tallies.delete(name);
    }
  }
}

/** Counts failed logins by address and by handle. Bounded by its capacity, and forgets what is old. */
export class LoginThrottle {
  readonly #settings: SectionValues<typeof fail2banSection>;
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #window: number;
  readonly #whitelist: AddressList;
  readonly #blacklist: AddressList;
  readonly #addresses: Tallies;
  readonly #handles: Tallies;

  constructor(
    settings: SectionValues<typeof fail2banSection>,
    clock: Clock,
    { delay = 1000, capacity = 10_000 }: LoginThrottleOptions = {},
  ) {
    this.#settings = settings;
    this.#clock = clock;
    this.#delay = delay;
    this.#window = settings.max_attempted_logins_window * 1000;
    this.#whitelist = new AddressList(settings.ip_whitelist);
    this.#blacklist = new AddressList(settings.ip_blacklist);
    this.#addresses = new Tallies(capacity);
    this.#handles = new Tallies(capacity);
  }

  /** How many addresses and handles are remembered. */
  get size(): number {
    return this.#addresses.size + this.#handles.size;
  }

  /** Whether the address is turned away now. For the gate at the door, before anything is spent on the caller. */
  refuses(hostname: string): boolean {
    if (!this.#settings.enabled) return false;
    if (this.#blacklist.has(hostname)) return true;
    if (this.#whitelist.has(hostname)) return false;
    return (this.#addresses.get(addressGroup(hostname))?.bannedUntil ?? -Infinity) > this.#clock.monotonic();
  }

  /** Begins a login; to be called before the password is checked. `undefined`: the address is turned away, hang up. */
  begin(hostname: string, handle: string): LoginAttempt | undefined {
    if (this.refuses(hostname)) return undefined;
    const asked = this.#clock.monotonic();
    const name = canonicalHandle(handle);
    const group = addressGroup(hostname);
    return {
      succeed: () => {
        const tally = this.#addresses.get(group);
        if (tally !== undefined) tally.failures = [];
        this.#handles.delete(name);
      },
      fail: (signal) => {
        const delay = this.#whitelist.has(hostname) ? this.#delay : this.#count(group, name);
        return this.#until(asked + delay, signal);
      },
    };
  }

  /** Counts a failure and answers how long the answer is to take, in milliseconds. */
  #count(group: string, name: string): number {
    const now = this.#clock.monotonic();
    const since = now - this.#window;
    this.#addresses.prune((tally) => tally.recent(since) === 0 && tally.bannedUntil + BAN_MEMORY < now);
    this.#handles.prune((tally) => tally.recent(since) === 0);

    const most = this.#settings.max_attempted_logins;
    const address = this.#addresses.touch(group);
    const count = address.recent(since) + 1;
    address.failures = [...address.failures, now].slice(-most);
    if (this.#settings.enabled && count >= most && address.bannedUntil <= now) this.#ban(address, now);

    const handle = this.#handles.touch(name);
    const guesses = handle.recent(since) + 1;
    handle.failures = [...handle.failures, now].slice(-MAX_GUESSES);
    const steps = Math.max(0, Math.max(count, guesses) - FORGIVEN);
    return Math.max(this.#delay, Math.min(MAX_DELAY, this.#delay * 2 ** Math.min(steps, 10)));
  }

  #ban(tally: Tally, now: number): void {
    if (tally.bannedUntil + BAN_MEMORY < now) tally.bans = 0;
    const { initial_ban_length, ban_increment_length } = this.#settings;
    const seconds = initial_ban_length + tally.bans * ban_increment_length;
    tally.bans++;
    tally.bannedUntil = now + Math.min(MAX_BAN, seconds * 1000);
    tally.failures = [];
  }

  #until(time: number, signal: AbortSignal | undefined): Promise<void> {
    const left = time - this.#clock.monotonic();
    if (left <= 0 || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const cancel = this.#clock.after(left, done);
      signal?.addEventListener("abort", done);
    });
  }
}
