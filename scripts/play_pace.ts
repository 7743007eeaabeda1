/**
 * As many pictures as the caller's line takes: behind a picture the terminal is asked where its cursor is, and the
 * answer says that everything before was drawn. What is on the line and in all the buffers on the way is thus never
 * more than one picture, however slow the line is.
 *
 * Terminals that do not answer are found out at the beginning, and have to be sent less by other rules.
 *
 * @module
 */

import { ASK_CURSOR_POSITION, type Key, type Session } from "x84";

/** Milliseconds of a clock that only goes forward. */
export type Now = () => number;

/** Milliseconds that a terminal may take to show that it answers at all. */
const FIRST_ANSWER = 1500;
/** Milliseconds that one that answers may take for a picture: 38 kB at a modem's 1400 bytes a second. */
const ANSWER_TIME = 30_000;
/** Milliseconds that whoever leaves waits for the last answer. */
const LAST_ANSWER = 500;

/** One caller's line. */
export class LinePace {
  readonly #now: Now;
  #asked: number | undefined;
  #answers: boolean | undefined;

  /** A client without a name may be a line of typing (nc), where the answer would stand: it is never asked. */
  constructor(terminal: string, now: Now) {
    this.#now = now;
    if (/^(unknown|dumb)?$/.test(terminal)) this.#answers = false;
  }

  /** Whether the terminal answers; `undefined` until that is known. */
  get answers(): boolean | undefined {
    return this.#answers;
  }

  /** Whether nothing is under way. */
  get ready(): boolean {
    return this.#asked === undefined;
  }

  /** What to write behind a picture, or to find out whether the terminal answers. */
  question(): string {
    if (this.#answers === false || this.#asked !== undefined) return "";
    this.#asked = this.#now();
    return ASK_CURSOR_POSITION;
  }

  /** Whether a key is the answer. */
  take(key: Key): boolean {
    if (key.name !== "report") return false;
    // One that comes too late still tells that the terminal answers, if it was asked at all.
    if (this.#asked !== undefined) this.#answers = true;
    this.#asked = undefined;
    return true;
  }

  /** Milliseconds until the answer is given up; `undefined` when none is waited for. */
  get wait(): number | undefined {
    return this.#asked === undefined ? undefined : Math.max(0, this.#asked + this.#patience - this.#now());
  }

  /** Gives the answer up when its time is over. */
  expire(): void {
    if (this.wait !== 0) return;
    this.#answers ??= false;
    this.#asked = undefined;
  }

  /** Waits a moment for an answer under way: it shall not be taken for typing by whoever reads next. */
  async lastAnswer(session: Pick<Session, "readKey">): Promise<void> {
    const end = this.#now() + LAST_ANSWER;
    while (this.#asked !== undefined && this.#answers === true && this.#now() < end) {
      const key = await session.readKey(Math.max(1, end - this.#now()));
      if (key === undefined || this.take(key)) return;
    }
  }

  get #patience(): number {
    return this.#answers === true ? ANSWER_TIME : FIRST_ANSWER;
  }
}
