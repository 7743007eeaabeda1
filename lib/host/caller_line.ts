/**
 * What the host writes to a caller: what his scripts say, its own few lines, and the last words.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Caller } from "./caller.ts";

/** Attributes off, cursor visible, lines wrap: how a caller's terminal is left. */
const RESTORED = "\x1b[0m\x1b[?25h\x1b[?7h\r\n";

/** The way out to one caller. What is under way is bounded by the window of the session. */
export class CallerLine {
  #writes = 0;
  #waitingSince: number | undefined;

  constructor(private readonly caller: Caller, private readonly clock: Clock) {}

  /** Whether there is no terminal to be put in order. */
  get #plain(): boolean {
    return this.caller.profile.plain === true;
  }

  /** Milliseconds since the line has taken anything, while something waits. */
  get stalled(): number {
    return this.#waitingSince === undefined ? 0 : this.clock.monotonic() - this.#waitingSince;
  }

  /** Writes bytes as they are. Resolves when the socket has taken them; rejects when the line is dead. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#writes++ === 0) this.#waitingSince = this.clock.monotonic();
    try {
      await this.caller.write(bytes);
    } finally {
      // Each write that goes through is a sign that the line still takes something.
      this.#waitingSince = --this.#writes === 0 ? undefined : this.clock.monotonic();
    }
  }

  /** Writes a line of the host's own: plain ASCII, for the host does not know the caller's encoding. */
  tell(line: string, bell: boolean = false): Promise<void> {
    const text = line.replace(/[^ -~]/g, "?");
    if (this.#plain) return this.write(new TextEncoder().encode(`${text}\n`));
    return this.write(new TextEncoder().encode(`${bell ? "\x07" : ""}\x1b[0m\r\n${text}\r\n`));
  }

  /** Drains what was written before, then says goodbye; gives up after `deadline` milliseconds. Never rejects. */
  async lastWords(line: string | undefined, deadline: number): Promise<void> {
    const expired = Promise.withResolvers<void>();
    const cancel = this.clock.after(deadline, expired.resolve);
    const restored = this.#plain ? Promise.resolve() : this.write(new TextEncoder().encode(RESTORED));
    const said = line === undefined ? restored : Promise.all([restored, this.tell(line)]);
    await Promise.race([said.catch(() => {}), expired.promise]);
    cancel();
  }
}
