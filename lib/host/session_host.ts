/**
 * One session on the main thread: it joins a caller to the Worker that runs his scripts.
 *
 * It owns what must die with the session whatever a script does: the seat in the registry, locks, subscriptions,
 * the port to the store. Both directions have a window; a Worker that breaks it, or the protocol, ends the session.
 *
 * @module
 */

import type { CallerProfile } from "../base/caller_profile.ts";
import { toPlainError, unreachable } from "../base/errors.ts";
import type { Properties } from "../log/entry.ts";
import { type BadCall, parseSessionMessage } from "../wire/guards.ts";
import { MAX_CALLS } from "../wire/limits.ts";
import type { Entry, HostMessage, LogLevel, SessionMessage, SessionOpening } from "../wire/messages.ts";
import type { UserView } from "../wire/users.ts";
import { Window } from "../wire/window.ts";
import { type Call, HEARD_BY_ALL } from "../wire/calls.ts";
import type { Board } from "./board.ts";
import { answerCall, handedOver } from "./call_table.ts";
import type { Caller } from "./caller.ts";
import { CallerInput } from "./caller_input.ts";
import { CallerLine } from "./caller_line.ts";
import type { ExchangeEvent } from "./exchange.ts";
import { LentLine } from "./lent_line.ts";
import type { LiveSession } from "./live_session.ts";
import { QuestionPace } from "./question_pace.ts";
import type { Seat } from "./registry.ts";
import { type EndKind, overrun } from "./session_limits.ts";
import { SizeNews } from "./size_news.ts";
import { tidyUp } from "./tidy_up.ts";
import type { Tenant, WorkerLink } from "./worker_link.ts";

/** Messages that a Worker may send between two looks, a second apart; each costs the main thread some time. */
const MAX_MESSAGES = 20_000;
/** Events that a Worker may be sent before it shows that it lives. */
const MAX_EVENTS = 512;
/** How often the lobby may be lost under a caller before he is sent away. */
const MAX_RESTARTS = 3;

/** One caller's session. */
export class SessionHost implements LiveSession, Tenant {
  readonly seat: Seat;
  /** Aborted when the session ends; long work for it gives up. */
  readonly signal: AbortSignal;
  /** Seconds without a key after which the caller is sent away; 0 never. */
  idleLimit: number;
  /** Logins that failed in this session. */
  failedLogins = 0;
  /** Whether a login is being checked; one at a time. */
  loggingIn = false;

  #user: UserView | undefined;
  #profile: CallerProfile;
  #link: WorkerLink | undefined;
  #port: MessagePort | undefined;
  #input: CallerInput;
  #output = new Window();
  #line: CallerLine;
  #lent: LentLine | undefined;
  #sizes: SizeNews;
  #pace: QuestionPace;
  #calls = 0;
  #events = 0;
  #messages = 0;
  #restarts = 0;
  #warned = false;
  #inLobby = true;
  #abort = new AbortController();
  #ended = Promise.withResolvers<void>();
  #ending = false;
  #connectedAt: number;

