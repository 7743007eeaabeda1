/**
 * Connections that come by way of a proxy of the sysop's: gates, bans and logs are told who really calls.
 *
 * Only addresses in the list are believed, and they are believed nothing but a PROXY header. All others are callers,
 * and a header from them is what a caller types.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { AddressList } from "../host/address_list.ts";
import type { Logger } from "../log/logger.ts";
import type { Connection } from "../net/line.ts";
import { readProxyHeader } from "../net/proxied.ts";

/** What proxies are known by. */
export interface ProxiesParts {
  /** The list; read at each connection, so that a reload counts at once. */
  words(): readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
}

/** The proxies. */
export class Proxies {
  #words: readonly string[] = [];
  #list = new AddressList([]);

  constructor(private readonly parts: ProxiesParts) {}

  /** The connection of who really calls; `undefined` when it is refused, and closed. */
  async unwrap(door: string, connection: Connection): Promise<Connection | undefined> {
    const { hostname } = connection.remoteAddr as Deno.NetAddr;
    if (!this.#has(hostname)) return connection;
    const read = await readProxyHeader(connection, this.parts.clock);
    if ("connection" in read) return read.connection;
    this.parts.log.warn(door, "Bad PROXY header", { fault: read.fault }, { address: hostname });
    return undefined;
  }

  #has(hostname: string): boolean {
    const words = this.parts.words();
    if (words !== this.#words) {
      this.#words = words;
      this.#list = new AddressList(words);
    }
    return words.length > 0 && this.#list.has(hostname);
  }
}
