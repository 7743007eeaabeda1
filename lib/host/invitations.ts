/**
 * One session asks another to do something together: chat, answer a page, play.
 *
 * In x/84 any session could push any script onto any other. Here an invitation is a question of a known kind, the
 * invited session's own scripts decide what follows from it, and the host remembers who asked whom, so nobody can
 * answer for somebody else.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import type { Clock } from "../base/clock.ts";
import {
  type Invitation,
  INVITATION_ANSWER_TOPIC,
  INVITATION_TOPIC,
  type InvitationAnswer,
  type InvitationKind,
} from "../wire/calls.ts";
import type { Exchange } from "./exchange.ts";

/** Open invitations that a session may have sent, and that it may have got. */
export const MAX_INVITATIONS = 8;
/** Milliseconds after which an unanswered invitation is forgotten. */
export const INVITATION_LIFETIME = 300_000;

interface Open {
  readonly id: number;
  readonly kind: InvitationKind;
  readonly from: SessionId;
  readonly target: SessionId;
  readonly expires: number;
}

/** Invitations that wait for an answer: at most {@linkcode MAX_INVITATIONS} from a session and as many to it. */
export class Invitations {
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  readonly #open = new Map<number, Open>();
  #lastId = 0;

  constructor(exchange: Exchange, clock: Clock) {
    this.#exchange = exchange;
    this.#clock = clock;
  }

  /** How many wait. */
  get size(): number {
    this.#expire();
    return this.#open.size;
  }

  /**
   * Asks a session. Resolves to the invitation's id, or `undefined` when the target is not there, does not listen,
   * is the caller himself or has too many to answer already. Asking again before there is an answer gives the same
   * id and disturbs nobody.
   *
   * @throws {RangeError} when the caller has {@linkcode MAX_INVITATIONS} open already.
   */
  async invite(
    from: SessionId,
    handle: string,
    target: SessionId,
    kind: InvitationKind,
  ): Promise<number | undefined> {
    this.#expire();
    if (from === target) return undefined;
    const open = [...this.#open.values()];
    const sent = open.filter((one) => one.from === from);
    const same = sent.find((one) => one.target === target && one.kind === kind);
    if (same !== undefined) return same.id;
    if (sent.length >= MAX_INVITATIONS) {
      throw new RangeError(
        `Cannot invite: expected at most ${MAX_INVITATIONS} open invitations, found ${sent.length}`,
      );
    }
    if (open.filter((one) => one.target === target).length >= MAX_INVITATIONS) return undefined;
    const id = ++this.#lastId;
    // It is written down before it is told: the answer may be faster than the telling.
    this.#open.set(id, {
      id,
      kind,
      from,
      target,
      expires: this.#clock.monotonic() + INVITATION_LIFETIME,
    });
    const invitation: Invitation = { id, kind, from, handle };
    const reached = await this.#exchange.publish(from, INVITATION_TOPIC, JSON.stringify(invitation), target);
    if (reached > 0) return id;
    this.#open.delete(id);
    return undefined;
  }

  /** Answers an invitation. Resolves to `false` when there is none with that id for this session any more. */
  async answer(by: SessionId, id: number, accept: boolean): Promise<boolean> {
    this.#expire();
    const open = this.#open.get(id);
    if (open === undefined || open.target !== by) return false;
    this.#open.delete(id);
    return await this.#tell(open, accept);
  }

  /** Forgets the invitations of a session that has ended; who waits for its answer is told no. */
  async release(owner: SessionId): Promise<void> {
    const waiting: Open[] = [];
    for (const open of this.#open.values()) {
      if (open.from !== owner && open.target !== owner) continue;
      this.#open.delete(open.id);
      if (open.target === owner) waiting.push(open);
    }
    for (const open of waiting) await this.#tell(open, false);
  }

  async #tell(open: Open, accepted: boolean): Promise<boolean> {
    const answer: InvitationAnswer = { id: open.id, accepted, by: open.target };
    const data = JSON.stringify(answer);
    return await this.#exchange.publish(open.target, INVITATION_ANSWER_TOPIC, data, open.from) > 0;
  }

  #expire(): void {
    const now = this.#clock.monotonic();
    // In order of age, and all live equally long: the first that is young ends the search.
    for (const open of this.#open.values()) {
      if (open.expires > now) break;
      this.#open.delete(open.id);
    }
  }
}
