/** The goodbye of the default board: messages from one caller to the next, a way back, and the end. */

import assert from "node:assert/strict";
import { pause, TestBoard, TestCaller } from "./harness.ts";
import { openAccount, seeMenu } from "./welcome_kit.ts";

Deno.test("A caller leaves a message at the goodbye, comes back, and goes; the next one sees it", async () => {
  await using board = await TestBoard.start({ ini: { logoff: { boards: "The Attic" } } });
  await using alice = await TestCaller.connect(board.port);
  await openAccount(alice, "alice");
  await seeMenu(alice);
  await alice.send("g\r");
  await alice.see("Thank you for calling Test Board, alice.");
  await alice.see("Say something to whoever comes next.");
  await alice.send("s");
  await alice.see("Say:");
  await alice.send("Mind the ");
  await alice.resize(40, 24);
  await alice.see(/Say: Mind the/);
  await alice.send("gap\r");
  await alice.see("The next caller will see it.");
  await alice.resize(80, 24);
  await alice.send("b");
  await alice.see("@Test Board");

  await using bob = await TestCaller.connect(board.port);
  await openAccount(bob, "bob");
  await seeMenu(bob);
  await bob.send("g\r");
  await bob.see(/alice \/ 1[^]*Mind the gap/);
  await alice.send("g\r");
  await alice.see("Mind the gap");
  await bob.send("sThank you\r");
  await bob.see(/bob \/ 2[^]*Thank you/);
  // Who stands at the goodbye himself hears of it.
  await alice.see(/bob \/ 2/);
  await bob.send("n");
  await bob.see("Mind the gap");
  await bob.send("p");
  await bob.see("1 of 2");
  await bob.send("y");
  await bob.expect("The Attic");
  await bob.expect("NO CARRIER");
  await bob.waitClosed();
  await alice.send("\r");
  await alice.expect("NO CARRIER");
  await alice.waitClosed();
});

Deno.test("Escape, or q between, leads out from wherever a caller is within five keys, and back again", async () => {
  await using board = await TestBoard.start();
  await using alice = await TestCaller.connect(board.port);
  await openAccount(alice, "alice");
  await seeMenu(alice);
  /** Deep in the board, with a line that is typed. */
  await alice.send("m\r");
  await alice.see("Everything public");
  await alice.send("\r");
  await alice.see("Welcome aboard");
  await alice.send("\r");
  await alice.see(/From +/);
  await alice.send("r");
  await alice.see("Subj");
  await alice.send("half a title");
  await alice.see("half a title");
  for (const key of ["\x1b", "q", "\x1b", "q"]) {
    await alice.send(key);
    // An Escape is one when nothing follows it at once.
    await pause(200);
  }
  await alice.see("Log off?");
  await alice.send("b");
  await alice.see("@Test Board");
  // What he was writing is kept.
  await alice.send("m\r");
  await alice.see(/A message that was not finished[^]*half a title/);
  await alice.send("c");
  await alice.see("half a title");
  for (let i = 0; i < 5; i++) {
    assert.ok(!alice.closed, String(i));
    await alice.send("\x1b");
    await pause(200);
  }
  await alice.expect("NO CARRIER");
  await alice.waitClosed();
});
