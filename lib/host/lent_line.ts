/**
 * A caller's line while a program has it in place of his scripts: what he types goes there, and what it says is
 * written. Windows are those of the session: a program that does not read stops the caller's socket, a caller who does
 * not read stops the program.
 *
 * @module
 */

import type { CallerProfile, TerminalSize } from "../base/caller_profile.ts";
import type { CallerInput } from "./caller_input.ts";
import type { CallerLine } from "./caller_line.ts";

/** Whoever reads the line. */
export interface LineReader {
  /** Takes what was typed; resolves when there is room for more, with `false` when it was not taken. */
  input(bytes: Uint8Array): Promise<boolean>;
  /** Nothing more will be typed. */
  inputEnd(): void;
  resize(size: TerminalSize): void;
}

/** What a line is lent out of. */
export interface LentParts {
  readonly input: CallerInput;
  readonly line: CallerLine;
  /** What scripts had taken and not read. */
  readonly unread: Uint8Array;
  /** Aborted when the session ends. */
  readonly signal: AbortSignal;
  readonly profile: CallerProfile;
}

/** The line. */
export class LentLine implements Disposable {
  readonly #parts: LentParts;
  readonly #abort = new AbortController();
  #unread: Uint8Array;
  #profile: CallerProfile;
  #reader: LineReader | undefined;
  #over = false;
  #taking: Promise<void> = Promise.resolve();

  constructor(parts: LentParts) {
    this.#parts = parts;
    this.#unread = parts.unread;
    this.#profile = parts.profile;
    parts.input.detach();
    if (parts.signal.aborted) this.#abort.abort();
    else parts.signal.addEventListener("abort", this.#end, { once: true });
  }

  /** Aborted when the line is the program's no more: the session has ended, or its scripts are elsewhere. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether it was taken back. */
  get over(): boolean {
    return this.#over;
  }

  /** The terminal as it is known now. */
  get profile(): CallerProfile {
    return this.#profile;
  }

  /** What nobody has read. */
  get unread(): Uint8Array {
    return this.#unread;
  }

  /** Lets a reader have what was and will be typed. */
  serve(reader: LineReader): void {
    const { input } = this.#parts;
    if (this.#over) return;
    this.#reader = reader;
    const unread = this.#unread;
    this.#unread = new Uint8Array(0);
    input.attach({
      input: (bytes) => {
        this.#taking = this.#taking.then(async () => {
          // What is not taken is for whoever has the line next, and its window another's.
          if (this.#reader === reader && await reader.input(bytes) && !this.#over) {
            input.consumed(bytes.length);
          }
        }).catch(() => {});
      },
      inputEnd: () => {
        this.#taking = this.#taking.then(() => reader.inputEnd()).catch(() => {});
      },
    }, unread);
  }

  /** The reader takes no more. */
  stop(): void {
    if (this.#over) return;
    this.#reader = undefined;
    this.#parts.input.detach();
  }

  /** Writes to the caller. Resolves when his socket has taken it; rejects when the line is dead. */
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.signal.aborted && bytes.length > 0) await this.#parts.line.write(bytes);
  }

  /** The caller's screen has another size. */
  resize(size: TerminalSize): void {
    this.#profile = { ...this.#profile, size };
    this.#reader?.resize(size);
  }

  /** Takes the line back. What was typed and not taken by the reader waits for the next. */
  [Symbol.dispose](): void {
    this.stop();
    this.#over = true;
    this.#parts.signal.removeEventListener("abort", this.#end);
    this.#end();
  }

  #end = (): void => this.#abort.abort();
}
