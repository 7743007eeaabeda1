/**
 * The host as a session under test meets it: the other end of its port. What the session says passes the guard of the
 * real host; calls are answered by a small board of one caller, or as the test says.
 *
 * @module
 */

import type { CallId, SessionId } from "../base/brand.ts";
import { toPlainError } from "../base/errors.ts";
import { type Answers, type Call, type CallOf, HEARD_BY_ALL, type Verb } from "../wire/calls.ts";
import { parseSessionMessage } from "../wire/guards.ts";
import type { MemoryKv } from "../wire/memory_kv.ts";
import type { HostMessage, LogLevel } from "../wire/messages.ts";
import { REMOTE_TOPIC } from "../wire/remote_calls.ts";
import type { PublicUser, SessionView, UserView } from "../wire/users.ts";
import { PretendRemote, type RemoteBoards } from "./pretend_remote.ts";
import { MemoryStorePort } from "./store_port.ts";

/** How a test answers calls: a function for a verb wins over what the pretend board would say. It may throw. */
export type CallAnswers = {
  readonly [V in Verb]?: (call: CallOf<V>) => Answers[V] | Promise<Answers[V]>;
};

/** What a script published. */
export interface Published {
  readonly topic: string;
  readonly data: unknown;
  /** The one session it was for; `undefined` for all that subscribed. */
  readonly target: string | undefined;
}

