/**
 * Two callers at once on the default board: whatever one of them does, he is told what the other does, and can take his
 * call.
 *
 * @module
 */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";
import { openAccount, seeMenu } from "./welcome_kit.ts";

async function join(board: TestBoard, handle: string): Promise<TestCaller> {
  const caller = await TestCaller.connect(board.port);
  await openAccount(caller, handle);
  await seeMenu(caller);
  return caller;
}

Deno.test("notices over telnet reach an editor: one-liner, message, room, line, page and chat, and leave it whole", async () => {
  // A notice leaves with the first key, so that nobody has to wait here.
  await using board = await TestBoard.start({ ini: { notices: { stay: "0" } } });
  await using alice = await join(board, "alice");
  await using bob = await join(board, "bob");

  await alice.send("m\r");
  await alice.see("Everything public");
  await alice.send("p");
  await alice.see("Subj");
  await alice.send("\rTea\r\r");
  await alice.see(/Subj +Tea/);
  await alice.send("All of you are welc");
  await alice.see("All of you are welc");
  const before = await alice.screen();
  let typed = "All of you are welc";
  /** Types on: the notice leaves, and nothing else has changed. */
  const goOn = async (text: string, told: RegExp) => {
    typed += text;
    await alice.send(text);
    await alice.see(typed.trimEnd());
    await alice.see(` 1:${typed.length + 1} of 1`);
    const screen = await alice.screen();
    assert.doesNotMatch(screen.join("\n"), told);
    assert.deepEqual(screen.slice(0, 3), before.slice(0, 3));
  };

  await bob.send("ol\r");
  await bob.see("Say something?");
  await bob.send("yhello there\r");
  await alice.see(/^ bob says: hello there/);
  await goOn("o", /bob says/);
  await bob.send("q");
  await bob.see("@Test Board");

  await bob.send("m\r");
  await bob.see("Everything public");
  await bob.send("p");
  await bob.see("Subj");
  await bob.send("\rCoffee\r\rAlso good.\x1a");
  await bob.see("Enter post it");
  await bob.send("\r");
  await bob.see("Posted as");
  await alice.see(/^ New message #\d+ from bob: Coffee/);
  await goOn("m", /New message/);
  await bob.send("q");
  await bob.see("@Test Board");

  await bob.send("chat\r");
  await bob.see("only you");
  await alice.see(/^ bob is in the room\./);
  await goOn("e", /in the room/);
  await bob.send("/msg alice psst\r");
  await alice.see(/^ bob tells you: psst/);
  await goOn(" ", /psst/);
  await bob.send("\x1b");
  await bob.see("@Test Board");

  await bob.send("page\r");
  await bob.see("About:");
  await bob.send("Sugar\r");
  await alice.see(/bob tells you: \(page\) Sugar/);
  await alice.see(/bob pages you\.[^]*y answers, n declines/);
  await alice.send("n");
  await bob.see("Leave a message");
  await bob.send("n");
  await bob.see("@Test Board");
  await goOn("t", /pages you|Sugar/);

  await bob.send("who\r");
  await bob.see(/alice +writing a message/);
  await bob.send("kc");
  await bob.see("Calling alice");
  await alice.see(/would like to chat with you\.[^]*y answers, n declines/);
  await alice.send("y");
  await alice.see("ESC hangs up");
  await bob.see("ESC hangs up");
  await bob.send("milk?");
  await alice.see("milk?");
  await alice.send("\x1b");
  await bob.see("alice has hung up.");
  await alice.see(typed.trimEnd());
  await goOn("o tea", /milk/);
  assert.match(typed, /welcome to tea$/);
});

Deno.test("a broadcast over telnet reaches who waits at any question", async () => {
  await using board = await TestBoard.start();
  await using alice = await join(board, "alice");
  await using bob = await join(board, "bob");
  await bob.send("g\r");
  await bob.see("Log off?");
  await alice.send("sysop\r");
  await alice.see("Broadcast a line");
  await alice.send("b");
  await alice.see("To everybody:");
  await alice.send("Tea at ten\r");
  await bob.see(/^ Broadcast: Tea at ten/);
  await bob.see("Log off?");
});

Deno.test("who logs in is told what is new, and may read it at once", async () => {
  await using board = await TestBoard.start();
  await using alice = await join(board, "alice");
  await alice.send("m\r");
  await alice.see("Everything public");
  await alice.send("p");
  await alice.see("Subj");
  await alice.send("\rTea\r\rAt ten.\x1a");
  await alice.see("Enter post it");
  await alice.send("\r");
  await alice.see("Posted as");

  await using bob = await TestCaller.connect(board.port);
  await openAccount(bob, "bob");
  await bob.send("n");
  await bob.see(/what is new here|What is new here/);
  await bob.send("q");
  await bob.see(/You have \d+ new messages?\. Read now\?/);
  await bob.send("\r");
  await bob.see(/Subj +/);
  await bob.send("q");
  await bob.see("The last callers");
  await bob.send("q");
  await bob.see("Say something?");
  await bob.send("q");
  await bob.see("@Test Board");
  await using carol = await join(board, "carol");
  await carol.see(/\* You have \d+ new messages?\./);
});
