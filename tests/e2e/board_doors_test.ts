/** The doors by telnet: what is configured is listed. */

import { startBoard } from "./battery_kit.ts";
import { arrive, back, start } from "./people_kit.ts";

Deno.test("Callers see the doors of the INI file, and hear that they open later", async () => {
  const ini = {
    "door lord": { text: "Legend of the Red Dragon", description: "Slay it" },
    "door tw": { text: "Trade Wars" },
    session: { preload: "f_top" },
  };
  await using board = await startBoard({ ini });
  await using caller = await arrive(board, "alice");
  await start(caller, "doors", "2 doors");
  await caller.see("Trade Wars");
  await caller.send("\r");
  await caller.see("cannot open them yet");
  await caller.send(" ");
  await caller.resize(40, 24);
  await caller.see("2 doors");
  await caller.send("q");
  await back(caller);
});
