/**
 * The referee of Land grab: the one session that moves the world, while it holds the lock. It says nothing by itself;
 * `landgrab_table.ts` hands in time and messages and sends out what comes of them.
 *
 * @module
 */

import { BOT_NAMES, Bots } from "./landgrab_bots.ts";
import { fillWorld, type LandState, tidyName, worldState } from "./landgrab_state.ts";
import { type Heading, HEADINGS, type LandEvent, LandWorld, type Player, SEATS } from "./landgrab_world.ts";

/** The settings of a game, in milliseconds and players. */
export interface LandSettings {
  readonly round: number;
  readonly pause: number;
  readonly pace: number;
  readonly players: number;
}

/** How a referee begins. */
export interface RefereeOptions {
  readonly term: number;
  readonly round: number;
  readonly settings: LandSettings;
  /** From 0 to less than 1. */
  readonly random: () => number;
  readonly now: number;
  /** The last moment that was heard, to go on from there. */
  readonly state?: LandState | undefined;
}

/** What sessions say to the referee. */
export type LandMessage =
  /** Here he is, and whether he wants to play; said again and again. */
  | { readonly type: "here"; readonly play: boolean; readonly name: string }
  /** He wants to go there; `null` to stand still. */
  | { readonly type: "turn"; readonly heading: Heading | null }
  | { readonly type: "leave" };

/** What has come of the time that passed: nothing, a step, the end of a round, the wish for the next one. */
export type Advance = "waits" | "stepped" | "ended" | "next";

/** Milliseconds of silence after which somebody is gone. */
export const SILENCE = 7000;
/** Sessions that are remembered as watchers. */
const MAX_WATCHERS = 500;

/** Reads a message; `undefined` for what is none. */
export function parseLandMessage(value: unknown): LandMessage | undefined {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { type, heading } = fields;
  if (type === "leave") return { type };
  if (type === "here") return { type, play: fields["play"] === true, name: tidyName(fields["name"]) };
  if (type !== "turn") return undefined;
  if (heading === null) return { type, heading };
  return typeof heading === "string" && Object.hasOwn(HEADINGS, heading)
    ? { type, heading: heading as Heading }
    : undefined;
}

/** The referee. */
export class Referee {
  readonly term: number;
  readonly world: LandWorld;
  readonly #bots: Bots;
  readonly #settings: LandSettings;
  /** When each session was heard last. */
  readonly #heard = new Map<string, number>();
  #round: number;
  #phase: LandState["phase"] = "running";
  #phaseEnd: number;
  #nextStep: number;
  #news = "";

  constructor(options: RefereeOptions) {
    const { state, now, settings } = options;
    this.term = options.term;
    this.#round = options.round;
    this.#settings = settings;
    this.world = new LandWorld(options.random);
    this.#bots = new Bots(options.random);
    this.#phaseEnd = now + settings.round;
    this.#nextStep = now + settings.pace;
    if (state === undefined) return;
    fillWorld(this.world, state);
    this.#round = state.round;
    this.#phase = state.phase;
    this.#phaseEnd = now + Math.min(state.left, settings.round);
    this.#news = state.news;
    for (const { id, computer } of state.players) if (!computer) this.#heard.set(id, now);
  }

  /** Number of the round. */
  get round(): number {
    return this.#round;
  }

  /** Milliseconds until something is due. */
  wait(now: number): number {
    return Math.max(0, this.#nextStep - now);
  }

  /** Takes what a session says. */
  hear(from: string, message: LandMessage, now: number): void {
    if (message.type === "leave") return this.drop(from);
    if (!this.#heard.has(from) && this.#heard.size >= MAX_WATCHERS) return;
    this.#heard.set(from, now);
    if (message.type === "turn") {
      if (this.#phase === "running") this.world.turn(from, message.heading ?? undefined);
    } else if (!message.play) {
      if (this.world.leave(from)) this.#news = `${message.name} watches`;
    } else if (this.world.find(from) === undefined) {
      this.#seat(from, message.name);
    }
  }

  /** Somebody is gone. */
  drop(id: string): void {
    this.#heard.delete(id);
    const player = this.world.find(id);
    if (player === undefined) return;
    this.world.leave(id);
    this.#news = `${player.name} is gone`;
  }

  /** Drops everybody who is not among these sessions. */
  keepOnly(ids: ReadonlySet<string>): void {
    const known = [...this.#heard.keys(), ...this.#people().map(({ id }) => id)];
    for (const id of known) if (!ids.has(id)) this.drop(id);
  }

  /** Does what is due, one thing at a time. */
  advance(now: number): Advance {
    if (now < this.#nextStep) return "waits";
    // Steps that were missed are missed: nobody is to be run over by them.
    const { pace } = this.#settings;
    this.#nextStep = this.#nextStep + pace > now ? this.#nextStep + pace : now + pace;
    for (const [id, at] of this.#heard) if (now - at > SILENCE) this.drop(id);
    if (now >= this.#phaseEnd) {
      if (this.#phase === "pause") return "next";
      this.#phase = "pause";
      this.#phaseEnd = now + this.#settings.pause;
      return "ended";
    }
    this.#fillUp();
    if (this.#phase === "running") {
      this.#bots.think(this.world);
      for (const event of this.world.step()) this.#tell(event);
    }
    return "stepped";
  }

  /** Begins the next round. */
  begin(round: number, now: number): void {
    this.#round = round;
    this.#phase = "running";
    this.#phaseEnd = now + this.#settings.round;
    this.#news = "";
    this.world.restart();
  }

  /** The moment as everybody is told. */
  state(now: number): LandState {
    const people = new Set(this.#people().map(({ id }) => id));
    return {
      term: this.term,
      round: this.#round,
      phase: this.#phase,
      left: Math.max(0, Math.round(this.#phaseEnd - now)),
      ...worldState(this.world),
      watchers: [...this.#heard.keys()].filter((id) => !people.has(id)).length,
      news: this.#news,
    };
  }

  #people(): Player[] {
    return [...this.world.players.values()].filter(({ computer }) => !computer);
  }

  #computers(): Player[] {
    return [...this.world.players.values()].filter(({ computer }) => computer);
  }

  #seat(id: string, name: string): void {
    const [computer] = this.#computers();
    if (this.world.players.size >= SEATS && computer !== undefined) this.world.leave(computer.id);
    if (this.world.join(id, name) !== undefined) this.#news = `${name} plays`;
  }

  /** Computer players come and go, one a step, so that there are as many players as the sysop wants. */
  #fillUp(): void {
    const computers = this.#computers();
    const wanted = Math.max(0, Math.min(SEATS, this.#settings.players) - this.#people().length);
    if (computers.length > wanted) {
      this.world.leave(computers.at(-1)!.id);
    } else if (computers.length < wanted) {
      const names = new Set(computers.map(({ name }) => name));
      const name = BOT_NAMES.find((free) => !names.has(free)) ?? BOT_NAMES[0]!;
      this.world.join(`computer-${name}`, name, true);
    }
  }

  #tell(event: LandEvent): void {
    const name = (seat: number) => this.world.players.get(seat)?.name ?? "somebody";
    if (event.type === "cut") {
      this.#news = event.seat === event.by
        ? `${name(event.seat)} ran into the own line`
        : `${name(event.by)} cut the line of ${name(event.seat)}`;
    } else if (event.type === "ousted") {
      this.#news = `${name(event.seat)} lost all land`;
    } else if (event.cells >= 20) {
      this.#news = `${name(event.seat)} took ${event.cells} fields`;
    }
  }
}
