/**
 * A new password for who has forgotten his: a code is mailed to the address of the account, and whoever has the code
 * may choose a password.
 *
 * Whether there is such an account, or such an address, nobody learns: a question is answered the same way and at the
 * same time for all, and the mail goes out behind it. Codes live in memory, as hashes, for a while and for a few tries.
 *
 * @module
 */

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Clock, waitUntil } from "../base/clock.ts";
import { toPlainError } from "../base/errors.ts";
import { integer, section, type SectionValues } from "../base/setting.ts";
import type { Logger } from "../log/logger.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import type { ResetAnswers, ResetOutcome } from "../wire/reset_calls.ts";
import { pwresetLook } from "../wire/welcome_settings.ts";
import type { Accounts } from "./accounts.ts";
import { addressGroup } from "./address_list.ts";
import type { MailSettings, SendMail } from "./mailer.ts";
import { RecentCounts } from "./recent_counts.ts";

/** Section `[pwreset]`: new passwords for forgotten ones. */
export const pwresetSection = section("pwreset", "New passwords by mail, see enable_pwreset in [matrix].", {
  code_lifetime: {
    type: integer(60, 86400),
    default: 900,
    help: "Seconds for which a mailed code is good.",
    live: true,
  },
  max_per_address: {
    type: integer(1, 1000),
    default: 5,
    help: "How often an hour one network address (IPv6: one /64) may ask for a code.",
    live: true,
  },
  max_per_account: {
    type: integer(1, 100),
    default: 3,
    help: "How many codes an hour are mailed to one account.",
    live: true,
  },
  ...pwresetLook,
});

/** What is read anew for each question. */
export interface ResetSettings {
  /** `enable_pwreset`. */
  readonly enabled: boolean;
  readonly bbsname: string;
  readonly pwreset: SectionValues<typeof pwresetSection>;
  readonly mail: MailSettings;
}

/** What resets are made of. */
export interface ResetParts {
  readonly accounts: Pick<Accounts, "find" | "setPassword">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly send: SendMail;
  readonly settings: () => ResetSettings;
  /** So many random bytes. */
  readonly random?: (size: number) => Uint8Array;
}

/** A code that is out. */
interface Pending {
  readonly hash: Uint8Array;
  readonly expires: number;
  /** An account that was made anew under the same name is another. */
  readonly created: number;
  tries: number;
}

/** Wrong codes after which the right one is worth nothing. */
export const MAX_TRIES = 5;
/** Milliseconds from a question to its answer, whatever it is. */
const ANSWER_AFTER = 1500;
/** Milliseconds of the window in which questions are counted. */
const HOUR = 3_600_000;
/** Codes that may be out; the oldest goes. */
const MAX_PENDING = 1000;
/** Mails that may be on their way at once; more are not sent, which the log tells. */
const MAX_SENDING = 8;
/** Crockford's 32 characters, of which none is taken for another; ten of them are 50 bits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 10;

/** The resets of a board. */
export class PasswordResets {
  readonly #parts: ResetParts;
  readonly #random: (size: number) => Uint8Array;
  readonly #byAddress: RecentCounts;
  readonly #byAccount: RecentCounts;
  readonly #pending = new Map<string, Pending>();
  #sending = 0;

  constructor(parts: ResetParts) {
    this.#parts = parts;
    this.#random = parts.random ?? ((size) => randomBytes(size));
    this.#byAddress = new RecentCounts(parts.clock, HOUR);
    this.#byAccount = new RecentCounts(parts.clock, HOUR);
  }

  /** Codes that are out. */
  get size(): number {
    return this.#pending.size;
  }

