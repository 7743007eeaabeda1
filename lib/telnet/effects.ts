/**
 * What the protocol core wants done: plain data, for the door to carry out in order.
 *
 * @module
 */

import type { FaultReason } from "./events.ts";
import type { StartEncoding } from "./encoding_choice.ts";
import type { WrongProtocol } from "./wrong_protocol.ts";

/** Why something the caller said had no effect. Each reason is told once on a connection. */
export type SessionFault =
  | FaultReason
  | "SE outside subnegotiation"
  | "answer against RFC 1143"
  | "too many requests";

/** Bytes for the socket, as they are; they hold whole sequences. */
export interface ReplyEffect {
  readonly type: "reply";
  readonly bytes: Uint8Array;
}

/** The answer to TIMING-MARK (RFC 860), for the socket: it is due after what the input before it makes visible. */
export interface MarkEffect {
  readonly type: "mark";
  readonly bytes: Uint8Array;
}

/** What the caller typed: Enter is one CR, erase BS, kill line NAK, interrupt ETX. In the caller's own encoding. */
export interface InputEffect {
  readonly type: "input";
  readonly bytes: Uint8Array;
}

/** The caller asks for a sign of life; `bytes` is a visible one for the socket. */
export interface AreYouThereEffect {
  readonly type: "areYouThere";
  readonly bytes: Uint8Array;
}

/** The caller does not want output that is still waiting. Drop whole writes, never part of a sequence. */
export interface AbortOutputEffect {
  readonly type: "abortOutput";
}

/** The window has a new size, clamped. May come at any rate: the door spaces them. */
export interface ResizeEffect {
  readonly type: "resize";
  readonly columns: number;
  readonly rows: number;
}

/** What is known of the terminal has changed; may come after "settled", too. The fields are those of CallerProfile. */
export interface ProfileEffect {
  readonly type: "profile";
  readonly terminal: string;
  readonly terminalNames: readonly string[];
  readonly mtts: number;
  readonly encoding: StartEncoding;
  readonly environment: Readonly<Record<string, string>>;
  readonly turnMarks: boolean;
}

/** What the first screen waits for is known, or the deadline passed: paint it. Comes once. */
export interface SettledEffect {
  readonly type: "settled";
}

/** Not a telnet client; nothing more will come of this connection. */
export interface WrongProtocolEffect {
  readonly type: "wrongProtocol";
  readonly name: WrongProtocol;
}

/** Something was ignored; for the log. */
export interface FaultEffect {
  readonly type: "fault";
  readonly reason: SessionFault;
}

/** One thing to do. */
export type TelnetEffect =
  | ReplyEffect
  | MarkEffect
  | InputEffect
  | AreYouThereEffect
  | AbortOutputEffect
  | ResizeEffect
  | ProfileEffect
  | SettledEffect
  | WrongProtocolEffect
  | FaultEffect;
