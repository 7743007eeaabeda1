/**
 * Bytes for the caller: data with its escapes, and the sequences of commands (RFC 854, 855, 856).
 *
 * It works on encoded bytes, never on text: FF is a no-break space in CP437 and cannot occur in UTF-8.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import { Command, IAC, type Verb, VERB_CODES } from "./codes.ts";

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const EMPTY = new Uint8Array(0);
const NUL_BYTE = Uint8Array.of(NUL);

/** How the bytes go out. */
export interface EncodeOptions {
  /** Whether our BINARY is on (both sides agreed): CR is then sent as it is. */
  readonly binary: boolean;
}

/**
 * Encodes a caller's output, write by write: FF is doubled, and in NVT a CR that no LF follows is followed by NUL.
 *
 * A CR at the end of a write goes out at once; the NUL, if it needs one, leads the next write.
 */
export class TelnetEncoder {
  #afterReturn = false;

  /** Encodes the next bytes; answers with `bytes` itself where nothing has to change. */
  push(bytes: Uint8Array, { binary }: EncodeOptions): Uint8Array {
    if (bytes.length === 0) return bytes;
    if (binary) {
      this.#afterReturn = false;
      if (bytes.indexOf(IAC) < 0) return bytes;
    }
    let extra = 0;
    let afterReturn = this.#afterReturn;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === IAC) extra++;
      if (binary) continue;
      if (afterReturn && byte !== LF && byte !== NUL) extra++;
      afterReturn = byte === CR;
    }
    if (extra === 0) {
      this.#afterReturn = afterReturn;
      return bytes;
    }
    const out = new Uint8Array(bytes.length + extra);
    let at = 0;
    afterReturn = this.#afterReturn;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (afterReturn && byte !== LF && byte !== NUL) out[at++] = NUL;
      out[at++] = byte;
      if (byte === IAC) out[at++] = IAC;
      afterReturn = !binary && byte === CR;
    }
    this.#afterReturn = afterReturn;
    return out;
  }

  /** The NUL that a CR at the very end still needs, or nothing. */
  finish(): Uint8Array {
    if (!this.#afterReturn) return EMPTY;
    this.#afterReturn = false;
    return NUL_BYTE;
  }
}

/** Encodes data that stands alone, a CR at its end included. */
export function encodeData(bytes: Uint8Array, options: EncodeOptions): Uint8Array {
  const encoder = new TelnetEncoder();
  const encoded = encoder.push(bytes, options);
  const rest = encoder.finish();
  return rest.length === 0 ? encoded : concatBytes([encoded, rest]);
}

/** `FF command`. */
export function encodeCommand(command: number): Uint8Array {
  return Uint8Array.of(IAC, command);
}

/** `FF FB option` and its three kin. */
export function encodeNegotiation(verb: Verb, option: number): Uint8Array {
  return Uint8Array.of(IAC, VERB_CODES[verb], option);
}

/** `FF FA option payload FF F0`, with FF doubled in option and payload. */
export function encodeSubnegotiation(option: number, payload: Uint8Array): Uint8Array {
  const body = encodeData(concatBytes([Uint8Array.of(option), payload]), { binary: true });
  return concatBytes([Uint8Array.of(IAC, Command.SB), body, Uint8Array.of(IAC, Command.SE)]);
}
