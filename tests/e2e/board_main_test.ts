/** The main menu of the default board: keys, words, arrows, what others say meanwhile, other sizes, and out. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";
import { logIn, openAccount, seeMenu } from "./welcome_kit.ts";

const MENU = /\[m\]essages[^]*\[g\]oodbye/;

Deno.test("main over telnet: items by key and arrow, menus below, notices, what is no item, and the way out", async () => {
  await using board = await TestBoard.start({ ini: { main: { art_file: "art/main.ans" } } });
  await using sue = await TestCaller.connect(board.port);
  await openAccount(sue, "sue");
  await seeMenu(sue);
  await sue.see("[sysop] menu");
  await using max = await TestCaller.connect(board.port);
  await openAccount(max, "max");
  await seeMenu(max);
  assert.ok(!(await max.screen()).join("\n").includes("[sysop]"));

  await max.send("sysop\r");
  await max.see('There is no "sysop" here.');
  await max.send("lc\r");
  await max.see("The last callers");
  await max.send("q");
  await max.see(MENU);

  // A menu below: into it, back by its own item, and one of its items from above.
  await max.send("play\r");
  await max.see("[lg]");
  await max.send("q\r");
  await max.see(MENU);
  await max.send("t\r");
  await max.see("space: play");
  await max.send("q");
  await max.see(MENU);

  // The first arrow goes to the first item, the second below it.
  await max.send("\x1b[B\x1b[B\r");
  await max.see("The doors are open");
  await max.send("q");
  await max.see(MENU);

  await sue.send("ol\r");
  await sue.see("Say something?");
  await sue.send("y");
  await sue.see("Say:");
  await sue.send("hello menu\r");
  await max.see("sue says: hello menu");

  await max.resize(40, 24);
  await max.see(/\[user\] list[^]*max:\s*$/);
  await max.send("gone\x1b");
  await max.see("Log off?");
  await max.send("b");
  await max.see(MENU);
  await max.send("q");
  await max.see("Log off?");
  await max.send("y");
  await max.waitClosed();

  // Who has been called away from the menu is at the menu again, for others to see.
  await using again = await TestCaller.connect(board.port);
  await logIn(again, "max");
  await seeMenu(again);
  await sue.send("qwho\r");
  await sue.see(/max +main menu/);
  await sue.send("\x1b[Bc");
  await again.see("y answers, n declines");
  await again.send("y");
  await sue.see("ESC hangs up");
  await sue.send("\x1b");
  await again.see("has hung up");
  await again.send(" ");
  await again.see(MENU);
  await sue.see(/max +main menu/);
});