  constructor(private readonly board: Board, private readonly caller: Caller, seat: Seat) {
    this.seat = seat;
    this.signal = this.#abort.signal;
    this.#line = new CallerLine(caller, board.clock);
    this.#input = new CallerInput(board.clock);
    this.#sizes = new SizeNews(board.clock, (size) => {
      this.#post({ type: "resize", size });
      this.#lent?.resize(size);
    });
    this.#pace = new QuestionPace(board.clock, this.signal);
    this.#profile = caller.profile;
    this.idleLimit = board.settings.session.timeout;
    this.#connectedAt = board.clock.monotonic();
  }

  /** Who the caller is logged in as. */
  get user(): UserView | undefined {
    return this.#user;
  }

  /** The terminal as it is known now. */
  get profile(): CallerProfile {
    return this.#profile;
  }

  /** Hosts the session from the first script to the end of the line, as `user` if he is known. Never rejects. */
  async run(entry: Entry, user?: UserView): Promise<void> {
    this.log("info", "Connected", { terminal: this.#profile.terminal });
    this.board.sessions.set(this.seat.sessionId, this);
    this.#inLobby = user === undefined;
    if (user !== undefined) this.login(user);
    this.#attach(() => user === undefined ? this.board.pool.lobby() : this.board.pool.take(), entry);
    try {
      for await (const event of this.caller.events) {
        if (this.#ending) break;
        switch (event.type) {
          case "input":
            if (event.bytes.length > 0) this.seat.touch();
            // While no Worker is attached, or its window is full, the caller's socket waits here.
            await this.#input.push(event.bytes);
            break;
          case "inputEnd":
            this.#input.end();
            break;
          case "resize": {
            // What came while the door still asked is in the profile already.
            const { columns, rows } = this.#profile.size;
            if (event.size.columns === columns && event.size.rows === rows) break;
            this.#profile = { ...this.#profile, size: event.size };
            this.#sizes.push(event.size);
            break;
          }
          case "profile":
            this.#profile = event.profile;
            this.#post({ type: "profile", profile: event.profile });
            break;
          default:
            unreachable(event);
        }
      }
    } catch (error) {
      this.log("debug", "Line failed", { error: toPlainError(error).message });
    }
    this.end("hung up");
    await this.#ended.promise;
  }

  /** Remembers who the caller is, from now to the end of the session. */
  login(user: UserView): void {
    // He may have hung up while his password was checked: what began now would never end.
    if (this.#ending) return;
    this.#user = user;
    this.seat.login(user.handle);
    this.caller.loggedIn?.();
    this.log("info", "Logged in", { groups: user.groups.join(" ") });
    for (const topic of HEARD_BY_ALL) {
      const deliver = (event: ExchangeEvent) => this.deliver(event.topic, event.from, event.data);
      this.board.exchange.subscribe(this.seat.sessionId, topic, deliver).catch(() => {});
    }
  }

  /** Takes over a changed account of the own caller. */
  updateUser(user: UserView): void {
    this.#user = user;
  }

  /** Sends an event; answers `false` when the session is over, or has shown no life for too many of them. */
  deliver(topic: string, from: string | undefined, data: string): boolean {
    if (this.#ending || this.#port === undefined || this.#events >= MAX_EVENTS) return false;
    this.#events++;
    this.#link?.stir();
    this.#post({ type: "event", topic, from: from as Extract<HostMessage, { type: "event" }>["from"], data });
    return true;
  }

  /** Writes a line of the host's own on the caller's screen, plain ASCII, with a bell if he shall look up. */
  tell(line: string, bell: boolean = false): Promise<void> {
    return this.#line.tell(line, bell);
  }

  /** Writes to the log about this session. */
  log(level: LogLevel, message: string, properties: Properties = {}): void {
    this.board.log[level]("session", message, properties, {
      sessionId: this.seat.sessionId,
      handle: this.#user?.handle,
    });
  }

  /** Whoever asks which handles are taken is answered ever more slowly. */
  slowDown(): Promise<void> {
    return this.#pace.slowDown();
  }

  /** Lends the caller's line to a program; see {@linkcode LiveSession.lend}. */
  lend(unread: Uint8Array): LentLine {
    if (this.#lent?.over === false) {
      throw new Error("Cannot lend the caller's line: a program has it already");
    }
    return this.#lent = new LentLine({
      input: this.#input,
      line: this.#line,
      unread,
      signal: this.signal,
      profile: this.#profile,
    });
  }

  /** Ends the session, with a last line for the caller. Later calls do nothing. */
  end(kind: EndKind, line?: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#finish(kind, line).catch((error) => {
      this.log("error", "Cannot end session properly", { error: toPlainError(error).message });
    }).finally(() => this.#ended.resolve());
  }

  /** Looks whether a limit of time is over. Called every second or so. */
  look(): void {
    if (this.#ending) return;
    this.#messages = 0;
    const found = overrun({
      loggedIn: this.#user !== undefined,
      idle: this.seat.idle,
      idleLimit: this.idleLimit,
      connected: this.board.clock.monotonic() - this.#connectedAt,
      unread: this.#lent === undefined ? this.#input.unread : 0,
      stalled: this.#line.stalled,
    }, this.board.settings.session);
    if (found?.type === "end") this.end(found.kind, found.line);
    else if (found?.type === "warn" && !this.#warned) this.tell(found.line, true).catch(() => {});
    this.#warned = found?.type === "warn";
  }

  /** The Worker has answered: it has taken the events before. */
  workerAlive(): void {
    this.#events = 0;
  }

  /** The Worker died under the session: in the lobby the caller starts again, elsewhere his session is over. */
  workerLost(reason: string): void {
    this.#detach();
    this.#link = undefined;
    this.log("warn", "Lost its Worker", { reason });
    if (this.#ending) return;
    if (this.#user !== undefined) {
      this.end("failed", `Your session was ended: ${reason}.`);
    } else if (++this.#restarts > MAX_RESTARTS) {
      this.end("failed", "Something is wrong with this board. Please call again later.");
    } else {
      this.tell("Something went wrong with the login screen. It starts again.").catch(() => {});
      this.#input.forget();
      const entry = { script: this.board.firstScript(this.seat.kind), args: "[]" };
      this.#attach(() => this.board.pool.lobby(), entry);
    }
  }

  // ---- The Worker ----

  #attach(
    find: () => Promise<WorkerLink>,
    entry: Entry,
    before: { readonly unread?: Uint8Array } & Partial<Pick<SessionOpening, "encoding" | "answers">> = {},
  ): void {
    find().then((link) => {
      if (this.#ending) return this.board.pool.release(link);
      this.#link = link;
      this.#output = new Window();
      const port = link.open(this, {
        sessionId: this.seat.sessionId,
        profile: this.#profile,
        encoding: before.encoding ?? this.#profile.encoding,
        answers: before.answers,
        entry,
        user: this.#user,
        node: this.seat.node,
        connectTime: this.seat.connectTime,
        showTraceback: this.board.settings.session.show_traceback,
      });
      this.#port = port;
      port.onmessage = (event: MessageEvent) => {
        if (this.#port === port) this.#receive(event.data);
      };
      this.#feed(before.unread);
    }, (error) => {
      this.log("error", "No Worker for the session", { error: toPlainError(error).message });
      this.end("failed", "The board cannot serve you now. Please call again later.");
    });
  }

  /** What is typed goes to the Worker, first what it gave back. */
  #feed(unread: Uint8Array | undefined): void {
    const port = this.#port;
    const link = this.#link;
    if (port === undefined || link === undefined) return;
    const fed = this.#input.attach({
      input(bytes) {
        link.stir();
        port.postMessage({ type: "input", bytes } satisfies HostMessage);
      },
      inputEnd: () => port.postMessage({ type: "inputEnd" } satisfies HostMessage),
    }, unread);
    if (!fed) this.end("failed", "Your session was ended: its script broke the rules of the board.");
  }

  #detach(): void {
    this.#lent?.[Symbol.dispose]();
    if (this.#port !== undefined) {
      this.#port.onmessage = null;
      this.#port.close();
      this.#port = undefined;
    }
    this.#input.detach();
  }

  #receive(data: unknown): void {
    if (++this.#messages > MAX_MESSAGES) {
      this.log("error", "Its Worker floods the host with messages");
      this.end("failed", "Your session was ended: its script asked too much at once.");
      return this.#detach();
    }
    let message: SessionMessage | BadCall;
    try {
      message = parseSessionMessage(data);
    } catch (error) {
      this.log("error", "Its Worker broke the protocol", { error: toPlainError(error).message });
      this.end("failed", "Your session was ended: its script broke the rules of the board.");
      return;
    }
    switch (message.type) {
      case "output":
        if (this.#ending) return;
        if (!this.#output.take(message.bytes.length)) {
          this.end("failed", "Your session was ended: its script sent more than it may.");
          return;
        }
        this.#forward(message.bytes);
        return;
      case "consumed":
        if (!this.#input.consumed(message.bytes)) this.end("failed");
        return;
      case "turn":
        if (!this.#ending) this.caller.yourTurn?.();
        return;
      case "call":
        this.#answer(message.callId, message.call);
        return;
      case "badCall":
        this.#post({
          type: "refusal",
          callId: message.callId,
          error: { name: "TypeError", message: message.message },
        });
        return;
      case "script":
        this.seat.setScript(message.name);
        return;
      case "log":
        this.board.log[message.level]("script", message.message, {}, {
          sessionId: this.seat.sessionId,
          handle: this.#user?.handle,
        });
        return;
      case "handover":
        return this.#moveOut(message);
      case "exit":
        return this.#exit(message.reason);
      default:
        unreachable(message);
    }
  }

  #forward(bytes: Uint8Array): void {
    const window = this.#output;
    this.#line.write(bytes).then(() => {
      if (window !== this.#output) return;
      window.give(bytes.length);
      this.#post({ type: "taken", bytes: bytes.length });
    }, () => this.end("hung up"));
  }

  #answer(callId: Extract<SessionMessage, { type: "call" }>["callId"], call: Call): void {
    if (this.#ending) return;
    if (++this.#calls > MAX_CALLS) {
      this.end("failed", "Your session was ended: its script asked too much at once.");
      return;
    }
    const port = this.#port;
    const lent = this.#lent;
    const answering = answerCall(this.board, this, call).finally(() => this.#calls--);
    // The one that it was lent by, and no other, gives it back.
    const lends = this.#lent === lent ? undefined : this.#lent;
    answering.then((value) => {
      if (port === this.#port) this.#post({ type: "answer", callId, value }, handedOver(value));
    }).catch((error) => {
      // An answer that cannot be sent is one, too.
      if (port === this.#port) this.#post({ type: "refusal", callId, error: toPlainError(error) });
    }).finally(() => {
      if (lends === undefined) return;
      if (this.#lent === lends) this.#lent = undefined;
      // Behind the answer: what the Worker hears before it, it has given back.
      if (port === this.#port && !this.#ending) this.#feed(lends.unread);
    });
  }

  /** Out of the lobby, into a Worker of the caller's own. */
  #moveOut(handover: Extract<SessionMessage, { type: "handover" }>): void {
    if (this.#user === undefined || !this.#inLobby) {
      this.end("failed", "Your session was ended: its script broke the rules of the board.");
      return;
    }
    this.#inLobby = false;
    this.#leaveWorker();
    this.#attach(() => this.board.pool.take(), handover.entry, handover);
  }

  #leaveWorker(): void {
    const link = this.#link;
    this.#detach();
    this.#link = undefined;
    this.board.store.disconnect(this.seat.sessionId);
    if (link === undefined) return;
    link.leave(this);
    this.board.pool.release(link);
  }

  #exit(reason: string): void {
    // Its last message: nobody is there to tidy up.
    this.#detach();
    if (reason === "crashed") this.end("failed", "Your session has ended. Please call again.");
    else this.end("logged off");
  }

  // ---- The end ----

  async #finish(kind: EndKind, line: string | undefined): Promise<void> {
    this.#abort.abort();
    this.#input.close();
    this.log("info", "Disconnected", { how: kind, ...(line === undefined ? {} : { why: line }) });
    // Scripts first: they may have something to write into the store, and a short while for it.
    this.#post({ type: "end", reason: kind });
    const tidy = this.#port === undefined ? undefined : tidyUp(this.#port, this.board.clock);
    const deadline = this.board.settings.session.drain_timeout * 1000;
    const words = kind === "hung up" ? Promise.resolve() : this.#line.lastWords(line, deadline);
    await this.board.forget(this);
    await Promise.all([words, tidy]);
    this.caller.close(kind);
    this.#leaveWorker();
  }

  #post(message: HostMessage, transfer: Transferable[] = []): void {
    this.#port?.postMessage(message, transfer);
  }
}
