import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { Reception } from "../../../lib/host/reception.ts";
import { createLogger } from "../../../lib/log/logger.ts";
import type { LogEntry } from "../../../lib/log/entry.ts";
import { logFailure } from "../../../lib/server/door_failure.ts";
import { Gates } from "../../../lib/server/gates.ts";
import { openRloginDoor } from "../../../lib/server/rlogin_door.ts";
import { openTelnetDoor, telnetSection } from "../../../lib/server/telnet_door.ts";
import { FakeConnection } from "../../fakes/fake_connection.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { makeBoard, valuesOf } from "../../fakes/test_board.ts";
import { within } from "../../fakes/until.ts";

Deno.test("logFailure() tells an error of ours as one, and a peer who is gone as that", () => {
  const entries: LogEntry[] = [];
  const log = createLogger({ enabled: () => true, write: (entry) => void entries.push(entry) }, () => 0);
  logFailure(log, "telnet", new TypeError("Cannot go on"), "192.0.2.1");
  logFailure(log, "telnet", new Deno.errors.BrokenPipe("Broken pipe"), "192.0.2.1");
  assert.deepEqual(entries.map(({ level, message }) => `${level} ${message}`), [
    "error Connection failed",
    "debug Hung up",
  ]);
});

Deno.test("A peer who resets the connection while he is greeted is no error in the log (once he was)", async () => {
  for (const door of ["telnet", "rlogin"] as const) {
    const clock = new FakeClock(1000);
    const { board, entries } = makeBoard(new HandPool().asPool, { clock });
    const gates = new Gates({
      limits: () => ({ max_callers: 1, max_callers_per_address: 1 }),
      banned: () => false,
    });
    const reception = { receive: () => assert.fail("He is gone") } as unknown as Reception;
    const connection = new FakeConnection();
    connection.reset = true;
    const parts = { board, reception, gates, clock };
    if (door === "rlogin") connection.send("\0a\0b\0xterm/9600\0");
    const over = door === "telnet"
      ? openTelnetDoor(connection, { ...parts, settings: () => valuesOf(telnetSection, {}) })
      : openRloginDoor(connection, { ...parts, allowApply: () => false });
    await within("the door closes", over);
    assert.deepEqual(entries.map(({ level, message }) => `${level} ${message}`), ["debug Hung up"], door);
    assert.equal(gates.count, 0);
  }
});
