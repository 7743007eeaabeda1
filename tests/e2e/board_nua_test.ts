/** An application for an account on the default board, over telnet, with everything that can go wrong. */

import { TestBoard, TestCaller } from "./harness.ts";
import { openAccount, PASSWORD, seeDoor } from "./welcome_kit.ts";

Deno.test("An application is corrected, survives a resize, and ends logged in; a second one meets a taken name", async () => {
  await using board = await TestBoard.start();
  await using caller = await TestCaller.connect(board.port);
  await seeDoor(caller);
  await caller.send("new\r");
  await caller.see("How you are called here");
  await caller.send("sysop\r");
  await caller.see(/> Name \.+ sysop/);
  await caller.send("\x15Alice\r");
  await caller.see("Where you call from");
  await caller.send("Won");
  await caller.resize(40, 24);
  await caller.see(/> Location \.+ Won *$/m);
  await caller.resize(80, 25);
  await caller.send("derland\r");
  await caller.see(/may\s+stay\s+blank/);
  await caller.send("no address\r");
  await caller.see("At least 8");
  await caller.send("short\r");
  await caller.see("at least 8 characters");
  await caller.send(`${PASSWORD}\r`);
  await caller.see("The same once more");
  await caller.send("other\r");
  await caller.see("The two are not the same");
  await caller.send(`${PASSWORD}\r${PASSWORD}\r`);
  await caller.see("Make this account?");
  await caller.send("y");
  await caller.see("one @");
  await caller.send("\x15alice@example.org\r");
  await caller.see("At least 8");
  await caller.send(`${PASSWORD}\r${PASSWORD}\r`);
  await caller.see("Make this account?");
  await caller.send("y");
  await caller.see("This is your first call");

  await using twin = await TestCaller.connect(board.port);
  await seeDoor(twin);
  await twin.send("apply\ralice\r");
  await twin.see("That name is taken");
  await twin.send("\x1b");
  await twin.see("Leave without an account?");
  await twin.send("y");
  await seeDoor(twin);
  await openAccount(twin, "bob");
});
