/** The script `who` of the default board, over telnet, from its first screen to its last. */

import assert from "node:assert/strict";
import { until } from "./harness.ts";
import { arrive, assertUnsteered, back, HOSTILE, start, startPeople } from "./people_kit.ts";

const DOWN = "\x1b[B";

Deno.test("who over telnet: callers come and go, are sent lines, looked at and disconnected", async () => {
  await using board = await startPeople();
  await using alice = await arrive(board, "alice");
  await start(alice, "who", /1\* alice .* looking who is here/);
  await alice.send("a");
  await alice.see("A bell rings");
  await using bob = await arrive(board, "bob", { terminal: null });
  await alice.see(/2 +bob/);
  await alice.see("bob has arrived.");

  await alice.resize(40, 24);
  await alice.see(/2 +bob[^]*\n bob has arrived\. *$/);
  await alice.resize(132, 50);
  await alice.see(/2 +bob +.*telnet/);

  await alice.send(`${DOWN}sHello Bob\r`);
  await alice.see("You tell bob: Hello Bob");
  // Bob hears it as soon as he is somewhere where lines are shown.
  await start(bob, "who", "alice tells you: Hello Bob");
  await bob.send(`\x1b[Hs${HOSTILE}\r`);
  await alice.see("bob tells you: ab");
  assertUnsteered(alice);

  await bob.send("d");
  await bob.send("v");
  await bob.see(/Name +alice/);
  assert.doesNotMatch((await bob.screen()).join("\n"), /127\.0\.0\.1/);
  await bob.send(" ");
  await bob.see("q leave");

  await alice.send("v");
  await alice.see(/Session +telnet-127\.0\.0\.1/);
  await alice.send(" ");
  await alice.send("dn");
  await alice.see("q leave");
  await alice.send("dy");
  await bob.waitClosed();
  await alice.see(/Node 2 is gone|bob has left/);
  await until("the list is short", async () => !(await alice.screen()).some((row) => /2 +bob/.test(row)));
  await alice.send("q");
  await back(alice);
});
