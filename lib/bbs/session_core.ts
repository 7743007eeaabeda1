/**
 * The machinery of a session in its Worker: it joins the port to inbox, output and script stack, and knows what the
 * host last told of the caller. What scripts call is in `session.ts`.
 *
 * @module
 */

import { requireNumber, requireTexts } from "../base/argument.ts";
import type { CallerProfile } from "../base/caller_profile.ts";
import { type NodeNumber, quote, type ScriptName } from "../base/brand.ts";
import type { Key } from "../text/keys.ts";
import type { Capabilities } from "../text/capabilities.ts";
import { getEncoding } from "../text/encodings.ts";
import { clip } from "../text/layout.ts";
import { sanitizeText } from "../text/sanitize.ts";
import { TerminalOutput } from "../text/terminal_output.ts";
import type { Answers, Call, CallOf, Verb } from "../wire/calls.ts";
import { type DoorEnd, type DoorManner, openDoorCall } from "../wire/door_calls.ts";
import type { KvPortClient } from "../wire/kv_client.ts";
import { MAX_ARGUMENTS, MAX_LOG_LINE } from "../wire/limits.ts";
import type { Entry, HostMessage, LogLevel, SessionOpening } from "../wire/messages.ts";
import type { UserView } from "../wire/users.ts";
import { withSession } from "../worker/current.ts";
import { Inbox, type SessionEvent, type Wanted } from "../worker/inbox.ts";
import type { ScriptLoader } from "../worker/loader.ts";
import { Output } from "../worker/output.ts";
import { SessionPort } from "../worker/port.ts";
import { describeFailure, ScriptRunner } from "../worker/runner.ts";
import { Disconnected, type Goto } from "../worker/signals.ts";
import { TurnMarks } from "../worker/turn_marks.ts";
import { ActivityTitle } from "./activity_title.ts";
import { expectText, toJson } from "../base/expected.ts";
import { NOTICE_SCRIPT, type NoticeAnswer, Notices } from "./notices.ts";
import { ESCAPES, GOODBYE_SCRIPT, WayOut } from "./way_out.ts";
import { TerminalInquiry } from "./terminal_inquiry.ts";

/** Milliseconds that the line about a failed script stays before the caller's script goes on. */
const FAILURE_PAUSE = 2000;
/** Seconds that output still unsent at the end has to go out, when the board does not say. */
const DRAIN = 5;

/** What every session is made of. Scripts get its child, {@linkcode Session}. */
export abstract class SessionCore {
  /** `KIND-ADDRESS:PORT`. */
  readonly id: string;
  /** A small number that is this session's own while it lives. */
  readonly node: NodeNumber;
  /** Milliseconds since 1970. */
  readonly connectTime: number;

  readonly #port: SessionPort;
  readonly #inbox: Inbox;
  readonly #output: Output;
  readonly #terminal: TerminalOutput;
  readonly #inquiry: TerminalInquiry;
  readonly #runner: ScriptRunner;
  readonly #loader: ScriptLoader;
  readonly #notices: Notices;
  readonly #title = new ActivityTitle();
  readonly #turns: TurnMarks;
  readonly #wayOut = new WayOut();
  readonly #inLobby: boolean;
  readonly #showTraceback: boolean;
  #profile: CallerProfile;
  #encoding: string;
  #user: UserView | undefined;
  #handover: Entry | undefined;
  /** Who has taken the caller's keys for somebody else. */
  #passing = 0;
  /** Whether a program has the caller's line. */
  #lent = false;
  #kv: Promise<KvPortClient> | undefined;
  #kvPort: MessagePort | undefined;

