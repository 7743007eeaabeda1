/**
 * The script API without a session in hand: the functions here mean the session whose script calls them.
 *
 * @module
 */

import { currentSession } from "../worker/current.ts";
import { Session } from "./session.ts";

/**
 * The session of the script that is running. Throws an `Error` outside of a script: where nobody called in, there is
 * nobody to write to.
 */
export function getSession(): Session {
  const session = currentSession();
  if (!(session instanceof Session)) throw new Error("Cannot use the session: no script is running here");
  return session;
}

/** Writes text on the caller's screen. Resolves when the host has taken it; await it in long output. */
export function echo(text: string): Promise<void> {
  return getSession().echo(text);
}

/** Runs another script and answers its value; `undefined` when it failed. */
export function gosub(name: string, ...args: unknown[]): Promise<unknown> {
  return getSession().gosub(name, ...args);
}

/** Goes to another script; the ones that wait are dropped. Never returns. */
export function goto(name: string, ...args: unknown[]): never {
  return getSession().goto(name, ...args);
}

/** Ends the session, after everything that was echoed has gone out. Never returns. */
export function disconnect(reason?: string): never {
  return getSession().disconnect(reason);
}
