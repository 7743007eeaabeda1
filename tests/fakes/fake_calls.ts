/**
 * What a session in tests asks its host: every call is written down, and answered by the test.
 *
 * @module
 */

import { type FetchedPage, type FetchOptions, fetchPage } from "../../lib/bbs/fetched_page.ts";
import type { Answers, CallOf, InvitationKind, UserChanges, Verb } from "../../lib/wire/calls.ts";
import type { UserView } from "../../lib/wire/users.ts";

/** A caller and his host; the methods are those of `Session`. */
export class FakeCalls {
  user: UserView | undefined;
  /** Calls to the host, in order. */
  readonly calls: CallOf<Verb>[] = [];

  readonly #host: ((call: CallOf<Verb>) => unknown) | undefined;

  /** What `host` answers to is answered, the rest with `undefined`. */
  constructor(user: UserView | undefined, host: ((call: CallOf<Verb>) => unknown) | undefined) {
    this.user = user;
    this.#host = host;
  }

  get handle(): string {
    return this.user?.handle ?? "";
  }

  get isSysop(): boolean {
    return this.user?.groups.includes("sysop") ?? false;
  }

  fetch(url: string, options: FetchOptions = {}): Promise<FetchedPage> {
    return fetchPage(this, url, options);
  }

  async login(handle: string, password: string): Promise<boolean> {
    this.user = await this.call({ verb: "authenticate", handle, password }) ?? this.user;
    return this.user !== undefined;
  }

  async loginAsGuest(): Promise<boolean> {
    this.user = await this.call({ verb: "enterAsGuest" }) ?? this.user;
    return this.user !== undefined;
  }

  async apply(application: CallOf<"apply">["application"]): Promise<Answers["apply"]> {
    return await this.call({ verb: "apply", application });
  }

  async updateUser(changes: UserChanges, handle: string = this.handle): Promise<UserView> {
    const user = await this.call({ verb: "updateUser", handle, changes });
    if (handle === this.handle) this.user = user;
    return user;
  }

  listUsers(after: string = "", limit: number = 100): Promise<Answers["listUsers"]> {
    return this.call({ verb: "listUsers", after, limit });
  }

  getUser(handle: string = this.handle): Promise<Answers["getUser"]> {
    return this.call({ verb: "getUser", handle });
  }

  async getAttribute(name: string, fallback?: unknown): Promise<unknown> {
    const json = await this.call({ verb: "getAttribute", handle: this.handle, name });
    return json === undefined ? fallback : JSON.parse(json);
  }

  async setAttribute(name: string, value: unknown): Promise<void> {
    const json = value === undefined ? undefined : JSON.stringify(value);
    await this.call({ verb: "setAttribute", handle: this.handle, name, value: json });
  }

  acquireLock(name: string, stale?: number): Promise<boolean> {
    return this.call({ verb: "acquireLock", name, stale });
  }

  releaseLock(name: string): Promise<boolean> {
    return this.call({ verb: "releaseLock", name });
  }

  listSessions(): Promise<Answers["listSessions"]> {
    return this.call({ verb: "listSessions" });
  }

  async subscribe(topic: string): Promise<void> {
    await this.call({ verb: "subscribe", topic });
  }

  async unsubscribe(topic: string): Promise<void> {
    await this.call({ verb: "unsubscribe", topic });
  }

  publish(topic: string, data: unknown, target?: string): Promise<number> {
    return this.call({ verb: "publish", topic, data: JSON.stringify(data), target });
  }

  tell(target: string, text: string): Promise<boolean> {
    return this.call({ verb: "tell", target, text });
  }

  broadcast(text: string): Promise<number> {
    return this.call({ verb: "broadcast", text });
  }

  invite(target: string, kind: InvitationKind): Promise<number | undefined> {
    return this.call({ verb: "invite", target, kind });
  }

  answerInvitation(id: number, accept: boolean): Promise<boolean> {
    return this.call({ verb: "answerInvitation", id, accept });
  }

  async setIdleLimit(seconds: number): Promise<void> {
    await this.call({ verb: "setIdleLimit", seconds });
  }

  disconnectSession(target: string, reason: string): Promise<boolean> {
    return this.call({ verb: "disconnectSession", target, reason });
  }

  call<V extends Verb>(call: CallOf<V>): Promise<Answers[V]> {
    this.calls.push(call as CallOf<Verb>);
    return Promise.resolve(this.#host?.(call as CallOf<Verb>) as Answers[V]);
  }
}
