/**
 * What the decoder found in the caller's bytes, before anybody has decided what to do about it.
 *
 * @module
 */

import type { Verb } from "./codes.ts";

/** What can be wrong with the framing; the decoder is back in step after each of them. */
export type FaultReason =
  | "subnegotiation too long"
  | "subnegotiation without option"
  | "command inside subnegotiation";

/** Bytes meant for the session, with IAC IAC made one. May be a view of the chunk that was pushed. */
export interface DataEvent {
  readonly type: "data";
  readonly bytes: Uint8Array;
}

/** IAC and one byte, the undefined 0 to 235 and a stray SE included. */
export interface CommandEvent {
  readonly type: "command";
  readonly command: number;
}

/** IAC WILL/WONT/DO/DONT and an option. */
export interface NegotiateEvent {
  readonly type: "negotiate";
  readonly verb: Verb;
  readonly option: number;
}

/** IAC SB option, the parameters with IAC IAC made one, IAC SE. */
export interface SubnegotiationEvent {
  readonly type: "subnegotiation";
  readonly option: number;
  readonly bytes: Uint8Array;
}

/** Something was dropped, and why. */
export interface FaultEvent {
  readonly type: "fault";
  readonly reason: FaultReason;
}

/** One thing in the caller's stream. */
export type TelnetEvent = DataEvent | CommandEvent | NegotiateEvent | SubnegotiationEvent | FaultEvent;
