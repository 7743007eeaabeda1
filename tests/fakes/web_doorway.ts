/**
 * The web door with one connection in it; a caller who is handed over stays until he hangs up.
 *
 * @module
 */

import assert from "node:assert/strict";
import { FakeClock } from "../../lib/base/clock.ts";
import type { Caller, CallerEvent } from "../../lib/host/caller.ts";
import type { Reception } from "../../lib/host/reception.ts";
import { Gates } from "../../lib/server/gates.ts";
import { WebDoor } from "../../lib/server/web_door.ts";
import { FakeConnection } from "./fake_connection.ts";
import { HandPool } from "./hand_worker.ts";
import { makeBoard } from "./test_board.ts";
import { until } from "./until.ts";
import { callRequest, closeOf, type Frame, framesOf } from "./web_client.ts";

/** What callers' browsers call the board. */
export const HOST = "board.example:8443";

/** How the door is. */
export interface DoorwayOptions {
  readonly most?: number;
  readonly secure?: boolean;
  /** Seconds between two questions. */
  readonly keepalive?: number;
  readonly door?: WebDoor;
  /** Gates that others pass, too. */
  readonly gates?: Gates;
  /** How keys are agreed on, where they are. */
  readonly handshake?: () => Promise<void>;
}

/** The door. */
export class WebDoorway {
  readonly clock = new FakeClock(1000);
  readonly connection = new FakeConnection();
  readonly kit = makeBoard(new HandPool().asPool, { clock: this.clock });
  readonly events: CallerEvent[] = [];
  caller: Caller | undefined;
  /** What the reception does after it has been handed a caller. */
  refuses = false;
  done = false;
  readonly over: Promise<void>;

  private constructor(
    door: WebDoor,
    { most = 10, secure = false, keepalive = 20, handshake, gates }: DoorwayOptions,
  ) {
    const limits = { max_callers: most, max_callers_per_address: most };
    const reception = {
      receive: async (caller: Caller) => {
        if (this.refuses) throw new Error("No script can be his first");
        this.caller = caller;
        for await (const event of caller.events) this.events.push(event);
        caller.close();
      },
    };
    const connection = handshake ? Object.assign(this.connection, { handshake }) : this.connection;
    this.over = door.serve(connection, {
      board: this.kit.board,
      reception: reception as unknown as Reception,
      gates: gates ?? new Gates({ limits: () => limits, banned: () => false }),
      clock: this.clock,
      secure,
      settings: () => ({ keepalive }),
    }).then(() => void (this.done = true));
  }

  /** Opens it. */
  static async open(options: DoorwayOptions = {}): Promise<WebDoorway> {
    return new WebDoorway(options.door ?? await WebDoor.open(), options);
  }

  get logged(): string {
    return JSON.stringify(this.kit.entries);
  }

  get frames(): Frame[] {
    return framesOf(this.connection.got);
  }

  /** Calls, and waits until the host has the caller. */
  async call(path = "/call"): Promise<Caller> {
    this.connection.send(callRequest(HOST, { path }));
    return await until("the caller is handed over", () => this.caller);
  }

  /** Waits for the end: the line is closed, and no clock runs any more. */
  async ends(): Promise<void> {
    await until("the door is done", () => this.done);
    await until("the line is closed", () => this.connection.closes > 0);
    assert.equal(this.clock.pending, 0);
  }

  /** Waits for a close frame, and answers it. */
  async closes(): Promise<string> {
    const close = await until("the call is closed", () => closeOf(this.frames));
    this.connection.hangUp();
    return close;
  }
}
