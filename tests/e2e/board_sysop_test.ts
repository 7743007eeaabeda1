/** The script `sysop` of the default board, over telnet, and what others see of it. */

import { arrive, back, start, startPeople } from "./people_kit.ts";

Deno.test("sysop over telnet: groups, broadcast, log and settings; others are shown out", async () => {
  await using board = await startPeople();
  await using alice = await arrive(board, "alice");
  await using bob = await arrive(board, "bob");
  await start(alice, "sysop", "The configuration in force");
  await start(bob, "who", /2\* bob/);
  await alice.send("bDown at ten\r");
  await alice.see("told.");
  await bob.see("Broadcast: Down at ten");
  await bob.send("q");
  await back(bob);

  await alice.send("g\x15staff\r");
  await alice.see("Nobody is in it.");
  await alice.send("abob\r");
  await alice.see(/Members of staff *\n *\n bob/);
  await alice.send("rbob\r");
  await alice.see("Nobody is in it.");
  await alice.send("q");
  await alice.see("The end of the log");
  await alice.send("l");
  await alice.see(/New account\s+handle=alice/);
  await alice.resize(40, 24);
  await alice.see(/INFO *\n +session/);
  await alice.send("q");
  await alice.see("The end of the log");
  await alice.send("c");
  await alice.see(/\[system\] *\n \* bbsname = Test Board/);
  await alice.send("q");
  await alice.see("The end of the log");
  await alice.send("h");
  await alice.see(/WHAT IS SAID[^]*art\/news\.txt/);
  await alice.send("q");
  await alice.see("The end of the log");
  await alice.send("a");
  await alice.see(/Name +alice/);
  await alice.send("q");
  await alice.see("The end of the log");
  await alice.send("q");
  await back(alice);

  await bob.send("gosub sysop\r");
  await bob.expect("This is for sysops.");
  await bob.send(" ");
  await back(bob);
});
