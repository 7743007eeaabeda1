/**
 * What is used of npm `irc-framework`, which has no types of its own. Loaded when the first caller goes to IRC: it and
 * what it needs takes 100 ms and 15 MB.
 *
 * @module
 */

import { IrcTransport, type IrcWireOptions } from "../net/irc_transport.ts";

/** What a client is told before it connects. */
export interface IrcClientOptions extends IrcWireOptions {
  readonly nick: string;
  readonly username: string;
  readonly gecos: string;
  readonly password: string;
}

/** One client. Events are documented with the library. */
export interface IrcClient {
  readonly user: { readonly nick: string };
  // deno-lint-ignore no-explicit-any
  on(event: string, listener: (event: any) => void): void;
  removeAllListeners(): void;
  say(target: string, text: string): void;
  action(target: string, text: string): void;
  join(channel: string): void;
  part(channel: string): void;
  raw(...words: string[]): void;
  setTopic(channel: string, text: string): void;
  changeNick(nick: string): void;
  quit(text: string): void;
  /** Closes the connection, whatever was still to be said. */
  end(): void;
}

interface LibraryClient extends IrcClient {
  connect(options: Readonly<Record<string, unknown>>): void;
  readonly connection: { end(): void };
}

/** Connects. */
export async function connectIrc(options: IrcClientOptions): Promise<IrcClient> {
  const library = await import("irc-framework") as unknown as {
    readonly default: { readonly Client: new () => LibraryClient };
  };
  const client = new library.default.Client();
  client.end = () => client.connection.end();
  // The caller's listeners have to be there before anything happens.
  queueMicrotask(() =>
    client.connect({
      ...options,
      transport: IrcTransport,
      auto_reconnect: false,
      // It would tell whoever asks.
      version: "",
      message_max_length: 400,
    })
  );
  return client;
}
