/**
 * A line that is typed on a terminal in raw mode and shown to nobody. Knows keys, not terminals.
 *
 * @module
 */

/** What became of the line. */
export type SecretOutcome = "more" | "entered" | "interrupted" | "ended";

const [CTRL_C, CTRL_D, BACKSPACE, LINE_FEED, CARRIAGE_RETURN, CTRL_U, DELETE] = [3, 4, 8, 10, 13, 21, 127];
/** Bytes that are kept; nobody types more. */
const MAX_BYTES = 1024;

/** Collects bytes until Enter. Backspace takes a character back, Ctrl-U all of them. */
export class SecretLine {
  #bytes: number[] = [];

  /** The line so far. */
  get text(): string {
    return new TextDecoder().decode(Uint8Array.from(this.#bytes));
  }

  /** Takes what was typed; bytes behind the end of the line are dropped. */
  push(chunk: Uint8Array): SecretOutcome {
    for (const byte of chunk) {
      if (byte === CARRIAGE_RETURN || byte === LINE_FEED) return "entered";
      if (byte === CTRL_C) return "interrupted";
      if (byte === CTRL_D && this.#bytes.length === 0) return "ended";
      if (byte === BACKSPACE || byte === DELETE) this.#rubOut();
      else if (byte === CTRL_U) this.#bytes = [];
      else if (byte >= 32 && this.#bytes.length < MAX_BYTES) this.#bytes.push(byte);
    }
    return "more";
  }

  /** Takes back the last character: in UTF-8, up to the byte that is no continuation. */
  #rubOut(): void {
    while (((this.#bytes.pop() ?? 0) & 0xc0) === 0x80);
  }
}
