/**
 * IRC for callers: a connection for each session that asks for one, which ends with the session.
 *
 * The sysop has chosen server and channel, the handle makes the nickname, and whoever asks too fast is told so: to the
 * server all callers are one machine, and it would shut all of them out.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import { encodeMirc } from "../text/mirc_codes.ts";
import type { UserView } from "../wire/users.ts";
import { IRC_TOPIC, type IrcAnswer, type IrcCommand } from "../wire/world_calls.ts";
import type { IrcSettings } from "../wire/world_settings.ts";
import { account } from "./caller_rights.ts";
import { connectIrc, type IrcClient, type IrcClientOptions } from "./irc_library.ts";
import { IrcLink } from "./irc_link.ts";
import type { LiveSession } from "./live_session.ts";
import { Purses } from "./purses.ts";

/** Commands that may be given at once, and milliseconds until one more may. Precedent: RFC 1459, 8.10. */
const BURST = 8;
const REFILL = 1500;
/** What a new connection counts as. */
const CONNECTING = 3;
/** Nicknames that are tried. */
const TRIES = 5;

/** What the service needs. */
export interface IrcServiceOptions {
  readonly settings: () => IrcSettings;
  readonly bbsname: () => string;
  readonly clock: Clock;
  /** How a client is made; for tests. */
  readonly connect?: (options: IrcClientOptions) => Promise<IrcClient>;
}

/**
 * Nicknames for a handle, the nearest first: what IRC does not know becomes `_` (RFC 2812, 2.3.1).
 */
export function nicksFor(handle: string, most: number): string[] {
  const plain = handle.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9_[\]\\`^{}|-]/g, "_");
  const base = (/^[A-Za-z_[\]\\`^{}|]/.test(plain) ? plain : `_${plain}`).slice(0, most);
  const tail = (end: string) => base.slice(0, Math.max(1, most - end.length)) + end;
  return [base, ...["_", "__", "1", "2", "3", "4"].slice(0, TRIES - 1).map(tail)]
    .map((nick) => nick.slice(0, most));
}

/** The connections of all sessions. */
export class IrcService {
  readonly #options: IrcServiceOptions;
  readonly #links = new Map<SessionId, IrcLink>();
  readonly #purses: Purses;

  constructor(options: IrcServiceOptions) {
    this.#options = options;
    this.#purses = new Purses({ burst: BURST, refill: REFILL, clock: options.clock });
  }

  /** How many connections there are. */
  get size(): number {
    return this.#links.size;
  }

  /** Does what a script asks for. Throws a `NotPermittedError` for guests and who has not logged in. */
  command(session: LiveSession, command: IrcCommand): IrcAnswer {
    const user = account(session, "use IRC");
    const settings = this.#options.settings();
    const id = session.seat.sessionId;
    const link = this.#links.get(id);
    const answer = (refused?: string): IrcAnswer => ({
      ...(refused === undefined ? {} : { refused }),
      nick: this.#links.get(id)?.nick ?? "",
      channel: settings.channel,
    });
    if (command.type === "quit") {
      this.#forget(id, command.text);
      return answer();
    }
    if (!settings.enabled) return answer("This board does not use IRC.");
    if (command.type === "connect") {
      if (link !== undefined && !link.closed) return answer();
      if (!this.#purses.spend(session, CONNECTING)) return answer("Not so fast, please.");
      this.#open(session, user);
      return answer();
    }
    const client = link?.client;
    if (client === undefined) {
      const open = link !== undefined && !link.closed;
      return answer(open ? "Not connected yet. A moment, please." : "You are not connected. /connect tries.");
    }
    const target = "target" in command ? command.target : command.channel;
    const isOther = /^[#&+!]/.test(target) && target.toLowerCase() !== settings.channel.toLowerCase();
    if (isOther && !settings.join) return answer("Only one channel may be used here.");
    if (!this.#purses.spend(session, 1)) return answer("Not so fast, please.");
    this.#do(client, command);
    return answer();
  }

  #do(client: IrcClient, command: Exclude<IrcCommand, { type: "connect" | "quit" }>): void {
    switch (command.type) {
      case "say":
      case "action": {
        const text = encodeMirc(command.text).trim();
        if (text !== "") client[command.type](command.target, text);
        return;
      }
      case "join":
      case "part":
        return client[command.type](command.channel);
      case "names":
      case "topic":
        return client.raw(command.type.toUpperCase(), command.channel);
      case "setTopic":
        return client.setTopic(command.channel, encodeMirc(command.text));
    }
  }

  #open(session: LiveSession, user: UserView): void {
    const { clock, bbsname, connect = connectIrc } = this.#options;
    const settings = this.#options.settings();
    const id = session.seat.sessionId;
    const nicks = nicksFor(user.handle, settings.max_nick);
    if (session.signal.aborted) return;
    session.log("info", "Connects to IRC", { server: settings.server });
    const link = new IrcLink({
      client: {
        host: settings.server,
        port: settings.port,
        tls: settings.tls,
        clock,
        password: settings.password,
        username: nicks[0]!.slice(0, 10).toLowerCase(),
        gecos: encodeMirc(`${user.handle} at ${bbsname()}`).slice(0, 100),
      },
      channel: settings.channel,
      nicks,
      clock,
      notices: settings.enable_privnotice,
      connect,
      tell: (event) => session.deliver(IRC_TOPIC, undefined, JSON.stringify(event)),
    });
    const known = this.#links.has(id);
    this.#links.set(id, link);
    if (!known) {
      session.signal.addEventListener("abort", () => this.#forget(id, "hung up"), { once: true });
    }
  }

  #forget(id: SessionId, words: string): void {
    const link = this.#links.get(id);
    if (link === undefined) return;
    this.#links.delete(id);
    link.close(encodeMirc(words).slice(0, 100));
  }
}
