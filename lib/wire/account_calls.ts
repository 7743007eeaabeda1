/**
 * What a script may ask of the host about groups, SSH keys and the own password, and how such questions are read.
 *
 * @module
 */

import { boolean, type Fields, integer, matching, text, type TextForm } from "./fields.ts";
import { MAX_PASSWORD, WINDOW } from "./limits.ts";
import type { KeyView } from "./users.ts";

/** Characters of a line with a public key. Precedent: OpenSSH reads lines of 8 KiB; an RSA key of 16384 bits has 2800. */
export const MAX_KEY_LINE = 8192;
/** Members of a group in one answer. */
export const MAX_MEMBERS = 1000;
/** Names of groups in one answer; the host looks each up by itself. */
export const MAX_GROUP_NAMES = 100;

/** The name of a group. */
export const GROUP: TextForm = [
  /^[a-z][a-z0-9_]{0,31}$/,
  'a group like "staff", of at most 32 a-z 0-9 _ with a letter first',
];
const FINGERPRINT: TextForm = [/^SHA256:[A-Za-z0-9+/]{43}$/, "a fingerprint, SHA256: and 43 characters"];

/** A question about accounts. Others' accounts need the sysop group. */
export type AccountCall =
  | { readonly verb: "listKeys"; readonly handle: string }
  /** `line` as in a `.pub` file. */
  | { readonly verb: "addKey"; readonly handle: string; readonly line: string }
  | { readonly verb: "removeKey"; readonly handle: string; readonly fingerprint: string }
  /** Handles in the order of their canonical forms, behind `after` (`""` for the beginning). */
  | { readonly verb: "listGroup"; readonly group: string; readonly after: string; readonly limit: number }
  /** Puts somebody into a group, or takes him out; sysops only. */
  | { readonly verb: "setMember"; readonly group: string; readonly handle: string; readonly member: boolean }
  /** Names of groups with at least one member, in order, behind `after` (`""` for the beginning). */
  | { readonly verb: "listGroups"; readonly after: string; readonly limit: number }
  /** Takes everybody out of a group; sysops only, and not the group of sysops. */
  | { readonly verb: "deleteGroup"; readonly group: string }
  /** Whether a password is that of the own account. Wrong ones count as at the login. */
  | { readonly verb: "checkPassword"; readonly password: string }
  /** Sysops only, and not themselves. */
  | { readonly verb: "deleteUser"; readonly handle: string };

/** The answers. */
export interface AccountAnswers {
  /** The oldest first. */
  readonly listKeys: readonly KeyView[];
  readonly addKey: KeyView;
  /** Whether there was one. */
  readonly removeKey: boolean;
  readonly listGroup: readonly string[];
  readonly setMember: undefined;
  readonly listGroups: readonly string[];
  /** Whether somebody was in it. */
  readonly deleteGroup: boolean;
  readonly checkPassword: boolean;
  /** Whether there was one. */
  readonly deleteUser: boolean;
}

/** Reads a call about accounts; `undefined` when it is none. Throws a `TypeError` that names the wrong field. */
export function accountCall(of: Fields): AccountCall | undefined {
  const verb = of.verb as AccountCall["verb"];
  switch (verb) {
    case "listKeys":
    case "deleteUser":
      return { verb, handle: text(of, "handle", 200) };
    case "addKey":
      return { verb, handle: text(of, "handle", 200), line: text(of, "line", MAX_KEY_LINE) };
    case "removeKey":
      return { verb, handle: text(of, "handle", 200), fingerprint: matching(of, "fingerprint", FINGERPRINT) };
    case "listGroup":
      return {
        verb,
        group: matching(of, "group", GROUP),
        after: text(of, "after", 200),
        limit: integer(of, "limit", 1, MAX_MEMBERS),
      };
    case "setMember":
      return {
        verb,
        group: matching(of, "group", GROUP),
        handle: text(of, "handle", 200),
        member: boolean(of, "member"),
      };
    case "listGroups":
      return { verb, after: text(of, "after", 200), limit: integer(of, "limit", 1, MAX_GROUP_NAMES) };
    case "deleteGroup":
      return { verb, group: matching(of, "group", GROUP) };
    case "checkPassword":
      // Longer passwords are cut, as at the login: they fail like any wrong one and cost no more.
      return { verb, password: text(of, "password", WINDOW).slice(0, MAX_PASSWORD + 1) };
    default:
      return undefined;
  }
}
