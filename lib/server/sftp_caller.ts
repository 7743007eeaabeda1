/**
 * Who is here for his files only: a session with a place among the others and no script, which ends with its channel.
 *
 * @module
 */

import { makeSessionId } from "../base/brand.ts";
import type { Board } from "../host/board.ts";
import type { LiveSession } from "../host/live_session.ts";
import type { Seat } from "../host/registry.ts";
import type { EndKind } from "../host/session_limits.ts";
import type { Properties } from "../log/entry.ts";
import type { LogLevel } from "../wire/messages.ts";
import type { UserView } from "../wire/users.ts";

/** One session of files among the sessions of the board. Who opens it disposes of it. */
export class SftpCaller implements LiveSession, AsyncDisposable {
  readonly seat: Seat;
  readonly signal: AbortSignal;
  /** The channel has a limit of its own. */
  idleLimit = 0;
  failedLogins = 0;
  loggingIn = false;
  readonly #abort = new AbortController();

  /** `hangUp` closes his channel. */
  constructor(
    private readonly board: Board,
    readonly user: UserView,
    remote: { readonly hostname: string; readonly port: number; readonly number?: number },
    activity: string,
    private readonly hangUp: () => void,
  ) {
    const { hostname, port, number } = remote;
    this.signal = this.#abort.signal;
    this.seat = board.registry.open({
      sessionId: makeSessionId("ssh", hostname, port, number),
      kind: "ssh",
      hostname,
    });
    this.seat.setActivity(activity);
    board.sessions.set(this.seat.sessionId, this);
    this.login(user);
  }

  login(user: UserView): void {
    this.seat.login(user.handle);
  }

  /** His role was found out at the beginning: with other groups he has to come again. */
  updateUser({ groups }: UserView): void {
    if (groups.join(" ") !== this.user.groups.join(" ")) this.end("sent away", "Other groups");
  }

  /** There is no script to hear of it. */
  deliver(): boolean {
    return false;
  }

  lend(): never {
    throw new Error("Cannot lend the caller's line: file transfers have none");
  }

  slowDown(): Promise<void> {
    return Promise.resolve();
  }

  /** There is no screen to see it. */
  tell(): Promise<void> {
    return Promise.resolve();
  }

  log(level: LogLevel, message: string, properties: Properties = {}): void {
    this.board.log[level]("sftp", message, properties, {
      sessionId: this.seat.sessionId,
      handle: this.user.handle,
    });
  }

  look(): void {}

  end(kind: EndKind, line?: string): void {
    if (this.signal.aborted) return;
    this.#abort.abort();
    this.log("info", "Disconnected", { how: kind, ...(line === undefined ? {} : { why: line }) });
    this.hangUp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.board.forget(this);
  }
}
