/**
 * The rules of Land grab: the map, who owns what, lines, cuts. It knows no screen, no clock and no other session.
 *
 * Everybody begins with a small home. Who leaves his land draws a line behind him; when he is back on it, the line and
 * all that it encloses are his. Whoever steps on a line, his own or another's, cuts it: its drawer loses the line and
 * comes back at home a little later. On own land nobody can be hurt.
 *
 * @module
 */

/** Columns of the map. */
export const MAP_COLUMNS = 36;
/** Rows of the map. */
export const MAP_ROWS = 18;
/** Cells of the map. */
export const MAP_CELLS = MAP_COLUMNS * MAP_ROWS;
/** How many can play. */
export const SEATS = 8;
/** Nobody's land, nobody's line. */
export const NOBODY = -1;
/** Steps that somebody is away whose line was cut. */
export const STEPS_AWAY = 8;
/** Turns that wait until a step is due. */
const MAX_TURNS = 2;
/** Places that are looked at for a home. */
const HOME_TRIES = 40;

/** Where somebody goes. */
export type Heading = "up" | "down" | "left" | "right";

/** What a step is, and the heading that undoes it. */
export const HEADINGS: Readonly<
  Record<Heading, { readonly rows: number; readonly columns: number; readonly back: Heading }>
> = {
  up: { rows: -1, columns: 0, back: "down" },
  down: { rows: 1, columns: 0, back: "up" },
  left: { rows: 0, columns: -1, back: "right" },
  right: { rows: 0, columns: 1, back: "left" },
};

/** Somebody who plays. */
export interface Player {
  readonly seat: number;
  /** The session; a word of the referee's for computer players. */
  readonly id: string;
  readonly name: string;
  readonly computer: boolean;
  row: number;
  column: number;
  heading: Heading | undefined;
  /** Headings that are wanted next. */
  turns: Heading[];
  /** Steps until he is back; 0 when he is there. */
  away: number;
  /** Lines of others that he cut in this round. */
  cuts: number;
}

/** What happened in a step, by seats. */
export type LandEvent =
  | { readonly type: "cut"; readonly seat: number; readonly by: number }
  | { readonly type: "took"; readonly seat: number; readonly cells: number }
  | { readonly type: "ousted"; readonly seat: number };

/** The cell a step further, or `undefined` at the edge. */
export function cellBeside(cell: number, heading: Heading): number | undefined {
  const { rows, columns } = HEADINGS[heading];
  const row = Math.floor(cell / MAP_COLUMNS) + rows;
  const column = cell % MAP_COLUMNS + columns;
  const inside = row >= 0 && row < MAP_ROWS && column >= 0 && column < MAP_COLUMNS;
  return inside ? row * MAP_COLUMNS + column : undefined;
}

/** Where somebody stands. */
export function cellOf(player: Pick<Player, "row" | "column">): number {
  return player.row * MAP_COLUMNS + player.column;
}

/** The map and everybody on it. */
export class LandWorld {
  /** Seats of the owners of all cells, row by row. */
  readonly owners: Int8Array = new Int8Array(MAP_CELLS).fill(NOBODY);
  /** Seats of those whose line lies on a cell. */
  readonly lines: Int8Array = new Int8Array(MAP_CELLS).fill(NOBODY);
  readonly players: Map<number, Player> = new Map();
  #steps = 0;
  readonly #random: () => number;

  /** `random` answers numbers from 0 to less than 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Whoever has this id. */
  find(id: string): Player | undefined {
    return [...this.players.values()].find((player) => player.id === id);
  }

  /** Cells that a seat owns. */
  land(seat: number): number {
    let count = 0;
    for (const owner of this.owners) if (owner === seat) count++;
    return count;
  }

  /** Whether a seat has a line. */
  hasLine(seat: number): boolean {
    return this.lines.includes(seat);
  }

  /** Gives somebody a seat and a home; `undefined` when all seats are taken. */
  join(id: string, name: string, computer: boolean = false): Player | undefined {
    const before = this.find(id);
    if (before !== undefined) return before;
    const seat = Array.from({ length: SEATS }, (_, i) => i).find((i) => !this.players.has(i));
    if (seat === undefined) return undefined;
    const player: Player = {
      seat,
      id,
      name,
      computer,
      row: 0,
      column: 0,
      heading: undefined,
      turns: [],
      away: 0,
      cuts: 0,
    };
    this.players.set(seat, player);
    this.#settle(player);
    return player;
  }

  /** Takes somebody off the map, and all that is his. */
  leave(id: string): boolean {
    const player = this.find(id);
    if (player === undefined) return false;
    this.players.delete(player.seat);
    this.#wipe(this.lines, player.seat);
    this.#wipe(this.owners, player.seat);
    return true;
  }

  /** Notes where somebody wants to go; `undefined` to stand still, which is only done on own land. */
  turn(id: string, heading: Heading | undefined): void {
    const player = this.find(id);
    if (player === undefined || player.away > 0) return;
    if (heading === undefined) {
      player.turns = [];
      if (this.owners[cellOf(player)] === player.seat) player.heading = undefined;
    } else if (player.turns.length < MAX_TURNS && player.turns.at(-1) !== heading) {
      player.turns.push(heading);
    }
  }

  /** Everybody begins anew on an empty map. */
  restart(): void {
    this.owners.fill(NOBODY);
    this.lines.fill(NOBODY);
    for (const player of this.players.values()) {
      player.cuts = 0;
      this.#settle(player);
    }
  }

