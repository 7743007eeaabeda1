/**
 * The story of two people on the default board as it is shipped: what callers do most, found by reading the screen.
 * Nothing is set up but the server.
 */

import { SSH_KEYS } from "../fakes/ssh_keys.ts";
import { TestBoard, TestCaller } from "./harness.ts";

const [KEY_LINE, FINGERPRINT] = SSH_KEYS[0]!;
const SAVE = "\x1a";
const DOWN = "\x1b[B";
const MENU = /\[m\]essages[^]*\[g\]oodbye/;

/** Opens an account, and comes to the main menu by the quick way. */
async function join(board: TestBoard, name: string, password: string): Promise<TestCaller> {
  const caller = await TestCaller.connect(board.port);
  await caller.see("new opens an account");
  await caller.send("new\r");
  for (
    const [question, answer] of [
      ["How you are called here", name],
      ["Where you call from", "Ulm"],
      ["For the sysop only", ""],
      ["At least 8", password],
      ["The same once more", password],
    ]
  ) {
    await caller.see(question!);
    await caller.send(`${answer}\r`);
  }
  await caller.see("Make this account?");
  await caller.send("y");
  await caller.see("Quick login?");
  await caller.send("y");
  await caller.see(MENU);
  return caller;
}

Deno.test("Tour: login, mail, post, reply, chat, one-liner, who, password, SSH key, goodbye", async () => {
  await using board = await TestBoard.start();
  await using sue = await join(board, "sue", "correct horse");
  // The sysop's first look puts the welcome into the message area.
  await sue.send("m\r");
  await sue.see("Everything public");
  await sue.send("q");
  await sue.see(MENU);
  await using max = await join(board, "max", "battery staple");

  // Reading what is new, and answering it.
  await max.send("m\r");
  await max.see("Everything public");
  await max.send("n");
  await max.see("Welcome aboard");
  await max.send("r");
  await max.see(/> Welcome/);
  await max.send(`Thank you, I like it here.${SAVE}`);
  await max.see("Enter post it");
  await max.send("\r");
  await max.see(/Posted as #2/);

  // Posting something new.
  await max.send("q");
  await max.see("p post");
  await max.send("p");
  await max.see("Subj");
  await max.send("\rLooking for a chess partner\rgames\r");
  await max.see(/Subj +Looking for a chess partner/);
  await max.send(`Anybody?${SAVE}`);
  await max.see("Enter post it");
  await max.send("\r");
  await max.see(/Posted as #3/);
  await max.send("q");
  await max.see(MENU);
  await sue.see("New message #3 from max: Looking for a chess partner");

  // A one-liner, which whoever is at the menu sees at once.
  await max.send("ol\r");
  await max.see("Say something?");
  await max.send("y");
  await max.see("Say:");
  await max.send("hello everybody\r");
  await max.see(/max: hello everybody/);
  await max.send("q");
  await max.see(MENU);
  await sue.see("max says: hello everybody");

  // Who is online, and a chat with one of them.
  await sue.send("who\r");
  await sue.see(/max +main menu/);
  await sue.send(`${DOWN}c`);
  await max.see("sue would like to chat with you.");
  await max.see("y answers, n declines");
  await max.send("y");
  await max.see("ESC hangs up");
  await sue.see("ESC hangs up");
  await sue.send("e4");
  await max.see("e4");
  await max.send("e5");
  await sue.see("e5");
  await sue.send("\x1b");
  await max.see("sue has hung up. Press any key.");
  await max.send(" ");
  await max.see(MENU);

  // A new password, and a key for SSH.
  await max.send("pe\r");
  await max.see(/Name +max/);
  await max.send("pbattery staple\rsomething better\rsomething better\r");
  await max.see("Your password is changed");
  await max.send("s");
  await max.see("There is none.");
  await max.send(`a${KEY_LINE}\r`);
  await max.see(FINGERPRINT.slice(0, 30));
  await max.send("q");
  await max.see(/SSH keys +test key/);
  await max.send("q");
  await max.see(MENU);

  // Goodbye, and back with the new password.
  await max.send("g\r");
  await max.see("Log off?");
  await max.send("y");
  await max.waitClosed();
  await using again = await TestCaller.connect(board.port);
  await again.see("login:");
  await again.send("max\r");
  await again.see("password:");
  await again.send("something better\r");
  await again.see(/Welcome back, max\. Call number 2/);
});
