/**
 * Somebody who asks a real host without a Worker in between: his calls pass the host's guard and its table of rows.
 *
 * @module
 */

import { fromPlainError, toPlainError } from "../../lib/base/errors.ts";
import type { HostCaller } from "../../lib/bbs/host_caller.ts";
import { answerCall } from "../../lib/host/call_table.ts";
import { SessionHost } from "../../lib/host/session_host.ts";
import type { Answers, CallOf, UserChanges, Verb } from "../../lib/wire/calls.ts";
import { parseSessionMessage } from "../../lib/wire/guards.ts";
import type { UserView } from "../../lib/wire/users.ts";
import { FakeCaller } from "./fake_caller.ts";
import { HandPool } from "./hand_worker.ts";
import { type BoardChanges, type BoardKit, makeBoard, makeUser } from "./test_board.ts";

/** A board with users, the first of them sysop, and callers who ask. */
export class AskedBoard implements Disposable {
  readonly kit: BoardKit;
  #hosts: SessionHost[] = [];

  private constructor(changes: BoardChanges) {
    this.kit = makeBoard(new HandPool().asPool, changes);
  }

  /** Makes the board and its users. */
  static async open(handles: readonly string[], changes: BoardChanges = {}): Promise<AskedBoard> {
    const asked = new AskedBoard(changes);
    for (const handle of handles) await makeUser(asked.kit.board, handle);
    return asked;
  }

  /** Somebody who is logged in. */
  async caller(handle: string): Promise<BoardCaller> {
    const { board } = this.kit;
    const caller = new FakeCaller();
    const { sessionId, profile } = caller;
    const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
    const host = new SessionHost(board, caller, seat);
    board.sessions.set(sessionId, host);
    this.#hosts.push(host);
    host.login((await board.accounts.find(handle)) ?? board.accounts.guest());
    return new BoardCaller(this.kit, host, caller);
  }

  [Symbol.dispose](): void {
    for (const host of this.#hosts) host.end("hung up");
  }
}

/** Asks as a session does. */
export class BoardCaller implements HostCaller {
  constructor(readonly kit: BoardKit, readonly host: SessionHost, readonly person: FakeCaller) {}

  get handle(): string {
    return this.host.user?.handle ?? "";
  }

  async call<V extends Verb>(call: CallOf<V>): Promise<Answers[V]> {
    const message = parseSessionMessage(structuredClone({ type: "call", callId: 1, call }));
    if (message.type === "badCall") throw new TypeError(message.message);
    if (message.type !== "call") throw new Error(`Expected a call, found ${message.type}`);
    try {
      return structuredClone(await answerCall(this.kit.board, this.host, message.call)) as Answers[V];
    } catch (error) {
      throw fromPlainError(toPlainError(error));
    }
  }

  updateUser(changes: UserChanges, handle: string = this.handle): Promise<UserView> {
    return this.call({ verb: "updateUser", handle, changes });
  }
}