  /** Everybody goes a step. Who is first changes from step to step. */
  step(): LandEvent[] {
    const events: LandEvent[] = [];
    const first = this.#steps++ % SEATS;
    for (let i = 0; i < SEATS; i++) {
      const player = this.players.get((first + i) % SEATS);
      if (player === undefined) continue;
      if (player.away > 0) {
        if (--player.away === 0) this.#comeBack(player);
      } else if (this.land(player.seat) === 0) {
        this.#lose(player);
        events.push({ type: "ousted", seat: player.seat });
      } else {
        this.#move(player, events);
      }
    }
    return events;
  }

  #move(player: Player, events: LandEvent[]): void {
    const { seat } = player;
    const wanted = player.turns.shift();
    // Straight back would be onto the own line.
    const back = player.heading !== undefined && HEADINGS[player.heading].back === wanted;
    if (wanted !== undefined && !(back && this.hasLine(seat))) player.heading = wanted;
    if (player.heading === undefined) return;
    const cell = cellBeside(cellOf(player), player.heading);
    if (cell === undefined) return;
    const drawer = this.lines[cell]!;
    if (drawer !== NOBODY) {
      const victim = this.players.get(drawer);
      if (victim !== undefined) this.#lose(victim);
      events.push({ type: "cut", seat: drawer, by: seat });
      if (drawer === seat) return;
      player.cuts++;
    }
    player.row = Math.floor(cell / MAP_COLUMNS);
    player.column = cell % MAP_COLUMNS;
    if (this.owners[cell] !== seat) this.lines[cell] = seat;
    else if (this.hasLine(seat)) events.push({ type: "took", seat, cells: this.#take(seat) });
  }

  /** The line and what it encloses become land. Answers how many cells more there are. */
  #take(seat: number): number {
    const before = this.land(seat);
    for (let cell = 0; cell < MAP_CELLS; cell++) {
      if (this.lines[cell] !== seat) continue;
      this.lines[cell] = NOBODY;
      this.owners[cell] = seat;
    }
    const outside = this.#outside(seat);
    for (let cell = 0; cell < MAP_CELLS; cell++) if (!outside.has(cell)) this.owners[cell] = seat;
    return this.land(seat) - before;
  }

  /** The cells from which one gets to the edge without a step on a seat's land. */
  #outside(seat: number): Set<number> {
    const seen = new Set<number>();
    const open: number[] = [];
    const visit = (cell: number | undefined) => {
      if (cell === undefined || seen.has(cell) || this.owners[cell] === seat) return;
      seen.add(cell);
      open.push(cell);
    };
    for (let column = 0; column < MAP_COLUMNS; column++) {
      visit(column);
      visit(MAP_CELLS - 1 - column);
    }
    for (let row = 0; row < MAP_ROWS; row++) {
      visit(row * MAP_COLUMNS);
      visit(row * MAP_COLUMNS + MAP_COLUMNS - 1);
    }
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      for (const heading of Object.keys(HEADINGS) as Heading[]) visit(cellBeside(cell, heading));
    }
    return seen;
  }

  #lose(player: Player): void {
    this.#wipe(this.lines, player.seat);
    player.away = STEPS_AWAY;
    player.heading = undefined;
    player.turns = [];
  }

  /** Back on own land, or in a new home when there is none. */
  #comeBack(player: Player): void {
    const own = [...this.owners.keys()].filter((cell) => this.owners[cell] === player.seat);
    const cell = own[Math.floor(this.#random() * own.length)];
    if (cell === undefined) return this.#settle(player);
    player.row = Math.floor(cell / MAP_COLUMNS);
    player.column = cell % MAP_COLUMNS;
    player.heading = undefined;
  }

  /** A new home of three by three cells, where there is most room. */
  #settle(player: Player): void {
    let best = { row: 1, column: 1, room: -Infinity };
    for (let i = 0; i < HOME_TRIES; i++) {
      const row = 1 + Math.floor(this.#random() * (MAP_ROWS - 2));
      const column = 1 + Math.floor(this.#random() * (MAP_COLUMNS - 2));
      const room = this.#room(row, column, player.seat);
      if (room > best.room) best = { row, column, room };
    }
    player.row = best.row;
    player.column = best.column;
    player.heading = undefined;
    player.turns = [];
    player.away = 0;
    for (const cell of this.#around(best.row, best.column)) {
      this.owners[cell] = player.seat;
      this.lines[cell] = NOBODY;
    }
  }

  /** How good a place is: far from the others, on nobody's land. */
  #room(row: number, column: number, seat: number): number {
    const taken =
      this.#around(row, column).filter((cell) => this.owners[cell] !== NOBODY || this.lines[cell] !== NOBODY)
        .length;
    const distances = [...this.players.values()].filter((other) => other.seat !== seat)
      .map((other) => Math.abs(other.row - row) + Math.abs(other.column - column));
    return Math.min(MAP_COLUMNS, ...distances) - 10 * taken;
  }

  #around(row: number, column: number): number[] {
    const cells: number[] = [];
    for (let y = row - 1; y <= row + 1; y++) {
      for (let x = column - 1; x <= column + 1; x++) cells.push(y * MAP_COLUMNS + x);
    }
    return cells;
  }

  #wipe(map: Int8Array, seat: number): void {
    for (let cell = 0; cell < MAP_CELLS; cell++) if (map[cell] === seat) map[cell] = NOBODY;
  }
}
