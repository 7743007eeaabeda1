/** The script `chat` of the default board, over telnet, with two callers from the call to the hang-up. */

import { arrive, assertUnsteered, back, HOSTILE, start, startPeople } from "./people_kit.ts";

const DOWN = "\x1b[B";

Deno.test("chat over telnet: called from who, answered, every key at the other side, and hung up", async () => {
  await using board = await startPeople();
  await using alice = await arrive(board, "alice");
  await using bob = await arrive(board, "bob", { columns: 40, rows: 24, terminal: "syncterm" });
  await start(bob, "who", /2\* bob/);
  await start(alice, "who", /2 +bob/);

  await alice.send(`${DOWN}c`);
  await alice.see("Calling bob");
  await bob.see("alice would like to chat with you.");
  await bob.see("y answers, n declines");
  await bob.send("n");
  await alice.see("bob does not want to chat now.");
  await bob.see(/2\* bob/);
  await alice.send(" ");
  await alice.see(/2 +bob/);

  await alice.send("c");
  await bob.see("alice would like to chat with you.");
  await bob.see("y answers, n declines");
  await bob.send("y");
  await bob.see("ESC hangs up");
  await alice.see("ESC hangs up");
  await alice.send("H");
  await bob.see(/ alice .*\n H *\n/);
  await alice.send("i\rthere");
  await bob.see(/ Hi *\n there/);
  await bob.send("Hello, this is a line that is longer than forty columns\x7f!");
  await alice.see("longer than forty column!");
  await alice.resize(60, 20);
  await alice.see(/ Hi *\n there[^]*── bob[^]*longer than forty column!/);
  await bob.send(HOSTILE);
  await alice.see("column!abc");
  assertUnsteered(alice);

  await alice.send("\x1b");
  await bob.see("alice has hung up. Press any key.");
  await bob.send(" ");
  await bob.see(/2\* bob/);
  await alice.see("Who is online");
  await alice.send("q");
  await back(alice);

  await bob.send("\x1b[Hc");
  await start(alice, "who", "bob would like to chat with you.");
  await alice.see("y answers, n declines");
  await alice.send("y");
  await bob.see("ESC hangs up");
  await alice.see("ESC hangs up");
  alice.close();
  await bob.see("alice has hung up. Press any key.");
  await bob.send("x");
  await bob.see(/2\* bob/);
  await bob.send("q");
  await back(bob);
});

Deno.test("chat over telnet: two who call each other at once are put together", async () => {
  await using board = await startPeople();
  await using alice = await arrive(board, "alice");
  await using bob = await arrive(board, "bob");
  await start(alice, "who", /2 +bob/);
  await start(bob, "who", /1 +alice/);
  await Promise.all([alice.send(`${DOWN}c`), bob.send("c")]);
  await Promise.all([alice, bob].map(async (caller) => {
    // Whoever was a moment later has the question instead.
    const [screen] = [(await caller.see(/ESC hangs up|would like to chat/)).join("\n")];
    if (screen!.includes("would like to chat")) {
      await caller.see("y answers");
      await caller.send("y");
    }
    await caller.see("ESC hangs up");
  }));
  await alice.send("ping");
  await bob.see(" ping");
  await bob.send("\x1b");
  await alice.see("bob has hung up.");
});
