/**
 * What a client agrees to, and what it says of itself: the other half of `handshake.ts`, for calls that go out.
 *
 * It asks for nothing by itself: it answers what the other end proposes, as clients on any other port than 23 do.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import { charsetAnswer, charsetsOf } from "./charset.ts";
import { Option } from "./codes.ts";
import { encodeSubnegotiation } from "./encoder.ts";
import { encodingOfCharset } from "./encoding_choice.ts";
import type { NegotiationPolicy } from "./negotiation.ts";
import { cleanTerminalName } from "./terminal_type.ts";

/** What the client tells a host when it is asked. */
export interface ClientProfile {
  /** Name of the terminal (RFC 1091); the host may take it for a key of its terminal database. */
  readonly terminal: string;
  readonly size: TerminalSize;
  /** Canonical name of the character encoding that is spoken, for hosts that ask (RFC 2066). */
  readonly encoding: string;
}

/** The terminal of who tells none; x/84's. */
export const DEFAULT_TERMINAL = "vt220";

/**
 * What is agreed to when the host proposes it: that he echoes, that neither waits for the other's go-ahead, bytes as
 * they are, and to be asked for terminal, size and encoding. Everything else is refused: NEW-ENVIRON and XDISPLOC would
 * tell strangers of the caller, LINEMODE wants an editor, AUTHENTICATION and ENCRYPT have only brought trouble.
 */
export const CLIENT_POLICY: NegotiationPolicy = {
  us: new Set([Option.BINARY, Option.SGA, Option.TTYPE, Option.NAWS]),
  him: new Set([Option.BINARY, Option.ECHO, Option.SGA, Option.CHARSET]),
};

const IS = 0;
const SEND = 1;
const MOST = 65535;

/** The answer to a question about an option; `undefined` when nothing was asked that is answered. */
type Answer = (payload: Uint8Array, profile: ClientProfile) => Uint8Array | undefined;

/** What is answered to the subnegotiations of a host, by option. */
export const CLIENT_ANSWERS: ReadonlyMap<number, Answer> = new Map<number, Answer>([
  // One name: each SEND gets it, and by that the host knows that there is no other (RFC 1091).
  [Option.TTYPE, (payload, { terminal }) => payload[0] === SEND ? terminalAnswer(terminal) : undefined],
  [Option.CHARSET, (payload, { encoding }) => {
    const names = charsetsOf(payload);
    return names && charsetAnswer(names.find((name) => encodingOfCharset(name) === encoding));
  }],
]);

/** `FF FA 18 00 name FF F0`. */
function terminalAnswer(terminal: string): Uint8Array {
  const name = cleanTerminalName(terminal) || DEFAULT_TERMINAL;
  const bytes = Uint8Array.from(name, (char) => char.charCodeAt(0));
  return encodeSubnegotiation(Option.TTYPE, concatBytes([Uint8Array.of(IS), bytes]));
}

/** `FF FA 1F w1 w0 h1 h0 FF F0` (RFC 1073). */
export function encodeNaws({ columns, rows }: TerminalSize): Uint8Array {
  const both = [columns, rows].map((value) => Math.min(MOST, Math.max(1, Math.trunc(value))));
  return encodeSubnegotiation(Option.NAWS, Uint8Array.from(both.flatMap((n) => [n >> 8, n & 255])));
}
