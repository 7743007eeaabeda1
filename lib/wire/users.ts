/**
 * Accounts as both sides speak of them. The hash of a password is not among the words: it never leaves the host.
 *
 * @module
 */

/** A user as he himself and sysops see him. */
export interface UserView {
  readonly handle: string;
  readonly location: string;
  readonly email: string;
  readonly groups: readonly string[];
  readonly calls: number;
  /** Milliseconds since 1970; 0 when he never called before. */
  readonly lastCall: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Whether this is the guest, who is never stored. */
  readonly guest: boolean;
}

/** A user as everybody sees him. */
export interface PublicUser {
  readonly handle: string;
  readonly location: string;
  readonly calls: number;
  readonly lastCall: number;
}

/** A session as everybody sees it. */
export interface SessionView {
  readonly sessionId: string;
  readonly node: number;
  /** `""` while the caller has not logged in. */
  readonly handle: string;
  readonly activity: string;
  readonly script: string;
  readonly kind: string;
  /** Seconds since the last key. */
  readonly idle: number;
  /** Milliseconds since 1970. */
  readonly connectTime: number;
}

/** What an application for an account holds. */
export interface Application {
  readonly handle: string;
  readonly password: string;
  readonly location: string;
  readonly email: string;
}

/** Why an application was not accepted: the field and a sentence for the caller. */
export interface ApplicationFault {
  readonly field: "handle" | "password" | "location" | "email";
  readonly message: string;
}

/** An SSH public key that a user may log in with. */
export interface KeyView {
  /** `ssh-ed25519` and the like. */
  readonly type: string;
  /** The key in base64, as it stands in an `authorized_keys` file. */
  readonly data: string;
  /** What the user calls it. */
  readonly comment: string;
  /** `SHA256:` and base64, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly added: number;
}

/** The group whose members may do everything. */
export const SYSOP_GROUP = "sysop";
/** The handle of callers without an account. */
export const GUEST_HANDLE = "anonymous";

/** Whether the user belongs to the sysop group. */
export function isSysop(user: UserView | undefined): boolean {
  return user !== undefined && !user.guest && user.groups.includes(SYSOP_GROUP);
}
