/**
 * TTYPE, the names of the caller's terminal (RFC 1091), and the Mud Terminal Type Standard on top of it.
 *
 * ```
 * FF FA 18 01 FF F0            SEND, ours
 * FF FA 18 00 name.. FF F0     IS, his; each SEND gives the next name, the last one twice
 * MTTS clients: client name, terminal name, "MTTS 271", "MTTS 271"
 * ```
 *
 * A name is a stranger's text: checked here, and even so never a path or a property key.
 *
 * @module
 */

import { Option } from "./codes.ts";
import { encodeSubnegotiation } from "./encoder.ts";

/** The most SENDs on one connection. Microsoft telnet has four names, MTTS clients three. */
export const MAX_TERMINAL_REQUESTS = 8;

/** Stands in for a name that is not one. */
export const FALLBACK_TERMINAL = "ansi";

const IS = 0;
const SEND = 1;
/** RFC 1091 by way of RFC 1010 asks for a letter first; "386at" and its kin are real. Spaces and lower case are, too. */
const NAME = /^[a-z0-9][a-z0-9._+ /-]{0,39}$/;
const MTTS = /^mtts (\d{1,5})$/;
const REQUEST = encodeSubnegotiation(Option.TTYPE, Uint8Array.of(SEND));

/**
 * Checks a claimed name: lower case, without the spaces and NULs that some clients append. Empty stays empty; what is
 * not a terminal's name, or looks like a path that climbs, becomes {@linkcode FALLBACK_TERMINAL}.
 */
export function cleanTerminalName(claimed: string): string {
  const name = claimed.replace(/[\0 ]+$/, "").toLowerCase();
  if (name === "") return "";
  return NAME.test(name) && !name.includes("..") ? name : FALLBACK_TERMINAL;
}

/** Asks for the names of one caller's terminal, one after the other, and ends. */
export class TerminalTypes {
  readonly #answers: string[] = [];
  #mtts = 0;
  #requests = 0;
  #awaiting = false;
  #ended = false;

  /** The bytes that ask for the next name; nothing when one is awaited or the list has ended. */
  ask(): Uint8Array | undefined {
    if (this.#awaiting || this.#ended || this.#requests >= MAX_TERMINAL_REQUESTS) return undefined;
    this.#awaiting = true;
    this.#requests++;
    return REQUEST;
  }

  /** Takes the parameters of a subnegotiation. False when they do not answer a request, and are ignored. */
  receive(payload: Uint8Array): boolean {
    if (!this.#awaiting || payload[0] !== IS) return false;
    this.#awaiting = false;
    const name = cleanTerminalName(String.fromCharCode(...payload.subarray(1, 64)));
    if (this.#answers.includes(name)) {
      this.#ended = true;
      return true;
    }
    this.#answers.push(name);
    const mtts = MTTS.exec(name);
    if (mtts !== null) this.#mtts = Number(mtts[1]);
    return true;
  }

  /** The caller took TTYPE back: no answer will come. */
  withdraw(): void {
    this.#awaiting = false;
  }

  /** Whether a first answer came. */
  get answered(): boolean {
    return this.#answers.length > 0;
  }

  /** The names in order, without MTTS. */
  get names(): readonly string[] {
    return this.#answers.filter((name) => name !== "" && !MTTS.test(name));
  }

  /** The bit field of the Mud Terminal Type Standard, 0 when not told. */
  get mtts(): number {
    return this.#mtts;
  }

  /**
   * The name that counts: the first, which is the client's best by RFC 1091; for a client that told MTTS the second,
   * as its first is the client's own name.
   */
  get terminal(): string | undefined {
    const names = this.names;
    return (this.#answers.some((name) => MTTS.test(name)) ? names[1] : undefined) ?? names[0];
  }
}
