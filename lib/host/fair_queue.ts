/**
 * A queue in front of a few places, fair between groups of askers: the groups are served in turn, and within a group
 * who came first. However many one group asks at once, somebody else waits for one piece of work of each group.
 *
 * @module
 */

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/**
 * At most `places` work at a time and at most `room` wait. When there is no room, the last of the group that waits
 * with most gives way to one whose own group waits with fewer; who belongs to the largest group is refused himself.
 */
export class FairQueue {
  #free: number;
  #size = 0;
  /** The group whose turn is next comes first. A group without anybody who waits is not there. */
  readonly #groups = new Map<string, Waiter[]>();

  /** `refusal` makes the error for who finds no room, or loses his. */
  constructor(places: number, private readonly room: number, private readonly refusal: () => Error) {
    this.#free = places;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Does the work when it is its turn. Rejects with what it throws, or with the refusal. */
  async run<T>(group: string, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(group);
    try {
      return await work();
    } finally {
      // The place is handed on, not freed: somebody who comes now must not overtake who waits.
      const next = this.#next();
      if (next === undefined) this.#free++;
      else next.resolve();
    }
  }

  #wait(group: string): Promise<void> {
    if (this.#size >= this.room) this.#makeRoom(group);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = this.#groups.get(group);
    if (waiting === undefined) this.#groups.set(group, [{ resolve, reject }]);
    else waiting.push({ resolve, reject });
    this.#size++;
    return promise;
  }

  /** Throws the refusal where nobody has to give way. */
  #makeRoom(group: string): void {
    const own = this.#groups.get(group)?.length ?? 0;
    let [largest, most] = ["", 0];
    for (const [name, { length }] of this.#groups) if (length > most) [largest, most] = [name, length];
    if (most <= own + 1) throw this.refusal();
    this.#take(largest, (waiting) => waiting.pop())?.reject(this.refusal());
  }

  #next(): Waiter | undefined {
    for (const group of this.#groups.keys()) {
      const next = this.#take(group, (waiting) => waiting.shift());
      // To the end of the line of groups.
      const rest = this.#groups.get(group);
      if (rest !== undefined) {
        this.#groups.delete(group);
        this.#groups.set(group, rest);
      }
      return next;
    }
    return undefined;
  }

  #take(group: string, take: (waiting: Waiter[]) => Waiter | undefined): Waiter | undefined {
    const waiting = this.#groups.get(group)!;
    const taken = take(waiting);
    this.#size--;
    if (waiting.length === 0) this.#groups.delete(group);
    return taken;
  }
}
