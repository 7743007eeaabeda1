/**
 * The limits of time that a session has, and which of them is over. Pure: the times are handed in.
 *
 * @module
 */

import type { SessionSettings } from "./worker_pool.ts";

/** How a session ends. */
export type EndKind = "hung up" | "logged off" | "sent away" | "failed";

/** How long things have lasted, in milliseconds. */
export interface SessionTimes {
  readonly loggedIn: boolean;
  /** Since the last key. */
  readonly idle: number;
  /** The caller's own limit in seconds; 0 never. */
  readonly idleLimit: number;
  readonly connected: number;
  /** Since the Worker has taken no key of those that wait. */
  readonly unread: number;
  /** Since the caller's line has taken nothing of what waits. */
  readonly stalled: number;
}

/** What is to be done. */
export type Overrun =
  | { readonly type: "end"; readonly kind: EndKind; readonly line?: string }
  | { readonly type: "warn"; readonly line: string };

/** Seconds before the end at which an idle caller is warned, unless his limit is very short. */
const WARNING = 60;

/** The limit that is over, `undefined` when none is. */
export function overrun(
  times: SessionTimes,
  limits: Pick<SessionSettings, "stall_timeout" | "login_timeout" | "unread_timeout">,
): Overrun | undefined {
  if (times.stalled > limits.stall_timeout * 1000) {
    return { type: "end", kind: "sent away" };
  }
  if (!times.loggedIn && times.connected > limits.login_timeout * 1000) {
    return { type: "end", kind: "sent away", line: "You took too long to log in. Goodbye." };
  }
  if (times.unread > limits.unread_timeout * 1000) {
    const line = "Your session was ended: its script has stopped listening to you. Please call again.";
    return { type: "end", kind: "failed", line };
  }
  if (times.idleLimit === 0) return undefined;
  const idle = times.idle / 1000;
  if (idle >= times.idleLimit) {
    return { type: "end", kind: "sent away", line: "You were idle for too long. Goodbye." };
  }
  if (idle >= times.idleLimit - Math.min(WARNING, times.idleLimit / 4)) {
    return { type: "warn", line: "You have been idle: press a key or you will be disconnected." };
  }
  return undefined;
}
