/**
 * Who may fetch now: so many on the whole board, so many of one session. The others wait in a line that has an end.
 *
 * @module
 */

/** How much may be under way. */
export interface FetchRoom {
  readonly max_fetches: number;
  readonly max_fetches_per_session: number;
}

/** Requests of one session that may wait. */
const MAX_WAITING = 16;

interface Waiting<Owner> {
  readonly owner: Owner;
  readonly begin: () => void;
}

/** The turns of all sessions. */
export class FetchTurns<Owner> {
  readonly #room: () => FetchRoom;
  readonly #active = new Map<Owner, number>();
  #total = 0;
  #waiting: Waiting<Owner>[] = [];

  constructor(room: () => FetchRoom) {
    this.#room = room;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** How many are under way. */
  get active(): number {
    return this.#total;
  }

  /**
   * Waits for a turn; the answer gives it back. `undefined` when too many of this owner wait already. Rejects with
   * the signal's reason.
   */
  async take(owner: Owner, signal: AbortSignal): Promise<Disposable | undefined> {
    signal.throwIfAborted();
    if (!this.#hasRoom(owner)) {
      if (this.#waiting.filter((other) => other.owner === owner).length >= MAX_WAITING) return undefined;
      await this.#wait(owner, signal);
    } else {
      this.#begin(owner);
    }
    return { [Symbol.dispose]: () => this.#end(owner) };
  }

  #hasRoom(owner: Owner): boolean {
    const { max_fetches, max_fetches_per_session } = this.#room();
    return this.#total < max_fetches && (this.#active.get(owner) ?? 0) < max_fetches_per_session;
  }

  #wait(owner: Owner, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const gone = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(signal.reason);
      };
      const waiting = {
        owner,
        begin: () => {
          signal.removeEventListener("abort", gone);
          this.#begin(owner);
          resolve();
        },
      };
      signal.addEventListener("abort", gone, { once: true });
      this.#waiting.push(waiting);
    });
  }

  #begin(owner: Owner): void {
    this.#total += 1;
    this.#active.set(owner, (this.#active.get(owner) ?? 0) + 1);
  }

  #end(owner: Owner): void {
    this.#total -= 1;
    const left = this.#active.get(owner)! - 1;
    if (left === 0) this.#active.delete(owner);
    else this.#active.set(owner, left);
    // The first whose session has room; a session that has none holds nobody else up. More than one may begin when
    // the sysop has raised a limit in the meantime.
    for (;;) {
      const next = this.#waiting.find((other) => this.#hasRoom(other.owner));
      if (next === undefined) return;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      next.begin();
    }
  }
}
