/**
 * Which session a script runs for, so that `echo()` needs no argument also where many sessions share a Worker.
 *
 * @module
 */

import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<unknown>();

/** Runs `work` so that {@linkcode currentSession} answers `session` inside, across every `await`. */
export function withSession<T>(session: unknown, work: () => T): T {
  return storage.run(session, work);
}

/** The session whose script is running, `undefined` outside of scripts. */
export function currentSession(): unknown {
  return storage.getStore();
}
