/**
 * The rules of falling blocks: field, pieces, levels, points. It knows no screen and no clock; time is handed in as
 * milliseconds that have passed, chance as a generator of numbers.
 *
 * Pieces turn and give way at walls by the Super Rotation System; each seven pieces are the seven kinds in some order.
 *
 * @module
 */

import { shuffled } from "./play_chance.ts";

/** Columns of the field. */
export const FIELD_COLUMNS = 10;
/** Rows of the field that are seen. */
export const FIELD_ROWS = 20;
/** Rows above them, where pieces come from. */
export const HIDDEN_ROWS = 2;
/** Pieces that are known before they fall. */
export const NEXT_PIECES = 3;
/** The highest level. */
export const MAX_LEVEL = 20;

/** A kind of piece: 1 to 7 for I, O, T, S, Z, J, L. */
export type PieceKind = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What a player does. */
export type TetrisAction = "left" | "right" | "down" | "turn" | "turn_back" | "drop" | "hold";

/** A piece on its way; row and column of its square's corner, rows counted from the hidden ones. */
export interface Piece {
  readonly kind: PieceKind;
  /** Quarter turns clockwise, 0 to 3. */
  readonly turn: number;
  readonly row: number;
  readonly column: number;
}

/** A place in the field. */
export type Place = readonly [row: number, column: number];

const KINDS: readonly PieceKind[] = [1, 2, 3, 4, 5, 6, 7];
const ALL_ROWS = FIELD_ROWS + HIDDEN_ROWS;
/** Lines that make a level. */
const LINES_A_LEVEL = 10;
/** Points for one to four lines at once, times the level. */
const LINE_POINTS = [0, 100, 300, 500, 800];
/** Milliseconds that a piece may lie before it is fixed. Precedent: the games after the 2009 guideline. */
const LOCK_DELAY = 500;
/** Moves that give a lying piece another {@linkcode LOCK_DELAY}. */
const LOCK_MOVES = 15;
/** The longest time that may pass at once: who was cut off for a while does not find his field full. */
const MAX_STEP = 1000;

/** The pieces in their squares. */
const SHAPES: Readonly<Record<PieceKind, readonly string[]>> = {
  1: ["....", "####", "....", "...."],
  2: ["##", "##"],
  3: [".#.", "###", "..."],
  4: [".##", "##.", "..."],
  5: ["##.", ".##", "..."],
  6: ["#..", "###", "..."],
  7: ["..#", "###", "..."],
};

/** Where a piece looks for room when it turns clockwise out of turn 0 to 3: columns to the right, rows upwards. */
const KICKS: readonly (readonly Place[])[] = [
  [[0, 0], [-1, 0], [-1, 1], [0, -2], [-1, -2]],
  [[0, 0], [1, 0], [1, -1], [0, 2], [1, 2]],
  [[0, 0], [1, 0], [1, 1], [0, -2], [1, -2]],
  [[0, 0], [-1, 0], [-1, -1], [0, 2], [-1, 2]],
];
/** The same for the long piece. */
const LONG_KICKS: readonly (readonly Place[])[] = [
  [[0, 0], [-2, 0], [1, 0], [-2, -1], [1, 2]],
  [[0, 0], [-1, 0], [2, 0], [-1, 2], [2, -1]],
  [[0, 0], [2, 0], [-1, 0], [2, 1], [-1, -2]],
  [[0, 0], [1, 0], [-2, 0], [1, -2], [-2, 1]],
];

function turnedShape(kind: PieceKind, turn: number): readonly Place[] {
  const rows = SHAPES[kind];
  const last = rows.length - 1;
  const places: Place[] = [];
  for (const [row, text] of rows.entries()) {
    for (let column = 0; column < text.length; column++) {
      if (text[column] !== "#") continue;
      let place: Place = [row, column];
      for (let i = 0; i < turn; i++) place = [place[1], last - place[0]];
      places.push(place);
    }
  }
  return places;
}