  /** Mails a code, if handle and address belong together. The answer does not tell. */
  async request(
    hostname: string,
    handle: string,
    email: string,
    signal?: AbortSignal,
  ): Promise<ResetAnswers["requestReset"]> {
    const { clock, settings } = this.#parts;
    const { enabled, pwreset } = settings();
    if (!enabled) return "closed";
    const asked = clock.monotonic();
    const taken = this.#byAddress.take(addressGroup(hostname), pwreset.max_per_address);
    if (taken) await this.#prepare(handle, email);
    await waitUntil(this.#parts.clock, asked + ANSWER_AFTER, signal);
    return taken ? "taken" : "busy";
  }

  /** Whether this is the code that was mailed. A wrong one is a try gone. */
  check(handle: string, code: string): boolean {
    const canonical = canonicalHandle(handle);
    const found = this.#pending.get(canonical);
    const hash = hashOf(canonical, code);
    // A comparison is made in any case, so that the time does not tell whether a code is out.
    const matches = timingSafeEqual(hash, found?.hash ?? new Uint8Array(hash.length));
    if (found === undefined) return false;
    if (found.expires <= this.#parts.clock.monotonic()) {
      this.#pending.delete(canonical);
      return false;
    }
    if (!matches && ++found.tries >= MAX_TRIES) this.#pending.delete(canonical);
    return matches;
  }

  /** Sets a new password for who has the code; `group` tells whose turn that takes. */
  async change(handle: string, code: string, password: string, group: string = ""): Promise<ResetOutcome> {
    const { accounts, log } = this.#parts;
    const canonical = canonicalHandle(handle);
    if (!this.#parts.settings().enabled || !this.check(handle, code)) return { outcome: "refused" };
    const pending = this.#pending.get(canonical)!;
    const user = await accounts.find(handle);
    if (user?.created !== pending.created) return { outcome: "refused" };
    try {
      if (!await accounts.setPassword(handle, password, group)) return { outcome: "refused" };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { outcome: "fault", message: error.message.replace(/^Cannot change password: /, "") };
    }
    if (this.#pending.get(canonical) === pending) this.#pending.delete(canonical);
    log.info("pwreset", "Password reset", { handle: user.handle });
    return { outcome: "changed" };
  }

  async #prepare(handle: string, email: string): Promise<void> {
    const { accounts, clock, log, settings } = this.#parts;
    const { pwreset } = settings();
    const user = await accounts.find(handle);
    const wanted = email.trim().toLowerCase();
    if (user === undefined || wanted === "" || user.email.toLowerCase() !== wanted) {
      log.info("pwreset", "No code sent: no such handle with that address", { handle: handle.slice(0, 40) });
      return;
    }
    const canonical = canonicalHandle(user.handle);
    if (this.#sending >= MAX_SENDING) {
      log.warn("pwreset", "No code sent: too many mails are on their way", { handle: user.handle });
      return;
    }
    if (!this.#byAccount.take(canonical, pwreset.max_per_account)) {
      log.warn("pwreset", "No code sent: too many for this account within the hour", { handle: user.handle });
      return;
    }
    const code = [...this.#random(CODE_LENGTH)].map((byte) => ALPHABET[byte & 31]).join("");
    const expires = clock.monotonic() + pwreset.code_lifetime * 1000;
    this.#pending.delete(canonical);
    this.#pending.set(canonical, { hash: hashOf(canonical, code), expires, created: user.created, tries: 0 });
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= MAX_PENDING) break;
      this.#pending.delete(oldest);
    }
    this.#send(user.handle, user.email, code);
  }

  #send(handle: string, to: string, code: string): void {
    const { log, send, settings } = this.#parts;
    const { bbsname, mail, pwreset } = settings();
    const board = sanitizeLine(bbsname, { maxLength: 60 });
    const minutes = Math.round(pwreset.code_lifetime / 60);
    this.#sending += 1;
    send({
      to,
      fromName: board,
      subject: `${board}: your code for a new password`,
      text: [
        `Somebody, probably you, wants a new password for "${handle}" on ${board}.`,
        "",
        `The code is: ${code.slice(0, 5)}-${code.slice(5)}`,
        "",
        `It is good for ${minutes} ${
          minutes === 1 ? "minute" : "minutes"
        }. Type it in where you were asked for it.`,
        "If it was not you, forget this mail: nothing has changed, and your old password goes on to work.",
        "",
      ].join("\n"),
    }, mail).then(
      () => log.info("pwreset", "Code sent", { handle }),
      (error) => log.error("pwreset", "Cannot send mail", { handle, error: toPlainError(error).message }),
    ).finally(() => this.#sending -= 1);
  }
}

/** A code is compared without case, dashes and blanks, and with what looks like 0 and 1 as these. */
function hashOf(canonical: string, code: string): Uint8Array {
  const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return createHash("sha256").update(`${canonical}\n${plain}`).digest();
}
