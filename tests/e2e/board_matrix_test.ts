/** The login screen of the default board, over telnet: what may be typed there, and on which screens. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";
import { openAccount, PASSWORD, seeDoor } from "./welcome_kit.ts";

Deno.test("The login screen lets in, turns away, looks after guests, and follows the window", async () => {
  await using board = await TestBoard.start({ ini: { matrix: { enable_anonymous: true } } });
  {
    await using caller = await TestCaller.connect(board.port);
    await openAccount(caller, "alice");
  }
  await using caller = await TestCaller.connect(board.port);
  await seeDoor(caller);
  assert.ok((await caller.screen()).some((row) => /[▀▄█░▒▓]/.test(row)), "no picture");
  await caller.send("ali");
  await caller.see(/login: ali *$/m);
  await caller.resize(40, 24);
  await caller.see(/^ login: ali *$/m);
  await caller.resize(132, 50);
  await caller.see(/^ {48}login: ali *$/m);
  await caller.send("ce\r");
  await caller.see("password:");
  await caller.send("wrong\r");
  await caller.see("That was not right");
  await caller.send("charset\r");
  await caller.see("Characters: utf8");
  await caller.send("d");
  await seeDoor(caller);
  await caller.send(`alice\r${PASSWORD}\r`);
  await caller.see("Welcome back");

  await using guest = await TestCaller.connect(board.port);
  await seeDoor(guest);
  await guest.see("looks around");
  await guest.send("guest\r");
  await guest.see("You are here as a guest");

  await using leaver = await TestCaller.connect(board.port, { columns: 40 });
  await seeDoor(leaver);
  await leaver.send("bye\r");
  await leaver.expect("Goodbye.");
  await leaver.waitClosed();
});

Deno.test("The login screen speaks CP437 with SyncTERM, and to a plain line that negotiates nothing", async () => {
  await using board = await TestBoard.start({ ini: { matrix: { art_file: "art/matrix.ans" } } });
  await using bbs = await TestCaller.connect(board.port, { terminal: "syncterm", encoding: "latin1" });
  await seeDoor(bbs);
  // 0xDB is the full block of code page 437.
  assert.ok(bbs.raw.filter((byte) => byte === 0xdb).length > 20);
  assert.ok(!bbs.text.includes("\x1b]"), "a title for a terminal without one");

  await using plain = await TestCaller.connect(board.port, { terminal: null, silent: true });
  await plain.expect("login: ");
  await plain.send("bye\n");
  await plain.expect("Goodbye.");
  await plain.waitClosed();
});
