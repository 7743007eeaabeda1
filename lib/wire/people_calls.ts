/**
 * What a script may ask of the host about people who are here, the own account's end, and what a sysop looks after;
 * and how such questions are read.
 *
 * @module
 */

import { type Fields, integer, text } from "./fields.ts";
import { MAX_PASSWORD } from "./limits.ts";

/** Topic on which a private line arrives that somebody sent to this session; its data is a {@linkcode Told}. */
export const TELL_TOPIC = "tell";
/** Characters of a private line. Precedent: IRC's lines have 512 bytes with all that is around them. */
export const MAX_TELL = 400;
/** Lines of the log in one answer; as many as the host keeps. */
export const MAX_LOG_TAIL = 500;

/** Seconds of the longest ban that is not for good. */
export const MAX_BAN = 10 * 365 * 86_400;

/** A private line. The host has made the text fit for others' eyes, and knows the handle. */
export interface Told {
  readonly handle: string;
  readonly text: string;
}

/** A setting of the INI file, for a sysop's eyes. */
export interface SettingView {
  readonly section: string;
  readonly key: string;
  /** As it stands in the file; `""` for a secret, which stays with the host. */
  readonly value: string;
  readonly secret: boolean;
  /** Whether a reload takes it over. */
  readonly live: boolean;
}

/** An address or subnet that is turned away. */
export interface BanView {
  readonly address: string;
  /** Milliseconds since 1970; `null` for good. */
  readonly until: number | null;
  readonly since: number;
  readonly reason: string;
  /** Who spoke the ban: an operator, or `"x84"` for failed logins. */
  readonly by: string;
}

/** A question about people. */
export type PeopleCall =
  /** A private line to a session. */
  | { readonly verb: "tell"; readonly target: string; readonly text: string }
  /** Deletes the own account, with its password. */
  | { readonly verb: "deleteOwnAccount"; readonly password: string }
  /** Sets the password of another; sysops only. */
  | { readonly verb: "setPassword"; readonly handle: string; readonly password: string }
  /** Sysops only. */
  | { readonly verb: "readLog"; readonly lines: number }
  /** Sysops only. */
  | { readonly verb: "listSettings" }
  /** Sysops only, as the two that follow. */
  | { readonly verb: "listBans" }
  /** Turns an address or subnet away, for so many seconds; `undefined` for good. */
  | {
    readonly verb: "addBan";
    readonly address: string;
    readonly seconds: number | undefined;
    readonly reason: string;
  }
  | { readonly verb: "removeBan"; readonly address: string };

/** The answers. */
export interface PeopleAnswers {
  /** Whether such a session was there to hear it. */
  readonly tell: boolean;
  /** Whether the password was right; then the session ends. */
  readonly deleteOwnAccount: boolean;
  /** Whether there is such a user. */
  readonly setPassword: boolean;
  /** The last lines, the oldest first. */
  readonly readLog: readonly string[];
  readonly listSettings: readonly SettingView[];
  /** In the order of their beginning. */
  readonly listBans: readonly BanView[];
  readonly addBan: BanView;
  /** Whether there was such a ban. */
  readonly removeBan: boolean;
}

/** Reads a call about people; `undefined` when it is none. Throws a `TypeError` that names the wrong field. */
export function peopleCall(of: Fields): PeopleCall | undefined {
  const verb = of.verb as PeopleCall["verb"];
  switch (verb) {
    case "tell":
      return { verb, target: text(of, "target", 200), text: text(of, "text", 1024) };
    case "deleteOwnAccount":
      return { verb, password: text(of, "password", MAX_PASSWORD) };
    case "setPassword":
      return { verb, handle: text(of, "handle", 200), password: text(of, "password", MAX_PASSWORD) };
    case "readLog":
      return { verb, lines: integer(of, "lines", 1, MAX_LOG_TAIL) };
    case "listSettings":
    case "listBans":
      return { verb };
    case "addBan": {
      const seconds = of.seconds === undefined ? undefined : integer(of, "seconds", 1, MAX_BAN);
      return { verb, address: text(of, "address", 64), seconds, reason: text(of, "reason", 200) };
    }
    case "removeBan":
      return { verb, address: text(of, "address", 64) };
    default:
      return undefined;
  }
}
