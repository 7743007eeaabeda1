/**
 * A session as the rest of the host sees it: who the caller is, and what may be done to him.
 *
 * @module
 */

import type { Properties } from "../log/entry.ts";
import type { LogLevel } from "../wire/messages.ts";
import type { UserView } from "../wire/users.ts";
import type { LentLine } from "./lent_line.ts";
import type { Seat } from "./registry.ts";
import type { EndKind } from "./session_limits.ts";

/** A session that goes on. */
export interface LiveSession {
  /** Its place among the sessions. */
  readonly seat: Seat;
  /** Aborted when the session ends; long work for it gives up. */
  readonly signal: AbortSignal;
  /** Who the caller is logged in as. */
  readonly user: UserView | undefined;
  /** Seconds without a key after which the caller is sent away; 0 never. */
  idleLimit: number;
  /** Logins that failed in this session. */
  failedLogins: number;
  /** Whether a login is being checked; one at a time. */
  loggingIn: boolean;

  /** Remembers who the caller is, from now to the end of the session. */
  login(user: UserView): void;
  /** Takes over a changed account of the own caller. */
  updateUser(user: UserView): void;
  /** Sends an event; answers `false` when the session is over, or has shown no life for too many of them. */
  deliver(topic: string, from: string | undefined, data: string): boolean;
  /** Waits the longer, the more the session has asked. */
  slowDown(): Promise<void>;
  /** Writes a line of the host's own on the caller's screen, plain ASCII, with a bell if he shall look up. */
  tell(line: string, bell?: boolean): Promise<void>;
  /** Writes to the log about this session. */
  log(level: LogLevel, message: string, properties?: Properties): void;
  /** Looks whether a limit of time is over. */
  look(): void;
  /**
   * Lends the caller's line to a program until it is disposed of. `unread` is what his scripts had taken and not read;
   * they get nothing typed meanwhile. Throws an `Error` while it is lent already.
   */
  lend(unread: Uint8Array): LentLine;
  /** Ends the session, with a last line for the caller. Later calls do nothing. */
  end(kind: EndKind, line?: string): void;
}
