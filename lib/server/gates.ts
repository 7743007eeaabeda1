/**
 * The gates at every door: how many callers there may be, in all and from one address, and who is turned away.
 *
 * A caller is counted from the moment he is accepted, long before he is anybody. Refusing costs one line of text.
 *
 * @module
 */

import { addressGroup } from "../host/address_list.ts";
import type { SystemSettings } from "../host/settings.ts";

/** A caller who was let in. Disposing of it lets the next one in. */
export interface Pass extends Disposable {
  readonly admitted: true;
}

/** A caller who was not. */
export interface Refusal {
  readonly admitted: false;
  /** For the log. */
  readonly reason: "full" | "address full" | "barred" | "banned" | "too often" | "closing";
  /** For the caller, plain ASCII. */
  readonly line: string;
}

/** What the gates look at. */
export interface GateRules {
  /** Read at each decision, so that a reload counts at once. */
  limits(): Pick<SystemSettings, "max_callers" | "max_callers_per_address">;
  /** Whether the address is turned away for its failed logins. */
  banned(hostname: string): boolean;
  /** Whether the operator has banned the address. Without it nobody is. */
  barred?(hostname: string): boolean;
  /** Counts a call; answers whether the address calls too often. Without it nobody does. */
  hurries?(hostname: string): boolean;
}

/** Counts callers. */
export class Gates {
  #total = 0;
  #addresses = new Map<string, number>();
  #closing = false;

  constructor(private readonly rules: GateRules) {}

  /** Callers who are inside. */
  get count(): number {
    return this.#total;
  }

  /** Decides about a caller from this address. */
  enter(hostname: string): Pass | Refusal {
    const limits = this.rules.limits();
    const group = addressGroup(hostname);
    const from = this.#addresses.get(group) ?? 0;
    if (this.#closing) return refuse("closing", "This board is closing. Please call again later.");
    if (this.rules.barred?.(hostname)) {
      return refuse("barred", "Calls from your address are not taken here.");
    }
    if (this.rules.banned(hostname)) {
      return refuse("banned", "Too many failed logins from your address. Try again later.");
    }
    if (this.rules.hurries?.(hostname)) {
      return refuse("too often", "Your address calls too often. Try again in a few minutes.");
    }
    if (this.#total >= limits.max_callers) {
      return refuse("full", "All nodes of this board are busy. Please call again later.");
    }
    if (from >= limits.max_callers_per_address) {
      return refuse("address full", "There are too many callers from your address already.");
    }
    this.#total++;
    this.#addresses.set(group, from + 1);
    let inside = true;
    return {
      admitted: true,
      [Symbol.dispose]: () => {
        if (!inside) return;
        inside = false;
        this.#leave(group);
      },
    };
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#closing = true;
  }

  #leave(group: string): void {
    this.#total--;
    const left = (this.#addresses.get(group) ?? 1) - 1;
    if (left === 0) this.#addresses.delete(group);
    else this.#addresses.set(group, left);
  }
}

function refuse(reason: Refusal["reason"], line: string): Refusal {
  return { admitted: false, reason, line };
}
