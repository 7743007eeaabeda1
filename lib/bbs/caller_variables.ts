/**
 * What `@`-codes stand for in a session.
 *
 * @module
 */

import type { CallerVariables } from "../text/at_codes.ts";
import type { Session } from "./session.ts";

/** What of a session is looked at. */
export type VariableSource = Pick<
  Session,
  "user" | "handle" | "node" | "version" | "kind" | "profile" | "terminal" | "setting"
>;

function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/**
 * The variables of a session for `expandAtCodes`. `now` is milliseconds since 1970; dates and times are those of the
 * server's clock in UTC. Of the address nothing is told unless the script adds it.
 */
export function callerVariables(session: VariableSource, now: number = Date.now()): CallerVariables {
  const { user, terminal } = session;
  const { name, encoding, columns, rows } = terminal;
  return {
    handle: session.handle,
    node: session.node,
    board: session.setting("system", "bbsname", "x84"),
    sysop: session.setting("system", "sysop"),
    date: day(now),
    time: new Date(now).toISOString().slice(11, 16),
    terminal: name,
    encoding,
    columns,
    rows,
    connection: session.kind,
    version: session.version,
    ...(user === undefined ? {} : {
      location: user.location,
      email: user.email,
      calls: user.calls,
      lastCall: user.lastCall === 0 ? "never" : day(user.lastCall),
      memberSince: day(user.created),
    }),
  };
}
