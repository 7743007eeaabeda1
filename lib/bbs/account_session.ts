/**
 * What a session has to do with accounts: logging in, the caller's own account, and those that sysops look after.
 *
 * All of it is asked of the host, which knows the passwords, decides who may do what, and makes guessing slow.
 *
 * @module
 */

import type { Answers, UserChanges } from "../wire/calls.ts";
import type { ResetAnswers, ResetOutcome } from "../wire/reset_calls.ts";
import { type Application, isSysop, type PublicUser, type UserView } from "../wire/users.ts";
import { toJson } from "../base/expected.ts";
import { SessionCore } from "./session_core.ts";

/** A session that can log in. Scripts get its child, {@linkcode Session}. */
export abstract class AccountSession extends SessionCore {
  /** The caller's handle; `""` until he has logged in. */
  get handle(): string {
    return this.user?.handle ?? "";
  }

  /** Whether the caller is a sysop. The host checks by itself; this is for menus. */
  get isSysop(): boolean {
    return isSysop(this.user);
  }

  // ---- Logging in ----

  /** Logs in. Answers whether handle and password were right; the answer takes the same time either way. */
  async login(handle: string, password: string): Promise<boolean> {
    const user = await this.call({ verb: "authenticate", handle, password });
    if (user !== undefined) this.setUser(user);
    return user !== undefined;
  }

  /** Enters as the guest. Answers whether guests are welcome. */
  async loginAsGuest(): Promise<boolean> {
    const user = await this.call({ verb: "enterAsGuest" });
    if (user !== undefined) this.setUser(user);
    return user !== undefined;
  }

  /** Applies for an account and logs in to it; or the field that is wrong, with a sentence for the caller. */
  async apply(application: Application): Promise<Answers["apply"]> {
    const answer = await this.call({ verb: "apply", application });
    if ("user" in answer) this.setUser(answer.user);
    return answer;
  }

  /** Whether a handle may be registered now: a sentence for the caller when not, else `undefined`. */
  checkHandle(handle: string): Promise<string | undefined> {
    return this.call({ verb: "checkHandle", handle });
  }

  // ---- Passwords ----

  /**
   * Whether this is the password of the caller, who has logged in: to be asked before something that cannot be undone.
   * Wrong ones are answered late and count against his address, as at the login.
   *
   * @throws {NotPermittedError} for guests, and when there were too many wrong ones
   */
  checkPassword(password: string): Promise<boolean> {
    return this.call({ verb: "checkPassword", password });
  }

  /**
   * Gives the caller's account another password. Answers whether the old one was right.
   *
   * @throws {RangeError} with a sentence for the caller when the new one is not as the board wants it
   * @throws {NotPermittedError} for guests, and when there were too many wrong ones
   */
  changePassword(old: string, password: string): Promise<boolean> {
    return this.call({ verb: "changePassword", old, password });
  }

  /** Sets somebody else's password; sysops only. Answers whether there is such a user. */
  setPassword(handle: string, password: string): Promise<boolean> {
    return this.call({ verb: "setPassword", handle, password });
  }

  /** Deletes the caller's account. Answers whether the password was right; if it was, the session ends. */
  deleteOwnAccount(password: string): Promise<boolean> {
    return this.call({ verb: "deleteOwnAccount", password });
  }

  /**
   * Sends a code for a new password to the account's e-mail address, before anybody has logged in. `"taken"` does not
   * tell whether there is such an account; `"busy"` after too many; `"closed"` where the board resets no passwords.
   */
  requestReset(handle: string, email: string): Promise<ResetAnswers["requestReset"]> {
    return this.call({ verb: "requestReset", handle, email });
  }

  /** Whether a code is the one that was sent. Wrong ones count like wrong passwords. */
  checkReset(handle: string, code: string): Promise<boolean> {
    return this.call({ verb: "checkReset", handle, code });
  }

  /** Sets a new password with the code that was sent. */
  resetPassword(handle: string, code: string, password: string): Promise<ResetOutcome> {
    return this.call({ verb: "resetPassword", handle, code, password });
  }

  // ---- Accounts ----

  /** The own account, or somebody's: everything for sysops, the public side for others. */
  getUser(handle: string = this.handle): Promise<UserView | PublicUser | undefined> {
    return this.call({ verb: "getUser", handle });
  }

  /** Changes the own account, or for sysops anybody's. */
  async updateUser(changes: UserChanges, handle: string = this.handle): Promise<UserView> {
    const user = await this.call({ verb: "updateUser", handle, changes });
    if (handle === this.handle) this.setUser(user);
    return user;
  }

  /** All users in order of their handles, page by page. */
  listUsers(after: string = "", limit: number = 100): Promise<readonly PublicUser[]> {
    return this.call({ verb: "listUsers", after, limit });
  }

  /** A value kept with the own account. */
  async getAttribute<T = unknown>(name: string, fallback?: T): Promise<T | undefined> {
    const json = await this.call({ verb: "getAttribute", handle: this.handle, name });
    return json === undefined ? fallback : JSON.parse(json) as T;
  }

  /** Keeps a value (JSON data) with the own account; `undefined` removes it. Nothing is kept for guests. */
  async setAttribute(name: string, value: unknown): Promise<void> {
    const json = value === undefined ? undefined : toJson("set an attribute", value);
    await this.call({ verb: "setAttribute", handle: this.handle, name, value: json });
  }
}
