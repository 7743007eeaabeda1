/** The system information by telnet: what it tells, and that stars fall. */

import { startPeople } from "./people_kit.ts";
import { arrive, back, start } from "./people_kit.ts";
import { until } from "./harness.ts";

Deno.test("Callers see what the board is made of while stars fall, in any size", async () => {
  await using board = await startPeople();
  await using caller = await arrive(board, "alice");
  await start(caller, "sysinfo", /software x84 \d+\.\d+\.\d+/);
  await caller.see("Test Board");
  await caller.see("you alone");
  const before = (await caller.screen()).join("\n");
  await caller.send("kkk");
  await until("something falls", async () => (await caller.screen()).join("\n") !== before);
  await caller.send("lhj*");
  await caller.resize(40, 24);
  await caller.see("40x24");
  await caller.send("q");
  await back(caller);
});

Deno.test("A client that negotiates nothing sees it, too", async () => {
  await using board = await startPeople();
  await using caller = await arrive(board, "alice", { terminal: null });
  await start(caller, "sysinfo", "Test Board");
  await caller.send("q");
  await back(caller);
});
