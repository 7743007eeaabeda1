/**
 * Notices when it is the caller's turn: a script has sent all it had to say and waits for a key.
 *
 * Telnet clients that ask for EOR, or do not want GA suppressed, are told (RFC 854, 885).
 *
 * @module
 */

/** What it watches. */
export interface TurnParts {
  /** Whether a script waits for a key. */
  waits(): boolean;
  /** Resolves when no output waits any more. */
  flushed(): Promise<void>;
  /** Tells that it is the caller's turn. */
  tell(): void;
}

/** The turns of one session. Says nothing twice between two things that happen. */
export class TurnMarks {
  #happened = true;
  #looking = false;
  #wanted = false;

  constructor(private readonly parts: TurnParts) {}

  /** Whether turns are told; nothing is lost before they are. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    this.look();
  }

  /** Something was sent. */
  said(): void {
    this.#happened = true;
    this.look();
  }

  /** Something was typed; it is not the caller's turn again before a script has taken it. */
  heard(): void {
    this.#happened = true;
  }

  /** A script began to wait for a key. */
  look(): void {
    if (!this.#due || this.#looking) return;
    this.#looking = true;
    this.parts.flushed().then(() => {
      this.#looking = false;
      if (!this.#due) return;
      this.#happened = false;
      this.parts.tell();
    });
  }

  get #due(): boolean {
    return this.#wanted && this.#happened && this.parts.waits();
  }
}
