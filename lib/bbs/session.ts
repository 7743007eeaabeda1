/**
 * A session as its scripts see it: the caller's screen and keys, who he is, the other sessions, the script stack.
 *
 * What belongs to the host (node, locks, who is logged in) is only asked for here; the host decides.
 *
 * @module
 */

import { wrongArgument } from "../base/argument.ts";
import { quote } from "../base/brand.ts";
import type { CallerAddress, TerminalSize } from "../base/caller_profile.ts";
import type { ColorDepth } from "../text/color_depth.ts";
import { getEncoding } from "../text/encodings.ts";
import type { Key } from "../text/keys.ts";
import type { InvitationKind } from "../wire/calls.ts";
import { MAX_EVENT } from "../wire/limits.ts";
import type { RemoteHost } from "../wire/remote_calls.ts";
import type { SessionView } from "../wire/users.ts";
import type { SessionEvent, TopicMessage } from "../worker/inbox.ts";
import { AccountSession } from "./account_session.ts";
import { askCursorPosition, type CursorPosition } from "./cursor_position.ts";
import { expectText, toJson } from "../base/expected.ts";
import type { FetchedPage, FetchOptions } from "./fetched_page.ts";
import { isFilePath } from "./file_path.ts";
import type { OpenTelnetOptions, TelnetConnection } from "./telnet_connection.ts";

/** The caller's terminal. */
export interface Terminal extends TerminalSize {
  /** As the client named it, lower case: `"xterm-256color"`, `"syncterm"`, `"unknown"`. */
  readonly name: string;
  /** Canonical name of the character encoding: `"utf8"`, `"cp437"`. */
  readonly encoding: string;
  /** Bits of colour: 1, 4, 8 or 24. What is echoed is brought down to that by itself. */
  readonly colorDepth: ColorDepth;
}

/** What {@linkcode Session.nextEvent} waits for. */
export interface NextEventOptions {
  /** Milliseconds to wait; without it for ever, 0 only looks. */
  readonly timeout?: number;
  /**
   * Topics whose messages are wanted; all subscribed ones when it is left out. What {@linkcode Session.notices} tells
   * the caller by itself has to be named to be had.
   */
  readonly topics?: readonly string[];
  /**
   * Who reads lines says so with an object of its own, the same for each of its waits. From a client that sends whole
   * lines (`nc`) `m` and Enter are then an `m` and an Enter; everybody else gets the `m` alone.
   */
  readonly line?: object;
  /**
   * Whether to go on, with `undefined`, when no key can come any more ({@linkcode Session.inputEnded}). Without it who
   * waits for ever is left at once, and who waits with a `timeout` after 20 seconds; then the session ends.
   */
  readonly inputEnd?: boolean;
}

/** One caller, for the scripts that he runs. */
export class Session extends AccountSession {
  #activity = "";
  /** How often each topic was subscribed to. */
  readonly #topics = new Map<string, number>();

  // ---- Who and where ----

  /** The caller's terminal as it is now. */
  get terminal(): Terminal {
    const { colorDepth } = this.capabilities;
    return { ...this.profile.size, name: this.profile.terminal, encoding: this.encoding, colorDepth };
  }

  /** Width of the screen in cells. */
  get columns(): number {
    return this.profile.size.columns;
  }

  /** Height of the screen in cells. */
  get rows(): number {
    return this.profile.size.rows;
  }

  /** Seconds since the caller has called. */
  get duration(): number {
    return Math.max(0, (Date.now() - this.connectTime) / 1000);
  }

  /** When the caller last typed something, milliseconds since 1970; before that, when these scripts began. */
  get lastInputTime(): number {
    return this.inbox.lastInput;
  }

  /** Seconds since the caller has typed something. */
  get idle(): number {
    return Math.max(0, (Date.now() - this.lastInputTime) / 1000);
  }

  /** Where the caller calls from. Not for other callers' eyes. */
  get address(): CallerAddress {
    return this.profile.address;
  }

  /** Variables that the caller's client sent: `TERM`, `COLORTERM`, `LANG` ... A stranger's words. */
  get environment(): Readonly<Record<string, string>> {
    return this.profile.environment;
  }

  /** How the caller reached the board: `"telnet"`, `"ssh"` ... */
  get kind(): string {
    return this.profile.kind;
  }

  /** The script that runs now. */
  get script(): string {
    return this.runner.current ?? "";
  }

  /** Version of the server. */
  get version(): string {
    return this.loader.board.version;
  }

  // ---- Screen and keys ----

  /** Writes text on the caller's screen. Resolves when the host has taken it; await it in long output. */
  echo(text: string): Promise<void> {
    this.runner.check();
    return this.output.write(this.adapt(expectText("echo", text)));
  }

  /**
   * Writes text in another encoding than the session's, this once: bytes that the caller's client is known to
   * understand. Throws a `TypeError` for an encoding that there is not.
   */
  write(text: string, encoding: string = this.encoding): Promise<void> {
    this.runner.check();
    const other = getEncoding(expectText("write", encoding));
    const adapted = this.adapt(expectText("write", text));
    this.output.setEncoding(other);
    const written = this.output.write(adapted);
    this.output.setEncoding(getEncoding(this.encoding));
    return written;
  }

