/**
 * A session's place at Land grab: it tells the referee what its caller does, hears how things stand, and becomes the
 * referee itself when there is none.
 *
 * Whoever holds the lock is the referee. Its term has a number out of the database, so that a referee who was thought
 * dead and comes back is told apart from the new one. The host frees the lock of a session that ends; one that only
 * stands still is taken over when the lock has not been renewed for some seconds.
 *
 * @module
 */

import { type NextEventOptions, PRESENCE_TOPIC, type Session, type SessionEvent } from "x84";
import { type LandMessage, type LandSettings, parseLandMessage, Referee } from "./landgrab_referee.ts";
import { countRound, nextNumber } from "./landgrab_scores.ts";
import { type LandState, parseState } from "./landgrab_state.ts";
import type { Heading } from "./landgrab_world.ts";
import type { Now } from "./play_pace.ts";

/** Topic of the referee: a {@linkcode LandState}, or `{ resigned: term }`. */
export const STATE_TOPIC = "landgrab.state";
/** Topic of all others: a {@linkcode LandMessage}. */
export const MOVES_TOPIC = "landgrab.moves";
/** The referee's lock. */
export const REFEREE_LOCK = "landgrab.referee";

/** Seconds after which the lock of a referee who stands still may be taken. */
const STALE = 5;
/** Milliseconds between two renewals of the lock. */
const RENEWAL = 1000;
/** Milliseconds without news after which one looks whether there is a referee at all. */
const QUIET = 2500;
/** Milliseconds between two looks. */
const LOOK = 1000;
/** Milliseconds between two signs of life. */
const BEAT = 2000;
/** Milliseconds between two turns of one caller, and how many wait: a held key is no flood. */
const TURN_TIME = 60;
const MAX_TURNS = 3;

type Message = Extract<SessionEvent, { type: "message" }>;

/** What the world hands in. */
export interface LandChance {
  readonly now: Now;
  /** From 0 to less than 1. */
  readonly random: () => number;
}

/** One caller's place. */
export class LandTable {
  readonly #session: Session;
  readonly #now: Now;
  readonly #random: () => number;
  readonly #settings: LandSettings;
  #state: LandState | undefined;
  #referee: Referee | undefined;
  #playing = false;
  #heardAt: number;
  #lookAt = 0;
  #renewAt = 0;
  #beatAt = 0;
  #turnAt = 0;
  #turns: (Heading | null)[] = [];

  constructor(session: Session, chance: LandChance, settings: LandSettings) {
    this.#session = session;
    this.#now = chance.now;
    this.#random = chance.random;
    this.#settings = settings;
    this.#heardAt = chance.now();
  }

  /** How things stand, as far as it is known. */
  get state(): LandState | undefined {
    return this.#state;
  }

  /** Whether the caller wants to play. */
  get playing(): boolean {
    return this.#playing;
  }

  /** Whether this session is the referee. */
  get leads(): boolean {
    return this.#referee !== undefined;
  }

  /** What the loop waits for. */
  get topics(): NonNullable<NextEventOptions["topics"]> {
    return [STATE_TOPIC, MOVES_TOPIC, PRESENCE_TOPIC];
  }

