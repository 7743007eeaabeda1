/**
 * A telnet door with one connection in it, whose callers the test receives itself.
 *
 * @module
 */

import { concatBytes } from "../../lib/base/bytes.ts";
import { FakeClock } from "../../lib/base/clock.ts";
import type { Caller, CallerEvent } from "../../lib/host/caller.ts";
import type { Reception } from "../../lib/host/reception.ts";
import { Gates } from "../../lib/server/gates.ts";
import { openTelnetDoor, telnetSection } from "../../lib/server/telnet_door.ts";
import { Command, Option } from "../../lib/telnet/codes.ts";
import { FakeConnection } from "./fake_connection.ts";
import { HandPool } from "./hand_worker.ts";
import { makeBoard, valuesOf } from "./test_board.ts";
import { settle, until } from "./until.ts";

const { IAC, WONT } = Command;
/** A client that has answered everything worth waiting for: it tells nothing of itself. */
export const TELLS_NOTHING = [IAC, WONT, Option.TTYPE, IAC, WONT, Option.NAWS, IAC, WONT, Option.NEW_ENVIRON];

/** A caller whom the door has handed over; the test reads his events itself. */
export class Received {
  readonly events: AsyncIterator<CallerEvent>;
  readonly #gone = Promise.withResolvers<void>();

  constructor(readonly caller: Caller) {
    this.events = caller.events[Symbol.asyncIterator]();
  }

  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** The host is done with him. */
  leave(): void {
    this.#gone.resolve();
  }

  fail(error: Error): void {
    this.#gone.reject(error);
  }

  /** The next event that says anything; `undefined` when he has hung up. */
  async next(): Promise<CallerEvent | undefined> {
    for (;;) {
      const { done, value } = await this.events.next();
      if (done === true) return undefined;
      if (value.type !== "input" || value.bytes.length > 0) return value;
    }
  }

  /** Reads input until there is as much as wanted. */
  async reads(length: number): Promise<string> {
    const parts: Uint8Array[] = [];
    while (concatBytes(parts).length < length) {
      const event = await this.next();
      if (event === undefined) break;
      if (event.type === "input") parts.push(event.bytes);
    }
    return new TextDecoder().decode(concatBytes(parts));
  }

  write(text: string): Promise<void> {
    return this.caller.write(new TextEncoder().encode(text));
  }
}

/** A door, with one connection in it. */
export class Doorway implements AsyncDisposable {
  readonly clock = new FakeClock(1000);
  readonly connection = new FakeConnection();
  readonly gates: Gates;
  readonly received: Received[] = [];
  readonly kit = makeBoard(new HandPool().asPool, { clock: this.clock });
  over: Promise<void> = Promise.resolve();
  done = false;
  #closing = false;

  constructor(most: number = 10, private readonly settings: { silence?: number; negotiation?: number } = {}) {
    const limits = { max_callers: most, max_callers_per_address: most };
    this.gates = new Gates({ limits: () => limits, banned: () => false });
  }

  /** Lets the connection in and waits for what the door says first. */
  async open(): Promise<this> {
    const reception = {
      receive: (caller: Caller) => {
        this.received.push(new Received(caller));
        return this.#closing ? Promise.resolve() : this.received[0]!.gone;
      },
    };
    this.over = openTelnetDoor(this.connection, {
      board: this.kit.board,
      reception: reception as unknown as Reception,
      gates: this.gates,
      clock: this.clock,
      settings: () => valuesOf(telnetSection, this.settings),
    }).then(() => void (this.done = true));
    await settle();
    return this;
  }

  /** Waits for the caller to be handed over. */
  async caller(): Promise<Received> {
    return await until("the caller is handed over", () => this.received[0]);
  }

  /** The same, whose client has told nothing of itself. */
  async settled(): Promise<Received> {
    this.connection.send(TELLS_NOTHING);
    return await this.caller();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    for (const received of this.received) received.leave();
    this.connection.readOn();
    this.connection.hangUp();
    this.clock.advance(10_000);
    await this.over;
    // What is still read runs to its end.
    const ended = this.received.map(async (received) => {
      while (await received.next() !== undefined);
      return true;
    });
    let all = false;
    Promise.all(ended).then(() => (all = true));
    await until("everything has ended", () => {
      this.clock.advance(1000);
      return all && this.connection.closes > 0;
    });
  }
}
