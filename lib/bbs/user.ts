/**
 * Users, in the words of x/84. Everybody may look at everybody's public side; the rest is for the user himself and for
 * sysops, and the host sees to that. Passwords are the host's business: it only answers whether one is right.
 *
 * @module
 */

import { NotPermittedError } from "../base/errors.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { type KeyView, type PublicUser, SYSOP_GROUP, type UserView } from "../wire/users.ts";
import { toJson } from "../base/expected.ts";
import type { HostCaller } from "./host_caller.ts";
import { getSession } from "./script.ts";

/**
 * A user as he was when he was looked up.
 *
 * ```ts
 * import { pressAnyKey, type Session, User } from "x84";
 *
 * export default async function main(session: Session) {
 *   const user = await User.find("dingo");
 *   await session.echo(user === undefined ? "Never heard of.\r\n" : `${user.handle} of ${user.location}\r\n`);
 *   await pressAnyKey(session);
 * }
 * ```
 */
export class User {
  readonly #caller: HostCaller;
  #view: UserView | PublicUser;

  private constructor(view: UserView | PublicUser, caller: HostCaller) {
    this.#view = view;
    this.#caller = caller;
  }

  /** The user with that handle, in whatever case. */
  static async find(handle: string, caller: HostCaller = getSession()): Promise<User | undefined> {
    const view = await caller.call({ verb: "getUser", handle });
    return view === undefined ? undefined : new User(view, caller);
  }

  /** The same, of whom it is known that he is there. Rejects with a `RangeError` when he is not. */
  static async get(handle: string, caller: HostCaller = getSession()): Promise<User> {
    const user = await User.find(handle, caller);
    if (user === undefined) throw new RangeError(`Cannot find user "${handle}": there is none of that name`);
    return user;
  }

  /** All users in the order of their handles, page by page, without the fields that are not for everybody. */
  static async *list(caller: HostCaller = getSession()): AsyncGenerator<User, void> {
    const limit = 100;
    let after = "";
    for (;;) {
      const page = await caller.call({ verb: "listUsers", after, limit });
      for (const view of page) yield new User(view, caller);
      if (page.length < limit) return;
      after = page.at(-1)!.handle;
    }
  }

  /** His handle, as he spells it. */
  get handle(): string {
    return this.#view.handle;
  }

  /** Where he says he is. */
  get location(): string {
    return this.#view.location;
  }

  /** How often he has called. */
  get calls(): number {
    return this.#view.calls;
  }

  /** When he last called, milliseconds since 1970; 0 for never. */
  get lastCall(): number {
    return this.#view.lastCall;
  }

  /** His e-mail address; `undefined` where it is not for the caller to see. */
  get email(): string | undefined {
    return "email" in this.#view ? this.#view.email : undefined;
  }

  /** The groups he is in; `undefined` where they are not for the caller to see. */
  get groups(): readonly string[] | undefined {
    return "groups" in this.#view ? this.#view.groups : undefined;
  }

  /** Whether he is known to be a sysop. */
  get isSysop(): boolean {
    return this.groups?.includes(SYSOP_GROUP) === true;
  }

  /**
   * Whether this is his password. Nobody but himself may ask, once he has logged in (`Session.login` is how he does);
   * wrong ones are answered late and count against his address, as at the login.
   *
   * @throws {NotPermittedError} for other users, for guests, and when there were too many wrong ones
   */
  async auth(password: string): Promise<boolean> {
    if (canonicalHandle(this.#caller.handle) !== canonicalHandle(this.handle)) {
      throw new NotPermittedError("Cannot check a password: it is not your own");
    }
    return await this.#caller.call({ verb: "checkPassword", password });
  }

  /** Changes location or e-mail address. Rejects with a sentence for the caller when they are not as they must be. */
  async update(changes: { readonly location?: string; readonly email?: string }): Promise<this> {
    this.#view = await this.#caller.updateUser(changes, this.handle);
    return this;
  }

  /** A value kept with his account. */
  async getAttribute<T = unknown>(name: string, fallback?: T): Promise<T | undefined> {
    const json = await this.#caller.call({ verb: "getAttribute", handle: this.handle, name });
    return json === undefined ? fallback : JSON.parse(json) as T;
  }

  /** Keeps a value (JSON data) with his account; `undefined` removes it. */
  async setAttribute(name: string, value: unknown): Promise<void> {
    const json = value === undefined ? undefined : toJson("set an attribute", value);
    await this.#caller.call({ verb: "setAttribute", handle: this.handle, name, value: json });
  }

  /** The SSH public keys that he may log in with, the oldest first. */
  listKeys(): Promise<readonly KeyView[]> {
    return this.#caller.call({ verb: "listKeys", handle: this.handle });
  }

  /** Adds a key, as it stands in a `.pub` file. Rejects with a sentence for the caller when it is none. */
  addKey(line: string): Promise<KeyView> {
    return this.#caller.call({ verb: "addKey", handle: this.handle, line });
  }

  /** Removes a key; answers whether there was one. */
  removeKey(fingerprint: string): Promise<boolean> {
    return this.#caller.call({ verb: "removeKey", handle: this.handle, fingerprint });
  }

  /** Deletes the account with everything that is kept for it, and mail to it; sysops only, and not themselves. */
  delete(): Promise<boolean> {
    return this.#caller.call({ verb: "deleteUser", handle: this.handle });
  }
}

/** A user's handle as he spells it, found in whatever case; `undefined` for none. x/84's word, beside `User.find`. */
export async function findUser(handle: string): Promise<string | undefined> {
  return (await User.find(handle))?.handle;
}

/** The user with that handle. Rejects with a `RangeError` for none. x/84's word for `User.get`. */
export function getUser(handle: string): Promise<User> {
  return User.get(handle);
}

/** Handles of all users, in order. x/84's word; `User.list` gives the users themselves, page by page. */
export async function listUsers(): Promise<string[]> {
  const handles: string[] = [];
  for await (const { handle } of User.list()) handles.push(handle);
  return handles;
}
