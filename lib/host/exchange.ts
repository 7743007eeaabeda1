/**
 * Topics: what one session says and others hear.
 *
 * The interface is asynchronous because the sessions of a board may one day be spread over several machines;
 * {@linkcode LocalExchange} is the exchange of a single process. Nothing is kept: who is not subscribed at the moment
 * of publishing never hears of it. Who may publish where is not decided here.
 *
 * @module
 */

import { quote, type SessionId } from "../base/brand.ts";
import { BROADCAST_TOPIC, INVITATION_ANSWER_TOPIC, INVITATION_TOPIC, PRESENCE_TOPIC } from "../wire/calls.ts";
import { MAX_EVENT, MAX_TOPICS } from "../wire/limits.ts";
import { NEW_MESSAGE_TOPIC } from "../wire/message_base.ts";
import { REMOTE_TOPIC } from "../wire/remote_calls.ts";
import { IRC_TOPIC } from "../wire/world_calls.ts";
import { TELL_TOPIC } from "../wire/people_calls.ts";

/** Topics on which only the host speaks. A script that could publish there would forge what others believe. */
export const HOST_TOPICS: ReadonlySet<string> = new Set([
  BROADCAST_TOPIC,
  INVITATION_ANSWER_TOPIC,
  INVITATION_TOPIC,
  IRC_TOPIC,
  NEW_MESSAGE_TOPIC,
  PRESENCE_TOPIC,
  REMOTE_TOPIC,
  TELL_TOPIC,
]);

/** What subscribers get. */
export interface ExchangeEvent {
  readonly topic: string;
  /** Who published it; `undefined` for the host. */
  readonly from: SessionId | undefined;
  /** JSON text. */
  readonly data: string;
}

/**
 * Takes an event for a session, at once and without waiting. The answer is whether it was taken: a session with too
 * many events under way answers `false`, and the event is lost for it.
 */
export type Deliver = (event: ExchangeEvent) => boolean;

/** Publish and subscribe between sessions. */
export interface Exchange {
  /**
   * Hears a topic from now on. Subscribing again replaces `deliver`; nothing is heard twice.
   *
   * @throws {RangeError} when the owner has {@linkcode MAX_TOPICS} topics already.
   */
  subscribe(owner: SessionId, topic: string, deliver: Deliver): Promise<void>;
  /** Stops hearing a topic. Nothing is delivered after it resolved. */
  unsubscribe(owner: SessionId, topic: string): Promise<void>;
  /**
   * Tells every subscriber of the topic but `from`; with a target only that session, be it the sender himself, and
   * only when it is subscribed. Events of one sender arrive in the order in which he published them. Resolves to the
   * number of sessions reached.
   *
   * @throws {RangeError} when `data` is longer than {@linkcode MAX_EVENT} characters.
   */
  publish(
    from: SessionId | undefined,
    topic: string,
    data: string,
    target?: SessionId,
  ): Promise<number>;
  /** Frees everything the owner has: his session has ended. */
  release(owner: SessionId): Promise<void>;
}

/** The exchange of one process. Holds up to {@linkcode MAX_TOPICS} subscriptions a session and no events at all. */
export class LocalExchange implements Exchange {
  readonly #topics = new Map<string, Map<SessionId, Deliver>>();
  readonly #owners = new Map<SessionId, Set<string>>();

  /** How many topics have subscribers. */
  get size(): number {
    return this.#topics.size;
  }

  // deno-lint-ignore require-await -- a promise rejects where a plain function would throw
  async subscribe(owner: SessionId, topic: string, deliver: Deliver): Promise<void> {
    const owned = this.#owners.get(owner) ?? new Set();
    if (!owned.has(topic) && owned.size >= MAX_TOPICS) {
      throw new RangeError(
        `Cannot subscribe to ${quote(topic)}: expected at most ${MAX_TOPICS} topics, found ${owned.size}`,
      );
    }
    this.#owners.set(owner, owned.add(topic));
    const subscribers = this.#topics.get(topic) ?? new Map();
    this.#topics.set(topic, subscribers.set(owner, deliver));
  }

  unsubscribe(owner: SessionId, topic: string): Promise<void> {
    const subscribers = this.#topics.get(topic);
    if (subscribers?.delete(owner) && subscribers.size === 0) this.#topics.delete(topic);
    const owned = this.#owners.get(owner);
    if (owned?.delete(topic) && owned.size === 0) this.#owners.delete(owner);
    return Promise.resolve();
  }

  // deno-lint-ignore require-await -- as above
  async publish(
    from: SessionId | undefined,
    topic: string,
    data: string,
    target?: SessionId,
  ): Promise<number> {
    if (data.length > MAX_EVENT) {
      throw new RangeError(
        `Cannot publish ${quote(topic)}: expected at most ${MAX_EVENT} characters, found ${data.length}`,
      );
    }
    const subscribers = this.#topics.get(topic);
    if (subscribers === undefined) return 0;
    const event: ExchangeEvent = { topic, from, data };
    let reached = 0;
    // A delivery may end its session, which changes the map: walk over a copy, and ask again before each.
    for (const owner of target === undefined ? [...subscribers.keys()] : [target]) {
      if (target === undefined && owner === from) continue;
      try {
        if (subscribers.get(owner)?.(event)) reached++;
      } catch {
        // A session that cannot be told is on its way out; its host knows, and the others are to hear it all the same.
      }
    }
    return reached;
  }

  async release(owner: SessionId): Promise<void> {
    for (const topic of [...this.#owners.get(owner) ?? []]) await this.unsubscribe(owner, topic);
  }
}
