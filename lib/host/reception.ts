/**
 * The reception: it takes in the callers that doors hand over, and looks after their limits of time.
 *
 * @module
 */

import type { Board } from "./board.ts";
import type { Caller } from "./caller.ts";
import { SessionHost } from "./session_host.ts";

/** Milliseconds between two looks at the sessions' limits of time. */
const TICK = 1000;

/** Hosts callers. Who opens it closes it. */
export class Reception {
  #timer: ReturnType<typeof setInterval>;

  constructor(private readonly board: Board) {
    this.#timer = setInterval(() => {
      for (const session of board.sessions.values()) session.look();
    }, TICK);
  }

  /** Hosts a caller until he is gone. Rejects only where no script can be his first. */
  async receive(caller: Caller): Promise<void> {
    const { sessionId, profile } = caller;
    const { board } = this;
    const entry = { script: board.firstScript(profile.kind), args: "[]" };
    const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
    const session = new SessionHost(board, caller, seat);
    await session.run(entry);
  }

  /** Says goodbye to everybody. Each session then takes its time to end. */
  close(line: string): void {
    clearInterval(this.#timer);
    for (const session of [...this.board.sessions.values()]) session.end("sent away", line);
  }
}
