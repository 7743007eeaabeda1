/**
 * Bytes from the caller in, telnet events out (RFC 854, 855).
 *
 * The decoder finds where sequences begin and end and knows no option. Its memory is bounded: a state, and one
 * subnegotiation that is allocated while it lasts.
 *
 * @module
 */

import { IAC, type Verb } from "./codes.ts";
import { actionNumber, DECODER_TABLE, stateNumber } from "./decoder_states.ts";
import type { FaultReason, TelnetEvent } from "./events.ts";

/**
 * The longest subnegotiation that is kept, in bytes. Precedents: inetutils 256 and truncates, libtelnet 16,384 and
 * abandons, x/84 65,534 and hangs up, telnetlib3 none. A full NEW-ENVIRON answer of a real client is below 1 KiB.
 */
export const MAX_SUBNEGOTIATION = 8192;

/** How a decoder is made. */
export interface TelnetDecoderOptions {
  /** The longest subnegotiation kept, in bytes; {@linkcode MAX_SUBNEGOTIATION} when not said. */
  readonly maxSubnegotiation?: number;
  /** `false` sends every byte through the table; the tests hold both ways to the same answer. */
  readonly fastPath?: boolean;
}

const DATA = stateNumber("data");
const IAC_SEEN = stateNumber("iac");
const VERB_OF_STATE: readonly (Verb | undefined)[] = (() => {
  const verbs: (Verb | undefined)[] = [];
  for (const verb of ["will", "wont", "do", "dont"] as const) verbs[stateNumber(verb)] = verb;
  return verbs;
})();

const NOTHING = actionNumber("nothing");
const TAKE_DATA = actionNumber("data");
const TAKE_COMMAND = actionNumber("command");
const NEGOTIATE = actionNumber("negotiate");
const BEGIN = actionNumber("begin");
const COLLECT = actionNumber("collect");
const END = actionNumber("end");
const NO_OPTION = actionNumber("no option");
const DROP = actionNumber("drop");

const EMPTY = new Uint8Array(0);
const FIRST_BODY = 64;

/**
 * Decodes a caller's stream.
 *
 * Where the input is cut makes no difference, except that data may come in more pieces. Data events may be views
 * of the pushed chunk: the caller must not write into a chunk afterwards.
 *
 * ```ts
 * const decoder = new TelnetDecoder();
 * decoder.push(Uint8Array.of(104, 105, 255, 253, 1));
 * // [{ type: "data", bytes: "hi" }, { type: "negotiate", verb: "do", option: 1 }]
 * ```
 */
export class TelnetDecoder {
  readonly #limit: number;
  readonly #fastPath: boolean;
  #state = DATA;
  #option = 0;
  #body: Uint8Array = EMPTY;
  #length = 0;
  /** Unescaped data of the chunk in hand; made when the chunk turns out to hold IAC IAC, gone when it is done. */
  #copied: Uint8Array = EMPTY;
  #copiedLength = 0;

  constructor(options: TelnetDecoderOptions = {}) {
    const limit = options.maxSubnegotiation ?? MAX_SUBNEGOTIATION;
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new TypeError(`Cannot use "maxSubnegotiation": expected 0 or more, found ${limit}`);
    }
    this.#limit = limit;
    this.#fastPath = options.fastPath ?? true;
  }

  /** Takes the next bytes and tells what they complete. */
  push(chunk: Uint8Array): TelnetEvent[] {
    const events: TelnetEvent[] = [];
    let i = 0;
    while (i < chunk.length) {
      if (this.#state === DATA && this.#fastPath) i = this.#takeRun(chunk, i, events);
      else this.#step(chunk[i++]!, events);
    }
    this.#copied = EMPTY;
    this.#copiedLength = 0;
    return events;
  }

  /** Takes data up to the next command or the end of the chunk; answers with where to go on. */
  #takeRun(chunk: Uint8Array, from: number, events: TelnetEvent[]): number {
    const end = chunk.length;
    const first = chunk.indexOf(IAC, from);
    if (first < 0) {
      events.push({ type: "data", bytes: from === 0 ? chunk : chunk.subarray(from) });
      return end;
    }
    if (first + 1 < end && chunk[first + 1] === IAC) return this.#copyRun(chunk, from, events);
    if (first > from) events.push({ type: "data", bytes: chunk.subarray(from, first) });
    this.#state = IAC_SEEN;
    return first + 1;
  }

  /** As {@linkcode TelnetDecoder.#takeRun}, for a run that holds IAC IAC and therefore has to be copied. */
  #copyRun(chunk: Uint8Array, from: number, events: TelnetEvent[]): number {
    const end = chunk.length;
    if (this.#copied.length === 0) this.#copied = new Uint8Array(end - from);
    const out = this.#copied;
    const begin = this.#copiedLength;
    let at = begin;
    let i = from;
    while (i < end) {
      const byte = chunk[i]!;
      if (byte === IAC) {
        if (chunk[i + 1] !== IAC) break;
        i++;
      }
      out[at++] = byte;
      i++;
    }
    this.#copiedLength = at;
    if (at > begin) events.push({ type: "data", bytes: out.subarray(begin, at) });
    if (i === end) return end;
    this.#state = IAC_SEEN;
    return i + 1;
  }

  #step(byte: number, events: TelnetEvent[]): void {
    const state = this.#state;
    const cell = DECODER_TABLE[state << 8 | byte]!;
    this.#state = cell & 15;
    switch (cell >> 4) {
      case NOTHING:
        return;
      case TAKE_DATA:
        events.push({ type: "data", bytes: Uint8Array.of(byte) });
        return;
      case TAKE_COMMAND:
        events.push({ type: "command", command: byte });
        return;
      case NEGOTIATE:
        events.push({ type: "negotiate", verb: VERB_OF_STATE[state]!, option: byte });
        return;
      case BEGIN:
        this.#option = byte;
        this.#length = 0;
        return;
      case COLLECT:
        this.#collect(byte, events);
        return;
      case END:
        if (this.#length <= this.#limit) {
          events.push({
            type: "subnegotiation",
            option: this.#option,
            bytes: this.#body.subarray(0, this.#length),
          });
        }
        this.#body = EMPTY;
        return;
      case NO_OPTION:
        this.#drop("subnegotiation without option", events);
        return;
      case DROP:
        this.#drop("command inside subnegotiation", events);
        return;
      default: // "drop and command"
        this.#drop("command inside subnegotiation", events);
        events.push({ type: "command", command: byte });
    }
  }

  /** Adds a byte to the subnegotiation. One that grew too long stays a length just past the limit, without bytes. */
  #collect(byte: number, events: TelnetEvent[]): void {
    if (this.#length > this.#limit) return;
    if (this.#length === this.#limit) {
      this.#length++;
      this.#drop("subnegotiation too long", events);
      return;
    }
    if (this.#length === this.#body.length) {
      const grown = new Uint8Array(Math.min(this.#limit, Math.max(FIRST_BODY, this.#length * 2)));
      grown.set(this.#body);
      this.#body = grown;
    }
    this.#body[this.#length++] = byte;
  }

  #drop(reason: FaultReason, events: TelnetEvent[]): void {
    this.#body = EMPTY;
    events.push({ type: "fault", reason });
  }
}
