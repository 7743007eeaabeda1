/**
 * A moment of Land grab as it is told to everybody: plain data, made by the referee, checked by whoever hears it.
 *
 * The whole map is in each message. So nobody depends on the ones before, and whoever heard the last one can go on as
 * the referee.
 *
 * @module
 */

import { sanitizeLine } from "x84";
import {
  type Heading,
  HEADINGS,
  type LandWorld,
  MAP_CELLS,
  MAP_COLUMNS,
  MAP_ROWS,
  NOBODY,
  type Player,
  SEATS,
} from "./landgrab_world.ts";

/** Characters of a name. */
export const NAME_LENGTH = 16;
const NEWS_LENGTH = 60;
const MARKS = "01234567";

/** A player as others see him. */
export interface PlayerView {
  readonly seat: number;
  readonly id: string;
  readonly name: string;
  readonly computer: boolean;
  readonly row: number;
  readonly column: number;
  readonly heading: Heading | null;
  readonly away: number;
  readonly cuts: number;
}

/** A moment. */
export interface LandState {
  /** Number of the referee's term; of two referees the one with the higher number is right. */
  readonly term: number;
  /** Number of the round. */
  readonly round: number;
  readonly phase: "running" | "pause";
  /** Milliseconds until the phase is over. */
  readonly left: number;
  /** Owners of all cells, `0` to `7`, `.` for nobody. */
  readonly owners: string;
  /** Lines, likewise. */
  readonly lines: string;
  readonly players: readonly PlayerView[];
  readonly watchers: number;
  /** What happened last. */
  readonly news: string;
}

function toMarks(map: Int8Array): string {
  return Array.from(map, (seat) => MARKS[seat] ?? ".").join("");
}

function fromMarks(marks: string, map: Int8Array): void {
  for (let cell = 0; cell < MAP_CELLS; cell++) map[cell] = marks[cell] === "." ? NOBODY : Number(marks[cell]);
}

/** A name fit for the eyes of others. */
export function tidyName(name: unknown): string {
  const text = sanitizeLine(String(name ?? ""), { maxLength: NAME_LENGTH, pipes: "strip" }).trim();
  return text === "" ? "nobody" : text;
}

/** Map and players for a message. */
export function worldState(world: LandWorld): Pick<LandState, "owners" | "lines" | "players"> {
  return {
    owners: toMarks(world.owners),
    lines: toMarks(world.lines),
    players: [...world.players.values()].map(({ turns: _, heading, ...player }) => ({
      ...player,
      heading: heading ?? null,
    })),
  };
}

/** Puts a moment's map and players into a world that is empty. */
export function fillWorld(world: LandWorld, state: LandState): void {
  fromMarks(state.owners, world.owners);
  fromMarks(state.lines, world.lines);
  for (const { heading, ...view } of state.players) {
    const player: Player = { ...view, heading: heading ?? undefined, turns: [] };
    world.players.set(view.seat, player);
  }
}

function whole(value: unknown, most: number): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most
    ? value
    : undefined;
}

function parsePlayer(value: unknown): PlayerView | undefined {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const seat = whole(fields["seat"], SEATS - 1);
  const row = whole(fields["row"], MAP_ROWS - 1);
  const column = whole(fields["column"], MAP_COLUMNS - 1);
  const away = whole(fields["away"], 1000);
  const cuts = whole(fields["cuts"], 1_000_000);
  const { id, heading } = fields;
  if (typeof id !== "string" || id.length > 200) return undefined;
  if (seat === undefined || row === undefined || column === undefined) return undefined;
  if (away === undefined || cuts === undefined) return undefined;
  return {
    seat,
    id,
    name: tidyName(fields["name"]),
    computer: fields["computer"] === true,
    row,
    column,
    heading: typeof heading === "string" && Object.hasOwn(HEADINGS, heading) ? heading as Heading : null,
    away,
    cuts,
  };
}

/** What a message says; `undefined` when it is no moment of this game. */
export function parseState(value: unknown): LandState | undefined {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const term = whole(fields["term"], Number.MAX_SAFE_INTEGER);
  const round = whole(fields["round"], Number.MAX_SAFE_INTEGER);
  const watchers = whole(fields["watchers"], 10_000);
  const { phase, left, owners, lines, players } = fields;
  const isMap = (map: unknown): map is string =>
    typeof map === "string" && map.length === MAP_CELLS && /^[0-7.]*$/.test(map);
  if (term === undefined || round === undefined || watchers === undefined) return undefined;
  if (phase !== "running" && phase !== "pause") return undefined;
  if (typeof left !== "number" || !(left >= 0 && left <= 4_000_000)) return undefined;
  if (!isMap(owners) || !isMap(lines)) return undefined;
  if (!Array.isArray(players) || players.length > SEATS) return undefined;
  const views = players.map(parsePlayer);
  const seats = new Set(views.map((view) => view?.seat));
  if (views.includes(undefined) || seats.size < views.length) return undefined;
  return {
    term,
    round,
    phase,
    left,
    owners,
    lines,
    players: views as PlayerView[],
    watchers,
    news: sanitizeLine(String(fields["news"] ?? ""), { maxLength: NEWS_LENGTH, pipes: "strip" }),
  };
}

/** A seat's land in percent of the map. */
export function percentOf(state: LandState, seat: number): number {
  let count = 0;
  for (const mark of state.owners) if (mark === MARKS[seat]) count++;
  return 100 * count / MAP_CELLS;
}

/** Everybody with his land in percent, the most first. */
export function ranking(state: LandState): readonly (readonly [player: PlayerView, percent: number])[] {
  return state.players.map((player) => [player, percentOf(state, player.seat)] as const)
    .toSorted((a, b) => b[1] - a[1] || a[0].seat - b[0].seat);
}
