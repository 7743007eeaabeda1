/**
 * Makes one Enter of every way a client says Enter (RFC 854, RFC 1123 section 3.3.1).
 *
 * ```
 * 0D 0A   0D 00   0D   0A   ->   0D
 * x 0D 0A         x 0A      ->   x 0A    in one piece, from a client that edits its lines by itself
 * ```
 *
 * A client that lets nobody else echo (`nc`) sends a line when it is complete, and nothing before. The Enter at its end
 * is marked as an LF, for it may have been pressed only to send the key before it. An Enter with nothing before it is
 * one, and so is any that does not come along with its line.
 *
 * CR is Enter at once; one bit remembers it, and an LF or NUL that comes next, however late, belongs to it. Telnet
 * commands between the two are not data and do not touch the bit.
 *
 * @module
 */

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;

function isLineEnd(byte: number): boolean {
  return byte === CR || byte === LF;
}

/** The one bit of memory, for one caller. */
export class LineEnds {
  #afterReturn = false;

  /**
   * Normalises data. In NVT (`binary` false) NUL is padding and disappears; in BINARY (RFC 856) it is data. LF is
   * Enter in both. With `wholeLines` the end of a line that came with it is an LF. Answers with `bytes` itself where nothing has to change.
   */
  push(bytes: Uint8Array, binary: boolean, wholeLines: boolean = false): Uint8Array {
    let i = 0;
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === LF || (byte === NUL && !binary)) break;
      this.#afterReturn = byte === CR;
    }
    if (i === bytes.length) return bytes;
    const out = new Uint8Array(bytes.length);
    out.set(bytes.subarray(0, i));
    let at = i;
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === LF) {
        if (!this.#afterReturn) out[at++] = CR;
        this.#afterReturn = false;
        if (wholeLines && at > 1 && out[at - 1] === CR && !isLineEnd(out[at - 2]!)) out[at - 1] = LF;
      } else if (byte === NUL && !binary) {
        this.#afterReturn = false;
      } else {
        out[at++] = byte;
        this.#afterReturn = byte === CR;
      }
    }
    return out.subarray(0, at);
  }
}