/** A line that a script wrote to the server's log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
}

/** What the board begins with. */
export interface HostOptions {
  readonly user: UserView | undefined;
  readonly users: readonly PublicUser[];
  readonly own: SessionView;
  readonly sessions: readonly SessionView[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly store: MemoryKv;
  readonly answers: CallAnswers;
  /** Boards that can be called. */
  readonly boards: RemoteBoards;
}

/** The other end of a session's port. It is no `MessagePort`, but the session sees no difference. */
export class PretendHost {
  onmessage: ((event: MessageEvent) => void) | null = null;
  /** What the session asked, in order. */
  readonly calls: Call[] = [];
  readonly published: Published[] = [];
  readonly activities: string[] = [];
  readonly log: LogLine[] = [];
  /** Attributes of the caller's account, by name. */
  readonly attributes = new Map<string, unknown>();
  readonly #topics = new Set<string>();
  readonly #locks = new Set<string>();
  readonly #remote: PretendRemote;
  readonly #options: HostOptions;
  #user: UserView | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#user = options.user;
    this.#remote = new PretendRemote(
      options.boards,
      () => this.say({ type: "event", topic: REMOTE_TOPIC, from: undefined, data: "null" }),
    );
    for (const [name, value] of Object.entries(options.attributes)) this.attributes.set(name, value);
  }

  /** What was typed to other boards, piece by piece. */
  get dialled(): readonly string[] {
    return this.#remote.heard;
  }

  /** The session has something to say. */
  postMessage(data: unknown): void {
    // What cannot be sent throws here, as a real port does.
    const message = parseSessionMessage(structuredClone(data));
    switch (message.type) {
      case "output":
        return this.say({ type: "taken", bytes: message.bytes.length });
      case "log":
        this.log.push({ level: message.level, message: message.message });
        return;
      case "call":
        this.calls.push(message.call);
        this.#answer(message.callId, message.call);
        return;
      case "badCall":
        return this.#refuse(message.callId, new TypeError(message.message));
      default:
        // Which script runs, what was read, the end: nobody asks.
        return;
    }
  }

  close(): void {
    this.onmessage = null;
  }

  /** Tells the session something. */
  say(data: HostMessage): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  /** A message on a topic reaches the session if it subscribed, or if everybody who has logged in hears it. */
  tell(topic: string, data: unknown, from: string | undefined): void {
    const unasked = topic === REMOTE_TOPIC || HEARD_BY_ALL.includes(topic);
    if (!this.#topics.has(topic) && (this.#user === undefined || !unasked)) return;
    const sender = from as SessionId | undefined;
    this.say({ type: "event", topic, from: sender, data: JSON.stringify(data) ?? "null" });
  }

  async #answer(callId: CallId, call: Call): Promise<void> {
    try {
      const value = await this.#given(call);
      // Whom the test lets in is who he is from here on.
      if (call.verb === "authenticate" || call.verb === "enterAsGuest") {
        this.#user = value as UserView | undefined ?? this.#user;
      } else if (call.verb === "apply" && typeof value === "object" && value !== null && "user" in value) {
        this.#user = value.user as UserView;
      }
      this.say({ type: "answer", callId, value });
    } catch (error) {
      this.#refuse(callId, error);
    }
  }

  #refuse(callId: CallId, error: unknown): void {
    this.say({ type: "refusal", callId, error: toPlainError(error) });
  }

  #given(call: Call): unknown {
    const own = this.#own(call);
    const given = this.#options.answers[call.verb] as ((call: Call) => unknown) | undefined;
    if (given !== undefined) return given(call);
    if (own === undefined) {
      throw new Error(
        `Cannot answer call "${call.verb}": expected a function for it in "answers", found none`,
      );
    }
    return own();
  }

  /** What the pretend board answers; what is remembered of a call is remembered in any case. */
  #own(call: Call): (() => unknown) | undefined {
    switch (call.verb) {
      case "authenticate":
      case "enterAsGuest":
      case "checkHandle":
      case "setIdleLimit":
        return () => undefined;
      case "checkPassword":
      case "changePassword":
        // As at the login: here nobody has a password, so none is right.
        return () => false;
      case "listGroup":
        return () =>
          this.#groups().includes(call.group) && this.#user!.handle > call.after ? [this.#user!.handle] : [];
      case "listGroups":
        return () => this.#groups().filter((group) => group > call.after).slice(0, call.limit);
      case "setMember":
        if (!this.#isOwn(call.handle)) return undefined;
        return () => this.#setMember(call.group, call.member);
      case "deleteGroup":
        return () => {
          const found = this.#groups().includes(call.group);
          if (found) this.#setMember(call.group, false);
          return found;
        };
      case "getUser":
        return () => this.#find(call.handle);
      case "listUsers":
        return () => this.#users().filter(({ handle }) => handle > call.after).slice(0, call.limit);
      case "updateUser":
        if (!this.#isOwn(call.handle)) return undefined;
        return () => {
          return this.#user = { ...this.#user!, ...call.changes };
        };
      case "getAttribute":
        if (!this.#isOwn(call.handle)) return undefined;
        return () => JSON.stringify(this.attributes.get(call.name));
      case "setAttribute":
        if (!this.#isOwn(call.handle)) return undefined;
        return () => {
          if (call.value === undefined) this.attributes.delete(call.name);
          else this.attributes.set(call.name, JSON.parse(call.value));
        };
      case "listSessions":
        return () => this.#sessions();
      case "setActivity":
        this.activities.push(call.text);
        return () => undefined;
      case "subscribe":
        this.#topics.add(call.topic);
        return () => undefined;
      case "unsubscribe":
        this.#topics.delete(call.topic);
        return () => undefined;
      case "publish":
        this.published.push({ topic: call.topic, data: JSON.parse(call.data), target: call.target });
        return () => this.#options.sessions.length;
      case "acquireLock":
        return () => {
          const free = !this.#locks.has(call.name);
          this.#locks.add(call.name);
          return free;
        };
      case "releaseLock":
        return () => this.#locks.delete(call.name);
      case "listDoors":
        return () => [];
      case "openDoor":
        // As for a door that is not in the INI file: no program is run in a test.
        return () => ({ type: "fault", code: "refused", message: "There is no such door for you." });
      case "openStore":
        return () => new MemoryStorePort(this.#options.store);
      default:
        return this.#remote.answer(call);
    }
  }

  /** The caller's groups: of the other accounts only the public side is known. */
  #groups(): readonly string[] {
    return [...this.#user?.groups ?? []].sort();
  }

  #setMember(group: string, member: boolean): undefined {
    const others = this.#groups().filter((other) => other !== group);
    this.#user = { ...this.#user!, groups: member ? [...others, group] : others };
  }

  #isOwn(handle: string): boolean {
    return this.#user !== undefined && same(handle, this.#user.handle);
  }

  #find(handle: string): UserView | PublicUser | undefined {
    return [...this.#user === undefined ? [] : [this.#user], ...this.#options.users]
      .find((user) => same(user.handle, handle));
  }

  #users(): PublicUser[] {
    return [...this.#user === undefined ? [] : [this.#user], ...this.#options.users]
      .map(({ handle, location, calls, lastCall }) => ({ handle, location, calls, lastCall }))
      .sort((a, b) => a.handle < b.handle ? -1 : 1);
  }

  #sessions(): SessionView[] {
    const { own, sessions } = this.#options;
    const activity = this.activities.at(-1) ?? "";
    return [{ ...own, handle: this.#user?.handle ?? "", activity }, ...sessions]
      .sort((a, b) => a.node - b.node);
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
