/**
 * A board for games of several sessions: the host's own topics and locks, a clock that is moved by hand, and sessions
 * that are told by hand what they heard.
 *
 * @module
 */

import type { SessionId } from "../../lib/base/brand.ts";
import type { Clock } from "../../lib/base/clock.ts";
import type { Session } from "../../lib/bbs/session.ts";
import { LocalExchange } from "../../lib/host/exchange.ts";
import { LocalLocks } from "../../lib/host/locks.ts";
import type { SessionEvent } from "../../lib/worker/inbox.ts";

/** What a session heard. */
export type HeardMessage = Extract<SessionEvent, { type: "message" }>;

/** The board. */
export class GameBoard {
  /** Milliseconds of the clock. */
  now = 0;
  readonly exchange = new LocalExchange();
  readonly locks: LocalLocks = new LocalLocks({ monotonic: () => this.now } as Clock);
  readonly seats = new Map<string, GameSeat>();

  /** Somebody calls in. */
  call(handle: string): GameSeat {
    const seat = new GameSeat(this, handle);
    this.seats.set(seat.id, seat);
    return seat;
  }
}

/** As much of a session as a game's table needs. */
export class GameSeat {
  readonly id: string;
  /** Messages that were not read yet. */
  readonly heard: HeardMessage[] = [];

  constructor(readonly board: GameBoard, readonly handle: string) {
    this.id = `telnet-10.0.0.${board.seats.size + 1}:23`;
  }

  /** The same, for the type checker. */
  get asSession(): Session {
    return this as unknown as Session;
  }

  /** He hangs up: the host frees what he held. */
  async hangUp(): Promise<void> {
    this.board.seats.delete(this.id);
    await this.board.locks.releaseAll(this.id as SessionId);
    await this.board.exchange.release(this.id as SessionId);
    await this.board.exchange.publish(this.id as SessionId, "presence", '{"event":"left"}');
  }

  subscribe(topic: string): Promise<void> {
    return this.board.exchange.subscribe(this.id as SessionId, topic, ({ from, data }) => {
      this.heard.push({ type: "message", topic, from, data: JSON.parse(data) });
      return true;
    });
  }

  unsubscribe(topic: string): Promise<void> {
    return this.board.exchange.unsubscribe(this.id as SessionId, topic);
  }

  publish(topic: string, data: unknown): Promise<number> {
    return this.board.exchange.publish(this.id as SessionId, topic, JSON.stringify(data));
  }

  acquireLock(name: string, stale?: number): Promise<boolean> {
    return this.board.locks.acquire(this.id as SessionId, name, stale);
  }

  releaseLock(name: string): Promise<boolean> {
    return this.board.locks.release(this.id as SessionId, name);
  }

  listSessions(): Promise<readonly { readonly sessionId: string }[]> {
    return Promise.resolve([...this.board.seats.keys()].map((sessionId) => ({ sessionId })));
  }
}
