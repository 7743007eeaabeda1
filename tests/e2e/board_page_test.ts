/** The script `page` of the default board, over telnet: a sysop who answers, one who does not, and none at all. */

import { arrive, back, start, startPeople } from "./people_kit.ts";

Deno.test("page over telnet: the sysop is told and answers; without one mail is left", async () => {
  await using board = await startPeople();
  await using sysop = await arrive(board, "alice");
  await using bob = await arrive(board, "bob");
  await start(sysop, "who", /2 +bob/);

  await start(bob, "page", "The sysop is told what it is about.");
  await bob.send("The files are gone\r");
  await bob.see("Paging alice");
  await sysop.see("bob pages you.");
  await sysop.see("y answers, n declines");
  await sysop.send("y");
  await sysop.see("ESC hangs up");
  await bob.see("ESC hangs up");
  await bob.send("Thanks for coming");
  await sysop.see("Thanks for coming");
  await sysop.send("\x1b");
  await bob.see("alice has hung up.");
  await bob.send(" ");
  await back(bob);
  await sysop.see("Who is online");

  await start(bob, "page", "The sysop is told what it is about.");
  await bob.send("Once more\r");
  await sysop.see("bob pages you.");
  await sysop.see("y answers, n declines");
  await sysop.send("n");
  await bob.see(/Nobody answers\.[^]*Leave a message for the sysop\? \[y\/N\]/);
  await bob.send("n");
  await back(bob);

  sysop.close();
  await start(bob, "page", "The sysop is told what it is about.");
  await bob.send("The files\r");
  await bob.see(/No sysop is here now\.|Nobody answers\./);
  await bob.send("y");
  await bob.see("Message:");
  await bob.send("Where are they?\r");
  await bob.see("Your message waits for the sysop.");
  await bob.send(" ");
  await back(bob);
});