const TURNED: ReadonlyMap<PieceKind, readonly (readonly Place[])[]> = new Map(
  KINDS.map((kind) => [kind, [0, 1, 2, 3].map((turn) => turnedShape(kind, turn))]),
);

/** The four cells of a piece. */
export function placesOf(piece: Piece): readonly Place[] {
  return TURNED.get(piece.kind)![piece.turn]!.map((
    [row, column],
  ) => [row + piece.row, column + piece.column]);
}

/** Milliseconds that a piece takes for a row. */
export function fallTime(level: number): number {
  return Math.max(20, Math.round(1000 * (0.8 - (level - 1) * 0.007) ** (level - 1)));
}

/** One game. */
export class TetrisGame {
  /** Kinds of the cells from the topmost hidden row on, 0 for nothing. */
  readonly cells: Uint8Array = new Uint8Array(ALL_ROWS * FIELD_COLUMNS);
  /** What was put aside. */
  held: PieceKind | undefined;
  score = 0;
  lines = 0;
  /** Pieces that were fixed. */
  pieces = 0;
  /** Lines that the piece before this one cleared. */
  lastClear = 0;
  over = false;
  falling: Piece;
  readonly #random: () => number;
  #bag: PieceKind[] = [];
  #queue: PieceKind[] = [];
  #mayHold = true;
  /** Milliseconds since the piece fell last, and since it lies. */
  #fallen = 0;
  #lain = 0;
  #lockMoves = 0;
  #lowest = 0;

  /** `random` answers numbers from 0 to less than 1. */
  constructor(random: () => number) {
    this.#random = random;
    this.falling = this.#enter(this.#draw());
  }

  /** From 1 to {@linkcode MAX_LEVEL}. */
  get level(): number {
    return Math.min(MAX_LEVEL, 1 + Math.floor(this.lines / LINES_A_LEVEL));
  }

  /** What comes next, {@linkcode NEXT_PIECES} of them. */
  get next(): readonly PieceKind[] {
    return this.#queue.slice(0, NEXT_PIECES);
  }

  /** Whether the falling piece may be put aside. */
  get mayHold(): boolean {
    return this.#mayHold;
  }

  /** The kind at a place of the seen field, 0 for nothing. */
  kindAt(row: number, column: number): number {
    return this.cells[(row + HIDDEN_ROWS) * FIELD_COLUMNS + column] ?? 0;
  }

