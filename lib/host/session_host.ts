/**
 * One session on the main thread: it joins a caller to the Worker that runs his scripts.
 *
 * It owns what must die with the session whatever a script does: the seat in the registry, locks, subscriptions,
 * the port to the store. Both directions have a window; a Worker that breaks it, or the protocol, ends the session.
 *
 * @module
 */

import type { CallerProfile, TerminalSize } from "../base/caller_profile.ts";
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
import type { LiveSession } from "./live_session.ts";
import type { Seat } from "./registry.ts";
import { type EndKind, overrun } from "./session_limits.ts";
import type { Tenant, WorkerLink } from "./worker_link.ts";

/** Milliseconds that a script has to tidy up after its caller is gone. */
const TIDY_UP = 500;
/** Milliseconds between two sizes that a script is told. */
const RESIZE_PAUSE = 50;
/** Messages that a Worker may send between two looks, a second apart; each costs the main thread some time. */
const MAX_MESSAGES = 20_000;
/** Events that a Worker may be sent before it shows that it lives. */
const MAX_EVENTS = 512;
/** Handles that a caller may ask about before he is slowed down; who applies for an account asks for a few. */
const FREE_QUESTIONS = 12;
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
  #calls = 0;
  #events = 0;
  #messages = 0;
  #questions = 0;
  #restarts = 0;
  #warned = false;
  #resizing = false;
  #inLobby = true;
  #inputEnded = false;
  #abort = new AbortController();
  #ended = Promise.withResolvers<void>();
  #ending = false;
  #connectedAt: number;

  constructor(private readonly board: Board, private readonly caller: Caller, seat: Seat) {
    this.seat = seat;
    this.signal = this.#abort.signal;
    this.#line = new CallerLine(caller, board.clock);
    this.#input = new CallerInput(board.clock);
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
            this.#inputEnded = true;
            this.#post({ type: "inputEnd" });
            break;
          case "resize": {
            // What came while the door still asked is in the profile already.
            const { columns, rows } = this.#profile.size;
            if (event.size.columns !== columns || event.size.rows !== rows) this.#resize(event.size);
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
  async slowDown(): Promise<void> {
    const asked = this.#questions++ - FREE_QUESTIONS;
    if (asked < 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.board.clock.after(Math.min(10_000, 500 * 2 ** Math.min(asked, 8)), resolve);
    this.signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    cancel();
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
      unread: this.#input.unread,
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

  // ---- From the caller ----

  /** A window that is dragged tells many sizes: scripts hear of the latest, every so often. */
  #resize(size: TerminalSize): void {
    this.#profile = { ...this.#profile, size };
    if (this.#resizing) return;
    this.#resizing = true;
    this.#post({ type: "resize", size });
    this.board.clock.after(RESIZE_PAUSE, () => {
      this.#resizing = false;
      if (this.#profile.size !== size) this.#resize(this.#profile.size);
    });
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
      this.#input.attach((bytes) => {
        link.stir();
        port.postMessage({ type: "input", bytes } satisfies HostMessage);
      }, before.unread);
      // All that was typed before fits into one window.
      if (this.#inputEnded) this.#post({ type: "inputEnd" });
    }, (error) => {
      this.log("error", "No Worker for the session", { error: toPlainError(error).message });
      this.end("failed", "The board cannot serve you now. Please call again later.");
    });
  }

  #detach(): void {
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
    answerCall(this.board, this, call).finally(() => this.#calls--).then((value) => {
      if (port === this.#port) this.#post({ type: "answer", callId, value }, handedOver(value));
    }).catch((error) => {
      // An answer that cannot be sent is one, too.
      if (port === this.#port) this.#post({ type: "refusal", callId, error: toPlainError(error) });
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
    const port = this.#port;
    const tidy = port === undefined ? Promise.resolve() : new Promise<void>((resolve) => {
      const cancel = this.board.clock.after(TIDY_UP, resolve);
      port.onmessage = (event: MessageEvent) => {
        const type = (event.data as { type?: unknown } | null)?.type;
        if (type === "exit" || type === "handover") {
          cancel();
          resolve();
        } else if (type === "call") {
          this.#refuse(port, event.data);
        }
      };
    });
    const deadline = this.board.settings.session.drain_timeout * 1000;
    const words = kind === "hung up" ? Promise.resolve() : this.#line.lastWords(line, deadline);
    await this.board.forget(this);
    await Promise.all([words, tidy]);
    this.caller.close(kind);
    this.#leaveWorker();
  }

  #refuse(port: MessagePort, data: { callId?: unknown }): void {
    const error = { name: "Error", message: "The session has ended" };
    port.postMessage({ type: "refusal", callId: data.callId as never, error } satisfies HostMessage);
  }

  #post(message: HostMessage, transfer: Transferable[] = []): void {
    this.#port?.postMessage(message, transfer);
  }
}
