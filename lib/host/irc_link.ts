/**
 * One caller's connection to IRC: it takes commands, tells events, and connects again when the line was lost.
 *
 * What it tells waits nowhere: an event that the session does not take is lost, and how many were is told with the
 * next one.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { IrcEvent } from "../wire/world_calls.ts";
import type { IrcClient, IrcClientOptions } from "./irc_library.ts";

/** What a link needs. */
export interface IrcLinkOptions {
  readonly client: Omit<IrcClientOptions, "nick">;
  readonly channel: string;
  /** Nicknames, the one that is wanted first. */
  readonly nicks: readonly string[];
  readonly clock: Clock;
  /** Whether notices to the caller alone are told. */
  readonly notices: boolean;
  connect(options: IrcClientOptions): Promise<IrcClient>;
  /** Takes an event; answers whether it could. */
  tell(event: IrcEvent): boolean;
}

/** Characters of a text in an event. */
const MAX_TEXT = 600;
/** Names in an event; more are counted only. */
const MAX_NAMES = 300;
/** Milliseconds until the first attempt after a connection was lost; each further one waits twice as long. */
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60_000;
/** Attempts after which it gives up. */
const MAX_ATTEMPTS = 8;
/** Milliseconds that the server has to let somebody in. */
const WELCOME_DEADLINE = 45_000;
/** Milliseconds that the server has to take a goodbye. */
const GOODBYE_DEADLINE = 2000;

function text(value: unknown, most: number = MAX_TEXT): string {
  return String(value ?? "").slice(0, most).toWellFormed();
}

/** A message as the library tells it. */
interface LibraryMessage {
  readonly type: "privmsg" | "action" | "notice";
  readonly nick?: string;
  readonly hostname?: string;
  readonly target: string;
  readonly message: string;
}

/** The connection. */
export class IrcLink {
  readonly #options: IrcLinkOptions;
  #client: IrcClient | undefined;
  #state: "connecting" | "connected" | "waiting" | "closed" = "connecting";
  #attempt = 1;
  #nickIndex = 0;
  #lost = 0;
  #reason = "";
  #cancel: () => void = () => {};

  constructor(options: IrcLinkOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Whether it is over for good. */
  get closed(): boolean {
    return this.#state === "closed";
  }

  /** The client, while commands can be given. */
  get client(): IrcClient | undefined {
    return this.#state === "connected" ? this.#client : undefined;
  }

  /** The nickname in use, or the one that is tried. */
  get nick(): string {
    const tried = this.#options.nicks[this.#nickIndex] ?? "";
    return this.#state === "connected" ? this.#client?.user.nick ?? tried : tried;
  }

  /** Says goodbye and closes. Nothing is told afterwards. */
  close(words: string): void {
    if (this.#state === "closed") return;
    const client = this.#client;
    const registered = this.#state === "connected";
    this.#state = "closed";
    this.#cancel();
    if (client === undefined) return;
    client.removeAllListeners();
    if (!registered) return client.end();
    // A server that does not take the goodbye must not keep the socket.
    client.on("close", this.#options.clock.after(GOODBYE_DEADLINE, () => client.end()));
    client.quit(words);
  }

  #connect(): void {
    const { client: options, nicks, clock } = this.#options;
    this.#state = "connecting";
    this.#nickIndex = 0;
    this.#reason = "";
    this.#tell({ type: "connecting", server: options.host, attempt: this.#attempt });
    this.#cancel = clock.after(WELCOME_DEADLINE, () => {
      this.#reason = "the server did not let us in in time";
      this.#client?.end();
    });
    this.#options.connect({ ...options, nick: nicks[0]! }).then((client) => {
      if (this.#state === "closed") return client.end();
      this.#client = client;
      this.#listen(client);
    }, (error: Error) => this.#closed(error.message));
  }

