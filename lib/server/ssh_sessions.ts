/**
 * The sessions of one SSH connection: how many there may be, what they count as at the gates, and when the connection is
 * of no use any more.
 *
 * The caller who was let in is the first session, whichever that is; each further one at the same time is one caller
 * more. Who opens one after another (ControlMaster, `paramiko`) is looked at again at each: a ban counts at once.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { Pass, Refusal } from "./gates.ts";

/** Channels that a connection may have at once; as OpenSSH's MaxSessions. */
export const MAX_SESSIONS = 10;
/** Milliseconds that a client has to close its side when its last session is over. */
const FAREWELL = 1000;

/** What they depend on. */
export interface SshSessionsParts {
  readonly clock: Clock;
  /** Asks at the gates for one caller more. */
  enter(): Pass | Refusal;
  /** Milliseconds that a connection without a session may wait for the next. */
  patience(): number;
}

/** A channel, from its opening to its end. */
export interface SshPlace {
  /** The how-manyeth of the connection it is. */
  readonly number: number;
  /** Its session begins, if there is a pass for it. `last`: the client has said that it is the last one. */
  begin(last: boolean): Pass | Refusal;
  /** What it runs as long as. Called once, after {@linkcode begin}. */
  serve(running: Promise<void>): void;
  /** The client has closed it. */
  close(): void;
}

/** All of them. */
export class SshSessions {
  /** Told when the connection is of no use any more. */
  onQuiet: (why: string) => void = () => {};
  /** Told when there is no session, and one may come. */
  onIdle: () => void = () => {};
  readonly #open = new Set<SshPlace>();
  readonly #running = new Set<Promise<void>>();
  readonly #passes = new Set<Pass>();
  /** The pass of who was let in, while no session has it. */
  #spare: Pass | undefined;
  #begun = 0;
  #opened = 0;
  #last = false;
  #closed = false;
  #cancel = () => {};

  constructor(pass: Pass, private readonly parts: SshSessionsParts) {
    this.#spare = pass;
  }

  /** Room for a channel; `undefined` when there is none. */
  take(): SshPlace | undefined {
    if (this.#closed || this.#open.size >= MAX_SESSIONS) return undefined;
    let pass: Pass | undefined;
    const place: SshPlace = {
      number: ++this.#opened,
      begin: (last) => {
        if (this.#closed) return { admitted: false, reason: "closing", line: "" };
        const answer = this.#enter();
        if (!answer.admitted) {
          if (this.#passes.size === 0) this.onQuiet(answer.reason);
          return answer;
        }
        pass = answer;
        this.#passes.add(pass);
        this.#last ||= last;
        this.#cancel();
        return answer;
      },
      serve: (running) => {
        const over = running.finally(() => {
          this.#running.delete(over);
          this.#leave(pass);
        });
        this.#running.add(over);
      },
      close: () => this.#open.delete(place),
    };
    this.#open.add(place);
    return place;
  }

  /** Somebody was sent away: there is no next session to wait for. */
  sendAway(): void {
    this.#last = true;
  }

  /** Resolves when no session runs. */
  async over(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** The connection is over: the gates are told. */
  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#spare?.[Symbol.dispose]();
    this.#spare = undefined;
    for (const pass of this.#passes) pass[Symbol.dispose]();
    this.#passes.clear();
  }

  #enter(): Pass | Refusal {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined && this.#begun++ === 0) return spare;
    // Given back first, so that nobody is in his own way.
    spare?.[Symbol.dispose]();
    return this.parts.enter();
  }

  #leave(pass: Pass | undefined): void {
    if (pass !== undefined) this.#passes.delete(pass);
    if (this.#closed || this.#passes.size > 0) return void pass?.[Symbol.dispose]();
    this.#spare = pass;
    // A client that is told goodbye before it has closed its side forgets how the session ended.
    const wait = this.#last ? FAREWELL : Math.max(FAREWELL, this.parts.patience());
    this.#cancel = this.parts.clock.after(wait, () => this.onQuiet(""));
    if (!this.#last) this.onIdle();
  }
}
