/**
 * What an rlogin client sends after its greeting: keys, and records of its window's size among them (RFC 1282).
 *
 * ```
 * FF FF 73 73 rows(2) columns(2) x(2) y(2)       high byte first, x and y in dots
 * ```
 *
 * A record may be cut anywhere: what may be the beginning of one is held back, 11 bytes at most.
 *
 * @module
 */

/** Something from the client. */
export type RloginEvent =
  | { readonly type: "input"; readonly bytes: Uint8Array }
  /** As claimed, 0 to 65535. */
  | { readonly type: "size"; readonly columns: number; readonly rows: number };

const MAGIC = [0xff, 0xff, 0x73, 0x73] as const;
const RECORD = 12;

/** Tells records from keys. */
export class RloginInput {
  #held: Uint8Array = new Uint8Array(0);

  /** Takes bytes as they came; the events are copies. */
  push(chunk: Uint8Array): RloginEvent[] {
    const bytes = new Uint8Array(this.#held.length + chunk.length);
    bytes.set(this.#held);
    bytes.set(chunk, this.#held.length);
    const events: RloginEvent[] = [];
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      at = bytes.indexOf(MAGIC[0], at);
      if (at < 0) break;
      const begins = MAGIC.every((byte, i) => at + i >= bytes.length || bytes[at + i] === byte);
      if (!begins) {
        at++;
        continue;
      }
      if (at > from) events.push({ type: "input", bytes: bytes.slice(from, at) });
      from = at;
      if (at + RECORD > bytes.length) {
        this.#held = bytes.slice(at);
        return events;
      }
      const number = (i: number) => bytes[at + i]! << 8 | bytes[at + i + 1]!;
      events.push({ type: "size", rows: number(4), columns: number(6) });
      at += RECORD;
      from = at;
    }
    this.#held = new Uint8Array(0);
    if (from < bytes.length) events.push({ type: "input", bytes: bytes.slice(from) });
    return events;
  }

  /** No more is expected: what was held back was no record. */
  finish(): RloginEvent[] {
    const bytes = this.#held;
    this.#held = new Uint8Array(0);
    return bytes.length === 0 ? [] : [{ type: "input", bytes }];
  }
}