  /** Made by the runtime for each caller; scripts are handed theirs. */
  constructor(opening: SessionOpening, port: MessagePort, loader: ScriptLoader) {
    this.id = opening.sessionId;
    this.node = opening.node;
    this.connectTime = opening.connectTime;
    this.#profile = opening.profile;
    this.#encoding = opening.encoding;
    this.#user = opening.user;
    this.#inLobby = opening.user === undefined;
    this.#showTraceback = opening.showTraceback;
    this.#loader = loader;
    this.#port = new SessionPort(port, (message) => this.#receive(message));
    const encoding = getEncoding(this.#encoding);
    this.#terminal = new TerminalOutput(opening.profile, this.#encoding);
    this.#inbox = new Inbox(
      encoding.typed ?? encoding,
      (bytes) => this.#port.send({ type: "consumed", bytes }),
      () => this.#leave("input ended"),
    );
    this.#output = new Output(encoding, (bytes) => {
      this.#port.send({ type: "output", bytes });
      this.#turns.said();
    });
    this.#turns = new TurnMarks({
      waits: () => this.#inbox.waiting,
      flushed: () => this.#output.flushed(),
      tell: () => this.#port.send({ type: "turn" }),
    });
    this.#inbox.waits = () => this.#turns.look();
    this.#turns.want(opening.profile.turnMarks === true);
    this.#inquiry = new TerminalInquiry(opening.answers, {
      ask: (question) => {
        if (!this.plain) void this.#output.write(question);
      },
      learned: (answers) => this.#terminal.learn(answers),
      now: () => performance.now(),
    });
    this.#terminal.learn(opening.answers?.attributes ?? []);
    this.#inbox.watcher = this.#inquiry;
    // The telnet door sends an LF only where it means that.
    this.#inbox.wholeLines = opening.profile.kind === "telnet";
    this.#runner = new ScriptRunner({
      session: this,
      load: (name) => loader.load(name),
      entered: (name) => this.#port.send({ type: "script", name }),
      paused: () => this.paused(),
      failed: (script, error, resumed) => this.#scriptFailed(script, error, resumed),
      leaves: (signal) => this.#leaves(signal),
    });
    this.#notices = new Notices({
      size: () => this.#profile.size,
      setting: (key) => this.#setting("notices", key),
      take: (wanted) => this.take(wanted),
      write: (text) => this.restore(text),
      unreadKey: (key) => this.#inbox.unreadKey(key),
      words: async (message) => await (await loader.load(NOTICE_SCRIPT))(this, message) as NoticeAnswer,
      gosub: async (script, args) => void await this.#runner.gosub(script, args),
      failed: (error) =>
        this.log(
          "error",
          describeFailure(NOTICE_SCRIPT, error, (stack) => loader.translate(stack)).log,
        ),
      now: () => performance.now(),
    });
  }

  /** Runs the session's scripts to their end and says goodbye to the host. Never throws. */
  async run(entry: { readonly script: ScriptName; readonly args: string }): Promise<void> {
    const args = JSON.parse(entry.args) as unknown[];
    this.#inquiry.begin(this.#profile, this.#encoding);
    const end = await withSession(this, () => this.#runner.run(entry.script, args));
    this.#output.write(this.#title.end());
    await this.#drained();
    const { answers } = this.#inquiry;
    this.#port.send(
      this.#handover === undefined ? { type: "exit", reason: end } : {
        type: "handover",
        entry: this.#handover,
        unread: this.#inbox.takeUnread(),
        encoding: this.#encoding,
        ...(answers === undefined ? {} : { answers }),
      },
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

  /** Asks the host; the methods of {@linkcode Session} are its ordinary spellings. */
  call<V extends Verb>(call: CallOf<V>): Promise<Answers[V]> {
    if (!givesBack(call as Call) || !this.#runner.goes) this.#runner.check();
    return this.#port.call(call);
  }

  /** The session's way to the store; see {@linkcode DBProxy} for what scripts use. */
  kv(): Promise<KvPortClient> {
    return this.#kv ??= this.call({ verb: "openStore" }).then(async (port) => {
      this.#kvPort = port;
      // Loaded when it is needed: who looks at a menu does without.
      const { KvPortClient } = await import("../wire/kv_client.ts");
      return new KvPortClient(port);
    });
  }

  /**
   * Gives the caller's line to a program and answers when it is back; {@linkcode Door} is for scripts. Keys that were
   * typed ahead go along, and what is typed meanwhile does not come here.
   */
  async openDoor(name: string, manner: DoorManner): Promise<DoorEnd> {
    this.#runner.check();
    if (this.#lent) throw new Error(`Cannot open door ${quote(name)}: another one is open`);
    // What the host would refuse unread costs no key that was typed ahead.
    const call = openDoorCall({ name, manner, encoding: this.#encoding });
    this.#lent = true;
    const back = () => void (this.#lent = false);
    try {
      await this.#output.flushed();
      return await this.#port.call({ ...call, unread: this.#inbox.takeUnread() }, back);
    } finally {
      back();
    }
  }

  /** Writes a line to the server's log. Control characters are escaped there. */
  log(level: LogLevel, message: string): void {
    const line = expectText("write to the log", message).slice(0, MAX_LOG_LINE);
    this.#port.send({ type: "log", level, message: line });
  }

  /** The account of the caller; `undefined` until he has logged in. */
  get user(): UserView | undefined {
    return this.#user;
  }

  /** Everything the caller's client told of itself. A stranger's words. */
  get profile(): CallerProfile {
    return this.#profile;
  }

  /**
   * Whether the caller has no terminal, as in `ssh board who >file`: what is echoed arrives as plain lines, without
   * colours and movements of the cursor, and nobody types.
   */
  get plain(): boolean {
    return this.#profile.plain === true;
  }

  /** Name of the character encoding. */
  get encoding(): string {
    return this.#encoding;
  }

  /** Changes how text and keys are encoded from here on. Throws a `TypeError` for an unknown name. */
  setEncoding(name: string): void {
    const encoding = getEncoding(expectText("set the encoding", name));
    this.#output.setEncoding(encoding);
    this.#inbox.setEncoding(encoding.typed ?? encoding);
    this.#encoding = encoding.name;
    this.#terminal.update(this.#profile, encoding.name);
  }

  /** What the caller's terminal can do, as far as it is known. */
  get capabilities(): Capabilities {
    return this.#terminal.capabilities;
  }

  /** Writes what puts the terminal back in order; unlike `echo`, also while a script is being left. */
  restore(text: string): Promise<void> {
    return this.#output.write(this.adapt(expectText("restore", text)));
  }

  /** What the caller is told while scripts wait for his keys. */
  get notices(): Notices {
    return this.#notices;
  }

  /**
   * Until the block is left the caller's keys and his screen are somebody else's, another board's for one: Escapes lead
   * nowhere, and what he is to be told waits. Whoever does this has a key of his own that ends it, and tells which.
   */
  passThrough(): Disposable {
    const notices = this.#notices.hold();
    this.#passing++;
    let left = false;
    return {
      [Symbol.dispose]: () => {
        notices[Symbol.dispose]();
        if (!left) this.#passing--;
        left = true;
      },
    };
  }

  /** The text as this terminal can show it. */
  protected adapt(text: string): string {
    this.#notices.painted();
    const adapted = this.#terminal.adapt(text);
    this.#inbox.expect({ mouse: this.#terminal.mouse, delDeletes: this.capabilities.delDeletes });
    return adapted;
  }

  /** The host knows the caller now, or has changed his account. */
  protected setUser(user: UserView): void {
    this.#user = user;
  }

  /** The scripts that are running. */
  protected get runner(): ScriptRunner {
    return this.#runner;
  }

  /** What was typed and told. */
  protected get inbox(): Inbox {
    return this.#inbox;
  }

  /** The way to the screen. */
  protected get output(): Output {
    return this.#output;
  }

  /** The board's scripts and settings. */
  protected get loader(): ScriptLoader {
    return this.#loader;
  }

  /** Shows a text as the title of the caller's window, where that can be done. */
  protected showTitle(text: string): void {
    if (this.capabilities.controlStrings) this.#output.write(this.adapt(this.#title.show(text)));
  }

  /** Waits for an event; what the caller is to be told meanwhile is told. Leaves the script when it shall not go on. */
  protected read(wanted: Wanted): Promise<SessionEvent | undefined> {
    const { timeout, topics } = wanted;
    if (timeout !== undefined) requireNumber("wait", "timeout", timeout);
    if (topics !== "all") requireTexts("wait", "topics", topics);
    return this.#notices.read(timeout === Infinity ? { ...wanted, timeout: undefined } : wanted);
  }

  /** Takes the next event as it is. */
  protected async take(wanted: Wanted): Promise<SessionEvent | undefined> {
    this.#runner.check();
    const event = await this.#inbox.read(wanted);
    this.#runner.check();
    if (event?.type === "key") this.#lookOut(event.key);
    return event;
  }

  #setting(section: string, key: string): string | undefined {
    const { settings } = this.#loader.board;
    return Object.hasOwn(settings, section) ? settings[section]![key] : undefined;
  }

  /** Goes to another script; the ones that wait are dropped. Never returns. */
  abstract goto(name: string, ...args: unknown[]): never;

  /** Leads who wants out to the goodbye, which leads back to where he came from first. */
  #lookOut(key: Key): void {
    if (this.#passing > 0) return;
    const { current, bottom } = this.#runner;
    if (!this.#wayOut.note(key, Number(this.#setting("logoff", "escapes") ?? ESCAPES))) return;
    if (this.#inLobby || current === GOODBYE_SCRIPT) return;
    this.goto(GOODBYE_SCRIPT, ...bottom === undefined ? [] : [bottom]);
  }

  /** A script begins to wait for another one; what this answers is called when the script goes on. */
  protected paused(): () => void {
    return () => {};
  }

  /** Asks the host for something whose failure only the log needs to know. */
  protected quietly<V extends Verb>(call: CallOf<V>): void {
    this.call(call).catch((error) => {
      if (!(error instanceof Disconnected)) this.log("warn", `Cannot ${call.verb}: ${error.message}`);
    });
  }

  /** Waits until what was echoed is on its way. Whoever leaves is not kept for ever by a line that takes nothing. */
  async #drained(): Promise<void> {
    const flushed = this.#output.flushed();
    if (this.#handover !== undefined) return await flushed;
    const seconds = Number(this.#loader.board.settings["session"]?.["drain_timeout"] ?? DRAIN);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, seconds * 1000)));
    await Promise.race([flushed, late]);
    clearTimeout(timer);
  }

  #receive(message: HostMessage): void {
    // What is typed while the line is lent the host gives to whoever has it, and to the session when it is back.
    if (this.#lent && (message.type === "input" || message.type === "inputEnd")) return;
    switch (message.type) {
      case "input":
        this.#turns.heard();
        return this.#inbox.pushBytes(message.bytes);
      case "taken":
        return this.#output.taken(message.bytes);
      case "resize":
        this.#profile = { ...this.#profile, size: message.size };
        this.#terminal.update(this.#profile, this.#encoding);
        return this.#inbox.pushResize(message.size);
      case "profile": {
        const encodingChanged = message.profile.encoding !== this.#profile.encoding;
        this.#profile = message.profile;
        if (encodingChanged) this.setEncoding(message.profile.encoding);
        this.#terminal.update(message.profile, this.#encoding);
        this.#inquiry.begin(message.profile, this.#encoding);
        this.#turns.want(message.profile.turnMarks === true);
        return;
      }
      case "inputEnd":
        return this.#inbox.endInput();
      case "event":
        return this.#inbox.pushMessage(message.topic, message.from, JSON.parse(message.data));
      case "end":
        this.#output.close();
        return this.#leave(message.reason);
      case "answer":
      case "refusal":
        return;
    }
  }

  /** Leaves all scripts. */
  #leave(reason: string): void {
    this.#inbox.end(reason);
    this.#runner.end(reason);
  }

  /** Whether `goto` moves to a Worker of the caller's own: out of the lobby, once he has logged in. */
  #leaves(signal: Goto): boolean {
    if (!this.#inLobby || this.#user === undefined) return false;
    const args = toJson(`go to "${signal.script}"`, signal.args);
    if (args.length > MAX_ARGUMENTS) {
      throw new RangeError(`Cannot go to "${signal.script}": its arguments are too large`);
    }
    this.#handover = { script: signal.script, args };
    return true;
  }

  async #scriptFailed(script: string, error: unknown, resumed: ScriptName | undefined): Promise<void> {
    const told = describeFailure(script, error, (stack) => this.#loader.translate(stack));
    this.log("error", told.log);
    const next = resumed === undefined ? "" : `, back to "${resumed}"`;
    const lines = this.#showTraceback ? `${sanitizeText(told.log).replaceAll("\n", "\r\n")}\r\n` : "";
    try {
      await this.restore(
        `\x1b[0m\r\n${lines}${clip(`${told.caller}${next}.`, this.#profile.size.columns - 1)}\r\n`,
      );
      if (resumed !== undefined) {
        await this.#inbox.read({ keys: true, resize: false, topics: [], timeout: FAILURE_PAUSE });
      }
    } catch {
      // The caller is gone: there is nobody to tell.
    }
  }
}

/** What `finally` blocks give back; it is done also while a script is left for another one. */
function givesBack(call: Call): boolean {
  return call.verb === "releaseLock" || call.verb === "unsubscribe" || call.verb === "closeRemote" ||
    (call.verb === "irc" && call.command.type === "quit");
}