  #listen(client: IrcClient): void {
    const on = <T>(name: string, tell: (event: T) => IrcEvent | undefined) =>
      client.on(name, (event: T) => {
        const told = tell(event);
        if (told !== undefined) this.#tell(told);
      });
    client.on("registered", () => {
      this.#cancel();
      this.#state = "connected";
      this.#attempt = 1;
      this.#tell({ type: "connected", nick: text(client.user.nick, 60) });
      client.join(this.#options.channel);
    });
    client.on("nick in use", () => this.#nextNick(client));
    client.on("nick invalid", () => this.#nextNick(client));
    client.on("socket close", (error: Error | undefined) => {
      if (error !== undefined && this.#reason === "") this.#reason = text(error.message, 200);
    });
    client.on("close", () => this.#closed(this.#reason));
    on<LibraryMessage>("message", (event) => this.#message(event));
    on<{ nick: string; channel: string }>("join", ({ nick, channel }) => ({
      type: "join",
      nick: text(nick, 60),
      channel: text(channel, 60),
      text: "",
    }));
    on<{ nick: string; channel: string; message: string }>("part", ({ nick, channel, message }) => ({
      type: "part",
      nick: text(nick, 60),
      channel: text(channel, 60),
      text: text(message),
    }));
    on<{ nick: string; message: string }>("quit", ({ nick, message }) => ({
      type: "quit",
      nick: text(nick, 60),
      text: text(message),
    }));
    on<{ kicked: string; nick: string; channel: string; message: string }>("kick", (event) => {
      // Whoever was shown the door of the only room comes in again.
      if (event.kicked === client.user.nick && event.channel === this.#options.channel) {
        client.join(event.channel);
      }
      return {
        type: "kick",
        nick: text(event.kicked, 60),
        by: text(event.nick, 60),
        channel: text(event.channel, 60),
        text: text(event.message),
      };
    });
    on<{ nick: string; new_nick: string }>("nick", (event) => ({
      type: "nick",
      nick: text(event.nick, 60),
      to: text(event.new_nick, 60),
    }));
    on<{ target: string; nick: string; raw_modes?: string; raw_params?: readonly string[] }>(
      "mode",
      (event) => ({
        type: "mode",
        target: text(event.target, 60),
        by: text(event.nick, 60),
        text: text([event.raw_modes, ...event.raw_params ?? []].join(" "), 200),
      }),
    );
    on<{ channel: string; topic: string; nick?: string }>("topic", (event) => ({
      type: "topic",
      channel: text(event.channel, 60),
      by: text(event.nick, 60),
      text: text(event.topic),
    }));
    on<{ channel: string; users: readonly { nick: string; modes?: readonly string[] }[] }>(
      "userlist",
      ({ channel, users }) => ({
        type: "names",
        channel: text(channel, 60),
        names: users.slice(0, MAX_NAMES).map(({ nick }) => text(nick, 32)),
        count: users.length,
      }),
    );
    on<{ error: string; reason?: string }>("irc error", ({ error, reason }) => {
      if (error === "irc") this.#reason = text(reason, 200);
      return { type: "error", text: text(reason ?? error) };
    });
  }

  #message(event: LibraryMessage): IrcEvent | undefined {
    const kind = event.type === "privmsg" ? "say" : event.type;
    const own = event.target === this.#client?.user.nick;
    if (kind === "notice" && own && !this.#options.notices && event.hostname !== undefined) return undefined;
    return {
      type: "message",
      kind,
      from: text(event.nick ?? "", 60),
      target: text(event.target, 60),
      text: text(event.message),
    };
  }

  #nextNick(client: IrcClient): void {
    if (this.#state === "connected") return;
    const nick = this.#options.nicks[++this.#nickIndex];
    if (nick !== undefined) return client.changeNick(nick);
    this.#nickIndex = 0;
    this.#reason = "all nicknames that were tried are in use";
    client.end();
  }

  #closed(reason: string): void {
    if (this.#state === "closed") return;
    this.#cancel();
    const wasIn = this.#state === "connected";
    this.#client?.removeAllListeners();
    this.#client = undefined;
    // Who was never let in is not tried again by itself: somebody has to look at the settings.
    if ((!wasIn && this.#attempt === 1) || this.#attempt > MAX_ATTEMPTS) {
      this.#state = "closed";
      this.#tell({ type: "closed", reason });
      return;
    }
    this.#state = "waiting";
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.#attempt - 1));
    this.#attempt += 1;
    this.#tell({ type: "closed", reason, retry: wait / 1000 });
    this.#cancel = this.#options.clock.after(wait, () => this.#connect());
  }

  #tell(event: IrcEvent): void {
    const { tell } = this.#options;
    if (this.#lost > 0 && tell({ type: "lost", count: this.#lost })) this.#lost = 0;
    if (this.#lost > 0 || !tell(event)) this.#lost += 1;
  }
}
