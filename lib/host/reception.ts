/**
 * The reception: it takes in the callers that doors hand over, and looks after their limits of time.
 *
 * @module
 */

import { parseScriptName } from "../base/brand.ts";
import type { Entry } from "../wire/messages.ts";
import type { UserView } from "../wire/users.ts";
import type { Board } from "./board.ts";
import type { Arrival, Caller } from "./caller.ts";
import { SessionHost } from "./session_host.ts";

/** Milliseconds between two looks at the sessions' limits of time. */
const TICK = 1000;
/** The script of who applies for an account. */
const APPLICATION = parseScriptName("nua");

/** Hosts callers. Who opens it closes it. */
export class Reception {
  #timer: ReturnType<typeof setInterval>;

  constructor(private readonly board: Board) {
    this.#timer = setInterval(() => {
      for (const session of board.sessions.values()) session.look();
    }, TICK);
  }

  /** Hosts a caller until he is gone. Rejects where no script can be his first, or his account is not there any more. */
  async receive(caller: Caller): Promise<void> {
    const { sessionId, profile, arrival } = caller;
    const { board } = this;
    const entry: Entry = { script: this.#first(profile.kind, arrival), args: "[]" };
    // A stranger has his seat at once.
    const user = arrival === undefined ? undefined : await this.#admit(arrival);
    const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
    const session = new SessionHost(board, caller, seat);
    await session.run(entry, user);
  }

  /** Counts the call of who was known before. */
  async #admit(arrival: Arrival): Promise<UserView | undefined> {
    const { accounts } = this.board;
    if (arrival.type === "user") {
      return await accounts.recordCall(arrival.handle, (error) => {
        this.board.log.warn("session", "Call not counted", { error: error.message }, {
          handle: arrival.handle,
        });
      });
    }
    if (arrival.type !== "guest") return undefined;
    await accounts.recordGuestCall();
    return accounts.guest();
  }

  #first(kind: string, arrival: Arrival | undefined): Entry["script"] {
    if (arrival === undefined) return this.board.firstScript(kind);
    if (arrival.type === "application") return APPLICATION;
    return arrival.script ?? parseScriptName(this.board.settings.matrix.topscript);
  }

  /** Says goodbye to everybody. Each session then takes its time to end. */
  close(line: string): void {
    clearInterval(this.#timer);
    for (const session of [...this.board.sessions.values()]) session.end("sent away", line);
  }
}
