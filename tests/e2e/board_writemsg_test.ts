/** Mail out of the list of users of the default board, over telnet: begun, given up, posted, read. */

import { enter } from "./battery_kit.ts";
import { arrive, back, start, startPeople } from "./people_kit.ts";

const SAVE = "\x1a";

Deno.test("writemsg over telnet: mail to somebody who is not here, which he finds when he comes", async () => {
  await using board = await startPeople();
  {
    await using bob = await arrive(board, "bob");
    bob.close();
  }
  await using alice = await arrive(board, "alice");
  await start(alice, "userlist", /2 users[^]* bob/);
  await alice.send("fbo\r");
  await alice.send("s");
  await alice.see(/bob is not here now\. w writes mail\./);
  await alice.send("w");
  await alice.see(/A new message[^]*To +bob/);
  await alice.resize(40, 24);
  await alice.see(/To +bob/);
  await alice.send("\x1b");
  await alice.see("2 users");
  await alice.send("w");
  await alice.see(/To +bob/);
  await alice.send("\rTea\r\r");
  await alice.see(/To +bob[^]*Subj +Tea/);
  await alice.send(`Come at five.${SAVE}`);
  await alice.see("Enter post it");
  await alice.send("\r");
  await alice.see("Your mail to bob is on its way.");
  await alice.send("q");
  await back(alice);

  await using again = await enter(board, "login bob");
  await start(again, "msgarea", /Private mail +1 new/);
  await again.send("n");
  await again.see("Come at five.");
  await again.send("qq");
  await back(again);

  // A guest has no name to write under.
  await using guest = await enter(board, "guest");
  await start(guest, "writemsg", "Only callers with an account write messages.");
  await guest.send(" ");
  await back(guest);
});
