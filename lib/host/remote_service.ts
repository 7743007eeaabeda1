/**
 * Calls to other boards for callers, whose Workers have no network: one for each session that asks, which ends with the
 * session.
 *
 * What is guarded: who may be called (`remote_hosts.ts`); how many calls go out, and how often a session tries; that the
 * line goes to the address that was checked. What is not: a board in the list is trusted with whatever its callers type
 * there, and what it sends is a stranger's.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import { toPlainError } from "../base/errors.ts";
import { type Lookup, systemLookup } from "../net/http_request.ts";
import { connectRemote, type RemoteAddress, type RemoteConnection } from "../net/remote_connection.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import { REMOTE_TOPIC, type RemoteAnswers, type RemoteCall, type RemoteNews } from "../wire/remote_calls.ts";
import type { BoardsSettings, RemoteBoard } from "../wire/remote_settings.ts";
import type { LiveSession } from "./live_session.ts";
import { addressesOf, allowedPlace, ownAddresses, type RemotePlace, RemoteRefusal } from "./remote_hosts.ts";
import { Purses } from "./purses.ts";
import { RemoteLink } from "./remote_link.ts";

/** Calls that a session may try at once, and milliseconds until one more. */
const BURST = 5;
const REFILL = 6000;
/** Addresses of a name that are tried. */
const MOST_ADDRESSES = 8;

/** What the service needs. */
export interface RemoteServiceOptions {
  readonly settings: () => BoardsSettings;
  /** The boards of the INI file by name. */
  readonly boards: () => ReadonlyMap<string, RemoteBoard>;
  readonly clock: Clock;
  /** Finds addresses; the system's way when it is left out. */
  readonly lookup?: Lookup;
  /** How a connection is made; for tests. */
  readonly connect?: (to: RemoteAddress, signal: AbortSignal) => Promise<RemoteConnection>;
  /** Addresses of this machine; for tests. */
  readonly own?: () => readonly string[];
}

type OpenCall = Extract<RemoteCall, { readonly verb: "openRemote" }>;
const NOTHING: RemoteNews = { bytes: new Uint8Array(0), echoes: false, end: "hung up" };

/** The calls of all sessions. */
export class RemoteService {
  readonly #options: RemoteServiceOptions;
  /** Calls that are being made, with what gives them up. */
  readonly #calling = new Map<SessionId, AbortController>();
  readonly #links = new Map<SessionId, RemoteLink>();
  readonly #purses: Purses;
  /** Sessions whose end is noticed. */
  readonly #watched = new WeakSet<LiveSession>();

  constructor(options: RemoteServiceOptions) {
    this.#options = options;
    this.#purses = new Purses({ burst: BURST, refill: REFILL, clock: options.clock });
  }

  /** How many calls there are, those included that are being made. */
  get size(): number {
    return this.#calling.size + [...this.#links.values()].filter(({ over }) => !over).length;
  }

