/**
 * Which options are on, at either end, kept by the Q method (RFC 1143).
 *
 * The negotiator decides and remembers; what an option means, and TIMING-MARK, which has no lasting state, are the
 * session's business.
 *
 * @module
 */

import type { Verb } from "./codes.ts";
import { encodeNegotiation } from "./encoder.ts";
import { Q_INPUTS, Q_STATES, Q_TABLE, type QInput, type QState } from "./negotiation_states.ts";

/** Whose behaviour an option changes: ours (we say WILL) or his (he says WILL). */
export type Side = "us" | "him";

/** What we agree to when the caller proposes it. Options not listed are refused. */
export interface NegotiationPolicy {
  readonly us: ReadonlySet<number>;
  readonly him: ReadonlySet<number>;
}

/** What came of it. */
export interface NegotiationResult {
  readonly side: Side;
  readonly option: number;
  /** Bytes to send now. */
  readonly reply?: Uint8Array;
  /** Whether the option went on or off; missing when neither. */
  readonly turned?: "on" | "off";
  /** The caller answered a request to stop with the opposite. */
  readonly peerError?: true;
}

const YES = Q_STATES.indexOf("yes");
const FIRST_WANT = Q_STATES.indexOf("want no");

/** The option states of one connection: half a kilobyte. */
export class Negotiator {
  readonly #policy: NegotiationPolicy;
  /** Indexes into the states; our end of option n at n, his at 256 + n. */
  readonly #states: Uint8Array = new Uint8Array(512);

  constructor(policy: NegotiationPolicy) {
    this.#policy = policy;
  }

  /** Takes what the caller said. At most one three-byte reply to each, and none to a WONT or DONT that changes nothing. */
  receive(verb: Verb, option: number): NegotiationResult {
    const side: Side = verb === "will" || verb === "wont" ? "him" : "us";
    if (verb === "wont" || verb === "dont") return this.#move(side, option, "deny");
    return this.#move(side, option, this.#policy[side].has(option) ? "accept" : "refuse");
  }

  /** Asks for an option to be turned on or off. */
  request(side: Side, option: number, on: boolean): NegotiationResult {
    return this.#move(side, option, on ? "enable" : "disable");
  }

  /** Whether both ends agreed; only then does the option have an effect. */
  isOn(side: Side, option: number): boolean {
    return this.#states[index(side, option)] === YES;
  }

  /** Whether no answer of the caller is awaited. */
  isSettled(side: Side, option: number): boolean {
    return this.#states[index(side, option)]! < FIRST_WANT;
  }

  /** The state by its name. */
  state(side: Side, option: number): QState {
    return Q_STATES[this.#states[index(side, option)]!]!;
  }

  #move(side: Side, option: number, input: QInput): NegotiationResult {
    const at = index(side, option);
    const before = this.#states[at]!;
    const row = Q_TABLE[before * Q_INPUTS.length + Q_INPUTS.indexOf(input)]!;
    const after = Q_STATES.indexOf(row.to);
    this.#states[at] = after;
    return {
      side,
      option,
      ...(row.send && { reply: encodeNegotiation(verbFor(side, row.send), option) }),
      ...((before === YES) !== (after === YES) && { turned: after === YES ? "on" : "off" }),
      ...(row.peerError && { peerError: true }),
    };
  }
}

function index(side: Side, option: number): number {
  return side === "us" ? option : 256 + option;
}

function verbFor(side: Side, send: "positive" | "negative"): Verb {
  if (side === "us") return send === "positive" ? "will" : "wont";
  return send === "positive" ? "do" : "dont";
}
