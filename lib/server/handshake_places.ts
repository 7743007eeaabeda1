/**
 * Places for callers by SSH who shake hands.
 *
 * Twenty handshakes at once take no less time than one after the other, but meanwhile they, and the clients of the same
 * machine, are on all processors, and each key of others waits behind them. So a few shake hands at a time, fewer of
 * one address. Who is slow, or means no good, keeps his place for a moment only, and goes on without it.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { addressGroup } from "../host/address_list.ts";

/** Callers who shake hands at a time. */
const PLACES = 8;
/** Of one address. */
const PLACES_PER_ADDRESS = 2;
/** Milliseconds that a place is kept. */
const KEPT = 250;
/** Callers who may wait for a place; who comes then is not held back. */
const MAX_WAITING = 64;

interface Waiter {
  readonly group: string;
  admit(): void;
}

/** Hands out places. */
export class HandshakePlaces {
  #taken = 0;
  #groups = new Map<string, number>();
  #waiting: Waiter[] = [];

  constructor(private readonly clock: Clock) {}

  /** Waits for a place. What it answers gives the place back, and may be called more than once. */
  async enter(hostname: string): Promise<() => void> {
    const group = addressGroup(hostname);
    if (!this.#isFree(group)) {
      if (this.#waiting.length >= MAX_WAITING) return () => {};
      await new Promise<void>((resolve) => {
        this.#waiting.push({ group, admit: resolve });
      });
    } else this.#take(group);
    let kept = true;
    const leave = () => {
      if (!kept) return;
      kept = false;
      cancel();
      this.#leave(group);
    };
    const cancel = this.clock.after(KEPT, leave);
    return leave;
  }

  #isFree(group: string): boolean {
    return this.#taken < PLACES && (this.#groups.get(group) ?? 0) < PLACES_PER_ADDRESS;
  }

  #take(group: string): void {
    this.#taken++;
    this.#groups.set(group, (this.#groups.get(group) ?? 0) + 1);
  }

  #leave(group: string): void {
    this.#taken--;
    const left = this.#groups.get(group)! - 1;
    if (left === 0) this.#groups.delete(group);
    else this.#groups.set(group, left);
    const next = this.#waiting.findIndex((waiter) => this.#isFree(waiter.group));
    if (next < 0) return;
    const [waiter] = this.#waiting.splice(next, 1);
    this.#take(waiter!.group);
    waiter!.admit();
  }
}