  /** Resolves when everything that was echoed has been handed over. */
  flushed(): Promise<void> {
    return this.output.flushed();
  }

  /**
   * The next key, or `undefined` when `timeout` milliseconds have passed. Other events stay where they are. `line` as in
   * {@linkcode NextEventOptions}.
   */
  async readKey(timeout?: number, line?: object): Promise<Key | undefined> {
    const event = await this.read({ keys: true, resize: false, topics: [], timeout, line });
    return event?.type === "key" ? event.key : undefined;
  }

  /** The next key, new size or message, whichever is there; `undefined` when the time is over. */
  nextEvent(options: NextEventOptions = {}): Promise<SessionEvent | undefined> {
    if (options === null || typeof options !== "object") {
      throw wrongArgument("wait for an event", "options", options);
    }
    return this.read({
      keys: true,
      resize: true,
      topics: options.topics ?? "all",
      timeout: options.timeout,
      line: options.line,
      ...(options.inputEnd === undefined ? {} : { inputEnd: options.inputEnd }),
    });
  }

  /**
   * Whether the caller's client has said that nothing more will be typed, as `ssh -tt board </dev/null` does. What was
   * typed before may still be unread.
   */
  get inputEnded(): boolean {
    return this.inbox.inputEnded;
  }

  /** The next message on one of these topics; keys stay unread. */
  async readMessage(
    topics: readonly string[],
    timeout?: number,
  ): Promise<TopicMessage | undefined> {
    const event = await this.read({ keys: false, resize: false, topics, timeout });
    return event?.type === "message" ? event : undefined;
  }

  /** Puts a key back, to be read next. */
  unreadKey(key: Key): void {
    this.inbox.unreadKey(key);
  }

  /**
   * Asks the terminal where its cursor is, row and column from 1; `undefined` when no answer comes in `timeout`
   * milliseconds. What is typed meanwhile stays to be read, in order.
   */
  cursorPosition(timeout: number = 1000): Promise<CursorPosition | undefined> {
    return askCursorPosition(this, this.inbox, timeout);
  }

  /** Forgets what was typed ahead. */
  flushInput(): number {
    return this.inbox.flushKeys();
  }

  /** Takes the unread messages of a topic, the oldest first; they will not be read any more. */
  flushMessages(topic: string): readonly TopicMessage[] {
    return this.inbox.flushMessages(topic);
  }

  // ---- Scripts ----

  /** Runs another script and answers its value; `undefined` when it failed. Then the activity is what it was before. */
  gosub(name: string, ...args: unknown[]): Promise<unknown> {
    return this.runner.gosub(name, args);
  }

  /** Goes to another script; the ones that wait are dropped. Never returns. */
  override goto(name: string, ...args: unknown[]): never {
    return this.runner.goto(name, args);
  }

  /** Ends the session, after everything that was echoed has gone out. Never returns. */
  disconnect(reason: string = "logged off"): never {
    return this.runner.disconnect(reason);
  }

  // ---- Settings, log, store ----

  /** A value of the INI file as text, `fallback` when the key is not there. */
  setting(section: string, key: string, fallback: string = ""): string {
    const sections = this.loader.board.settings;
    const keys = Object.hasOwn(sections, section) ? sections[section]! : {};
    return Object.hasOwn(keys, key) ? keys[key]! : fallback;
  }

  /** A value of the INI file as a yes or no. */
  flagSetting(section: string, key: string, fallback: boolean): boolean {
    const value = this.setting(section, key).trim().toLowerCase();
    return value === "" ? fallback : ["yes", "true", "on", "1"].includes(value);
  }

  /** A value of the INI file as a whole number, 0 or more. */
  numberSetting(section: string, key: string, fallback: number): number {
    const value = this.setting(section, key).trim();
    return /^\d{1,15}$/.test(value) ? Number(value) : fallback;
  }

  /** Names of the sections of the INI file that begin so, in lower case and sorted: `sections("door ")`. */
  sections(prefix: string): string[] {
    return Object.keys(this.loader.board.settings).filter((name) => name.startsWith(prefix)).sort();
  }

  /** A value of the INI file as words between commas. */
  listSetting(section: string, key: string): string[] {
    return this.setting(section, key).split(",").map((word) => word.trim()).filter((word) => word !== "");
  }

  /** Bytes of a file beside the scripts, the sysop's folders first: `art/main.ans`. `undefined` without one. */
  // deno-lint-ignore require-await -- a promise rejects where a plain function would throw
  async readFile(path: string): Promise<Uint8Array | undefined> {
    if (!isFilePath(path)) {
      throw new TypeError(`Cannot read file: expected a path like "art/main.ans"`);
    }
    for (const folder of this.loader.folders()) {
      const file = `${folder.source}/${path}`;
      try {
        // At once: to wake another thread for it costs more than a picture. A pipe would keep this one for ever.
        if (Deno.statSync(file).isFile) return Deno.readFileSync(file);
      } catch {
        // The next folder may have it.
      }
    }
    return undefined;
  }

