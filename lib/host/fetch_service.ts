/**
 * Fetches pages of the web for scripts, whose Workers have no network: only from hosts that the sysop lists, only so
 * much, only so long.
 *
 * What is guarded: the host of the address and of every redirect must be in the list; a listed name is resolved here,
 * once, and the connection goes to the very address that was checked, so that a name server cannot send the board
 * into the sysop's own network (DNS rebinding); https checks the certificate against the name. What is not: a host in
 * the list is trusted with whatever a script sends it, and its answer is a stranger's text. A board behind an HTTP
 * proxy, or in a network that reaches IPv4 by NAT64 names (`64:ff9b::/96`), cannot fetch.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { NotPermittedError, toPlainError } from "../base/errors.ts";
import { integer, section, type SectionValues } from "../base/setting.ts";
import {
  AnswerTooLarge,
  type HttpAnswer,
  type Lookup,
  requestHttp,
  systemLookup,
} from "../net/http_request.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import type { FetchAnswers, FetchedBytes, FetchRequest } from "../wire/fetch_calls.ts";
import { type Asking, loggedIn } from "./caller_rights.ts";
import { Fault, firstHop, type Hop, nextHop } from "./fetch_hops.ts";
import { hosts, hostWord, isLiteral, isPublicAddress } from "./fetch_hosts.ts";
import { FetchTurns } from "./fetch_turns.ts";

/** Section `[fetch]`. */
export const fetchSection = section("fetch", "Pages of the web that scripts may fetch.", {
  hosts: {
    type: hosts,
    default: [
      "news.ycombinator.com",
      "hnrss.org",
      "api.open-meteo.com",
      "geocoding-api.open-meteo.com",
    ],
    help:
      "Hosts that scripts may fetch from; blank for none. *.example.org is every name below example.org. Without a " +
      "port 80 and 443 are meant. Hosts in your own network only by their address.",
    live: true,
  },
  timeout: { type: integer(1, 600), default: 10, help: "Seconds that a page may take.", live: true },
  max_bytes: {
    type: integer(1024, 16 * 1024 * 1024),
    default: 1024 * 1024,
    help: "Bytes that a page may have.",
    live: true,
  },
  max_fetches: {
    type: integer(1, 256),
    default: 16,
    help: "Pages that are fetched at once; the others wait.",
    live: true,
  },
  max_fetches_per_session: {
    type: integer(1, 64),
    default: 2,
    help: "Pages that are fetched at once for one caller.",
    live: true,
  },
});

/** The values of `[fetch]`. */
export type FetchSettings = SectionValues<typeof fetchSection>;

/** Somebody who fetches. */
export interface Fetcher extends Asking {
  /** Aborted when his session ends. */
  readonly signal: AbortSignal;
}

/** What the service is made of. */
export interface FetchParts {
  readonly clock: Clock;
  readonly settings: () => FetchSettings;
  /** Finds addresses; the system's way when it is left out. */
  readonly lookup?: Lookup;
  /** Certificates to trust, PEM, instead of those that Deno trusts. */
  readonly trusted?: string;
}

/** Redirects that are followed. */
const MAX_REDIRECTS = 5;
/** Fetches for all sessions. */
export class FetchService {
  readonly #parts: FetchParts;
  readonly #turns: FetchTurns<Fetcher>;

  constructor(parts: FetchParts) {
    this.#parts = parts;
    this.#turns = new FetchTurns(parts.settings);
  }

  /** How many pages are being fetched. */
  get active(): number {
    return this.#turns.active;
  }

  /** Fetches a page, or answers why not. Rejects with a `NotPermittedError` when nobody is logged in. */
  async fetch(by: Fetcher, request: FetchRequest): Promise<FetchAnswers["fetch"]> {
    loggedIn(by, "fetch a page");
    try {
      return { page: await this.#inTime(by, request) };
    } catch (error) {
      if (error instanceof Fault) return { fault: { code: error.code, message: error.message } };
      throw error;
    }
  }

  async #inTime(by: Fetcher, request: FetchRequest): Promise<FetchedBytes> {
    const settings = this.#parts.settings();
    const first = firstHop(request, settings.hosts);
    const host = hostWord(first.url);
    const abort = new AbortController();
    const gone = () => abort.abort(new NotPermittedError("Cannot fetch a page: the session has ended"));
    if (by.signal.aborted) gone();
    by.signal.addEventListener("abort", gone, { once: true });
    const timeout = Math.min(request.timeout ?? Infinity, settings.timeout * 1000);
    let begun = false;
    const cancel = this.#parts.clock.after(timeout, () =>
      abort.abort(
        begun
          ? new Fault(
            "timeout",
            host,
            `no whole answer within ${timeout} ms; ask again later, or allow more time`,
          )
          : busy(host),
      ));
    try {
      using turn = await this.#turns.take(by, abort.signal);
      if (turn === undefined) throw busy(host);
      begun = true;
      const maxBytes = Math.min(request.maxBytes ?? Infinity, settings.max_bytes);
      return await this.#follow(first, maxBytes, abort.signal);
    } finally {
      cancel();
      by.signal.removeEventListener("abort", gone);
    }
  }

  async #follow(first: Hop, maxBytes: number, signal: AbortSignal): Promise<FetchedBytes> {
    let hop = first;
    for (let redirects = 0;; redirects++) {
      const { status, contentType, location, bytes } = await this.#ask(hop, maxBytes, signal);
      if (location === undefined) {
        const type = sanitizeLine(contentType, { maxLength: 200 });
        return { status, url: hop.url.href, contentType: type, bytes };
      }
      if (redirects === MAX_REDIRECTS) {
        throw new Fault("network", hostWord(first.url), `more than ${MAX_REDIRECTS} redirects`);
      }
      hop = nextHop(hop, status, location, this.#parts.settings().hosts);
    }
  }

  async #ask(hop: Hop, maxBytes: number, signal: AbortSignal): Promise<HttpAnswer> {
    const host = hostWord(hop.url);
    const { trusted } = this.#parts;
    try {
      const addresses = await this.#addresses(hop.url, signal);
      return await requestHttp({ ...hop, addresses, maxBytes, signal, trusted });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof Fault) throw error;
      if (error instanceof AnswerTooLarge) {
        throw new Fault(
          "too large",
          host,
          `the answer has more than ${maxBytes} bytes; allow more with maxBytes, the sysop with max_bytes in ` +
            "section [fetch]",
        );
      }
      // What a library says may quote the server.
      throw new Fault("network", host, sanitizeLine(toPlainError(error).message, { maxLength: 200 }));
    }
  }

  /** The addresses that a URL may be fetched from; none for one that is an address itself. */
  async #addresses({ hostname }: URL, signal: AbortSignal): Promise<readonly string[]> {
    if (isLiteral(hostname) && hostname !== "localhost") return [];
    const gone = Promise.withResolvers<never>();
    const abort = () => gone.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    try {
      signal.throwIfAborted();
      const found = await Promise.race([(this.#parts.lookup ?? systemLookup)(hostname), gone.promise]);
      const usable = hostname === "localhost" ? found : found.filter(isPublicAddress);
      if (usable.length > 0) return usable;
    } finally {
      signal.removeEventListener("abort", abort);
    }
    throw new Fault(
      "refused",
      hostname,
      "its address is not of the public internet; the sysop can add the address itself to hosts in section [fetch]",
    );
  }
}

function busy(host: string): Fault {
  return new Fault("busy", host, "too many pages are being fetched; ask again in a moment");
}
