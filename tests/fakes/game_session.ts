/**
 * A session for tests of games: its clock stands still but for waits that come to their end, and it is alone on its board,
 * with all locks free.
 *
 * @module
 */

import type { NextEventOptions } from "../../lib/bbs/session.ts";
import type { CallOf, Verb } from "../../lib/wire/calls.ts";
import type { SessionEvent } from "../../lib/worker/inbox.ts";
import { type FakeOptions, FakeSession, type Happening } from "./fake_session.ts";

/** A wait that nobody ends. */
export const TIMEOUT: Happening = { timeout: true };

/** The session. */
export class GameSession extends FakeSession {
  /** Milliseconds that the waits have taken so far. */
  now = 0;

  constructor(options: FakeOptions = {}) {
    super({ ...options, host: (call) => answer(call, options.host) });
  }

  override async nextEvent(options: NextEventOptions = {}): Promise<SessionEvent | undefined> {
    const event = await super.nextEvent(options as { timeout?: number; topics?: readonly string[] });
    if (event === undefined) this.now += options.timeout ?? 0;
    return event;
  }
}

/** What a host would say to a session that is alone. */
function answer(call: CallOf<Verb>, host: FakeOptions["host"]): unknown {
  const given = host?.(call);
  if (given !== undefined) return given;
  switch (call.verb) {
    case "acquireLock":
    case "releaseLock":
      return true;
    case "publish":
      return 0;
    case "listSessions":
      return [{ sessionId: "telnet-127.0.0.1:2323" }];
    default:
      return undefined;
  }
}
