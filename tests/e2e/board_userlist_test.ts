/** The script `userlist` of the default board, over telnet. */

import { arrive, back, start, startPeople } from "./people_kit.ts";

Deno.test("userlist over telnet: find somebody, look at him, send him a line; a sysop opens his account", async () => {
  await using board = await startPeople();
  await using alice = await arrive(board, "alice");
  await using bob = await arrive(board, "bob");
  await start(alice, "userlist", /\* bob +/);
  await alice.send("fbo\r");
  await alice.send("\r");
  await alice.see(/Name +bob[^]*Here +yes/);
  await alice.send(" ");
  await alice.see("2 users");
  await alice.send("shello\r");
  await alice.see("You tell bob: hello");
  await alice.send("e");
  await alice.see(/Name +bob[^]*Password/);
  await alice.send("q");
  await alice.see("2 users");
  await alice.resize(40, 24);
  await alice.see(/\* bob +1 /);
  await alice.send("q");
  await back(alice);
  await start(bob, "userlist", "alice tells you: hello");
  await bob.send("\x1b");
  await back(bob);
});
