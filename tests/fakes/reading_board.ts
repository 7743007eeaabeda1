/**
 * A board for the scripts of reading and writing: the host's own rules about messages and accounts, a store in
 * memory, and callers whose keys are played.
 *
 * @module
 */

import { setKvProvider } from "../../lib/bbs/db_proxy.ts";
import { Msg } from "../../lib/bbs/msg.ts";
import { MemoryKvStore } from "../../lib/store/memory_kv_store.ts";
import type { Session } from "../../mod.ts";
import { AskedBoard, type BoardCaller } from "./board_caller.ts";
import { type FakeEnd, type FakeOptions, FakeSession } from "./fake_session.ts";
import type { BoardChanges } from "./test_board.ts";

/** How a call went. */
export interface Played {
  readonly end: FakeEnd;
  readonly screen: string;
  readonly output: string;
  readonly session: FakeSession;
}

type Script = (session: Session, ...args: unknown[]) => unknown;

/** The board. `boss` is its sysop; `alice` and `bob` have accounts. */
export class ReadingBoard implements Disposable {
  readonly kv: MemoryKvStore = new MemoryKvStore();
  readonly #asked: AskedBoard;
  readonly #callers = new Map<string, BoardCaller>();

  private constructor(asked: AskedBoard) {
    this.#asked = asked;
    setKvProvider(() => Promise.resolve(this.kv));
  }

  /** Makes the board. */
  static async open(changes: BoardChanges = {}): Promise<ReadingBoard> {
    return new ReadingBoard(await AskedBoard.open(["boss", "alice", "bob"], changes));
  }

  /** Somebody who asks the host, without a screen; `""` is the guest. */
  async caller(handle: string): Promise<BoardCaller> {
    const known = this.#callers.get(handle) ?? await this.#asked.caller(handle);
    this.#callers.set(handle, known);
    return known;
  }

  /** Runs a script for somebody, who does what is told and hangs up when it still runs then. */
  async play(script: Script, handle: string, options: FakeOptions = {}, ...args: unknown[]): Promise<Played> {
    const caller = await this.caller(handle);
    const { user } = caller.host;
    const host = options.host ?? ((call) => caller.call(call));
    using session = new FakeSession({ ...(user === undefined ? {} : { user }), ...options, host });
    const end = await session.run(script, ...args);
    return { end, screen: await session.screen(), output: session.output, session };
  }

  /** Posts a message without a screen. */
  async post(
    handle: string,
    draft: Partial<Pick<Msg, "recipient" | "subject" | "body" | "parent">> & {
      readonly tags?: readonly string[];
    },
  ): Promise<Msg> {
    const { recipient, subject = "Hello", body = "Words", parent, tags = [] } = draft;
    const msg = new Msg(recipient, subject, body, await this.caller(handle));
    msg.parent = parent;
    msg.tags = new Set(tags);
    return await msg.save();
  }

  [Symbol.dispose](): void {
    this.#asked[Symbol.dispose]();
  }
}

/** A screen in which the time of day is always the same. */
export function timeless(screen: string): string {
  return screen
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "2026-01-02 03:04 UTC");
}