  /** Milliseconds until {@linkcode keep} has something to do. */
  get wait(): number {
    const now = this.#now();
    const due = [this.#beatAt];
    if (this.#referee === undefined) due.push(Math.max(this.#lookAt, this.#heardAt + QUIET));
    else due.push(this.#renewAt, now + this.#referee.wait(now));
    if (this.#turns.length > 0) due.push(this.#turnAt);
    return Math.max(0, Math.ceil(Math.min(...due) - now));
  }

  /** Sits down: as the referee, if there is none. */
  async open(): Promise<void> {
    await this.#session.subscribe(STATE_TOPIC);
    await this.#session.subscribe(PRESENCE_TOPIC);
    await this.#look();
    await this.keep();
  }

  /** Gets up. The next referee need not wait for the silence. */
  async close(): Promise<void> {
    const session = this.#session;
    await this.#say({ type: "leave" });
    if (this.#referee !== undefined) {
      const { term } = this.#referee;
      await session.publish(STATE_TOPIC, this.#referee.state(this.#now()));
      await this.#stepDown();
      await session.releaseLock(REFEREE_LOCK);
      await session.publish(STATE_TOPIC, { resigned: term });
    }
    await session.unsubscribe(STATE_TOPIC);
    await session.unsubscribe(PRESENCE_TOPIC);
  }

  /** Begins to play, or only watches from now on. */
  async play(playing: boolean): Promise<void> {
    this.#playing = playing;
    this.#turns = [];
    this.#beatAt = 0;
    await this.keep();
  }

  /** The caller wants to go there; `undefined` to stand still. */
  async turn(heading: Heading | undefined): Promise<void> {
    if (!this.#playing || this.#turns.length >= MAX_TURNS) return;
    this.#turns.push(heading ?? null);
    await this.#sendTurns();
  }

  /** Takes a message. */
  async hear({ topic, from, data }: Message): Promise<void> {
    if (topic === PRESENCE_TOPIC) {
      // Somebody has left, perhaps a player, perhaps the referee.
      if (this.#referee !== undefined) await this.#prune();
      else await this.#look();
    } else if (topic === MOVES_TOPIC) {
      const message = parseLandMessage(data);
      if (message !== undefined && from !== undefined) this.#referee?.hear(from, message, this.#now());
    } else if (topic === STATE_TOPIC) {
      const state = parseState(data);
      if (state !== undefined) await this.#follow(state);
      else if (this.#referee === undefined) await this.#look();
    }
  }

  /** Does what is due. */
  async keep(): Promise<void> {
    const now = this.#now();
    if (now >= this.#beatAt) {
      this.#beatAt = now + BEAT;
      await this.#say({ type: "here", play: this.#playing, name: this.#session.handle });
    }
    await this.#sendTurns();
    if (this.#referee !== undefined) await this.#lead(this.#referee);
    else if (now >= this.#heardAt + QUIET && now >= this.#lookAt) await this.#look();
  }

  async #sendTurns(): Promise<void> {
    const now = this.#now();
    if (now < this.#turnAt) return;
    const heading = this.#turns.shift();
    if (heading === undefined) return;
    this.#turnAt = now + TURN_TIME;
    await this.#say({ type: "turn", heading });
  }

  async #say(message: LandMessage): Promise<void> {
    if (this.#referee !== undefined) this.#referee.hear(this.#session.id, message, this.#now());
    else await this.#session.publish(MOVES_TOPIC, message);
  }

  async #follow(state: LandState): Promise<void> {
    if (this.#referee !== undefined) {
      if (state.term <= this.#referee.term) return;
      await this.#stepDown();
    }
    // An old referee that has not noticed yet.
    if (state.term < (this.#state?.term ?? 0)) return;
    this.#state = state;
    this.#heardAt = this.#now();
  }

  /** Becomes the referee, if nobody is. */
  async #look(): Promise<void> {
    this.#lookAt = this.#now() + LOOK;
    if (!await this.#session.acquireLock(REFEREE_LOCK, STALE)) return;
    const term = await nextNumber("term");
    const round = this.#state?.round ?? await nextNumber("round");
    const now = this.#now();
    const { state } = this;
    this.#referee = new Referee({ term, round, settings: this.#settings, random: this.#random, now, state });
    this.#renewAt = now + RENEWAL;
    this.#state = this.#referee.state(now);
    await this.#session.subscribe(MOVES_TOPIC);
    await this.#prune();
    this.#beatAt = 0;
  }

  async #stepDown(): Promise<void> {
    this.#referee = undefined;
    this.#heardAt = this.#now();
    await this.#session.unsubscribe(MOVES_TOPIC);
  }

  /** Takes out whoever has hung up. */
  async #prune(): Promise<void> {
    const sessions = await this.#session.listSessions();
    this.#referee?.keepOnly(new Set(sessions.map(({ sessionId }) => sessionId)));
  }

  async #lead(referee: Referee): Promise<void> {
    if (this.#now() >= this.#renewAt) {
      this.#renewAt = this.#now() + RENEWAL;
      if (!await this.#session.acquireLock(REFEREE_LOCK, STALE)) return await this.#stepDown();
    }
    const done = referee.advance(this.#now());
    if (done === "waits") return;
    if (done === "next") referee.begin(await nextNumber("round"), this.#now());
    this.#state = referee.state(this.#now());
    await this.#session.publish(STATE_TOPIC, this.#state);
    if (done === "ended") await countRound(this.#state);
  }
}
