/**
 * Who is here: every session with its node number, from the moment it connects until it ends.
 *
 * A session's seat is taken and given back by the host, so a node number cannot outlive its session (battery 55).
 * Nothing here knows how a session is reached; to send it something, use the exchange.
 *
 * @module
 */

import {
  makeNodeNumber,
  type NodeNumber,
  quote,
  repeatSessionId,
  type ScriptName,
  type SessionId,
} from "../base/brand.ts";
import type { ConnectionKind } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import { canonicalHandle } from "../text/handle_rules.ts";
import { sanitizeLine } from "../text/sanitize.ts";
import { MAX_ACTIVITY } from "../wire/limits.ts";
import type { SessionView } from "../wire/users.ts";
import { addressGroup } from "./address_list.ts";

/** Ids of sessions that are over which no other gets yet. */
const MAX_GONE = 1000;

/** Somebody has logged in, or somebody who had logged in is gone. */
export interface Presence {
  readonly event: "arrived" | "left";
  readonly sessionId: SessionId;
  readonly node: NodeNumber;
  readonly handle: string;
}

/** What is known of a session before it says anything. */
export interface SeatOpening {
  /** The seat has another one, when somebody has or lately had this. */
  readonly sessionId: SessionId;
  readonly kind: ConnectionKind;
  readonly hostname: string;
}

interface SeatHooks {
  arrived(seat: Seat): void;
  closed(seat: Seat): void;
}

/** A session's place in the registry, for the session's host only. Others get a {@linkcode SessionView}. */
export class Seat implements Disposable {
  readonly #hooks: SeatHooks;
  readonly #clock: Clock;
  readonly sessionId: SessionId;
  readonly kind: ConnectionKind;
  readonly hostname: string;
  readonly node: NodeNumber;
  /** Milliseconds since 1970. */
  readonly connectTime: number;
  #handle = "";
  #activity = "";
  #script = "";
  #lastInput: number;

  /** Use {@linkcode Registry.open}. */
  constructor(opening: SeatOpening, node: NodeNumber, clock: Clock, hooks: SeatHooks) {
    this.#hooks = hooks;
    this.#clock = clock;
    this.sessionId = opening.sessionId;
    this.kind = opening.kind;
    this.hostname = opening.hostname;
    this.node = node;
    this.connectTime = clock.now();
    this.#lastInput = clock.monotonic();
  }

  /** `""` while the caller has not logged in. */
  get handle(): string {
    return this.#handle;
  }

  /** Says who the caller is, once. Throws a `TypeError` the second time: a login is for the whole session. */
  login(handle: string): void {
    if (this.#handle !== "") {
      throw new TypeError(`Cannot log in as ${quote(handle)}: found ${quote(this.#handle)} logged in`);
    }
    this.#handle = handle;
    this.#hooks.arrived(this);
  }

  /** Says what the caller is doing, for other callers' screens: a clean line of {@linkcode MAX_ACTIVITY} at most. */
  setActivity(activity: string): void {
    this.#activity = sanitizeLine(activity, { maxLength: MAX_ACTIVITY, pipes: "strip" });
  }

  /** Says which script runs. */
  setScript(script: ScriptName): void {
    this.#script = script;
  }

  /** Notes that a key was pressed. */
  touch(): void {
    this.#lastInput = this.#clock.monotonic();
  }

  /** Milliseconds since the last key, or since the connection when there was none. */
  get idle(): number {
    return this.#clock.monotonic() - this.#lastInput;
  }

  /** The seat as everybody may see it. */
  view(): SessionView {
    return {
      sessionId: this.sessionId,
      node: this.node,
      handle: this.#handle,
      activity: this.#activity,
      script: this.#script,
      kind: this.kind,
      idle: Math.floor(this.idle / 1000),
      connectTime: this.connectTime,
    };
  }

  /** Gives the seat back; its node number is free at once. Later calls do nothing. */
  [Symbol.dispose](): void {
    this.#hooks.closed(this);
  }
}

/** All sessions of this process. Not bounded by itself: admission is decided at the gates, by the counts here. */
export class Registry {
  readonly #clock: Clock;
  readonly #onPresence: (presence: Presence) => void;
  readonly #seats = new Map<SessionId, Seat>();
  readonly #nodes = new Set<number>();
  readonly #addresses = new Map<string, number>();
  /** Ids of sessions that are over, the oldest first: something of theirs may still be on its way out. */
  readonly #gone = new Set<SessionId>();
  #repeats = 0;

  /** `onPresence` is called after the change is complete. */
  constructor(clock: Clock, onPresence: (presence: Presence) => void = () => {}) {
    this.#clock = clock;
    this.#onPresence = onPresence;
  }

  /** Gives a new session the smallest free node, and an id that no other has. */
  open(opening: SeatOpening): Seat {
    let { sessionId } = opening;
    // Of addresses that a proxy tells, two callers may have the same at once.
    while (this.#seats.has(sessionId) || this.#gone.has(sessionId)) {
      sessionId = repeatSessionId(opening.sessionId, ++this.#repeats);
    }
    let node = 1;
    while (this.#nodes.has(node)) node++;
    const seat = new Seat({ ...opening, sessionId }, makeNodeNumber(node), this.#clock, {
      arrived: (seat) => this.#tell(seat, "arrived"),
      closed: (seat) => this.#close(seat),
    });
    this.#seats.set(seat.sessionId, seat);
    this.#nodes.add(node);
    const group = addressGroup(seat.hostname);
    this.#addresses.set(group, this.countFrom(seat.hostname) + 1);
    return seat;
  }

  /** How many sessions there are, logged in or not. */
  get size(): number {
    return this.#seats.size;
  }

  /** How many sessions come from the address, or, for IPv6, from its /64. */
  countFrom(hostname: string): number {
    return this.#addresses.get(addressGroup(hostname)) ?? 0;
  }

  /** The session with that id. Any text may be asked for. */
  find(sessionId: string): Seat | undefined {
    return this.#seats.get(sessionId as SessionId);
  }

  /** The sessions of a user, in order of nodes. Handles are compared by their canonical form. */
  findByHandle(handle: string): readonly Seat[] {
    const wanted = canonicalHandle(handle);
    return this.#byNode().filter((seat) => seat.handle !== "" && canonicalHandle(seat.handle) === wanted);
  }

  /** All sessions as everybody may see them, in order of nodes. */
  views(): readonly SessionView[] {
    return this.#byNode().map((seat) => seat.view());
  }

  #close(seat: Seat): void {
    if (this.#seats.get(seat.sessionId) !== seat) return;
    this.#seats.delete(seat.sessionId);
    this.#nodes.delete(seat.node);
    this.#gone.add(seat.sessionId);
    for (const oldest of this.#gone) {
      if (this.#gone.size <= MAX_GONE) break;
      this.#gone.delete(oldest);
    }
    const group = addressGroup(seat.hostname);
    const left = this.countFrom(seat.hostname) - 1;
    if (left === 0) this.#addresses.delete(group);
    else this.#addresses.set(group, left);
    if (seat.handle !== "") this.#tell(seat, "left");
  }

  #tell(seat: Seat, event: Presence["event"]): void {
    this.#onPresence({ event, sessionId: seat.sessionId, node: seat.node, handle: seat.handle });
  }

  #byNode(): Seat[] {
    return [...this.#seats.values()].sort((a, b) => a.node - b.node);
  }
}
