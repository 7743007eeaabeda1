/** The doors of the default board by telnet: a program is chosen, runs, and leads back. */

import { arrive, back, start } from "./people_kit.ts";
import { NO_SCRIPT, startDoors } from "./door_kit.ts";

Deno.test({
  name: "Callers see the doors of the INI file, run one, and come back",
  ignore: NO_SCRIPT,
  fn: async () => {
    await using board = await startDoors({
      chess: 'echo "WHITE TO MOVE"; read -r move; echo "YOU: $move"; exit 2\n',
    }, {
      chess: { text: "Chess", description: "Mate in three" },
      tw: { text: "Trade Wars", command: "x84-no-such-program" },
      closed: { text: "Closed" },
    });
    await using caller = await arrive(board, "alice");
    await start(caller, "doors", "2 doors");
    await caller.see("Mate in three");
    await caller.send("\r");
    await caller.see("WHITE TO MOVE");
    await caller.send("e4\r");
    await caller.see(/YOU: e4[^]*Chess has failed \(status 2\)\. Press any key/);
    await caller.send(" ");
    await caller.see("2 doors");
    await caller.send("j\r");
    await caller.see("This door is out of order");
    await caller.resize(40, 24);
    await caller.see("2 doors");
    await caller.send("q");
    await back(caller);
  },
});
