/**
 * Computer players of Land grab: they fetch a rectangle of land at a time, run home when somebody comes near their
 * line, and step on a line that lies beside them.
 *
 * @module
 */

import {
  cellBeside,
  cellOf,
  type Heading,
  HEADINGS,
  type LandWorld,
  MAP_COLUMNS,
  type Player,
} from "./landgrab_world.ts";

/** Steps to an opponent from which on a line is in danger. */
const DANGER = 4;

const ALL = Object.keys(HEADINGS) as Heading[];

/** What computer players are called. */
export const BOT_NAMES: readonly string[] = [
  "Acre",
  "Boulder",
  "Clover",
  "Dune",
  "Ember",
  "Fern",
  "Grove",
  "Heath",
];

function sideways(heading: Heading): readonly [Heading, Heading] {
  return heading === "up" || heading === "down" ? ["left", "right"] : ["up", "down"];
}

/** Cells between a cell and the edge. */
function roomBeside(cell: number, heading: Heading): number {
  let room = 0;
  for (let next = cellBeside(cell, heading); next !== undefined; next = cellBeside(next, heading)) room++;
  return room;
}

/** The minds of all computer players of a world. */
export class Bots {
  readonly #plans = new Map<string, Heading[]>();
  readonly #random: () => number;

  /** `random` answers numbers from 0 to less than 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Tells the world where its computer players go next. */
  think(world: LandWorld): void {
    for (const player of world.players.values()) {
      if (!player.computer || player.away > 0) continue;
      const heading = this.#next(world, player);
      if (heading === undefined) world.turn(player.id, undefined);
      else if (heading !== player.heading) world.turn(player.id, heading);
    }
  }

  #next(world: LandWorld, player: Player): Heading | undefined {
    const cell = cellOf(player);
    const prey = this.#shuffled().find((heading) => {
      const drawer = world.lines[cellBeside(cell, heading) ?? -1];
      return drawer !== undefined && drawer >= 0 && drawer !== player.seat;
    });
    if (prey !== undefined) return prey;
    const out = world.hasLine(player.seat);
    if (!out && (this.#plans.get(player.id)?.length ?? 0) === 0) {
      this.#plans.set(player.id, this.#plan(world, player));
    }
    const plan = this.#plans.get(player.id) ?? [];
    const planned = plan.shift();
    const safe = planned !== undefined && this.#isFree(world, player, cell, planned);
    if (safe && !(out && this.#inDanger(world, player))) return planned;
    this.#plans.delete(player.id);
    return (out ? this.#wayHome(world, player) : undefined) ?? this.#anyWay(world, player);
  }

  /** Out of the own land by the shortest way with room behind it, further, sideways and back. */
  #plan(world: LandWorld, player: Player): Heading[] {
    let best: Heading[] = [];
    for (const heading of this.#shuffled()) {
      let toEdge = 1;
      let cell = cellBeside(cellOf(player), heading);
      while (cell !== undefined && world.owners[cell] === player.seat) {
        toEdge++;
        cell = cellBeside(cell, heading);
      }
      if (cell === undefined) continue;
      const further = Math.min(roomBeside(cell, heading), this.#length());
      const [one, other] = sideways(heading);
      const [left, right] = [roomBeside(cell, one), roomBeside(cell, other)];
      const side = Math.min(left, right) < 2
        ? (left > right ? one : other)
        : this.#random() < 0.5
        ? one
        : other;
      const across = Math.min(side === one ? left : right, this.#length());
      const plan = [
        ...new Array<Heading>(toEdge + further).fill(heading),
        ...new Array<Heading>(across).fill(side),
        ...new Array<Heading>(further + 1).fill(HEADINGS[heading].back),
      ];
      if (best.length === 0 || plan.length < best.length) best = plan;
    }
    return best;
  }

  #length(): number {
    return 2 + Math.floor(this.#random() * 4);
  }

  #isFree(world: LandWorld, player: Player, cell: number, heading: Heading): boolean {
    const next = cellBeside(cell, heading);
    return next !== undefined && world.lines[next] !== player.seat;
  }

  #anyWay(world: LandWorld, player: Player): Heading | undefined {
    return this.#shuffled().find((heading) => this.#isFree(world, player, cellOf(player), heading));
  }

  #inDanger(world: LandWorld, player: Player): boolean {
    const enemies = [...world.players.values()].filter((other) =>
      other.seat !== player.seat && other.away === 0
    );
    return [...world.lines.keys()].some((cell) =>
      world.lines[cell] === player.seat &&
      enemies.some((enemy) =>
        Math.abs(enemy.row - Math.floor(cell / MAP_COLUMNS)) + Math.abs(enemy.column - cell % MAP_COLUMNS) <=
          DANGER
      )
    );
  }

  /** The first step of a shortest way to own land that does not cross the own line. */
  #wayHome(world: LandWorld, player: Player): Heading | undefined {
    const start = cellOf(player);
    const firsts = new Map<number, Heading | undefined>([[start, undefined]]);
    const open = [start];
    for (let at = 0; at < open.length; at++) {
      const cell = open[at]!;
      if (world.owners[cell] === player.seat && cell !== start) return firsts.get(cell);
      for (const heading of ALL) {
        const next = cellBeside(cell, heading);
        if (next === undefined || firsts.has(next) || world.lines[next] === player.seat) continue;
        firsts.set(next, cell === start ? heading : firsts.get(cell));
        open.push(next);
      }
    }
    return undefined;
  }

  #shuffled(): Heading[] {
    const turn = Math.floor(this.#random() * ALL.length);
    return [...ALL.slice(turn), ...ALL.slice(0, turn)];
  }
}
