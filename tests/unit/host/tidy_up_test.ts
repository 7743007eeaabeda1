import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { tidyUp } from "../../../lib/host/tidy_up.ts";

Deno.test("tidyUp() ends with the Worker's last word or with the clock, and refuses what is asked", async () => {
  const clock = new FakeClock();
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise<{ type: string; callId: number }>((resolve) => {
    port2.onmessage = (event) => resolve(event.data);
  });
  const done = tidyUp(port1, clock);
  port2.postMessage({ type: "call", callId: 7, call: { verb: "listSessions" } });
  assert.equal((await heard).callId, 7);
  port2.postMessage({ type: "exit", reason: "logged off" });
  await done;
  assert.equal(clock.pending, 0);
  const again = tidyUp(port1, clock);
  clock.advance(500);
  await again;
  port1.close();
  port2.close();
});
