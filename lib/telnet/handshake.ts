/**
 * What the server proposes to a caller, what it agrees to, and when enough is known to paint the first screen.
 *
 * @module
 */

import { Option } from "./codes.ts";
import type { NegotiationPolicy, Negotiator, Side } from "./negotiation.ts";

/**
 * The opening burst, 27 bytes. ECHO and SGA together make character mode (RFC 857, 858). Nothing above CHARSET: some
 * clients fail on large option numbers. Clients answer in order, so what the first screen waits for stands last.
 */
export const OPENING: readonly (readonly [Side, number])[] = [
  ["us", Option.ECHO],
  ["us", Option.SGA],
  ["him", Option.SGA],
  ["us", Option.BINARY],
  ["him", Option.BINARY],
  ["us", Option.CHARSET],
  ["him", Option.TTYPE],
  ["him", Option.NAWS],
  ["him", Option.NEW_ENVIRON],
];

/**
 * What is agreed to when the caller proposes it. Not ECHO at his end (a loop), not AUTHENTICATION, ENCRYPT, LINEMODE, XDISPLOC
 * and others that have only brought trouble (CVE-2011-4862, CVE-2026-32746). EOR at our end only: keys have no records.
 */
export const POLICY: NegotiationPolicy = {
  us: new Set([Option.BINARY, Option.ECHO, Option.SGA, Option.STATUS, Option.EOR, Option.CHARSET]),
  him: new Set([
    Option.BINARY,
    Option.SGA,
    Option.TTYPE,
    Option.NAWS,
    Option.NEW_ENVIRON,
    Option.CHARSET,
  ]),
};

/** What the caller told so far. */
export interface Told {
  readonly size: boolean;
  readonly terminal: boolean;
  readonly environment: boolean;
  readonly charsetAwaited: boolean;
}

/**
 * Whether everything worth waiting for is answered: the options that describe the terminal, the value of each that he agreed
 * to, and our CHARSET request if he let us make one. Real clients leave WILL BINARY or DO SGA unanswered (TinTin++), and
 * the first screen does not depend on them. Of several terminal names the first is enough; the others follow later.
 */
export function isSettled(negotiator: Negotiator, told: Told): boolean {
  return isTold(negotiator, Option.TTYPE, told.terminal) &&
    isTold(negotiator, Option.NAWS, told.size) &&
    isTold(negotiator, Option.NEW_ENVIRON, told.environment) &&
    !told.charsetAwaited;
}

function isTold(negotiator: Negotiator, option: number, value: boolean): boolean {
  return negotiator.isSettled("him", option) && (value || !negotiator.isOn("him", option));
}
