/**
 * A session as its scripts see it: the caller's screen and keys, who he is, the other sessions, the script stack.
 *
 * What belongs to the host (node, locks, who is logged in) is only asked for here; the host decides.
 *
 * @module
 */

import type { TerminalSize } from "../base/caller_profile.ts";
import type { CallerProfile } from "../base/caller_profile.ts";
import type { NodeNumber, ScriptName } from "../base/brand.ts";
import { getEncoding } from "../text/encodings.ts";
import type { Key } from "../text/keys.ts";
import { clip } from "../text/layout.ts";
import {
  type Answers,
  type CallOf,
  type InvitationKind,
  type UserChanges,
  type Verb,
} from "../wire/calls.ts";
import { KvPortClient } from "../wire/kv_client.ts";
import { MAX_ARGUMENTS, MAX_EVENT, MAX_LOG_LINE } from "../wire/limits.ts";
import type { HostMessage, LogLevel, SessionMessage, SessionOpening } from "../wire/messages.ts";
import type { Application, PublicUser, SessionView, UserView } from "../wire/users.ts";
import { isSysop } from "../wire/users.ts";
import { Inbox, type SessionEvent, type Wanted } from "../worker/inbox.ts";
import type { ScriptLoader } from "../worker/loader.ts";
import { Output } from "../worker/output.ts";
import { SessionPort } from "../worker/port.ts";
import { describeFailure, ScriptRunner } from "../worker/runner.ts";
import { Disconnected, type Goto } from "../worker/signals.ts";
import { withSession } from "../worker/current.ts";

/** Milliseconds that the line about a failed script stays before the caller's script goes on. */
const FAILURE_PAUSE = 2000;

/** The caller's terminal. */
export interface Terminal extends TerminalSize {
  /** As the client named it, lower case: `"xterm-256color"`, `"syncterm"`, `"unknown"`. */
  readonly name: string;
  /** Canonical name of the character encoding: `"utf8"`, `"cp437"`. */
  readonly encoding: string;
}

/** What {@linkcode Session.nextEvent} waits for. */
export interface NextEventOptions {
  /** Milliseconds to wait; without it for ever, 0 only looks. */
  readonly timeout?: number;
  /** Topics whose messages are wanted; all subscribed ones when it is left out. */
  readonly topics?: readonly string[];
}

/** One caller, for the scripts that he runs. */
export class Session {
  /** `KIND-ADDRESS:PORT`. */
  readonly id: string;
  /** A small number that is this session's own while it lives. */
  readonly node: NodeNumber;
  /** Milliseconds since 1970. */
  readonly connectTime: number;

  #profile: CallerProfile;
  #encoding: string;
  #user: UserView | undefined;
  #activity = "";
  #port: SessionPort;
  #inbox: Inbox;
  #output: Output;
  #runner: ScriptRunner;
  #loader: ScriptLoader;
  #inLobby: boolean;
  #showTraceback: boolean;
  #handover: Extract<SessionMessage, { type: "handover" }> | undefined;
  #kv: Promise<KvPortClient> | undefined;
  #kvPort: MessagePort | undefined;

