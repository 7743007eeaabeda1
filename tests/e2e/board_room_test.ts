/** The script `room` of the default board, over telnet, with two callers. */

import { arrive, assertUnsteered, back, HOSTILE, start, startPeople } from "./people_kit.ts";

Deno.test("room over telnet: lines go to everybody and stay, private ones to one, and people come and go", async () => {
  await using board = await startPeople();
  await using alice = await arrive(board, "alice");
  await start(alice, "room", /only you/);
  await alice.send("Is anybody here?\r");
  await alice.see("alice: Is anybody here?");

  await using bob = await arrive(board, "bob", { columns: 40, rows: 24 });
  await start(bob, "room", "alice: Is anybody here?");
  await alice.see("- bob comes in");
  await alice.see("│bob");
  await bob.send("half a li");
  await alice.send("/me waves\r");
  await bob.see(/\* alice waves[^]*\n> half a li *$/);
  await bob.send("ne\r");
  await alice.see("bob: half a line");

  await alice.send("/msg bob psst\r");
  await alice.see("You tell bob: psst");
  await bob.see("- alice tells you: psst");
  await bob.send(`${HOSTILE}\r`);
  await alice.see("bob: ab");
  assertUnsteered(alice);
  await alice.send("/who\r");
  await alice.see("In the room: alice, bob");
  await alice.send("/help\r");
  await alice.see("/msg NAME TEXT: for one caller only");
  await alice.send("/nothing\r");
  await alice.see('There is no "/nothing" here');

  await alice.send(`${Array.from({ length: 30 }, (_, i) => `line ${i}.`).join("\r")}\r`);
  await bob.see("alice: line 29.");
  await bob.send("\x1b[5~\x1b[5~");
  await bob.see(/more below: PGDN/);
  await bob.see("alice: line 2.");
  await bob.resize(132, 50);
  await bob.see("alice: line 29.");
  await bob.resize(80, 25);
  await bob.see(/alice: line 29\.[^]*\n>/);

  bob.close();
  await alice.see("- bob has hung up");
  await alice.send("/quit\r");
  await back(alice);
  await start(alice, "room", "alice: line 29.");
  await alice.send("\x1b");
  await back(alice);
});
