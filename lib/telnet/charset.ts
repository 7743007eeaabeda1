/**
 * CHARSET, agreeing on an encoding by its name (RFC 2066), in both directions.
 *
 * ```
 * FF FA 2A 01 ; name ; name .. FF F0     REQUEST; any separator; may start with "[TTABLE ]" and a version
 * FF FA 2A 02 name FF F0                 ACCEPTED, a name out of the request
 * FF FA 2A 03 FF F0                      REJECTED
 * ```
 *
 * Translation tables are never sent, asked for or taken.
 *
 * @module
 */

import { Option } from "./codes.ts";
import { encodeSubnegotiation } from "./encoder.ts";
import { encodingOfCharset, type StartEncoding } from "./encoding_choice.ts";

const REQUEST = 1;
const ACCEPTED = 2;
const REJECTED = 3;
const TTABLE = "[TTABLE ]";

/** The names we offer, best first. */
export const OFFERED_CHARSETS: readonly string[] = ["UTF-8", "CP437"];

const OFFER = encodeSubnegotiation(Option.CHARSET, packet(REQUEST, `;${OFFERED_CHARSETS.join(";")}`));
const REJECTION = encodeSubnegotiation(Option.CHARSET, packet(REJECTED, ""));

/** The CHARSET talk of one connection. */
export class CharsetTalk {
  #asked = false;
  #awaiting = false;
  #encoding: StartEncoding | undefined;

  /** Our REQUEST, once on a connection; allowed when our CHARSET is on. */
  ask(): Uint8Array | undefined {
    if (this.#asked) return undefined;
    this.#asked = true;
    this.#awaiting = true;
    return OFFER;
  }

  /** The caller took CHARSET back: no answer will come. */
  withdraw(): void {
    this.#awaiting = false;
  }

  /** Whether our REQUEST is not answered yet. */
  get awaiting(): boolean {
    return this.#awaiting;
  }

  /** What was agreed on. */
  get encoding(): StartEncoding | undefined {
    return this.#encoding;
  }

  /** Takes the parameters of a subnegotiation; the answer is what to send, if anything. */
  receive(payload: Uint8Array): Uint8Array | undefined {
    const text = String.fromCharCode(...payload.subarray(1, 1024));
    switch (payload[0]) {
      case REQUEST:
        return this.#answer(text);
      case ACCEPTED:
        if (this.#awaiting && OFFERED_CHARSETS.includes(text.toUpperCase())) {
          this.#encoding = encodingOfCharset(text);
        }
        this.#awaiting = false;
        return undefined;
      case REJECTED:
        this.#awaiting = false;
        return undefined;
      default:
        return undefined;
    }
  }

  /** RFC 2066: when both have asked, the server's request stands and the client's is rejected. */
  #answer(request: string): Uint8Array {
    if (this.#awaiting) return REJECTION;
    const name = namesIn(request).find((n) => encodingOfCharset(n) !== undefined);
    if (name !== undefined) this.#encoding = encodingOfCharset(name);
    return charsetAnswer(name);
  }
}

/** The names in a REQUEST, in its order; `undefined` when the parameters are those of something else. */
export function charsetsOf(payload: Uint8Array): readonly string[] | undefined {
  if (payload[0] !== REQUEST) return undefined;
  return namesIn(String.fromCharCode(...payload.subarray(1, 1024)));
}

/** ACCEPTED with a name out of a REQUEST, or REJECTED without one. */
export function charsetAnswer(name: string | undefined): Uint8Array {
  return name === undefined ? REJECTION : encodeSubnegotiation(Option.CHARSET, packet(ACCEPTED, name));
}

function namesIn(request: string): readonly string[] {
  const list = request.startsWith(TTABLE) ? request.slice(TTABLE.length + 1) : request;
  const separator = list[0];
  return separator === undefined ? [] : list.slice(1).split(separator);
}

function packet(code: number, text: string): Uint8Array {
  return Uint8Array.of(code, ...Array.from(text, (c) => c.charCodeAt(0)));
}