  /** Made by the runtime for each caller; scripts are handed theirs. */
  constructor(opening: SessionOpening, port: MessagePort, loader: ScriptLoader) {
    this.id = opening.sessionId;
    this.node = opening.node;
    this.connectTime = opening.connectTime;
    this.#profile = opening.profile;
    this.#encoding = opening.profile.encoding;
    this.#user = opening.user;
    this.#inLobby = opening.user === undefined;
    this.#showTraceback = opening.showTraceback;
    this.#loader = loader;
    this.#port = new SessionPort(port, (message) => this.#receive(message));
    const encoding = getEncoding(this.#encoding);
    this.#inbox = new Inbox(encoding, (bytes) => this.#port.send({ type: "consumed", bytes }));
    this.#output = new Output(encoding, (bytes) => this.#port.send({ type: "output", bytes }));
    this.#runner = new ScriptRunner({
      session: this,
      load: (name) => loader.load(name),
      entered: (name) => this.#port.send({ type: "script", name }),
      failed: (script, error, resumed) => this.#scriptFailed(script, error, resumed),
      leaves: (signal) => this.#leaves(signal),
    });
  }

  // ---- The runtime's side ----

  /** Runs the session's scripts to their end and says goodbye to the host. Never throws. */
  async run(entry: { readonly script: ScriptName; readonly args: string }): Promise<void> {
    const args = JSON.parse(entry.args) as unknown[];
    const end = await withSession(this, () => this.#runner.run(entry.script, args));
    await this.#output.flushed();
    this.#port.send(
      this.#handover === undefined
        ? { type: "exit", reason: end }
        : { ...this.#handover, unread: this.#inbox.takeUnread() },
    );
    this.close();
  }

  /** A script has failed outside of its promise. */
  fail(error: unknown): void {
    this.#runner.fail(error);
  }

  /** Lets go of everything. */
  close(): void {
    this.#inbox.end("closed");
    this.#output.close();
    this.#kvPort?.close();
    this.#port.close();
  }

  // ---- Who and where ----

  /** The account of the caller; `undefined` until he has logged in. */
  get user(): UserView | undefined {
    return this.#user;
  }

  /** The caller's handle; `""` until he has logged in. */
  get handle(): string {
    return this.#user?.handle ?? "";
  }

  /** Whether the caller is a sysop. The host checks by itself; this is for menus. */
  get isSysop(): boolean {
    return isSysop(this.#user);
  }

  /** The caller's terminal as it is now. */
  get terminal(): Terminal {
    return { ...this.#profile.size, name: this.#profile.terminal, encoding: this.#encoding };
  }

  /** Width of the screen in cells. */
  get columns(): number {
    return this.#profile.size.columns;
  }

  /** Height of the screen in cells. */
  get rows(): number {
    return this.#profile.size.rows;
  }

  /** How the caller reached the board: `"telnet"`, `"ssh"` … */
  get kind(): string {
    return this.#profile.kind;
  }

  /** Everything the caller's client told of itself. A stranger's words. */
  get profile(): CallerProfile {
    return this.#profile;
  }

  /** Name of the character encoding. */
  get encoding(): string {
    return this.#encoding;
  }

  /** The script that runs now. */
  get script(): string {
    return this.#runner.current ?? "";
  }

  /** Version of the server. */
  get version(): string {
    return this.#loader.board.version;
  }

  /** Changes how text and keys are encoded from here on. Throws a `RangeError` for an unknown name. */
  setEncoding(name: string): void {
    const encoding = getEncoding(name);
    this.#output.setEncoding(encoding);
    this.#inbox.setEncoding(encoding);
    this.#encoding = encoding.name;
  }

  // ---- Screen and keys ----

  /** Writes text on the caller's screen. Resolves when the host has taken it; await it in long output. */
  echo(text: string): Promise<void> {
    this.#runner.check();
    return this.#output.write(text);
  }

  /** Resolves when everything that was echoed has been handed over. */
  flushed(): Promise<void> {
    return this.#output.flushed();
  }

  /** The next key, or `undefined` when `timeout` milliseconds have passed. Other events stay where they are. */
  async readKey(timeout?: number): Promise<Key | undefined> {
    const event = await this.#read({ keys: true, resize: false, topics: [], timeout });
    return event?.type === "key" ? event.key : undefined;
  }

  /** The next key, new size or message, whichever is there; `undefined` when the time is over. */
  nextEvent(options: NextEventOptions = {}): Promise<SessionEvent | undefined> {
    return this.#read({
      keys: true,
      resize: true,
      topics: options.topics ?? "all",
      timeout: options.timeout,
    });
  }

  /** The next message on one of these topics; keys stay unread. */
  async readMessage(
    topics: readonly string[],
    timeout?: number,
  ): Promise<Extract<SessionEvent, { type: "message" }> | undefined> {
    const event = await this.#read({ keys: false, resize: false, topics, timeout });
    return event?.type === "message" ? event : undefined;
  }

  /** Puts a key back, to be read next. */
  unreadKey(key: Key): void {
    this.#inbox.unreadKey(key);
  }

  /** Forgets what was typed ahead. */
  flushInput(): number {
    return this.#inbox.flushKeys();
  }

  // ---- Scripts ----

  /** Runs another script and answers its value; `undefined` when it failed. */
  gosub(name: string, ...args: unknown[]): Promise<unknown> {
    return this.#runner.gosub(name, args);
  }

  /** Goes to another script; the ones that wait are dropped. Never returns. */
  goto(name: string, ...args: unknown[]): never {
    return this.#runner.goto(name, args);
  }

  /** Ends the session, after everything that was echoed has gone out. Never returns. */
  disconnect(reason: string = "logged off"): never {
    return this.#runner.disconnect(reason);
  }

  // ---- Settings, log, store ----

  /** A value of the INI file as text, `fallback` when the key is not there. */
  setting(section: string, key: string, fallback: string = ""): string {
    const sections = this.#loader.board.settings;
    const keys = Object.hasOwn(sections, section) ? sections[section]! : {};
    return Object.hasOwn(keys, key) ? keys[key]! : fallback;
  }

  /** A value of the INI file as a yes or no. */
  flagSetting(section: string, key: string, fallback: boolean): boolean {
    const value = this.setting(section, key).trim().toLowerCase();
    return value === "" ? fallback : ["yes", "true", "on", "1"].includes(value);
  }

  /** A value of the INI file as words between commas. */
  listSetting(section: string, key: string): string[] {
    return this.setting(section, key).split(",").map((word) => word.trim()).filter((word) => word !== "");
  }

  /** Writes a line to the server's log. Control characters are escaped there. */
  log(level: LogLevel, message: string): void {
    this.#port.send({ type: "log", level, message: message.slice(0, MAX_LOG_LINE) });
  }

  /** The session's way to the store; see {@linkcode DBProxy} for what scripts use. */
  kv(): Promise<KvPortClient> {
    this.#kv ??= this.call({ verb: "openStore" }).then((port) => {
      this.#kvPort = port;
      return new KvPortClient(port);
    });
    return this.#kv;
  }

  /** Bytes of a file beside the scripts, the sysop's folders first: `art/main.ans`. `undefined` without one. */
  async readFile(path: string): Promise<Uint8Array | undefined> {
    if (!/^[a-z0-9_-]+(\/[a-z0-9_-]+)*\.[a-z0-9]+$/i.test(path)) {
      throw new TypeError(`Cannot read file: expected a path like "art/main.ans"`);
    }
    for (const folder of this.#loader.folders()) {
      try {
        return await Deno.readFile(`${folder.source}/${path}`);
      } catch {
        // The next folder may have it.
      }
    }
    return undefined;
  }

  // ---- Logging in ----

  /** Logs in. Answers whether handle and password were right; the answer takes the same time either way. */
  async login(handle: string, password: string): Promise<boolean> {
    const user = await this.call({ verb: "authenticate", handle, password });
    this.#user = user ?? this.#user;
    return user !== undefined;
  }

  /** Enters as the guest. Answers whether guests are welcome. */
  async loginAsGuest(): Promise<boolean> {
    const user = await this.call({ verb: "enterAsGuest" });
    this.#user = user ?? this.#user;
    return user !== undefined;
  }

  /** Applies for an account and logs in to it; or the field that is wrong, with a sentence for the caller. */
  async apply(application: Application): Promise<Answers["apply"]> {
    const answer = await this.call({ verb: "apply", application });
    if ("user" in answer) this.#user = answer.user;
    return answer;
  }

  // ---- Accounts ----

  /** The own account, or somebody's: everything for sysops, the public side for others. */
  getUser(handle: string = this.handle): Promise<UserView | PublicUser | undefined> {
    return this.call({ verb: "getUser", handle });
  }

  /** Changes the own account, or for sysops anybody's. */
  async updateUser(changes: UserChanges, handle: string = this.handle): Promise<UserView> {
    const user = await this.call({ verb: "updateUser", handle, changes });
    if (handle === this.handle) this.#user = user;
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
    const json = value === undefined ? undefined : JSON.stringify(value);
    await this.call({ verb: "setAttribute", handle: this.handle, name, value: json });
  }

  // ---- The other sessions ----

  /** Everybody who is here, in order of nodes. */
  listSessions(): Promise<readonly SessionView[]> {
    return this.call({ verb: "listSessions" });
  }

  /** What others see this caller doing. */
  get activity(): string {
    return this.#activity;
  }

  /** Says what the caller is doing, at most 60 characters. */
  setActivity(text: string): void {
    if (text === this.#activity) return;
    this.#activity = text;
    this.#quietly({ verb: "setActivity", text: text.slice(0, 1024) });
  }

  /** Seconds without a key after which the caller is sent away; 0 never. */
  async setIdleLimit(seconds: number): Promise<void> {
    await this.call({ verb: "setIdleLimit", seconds });
  }

  /** Ends another session; sysops only. Answers whether it was there. */
  disconnectSession(target: string, reason: string): Promise<boolean> {
    return this.call({ verb: "disconnectSession", target, reason });
  }

  /** Wants the messages of a topic; see {@linkcode Session.nextEvent}. */
  async subscribe(topic: string): Promise<void> {
    await this.call({ verb: "subscribe", topic });
  }

  /** No longer wants the messages of a topic. */
  async unsubscribe(topic: string): Promise<void> {
    await this.call({ verb: "unsubscribe", topic });
  }

  /** Sends JSON data to every other session that subscribed to the topic, or to one. Answers how many got it. */
  publish(topic: string, data: unknown, target?: string): Promise<number> {
    const json = JSON.stringify(data) ?? "null";
    if (json.length > MAX_EVENT) {
      throw new RangeError(
        `Cannot publish on "${topic}": expected at most ${MAX_EVENT} characters, found ${json.length}`,
      );
    }
    return this.call({ verb: "publish", topic, data: json, target });
  }

  /** A line to everybody; sysops only. */
  broadcast(text: string): Promise<number> {
    return this.call({ verb: "broadcast", text });
  }

  /** Invites another session; the answer arrives on topic `invitation.answer`. */
  invite(target: string, kind: InvitationKind): Promise<number | undefined> {
    return this.call({ verb: "invite", target, kind });
  }

  /** Answers an invitation that arrived on topic `invitation`. */
  answerInvitation(id: number, accept: boolean): Promise<boolean> {
    return this.call({ verb: "answerInvitation", id, accept });
  }

  /** Takes a board-wide lock, freed when the session ends. With `stale`, one older than so many seconds is taken over. */
  acquireLock(name: string, stale?: number): Promise<boolean> {
    return this.call({ verb: "acquireLock", name, stale });
  }

  /** Gives a lock back. Answers whether it was this session's. */
  releaseLock(name: string): Promise<boolean> {
    return this.call({ verb: "releaseLock", name });
  }

  /** Asks the host; the methods above are its ordinary spellings. */
  call<V extends Verb>(call: CallOf<V>): Promise<Answers[V]> {
    this.#runner.check();
    return this.#port.call(call);
  }

  // ---- Inside ----

  async #read(wanted: Wanted): Promise<SessionEvent | undefined> {
    this.#runner.check();
    // What was echoed before is on its way before anybody waits.
    const event = await this.#inbox.read(wanted);
    this.#runner.check();
    return event;
  }

  #quietly<V extends Verb>(call: CallOf<V>): void {
    this.call(call).catch((error) => {
      if (!(error instanceof Disconnected)) this.log("warn", `Cannot ${call.verb}: ${error.message}`);
    });
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case "input":
        return this.#inbox.pushBytes(message.bytes);
      case "taken":
        return this.#output.taken(message.bytes);
      case "resize":
        this.#profile = { ...this.#profile, size: message.size };
        return this.#inbox.pushResize(message.size);
      case "profile": {
        const encodingChanged = message.profile.encoding !== this.#profile.encoding;
        this.#profile = message.profile;
        if (encodingChanged) this.setEncoding(message.profile.encoding);
        return;
      }
      case "event":
        return this.#inbox.pushMessage(message.topic, message.from, JSON.parse(message.data));
      case "end":
        this.#inbox.end(message.reason);
        this.#output.close();
        return this.#runner.end(message.reason);
      case "answer":
      case "refusal":
        return;
    }
  }

  /** Whether `goto` moves to a Worker of the caller's own: out of the lobby, once he has logged in. */
  #leaves(signal: Goto): boolean {
    if (!this.#inLobby || this.#user === undefined) return false;
    const args = JSON.stringify(signal.args);
    if (args.length > MAX_ARGUMENTS) {
      throw new RangeError(`Cannot go to "${signal.script}": its arguments are too large`);
    }
    this.#handover = { type: "handover", entry: { script: signal.script, args }, unread: new Uint8Array(0) };
    return true;
  }

  async #scriptFailed(script: string, error: unknown, resumed: ScriptName | undefined): Promise<void> {
    const told = describeFailure(script, error);
    this.log("error", told.log);
    const next = resumed === undefined ? "" : `, back to "${resumed}"`;
    const lines = this.#showTraceback ? `${told.log.replaceAll("\n", "\r\n")}\r\n` : "";
    try {
      await this.#output.write(`\x1b[0m\r\n${lines}${clip(`${told.caller}${next}.`, this.columns - 1)}\r\n`);
      if (resumed !== undefined) {
        await this.#inbox.read({ keys: true, resize: false, topics: [], timeout: FAILURE_PAUSE });
      }
    } catch {
      // The caller is gone: there is nobody to tell.
    }
  }
}