  /** Where the falling piece would come to lie. */
  get landing(): Piece {
    let piece = this.falling;
    for (;;) {
      const below = { ...piece, row: piece.row + 1 };
      if (!this.#fits(below)) return piece;
      piece = below;
    }
  }

  /** Milliseconds until something happens by itself. */
  get wait(): number {
    const left = this.#lies() ? LOCK_DELAY - this.#lain : fallTime(this.level) - this.#fallen;
    return Math.max(1, left);
  }

  /** Does what the player wants, if it can be done. Answers whether it was. */
  act(action: TetrisAction): boolean {
    if (this.over) return false;
    switch (action) {
      case "left":
        return this.#move({ ...this.falling, column: this.falling.column - 1 });
      case "right":
        return this.#move({ ...this.falling, column: this.falling.column + 1 });
      case "turn":
        return this.#turn(1);
      case "turn_back":
        return this.#turn(-1);
      case "down":
        if (!this.#fall()) return false;
        this.score += 1;
        return true;
      case "drop": {
        const landing = this.landing;
        this.score += 2 * (landing.row - this.falling.row);
        this.falling = landing;
        this.#fix();
        return true;
      }
      case "hold":
        return this.#hold();
    }
  }

  /** Lets time pass, a second at most. */
  advance(ms: number): void {
    let left = Math.min(MAX_STEP, Math.max(0, ms));
    while (left > 0 && !this.over) {
      const step = Math.min(left, this.wait);
      left -= step;
      if (this.#lies()) {
        this.#lain += step;
        if (this.#lain >= LOCK_DELAY) this.#fix();
      } else {
        this.#fallen += step;
        if (this.#fallen >= fallTime(this.level)) this.#fall();
      }
    }
  }

  #lies(): boolean {
    return !this.#fits({ ...this.falling, row: this.falling.row + 1 });
  }

  #fits(piece: Piece): boolean {
    return placesOf(piece).every(([row, column]) =>
      row >= 0 && row < ALL_ROWS && column >= 0 && column < FIELD_COLUMNS &&
      this.cells[row * FIELD_COLUMNS + column] === 0
    );
  }

  #move(to: Piece): boolean {
    if (!this.#fits(to)) return false;
    this.falling = to;
    // Moves of a lying piece win time, but not for ever.
    if (this.#lockMoves < LOCK_MOVES && this.#lain > 0) {
      this.#lockMoves++;
      this.#lain = 0;
    }
    return true;
  }

  #turn(by: 1 | -1): boolean {
    const { kind, turn, row, column } = this.falling;
    const to = (turn + by + 4) % 4;
    const kicks = (kind === 1 ? LONG_KICKS : KICKS)[by === 1 ? turn : to]!;
    return kicks.some(([right, up]) =>
      this.#move({ kind, turn: to, row: row - up * by, column: column + right * by })
    );
  }

  #fall(): boolean {
    const below = { ...this.falling, row: this.falling.row + 1 };
    if (!this.#fits(below)) return false;
    this.falling = below;
    this.#fallen = 0;
    this.#lain = 0;
    if (below.row > this.#lowest) {
      this.#lowest = below.row;
      this.#lockMoves = 0;
    }
    return true;
  }

  #hold(): boolean {
    if (!this.#mayHold) return false;
    const put = this.falling.kind;
    this.falling = this.#enter(this.held ?? this.#draw());
    this.held = put;
    this.#mayHold = false;
    return true;
  }

  #fix(): void {
    for (const [row, column] of placesOf(this.falling)) {
      this.cells[row * FIELD_COLUMNS + column] = this.falling.kind;
    }
    this.pieces++;
    const cleared = this.#clear();
    this.score += LINE_POINTS[cleared]! * this.level;
    this.lines += cleared;
    this.lastClear = cleared;
    this.#mayHold = true;
    this.falling = this.#enter(this.#draw());
  }

  /** Takes full lines out and answers how many there were. */
  #clear(): number {
    let cleared = 0;
    for (let row = 0; row < ALL_ROWS; row++) {
      const start = row * FIELD_COLUMNS;
      if (this.cells.subarray(start, start + FIELD_COLUMNS).includes(0)) continue;
      this.cells.copyWithin(FIELD_COLUMNS, 0, start);
      this.cells.fill(0, 0, FIELD_COLUMNS);
      cleared++;
    }
    return cleared;
  }

  #enter(kind: PieceKind): Piece {
    const column = Math.floor((FIELD_COLUMNS - SHAPES[kind][0]!.length) / 2);
    // With a row in sight, if there is room.
    const rows = [HIDDEN_ROWS - 1, HIDDEN_ROWS - 2].map((row): Piece => ({ kind, turn: 0, row, column }));
    const piece = rows.find((at) => this.#fits(at));
    this.#fallen = 0;
    this.#lain = 0;
    this.#lockMoves = 0;
    this.#lowest = piece?.row ?? 0;
    if (piece === undefined) this.over = true;
    return piece ?? rows[1]!;
  }

  #draw(): PieceKind {
    while (this.#queue.length <= NEXT_PIECES) {
      if (this.#bag.length === 0) this.#bag = shuffled(KINDS, this.#random);
      this.#queue.push(this.#bag.pop()!);
    }
    return this.#queue.shift()!;
  }
}

/** A kind's cells in two rows, for showing it beside the field: `".##"`, `"##."`. */
export function pictureOf(kind: PieceKind): readonly string[] {
  return kind === 1 ? ["....", "####"] : SHAPES[kind].slice(0, 2);
}
