/**
 * Who is in which door: a door has as many seats as its section says, numbered from 1, all doors together a bound.
 *
 * @module
 */

/** A seat in a door, until it is disposed of. */
export interface DoorSeat extends Disposable {
  /** Its number; `undefined` where the door counts none. */
  readonly node: number | undefined;
}

/** The seats of all doors. */
export class DoorSeats {
  readonly #doors = new Map<string, Set<number>>();
  #taken = 0;

  /** `most` is how many may be taken of all doors together. */
  constructor(private readonly most: () => number) {}

  /** How many are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes the first free seat of a door with `seats` seats; 0 for a door that counts none. `undefined` when all are taken. */
  take(door: string, seats: number): DoorSeat | undefined {
    if (this.#taken >= this.most()) return undefined;
    const taken = this.#doors.get(door) ?? new Set<number>();
    let node: number | undefined;
    if (seats > 0) {
      node = 1;
      while (taken.has(node)) node++;
      if (node > seats) return undefined;
      this.#doors.set(door, taken.add(node));
    }
    this.#taken++;
    let given = false;
    return {
      node,
      [Symbol.dispose]: () => {
        if (given) return;
        given = true;
        this.#taken--;
        // Without a number its set was never in the map, where by now that of others may be: a reload gives numbers.
        if (node === undefined) return;
        taken.delete(node);
        if (taken.size === 0) this.#doors.delete(door);
      },
    };
  }
}