  /**
   * Fetches a page of the web from a host that the sysop allows (section `[fetch]`), for callers who have logged in.
   * Throws a {@linkcode FetchError} when none comes. What is shown of it goes through `sanitizeText` first.
   */
  async fetch(url: string, options: FetchOptions = {}): Promise<FetchedPage> {
    const { fetchPage } = await import("./fetched_page.ts");
    return await fetchPage(this, url, options);
  }

  /**
   * Calls another board by telnet, for callers who have logged in: NAME of a section `[board NAME]`, or any host of the
   * public internet where the sysop allows that. A caller has one call at a time; it ends with the session. Throws a
   * {@linkcode TelnetError} when it does not come about.
   */
  async openTelnet(to: string | RemoteHost, options: OpenTelnetOptions = {}): Promise<TelnetConnection> {
    const { openTelnet } = await import("./telnet_connection.ts");
    return await openTelnet(this, to, options);
  }

  /**
   * Names of the files in a folder beside the scripts, `art` for one, the sysop's and the embedded ones, sorted; with
   * `""` those of the scripts themselves.
   */
  // deno-lint-ignore require-await -- a promise rejects where a plain function would throw
  async listFiles(folder: string): Promise<string[]> {
    if (folder !== "" && !isFilePath(folder)) {
      throw new TypeError('Cannot list files: expected a folder like "art"');
    }
    const names = new Set<string>();
    for (const { source } of this.loader.folders()) {
      try {
        // All at once: a promise for each file costs more than the folder.
        for (const entry of Deno.readDirSync(`${source}/${folder}`)) {
          if (entry.isFile) names.add(entry.name);
        }
      } catch {
        // Not every folder has one.
      }
    }
    return [...names].sort();
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

  /**
   * Says what the caller is doing, at most 60 characters. His own window shows it as its title, where it has one; the
   * title that was there before comes back at the end.
   */
  setActivity(text: string): void {
    if (expectText("set the activity", text) === this.#activity) return;
    this.#activity = text;
    this.quietly({ verb: "setActivity", text: text.slice(0, 1024) });
    this.showTitle(text);
  }

  /** A script begins to wait for another one. What the caller does now, he does again when that is over. */
  protected override paused(): () => void {
    const activity = this.#activity;
    return () => {
      if (activity !== "") this.setActivity(activity);
    };
  }

  /** Seconds without a key after which the caller is sent away; 0 never. */
  async setIdleLimit(seconds: number): Promise<void> {
    await this.call({ verb: "setIdleLimit", seconds });
  }

  /** x/84's word for {@linkcode Session.setIdleLimit}: seconds, 0 for never. It starts no clock of JavaScript's kind. */
  setTimeout(seconds: number): Promise<void> {
    return this.setIdleLimit(seconds);
  }

  /** Ends another session; sysops only. Answers whether it was there. */
  disconnectSession(target: string, reason: string): Promise<boolean> {
    return this.call({ verb: "disconnectSession", target, reason });
  }

  /** Wants the messages of a topic; see {@linkcode Session.nextEvent}. */
  async subscribe(topic: string): Promise<void> {
    // The host may refuse, and what it grants twice is granted once.
    await this.call({ verb: "subscribe", topic });
    this.#topics.set(topic, (this.#topics.get(topic) ?? 0) + 1);
  }

  /** No longer wants the messages of a topic, as often as it was subscribed to: another script may want them still. */
  async unsubscribe(topic: string): Promise<void> {
    const count = (this.#topics.get(topic) ?? 1) - 1;
    if (count > 0) {
      this.#topics.set(topic, count);
      return;
    }
    this.#topics.delete(topic);
    await this.call({ verb: "unsubscribe", topic });
  }

  /** Lets {@linkcode Session.notices} tell of this topic from now on, to the session's end. */
  async hear(topic: string): Promise<void> {
    if (this.notices.hears(topic)) return;
    await this.subscribe(topic);
    this.notices.hear(topic);
  }

  /** Sends JSON data to every other session that subscribed to the topic, or to one. Answers how many got it. */
  publish(topic: string, data: unknown, target?: string): Promise<number> {
    const doing = `publish on ${quote(expectText("publish", topic))}`;
    const json = toJson(doing, data);
    if (json.length > MAX_EVENT) {
      throw new RangeError(
        `Cannot ${doing}: expected at most ${MAX_EVENT} characters, found ${json.length}`,
      );
    }
    return this.call({ verb: "publish", topic, data: json, target });
  }

  /** A private line to another session, which hears it on topic `tell`. Answers whether it was there. */
  tell(target: string, text: string): Promise<boolean> {
    return this.call({ verb: "tell", target, text: expectText("tell", text).slice(0, 1024) });
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
}
