/**
 * A stage for sessions: the Workers are the test's hands, the clock moves when it is told to.
 *
 * @module
 */

import { makeCallId, parseScriptName } from "../../lib/base/brand.ts";
import { FakeClock } from "../../lib/base/clock.ts";
import { SessionHost } from "../../lib/host/session_host.ts";
import type { Call } from "../../lib/wire/calls.ts";
import type { Entry, SessionMessage } from "../../lib/wire/messages.ts";
import { FakeCaller } from "./fake_caller.ts";
import { HandPool, type HandSession, type HandWorker } from "./hand_worker.ts";
import { type BoardChanges, type BoardKit, makeBoard, makeUser } from "./test_board.ts";
import { settle, until } from "./until.ts";

/** The entry of the first script. */
export const MATRIX: Entry = { script: parseScriptName("matrix"), args: "[]" };

/** Somebody who has called in. */
export interface Guest {
  readonly caller: FakeCaller;
  readonly host: SessionHost;
  /** The session in the lobby. */
  readonly lobby: HandSession;
  readonly worker: HandWorker;
  readonly over: Promise<void>;
}

/** A board whose Workers and clock are in the test's hand. */
export class Stage implements AsyncDisposable {
  readonly clock = new FakeClock(1_000_000);
  readonly pool = new HandPool();
  readonly kit: BoardKit;
  #guests: Guest[] = [];

  constructor(changes: Omit<BoardChanges, "clock"> = {}) {
    this.kit = makeBoard(this.pool.asPool, { ...changes, clock: this.clock });
  }

  /** Somebody has called in and is in the lobby. */
  async guest(caller: FakeCaller = new FakeCaller()): Promise<Guest> {
    const { sessionId, profile } = caller;
    const { board } = this.kit;
    const seat = board.registry.open({ sessionId, kind: profile.kind, hostname: profile.address.hostname });
    const host = new SessionHost(board, caller, seat);
    const over = host.run(MATRIX);
    const lobby = await until("he is in the lobby", () => this.#lobbyOf(caller));
    const guest = { caller, host, lobby, worker: this.pool.lobbies.at(-1)!, over };
    this.#guests.push(guest);
    return guest;
  }

  /** The same, logged in and in a Worker of his own. */
  async user(handle: string): Promise<Guest & { readonly own: HandSession }> {
    const guest = await this.guest();
    const before = this.pool.own.length;
    guest.host.login(await makeUser(this.kit.board, handle));
    guest.lobby.say(handover());
    const worker = await until("there is a Worker for him", () => this.pool.own[before]);
    return { ...guest, worker, own: await worker.session() };
  }

  /** Moves time on in steps, so that what falls due can begin something new. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(Math.min(500, left));
      await settle();
    }
  }

  #lobbyOf(caller: FakeCaller): HandSession | undefined {
    return this.pool.lobbies.at(-1)?.sessions.find((one) => one.opening.sessionId === caller.sessionId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { caller, host, over } of this.#guests) {
      host.end("sent away");
      caller.readOn();
      caller.hangUp();
      await settle();
      this.clock.advance(10_000);
      await over;
    }
    this.pool.close();
  }
}

/** The message with which a session leaves the lobby. */
export function handover(
  changes: Partial<Extract<SessionMessage, { type: "handover" }>> = {},
): Extract<SessionMessage, { type: "handover" }> {
  return { type: "handover", entry: MATRIX, unread: new Uint8Array(0), encoding: "utf8", ...changes };
}

/** A message with output. */
export function output(text: string | Uint8Array): { readonly type: "output"; readonly bytes: Uint8Array } {
  return {
    type: "output",
    bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
  };
}

let lastCall = 0;

/** Asks the host something, and waits for its answer or refusal. */
export async function ask(session: HandSession, call: Call): Promise<unknown> {
  const callId = makeCallId(++lastCall);
  session.say({ type: "call", callId, call });
  const answer = await until(`an answer to ${call.verb}`, () => {
    return [...session.of("answer"), ...session.of("refusal")].find((one) => one.callId === callId);
  });
  return answer.type === "answer" ? answer.value : answer.error;
}

/** The bytes of all input that a session was sent, as text. */
export function typed(session: HandSession): string {
  return session.of("input").map(({ bytes }) => new TextDecoder().decode(bytes)).join("");
}
