/**
 * What drop files tell of a session.
 *
 * @module
 */

import type { DropfileFacts } from "../text/dropfile.ts";
import type { Session } from "./session.ts";

/** What of a session is looked at. */
export type DropfileSource = Pick<
  Session,
  "user" | "handle" | "isSysop" | "duration" | "connectTime" | "node" | "rows" | "setting" | "listUsers"
>;

/** Users in one answer. */
const PAGE = 1000;

/** Place in the list of users, from 1; `undefined` for who is not in it. */
async function userNumber(session: DropfileSource): Promise<number | undefined> {
  if (session.user === undefined || session.user.guest) return undefined;
  for (let before = 0, after = "";; before += PAGE) {
    const page = await session.listUsers(after, PAGE);
    const at = page.findIndex(({ handle }) => handle === session.handle);
    if (at >= 0) return before + at + 1;
    if (page.length < PAGE) return undefined;
    after = page.at(-1)!.handle;
  }
}

/**
 * The facts for a {@linkcode Dropfile}. `node` is that of the door, where a door counts its own; else the session's. Who
 * has not called before is told to have called now.
 */
export async function dropfileFacts(
  session: DropfileSource,
  node: number = session.node,
): Promise<DropfileFacts> {
  const { user } = session;
  const number = await userNumber(session);
  return {
    handle: session.handle,
    location: user?.location ?? "",
    isSysop: session.isSysop,
    calls: user?.calls ?? 0,
    lastCall: user?.lastCall || session.connectTime,
    secondsUsed: session.duration,
    ...(number === undefined ? {} : { userNumber: number }),
    node,
    rows: session.rows,
    board: session.setting("system", "bbsname", "x84"),
    sysop: session.setting("system", "sysop"),
  };
}