  /** Calls a board. Rejects with a `NotPermittedError` when nobody is logged in. */
  async open(session: LiveSession, call: OpenCall): Promise<RemoteAnswers["openRemote"]> {
    const id = session.seat.sessionId;
    let abort: AbortController | undefined;
    try {
      const { settings, boards } = this.#options;
      const place = allowedPlace(session, call.to, settings(), boards());
      if (this.#calling.has(id) || this.#links.get(id)?.over === false) {
        throw new RemoteRefusal("busy", "there is a call already");
      }
      if (this.size >= settings().max_calls) {
        throw new RemoteRefusal(
          "busy",
          "too many calls go out; the sysop can allow more with max_calls in [boards]",
        );
      }
      if (!this.#purses.spend(session, 1)) throw new RemoteRefusal("busy", "too many tries; wait a little");
      abort = new AbortController();
      this.#calling.set(id, abort);
      session.log("info", "Calls another board", { host: place.host, port: place.port });
      const connection = await this.#connect(place, abort, session);
      if (abort.signal.aborted) {
        connection.close();
        throw abort.signal.reason;
      }
      this.#begin(session, connection, call, place);
      return { encoding: place.encoding === "caller" ? call.encoding : place.encoding };
    } catch (error) {
      if (!(error instanceof RemoteRefusal)) throw error;
      return { fault: { code: error.code, message: error.message } };
    } finally {
      if (this.#calling.get(id) === abort) this.#calling.delete(id);
    }
  }

  /** Takes what has come. */
  take(session: LiveSession): RemoteNews {
    const id = session.seat.sessionId;
    const link = this.#links.get(id);
    if (link === undefined) return NOTHING;
    const news = link.take();
    if (news.end !== undefined) {
      this.#links.delete(id);
      link.forget();
    }
    return news;
  }

  /** Sends bytes. */
  send(session: LiveSession, bytes: Uint8Array): Promise<boolean> {
    return this.#links.get(session.seat.sessionId)?.send(bytes) ?? Promise.resolve(false);
  }

  /** Tells the other board the size of the caller's screen. Who does not read it need not be waited for. */
  resize(session: LiveSession, size: TerminalSize): void {
    void this.#links.get(session.seat.sessionId)?.resize(size);
  }

  /** Hangs up, or gives up calling. */
  close(session: LiveSession): void {
    const id = session.seat.sessionId;
    this.#calling.get(id)?.abort(new RemoteRefusal("cancelled", "it was hung up"));
    const link = this.#links.get(id);
    if (link === undefined) return;
    this.#links.delete(id);
    link.forget();
    link.close("hung up");
  }

  #begin(session: LiveSession, connection: RemoteConnection, call: OpenCall, place: RemotePlace): void {
    const { clock, settings } = this.#options;
    const since = clock.monotonic();
    const link = new RemoteLink({
      connection,
      clock,
      profile: {
        terminal: place.terminal || (call.terminal === "unknown" ? "" : call.terminal),
        size: call.size,
        encoding: place.encoding === "caller" ? call.encoding : place.encoding,
      },
      idleTimeout: settings().idle_timeout * 1000,
      tell: () => session.deliver(REMOTE_TOPIC, undefined, "null"),
      ended: (end) => {
        const seconds = Math.round((clock.monotonic() - since) / 1000);
        session.log("info", "Call to another board ended", { host: place.host, how: end, seconds });
      },
    });
    // One that is over, and was not taken to its end.
    this.#links.get(session.seat.sessionId)?.forget();
    this.#links.set(session.seat.sessionId, link);
    if (session.signal.aborted) this.close(session);
    if (this.#watched.has(session)) return;
    this.#watched.add(session);
    session.signal.addEventListener("abort", () => this.close(session), { once: true });
  }

  /** Connects to one address after the other, in the time there is. Throws a {@linkcode RemoteRefusal}. */
  async #connect(
    place: RemotePlace,
    abort: AbortController,
    session: LiveSession,
  ): Promise<RemoteConnection> {
    const { clock, settings, lookup = systemLookup, own = ownAddresses } = this.#options;
    const { connect_timeout: seconds, never } = settings();
    const { signal } = abort;
    const gone = () => abort.abort(new RemoteRefusal("cancelled", "the session has ended"));
    session.signal.addEventListener("abort", gone, { once: true });
    if (session.signal.aborted) gone();
    const deadline = clock.monotonic() + seconds * 1000;
    const late = () => new RemoteRefusal("timeout", `no answer within ${seconds} seconds`);
    const cancel = clock.after(seconds * 1000, () => abort.abort(late()));
    try {
      const finding = addressesOf(place, { lookup, own, never });
      const addresses = (await unlessAborted(finding, signal)).slice(0, MOST_ADDRESSES);
      let failure: unknown = new Error("the name has no address");
      for (const [i, address] of addresses.entries()) {
        signal.throwIfAborted();
        // A dead address leaves the others their share of the time. `AbortSignal.any` is not told in Deno 2.7.
        const attempt = new AbortController();
        const giveUp = () => attempt.abort(signal.reason);
        signal.addEventListener("abort", giveUp, { once: true });
        const share = (deadline - clock.monotonic()) / (addresses.length - i);
        const cancelAttempt = clock.after(share, () => attempt.abort(late()));
        const to = { address, port: place.port, name: place.tls ? place.host : undefined };
        try {
          return await this.#connectTo(to, attempt.signal);
        } catch (error) {
          failure = error;
          if (signal.aborted) break;
        } finally {
          cancelAttempt();
          signal.removeEventListener("abort", giveUp);
        }
      }
      throw failure;
    } catch (error) {
      if (error instanceof RemoteRefusal) throw error;
      // What the system says may quote strangers.
      throw new RemoteRefusal("network", sanitizeLine(toPlainError(error).message, { maxLength: 200 }));
    } finally {
      cancel();
      session.signal.removeEventListener("abort", gone);
    }
  }

  async #connectTo(to: RemoteAddress, signal: AbortSignal): Promise<RemoteConnection> {
    const { connect = connectRemote } = this.#options;
    const making = connect(to, signal);
    try {
      return await unlessAborted(making, signal);
    } catch (error) {
      // It may still come about when nobody waits for it any more.
      making.then((late) => late.close(), () => {});
      throw error;
    }
  }
}

/** What a promise comes to, or a rejection with the signal's reason, whichever is first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
