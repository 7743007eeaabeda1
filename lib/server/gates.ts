/**
 * The gates at every door: how many callers there may be, in all and from one address, and who is turned away.
 *
 * A caller is counted from the moment he is accepted, long before he is anybody. Refusing costs one line of text. Until
 * he has logged in he is a stranger, and has his place on sufferance: when all places are taken, the one who has been
 * silent for longest makes room.
 *
 * @module
 */

import { addressGroup } from "../host/address_list.ts";
import type { SystemSettings } from "../host/settings.ts";

/** Milliseconds of silence after which a stranger who has said something may have to make room, too. */
export const PATIENCE = 60_000;

/** A caller who was let in. Disposing of it lets the next one in. */
export interface Pass extends Disposable {
  readonly admitted: true;
  /** He has logged in: from now on his place is his own. */
  settle(): void;
}

/** A caller as the gates see him until he has logged in. */
export interface Stranger {
  /** Whether his client has ever said anything. */
  readonly heard: boolean;
  /** Milliseconds since it last did, or since he came. */
  readonly quiet: number;
  /** Whether he has a session already, at the prompt for his name for instance, and can be reached there. */
  readonly seated: boolean;
  /** Sends him away with a line of plain ASCII. His pass need not be disposed of at once. */
  sendAway(reason: "silent" | "barred", line: string): void;
}

/** Why somebody is not let in. */
export type RefusalReason = "full" | "address full" | "barred" | "banned" | "too often" | "closing";

/** A caller who was not. */
export interface Refusal {
  readonly admitted: false;
  /** For the log. */
  readonly reason: RefusalReason;
  /** For the caller, plain ASCII. */
  readonly line: string;
}

/** What the gates look at. */
export interface GateRules {
  /** Read at each decision, so that a reload counts at once. */
  limits(): Pick<SystemSettings, "max_callers" | "max_callers_per_address">;
  /** Whether any number of callers may come from the address, within that of all. Without it this is so for none. */
  unlimited?(hostname: string): boolean;
  /** Whether the address is turned away for its failed logins. */
  banned(hostname: string): boolean;
  /** Whether the operator has banned the address. Without it nobody is. */
  barred?(hostname: string): boolean;
  /** Counts a call; answers whether the address calls too often. Without it nobody does. */
  hurries?(hostname: string): boolean;
}

const BARRED = "Calls from your address are not taken here.";

/** Counts callers. */
export class Gates {
  #total = 0;
  #addresses = new Map<string, number>();
  /** Who has not logged in, in the order in which they came. */
  #strangers = new Map<Stranger, { readonly hostname: string; readonly leave: () => void }>();
  #closing = false;

  constructor(private readonly rules: GateRules) {}

  /** Callers who are inside. */
  get count(): number {
    return this.#total;
  }

  /** Decides about a caller from this address. Without `stranger` nobody takes the place away from him. */
  enter(hostname: string, stranger?: Stranger): Pass | Refusal {
    const limits = this.rules.limits();
    const group = addressGroup(hostname);
    const from = this.#addresses.get(group) ?? 0;
    if (this.#closing) return refuse("closing", "This board is closing. Please call again later.");
    if (this.rules.barred?.(hostname)) return refuse("barred", BARRED);
    if (this.rules.banned(hostname)) {
      return refuse("banned", "Too many failed logins from your address. Try again later.");
    }
    if (this.rules.hurries?.(hostname)) {
      return refuse("too often", "Your address calls too often. Try again in a few minutes.");
    }
    const crowd = from >= limits.max_callers_per_address && !this.rules.unlimited?.(hostname);
    // Nobody makes room for one who would not be let in.
    if (this.#total >= limits.max_callers && (crowd || !this.#makeRoom())) {
      return refuse("full", "All nodes of this board are busy. Please call again later.");
    }
    if (crowd) return refuse("address full", "There are too many callers from your address already.");
    this.#total++;
    this.#addresses.set(group, (this.#addresses.get(group) ?? 0) + 1);
    let inside = true;
    const settle = () => stranger !== undefined && void this.#strangers.delete(stranger);
    const leave = () => {
      settle();
      if (!inside) return;
      inside = false;
      this.#leave(group);
    };
    if (stranger !== undefined) this.#strangers.set(stranger, { hostname, leave });
    return { admitted: true, settle, [Symbol.dispose]: leave };
  }

  /** Sends the strangers away whom the operator has banned by now and who have no session; answers how many. */
  sendBarredAway(): number {
    let count = 0;
    for (const [stranger, { hostname, leave }] of [...this.#strangers]) {
      if (stranger.seated || !this.rules.barred?.(hostname)) continue;
      leave();
      stranger.sendAway("barred", BARRED);
      count++;
    }
    return count;
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#closing = true;
  }

  /** Sends the stranger away who has been silent for longest; answers whether there is one. */
  #makeRoom(): boolean {
    let found: Stranger | undefined;
    for (const stranger of this.#strangers.keys()) {
      // The first who has never said anything has been silent for longer than all others of that kind.
      if (!stranger.heard) {
        found = stranger;
        break;
      }
      if (stranger.quiet >= Math.max(PATIENCE, found?.quiet ?? 0)) found = stranger;
    }
    if (found === undefined) return false;
    this.#strangers.get(found)!.leave();
    found.sendAway("silent", "All nodes are busy, and you have not said anything for a while. Goodbye.");
    return true;
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
