/** The scripts `msgarea` and `writemsg` of the default board, over telnet: messages from the first to the last. */

import assert from "node:assert/strict";
import { enter } from "./battery_kit.ts";
import { pause } from "./harness.ts";
import { arrive, assertUnsteered, back, HOSTILE, start } from "./people_kit.ts";
import { startReading } from "./reading_kit.ts";

const SAVE = "\x1a";

Deno.test("msgarea over telnet: a thread between callers, mail, search, tags, moderation", async () => {
  await using board = await startReading();
  await using boss = await arrive(board, "boss");
  await boss.send("gosub quick_msgarea\r");
  await back(boss);
  await using alice = await arrive(board, "alice");
  await using bob = await arrive(board, "bob");

  // The welcome is new to everybody but the sysop, in whose name it stands.
  await start(alice, "quick_msgarea", "You have 1 new message. Read now?");
  await alice.send("\r");
  await alice.see(/From +boss[^]*Subj +Welcome aboard/);
  await alice.send("r");
  await alice.see(/> Welcome to the message area/);
  await alice.send(`Hello, I am alice. ${HOSTILE.replaceAll("\x1b", "")}${SAVE}`);
  await alice.see("Enter post it");
  await alice.send("\r");
  await alice.see("Posted as #2.");
  await alice.send("q");
  await back(alice);

  await start(bob, "msgarea", /Everything public +2 new +2 messages[^]*2 new messages for you/);
  await bob.send("n");
  await bob.see("Welcome aboard");
  await bob.send("n");
  await bob.see(/From +alice[^]*answers #1[^]*Hello, I am alice/);
  await bob.send("u");
  await bob.see(/From +boss +#1/);
  await bob.send("]t");
  await bob.see(/Thread: Welcome aboard[^]*alice/);
  await bob.send("qM");
  await bob.see("To    alice (private)");
  await bob.send(`Shall we meet?${SAVE}`);
  await bob.see("Enter post it");
  await bob.send("p");
  await bob.see("Posted as #3.");
  await bob.send("q");

  await start(alice, "msgarea", /Private mail +1 new/);
  await bob.see("Enter list");
  await bob.send("w");
  await bob.see("Write to");
  await bob.send("alise\r");
  await bob.see(/To +alise/);
  await bob.send("\rLunch\rfood\r");
  await bob.see(/There is no "alise"; did you mean alice\?/);
  await bob.send("\x15alice\r\r\r");
  await bob.see(/Subj +Lunch/);
  await bob.send(`Noodles at noon?${SAVE}`);
  await bob.see("Enter post it");
  await bob.send("\r");
  await bob.see("Posted as #4.");
  // Who is in the area hears of it at once.
  await alice.see(/Private mail +2 new[^]*New private mail #4 from bob: Lunch/);
  await alice.send("/");
  await alice.see("Search for:");
  await alice.send("noodl*\r");
  await alice.see(/Found: noodl\*[^]*Lunch[^]*Noodles at noon/);
  await alice.send("\r");
  await alice.see("Noodles at noon?");
  await alice.send("D");
  await alice.see("Only its author and moderators");
  await alice.resize(40, 24);
  await alice.see(/To +alice \(private\)/);
  await alice.send("qq");
  await alice.see("m e s s a g e s");
  await alice.resize(132, 50);
  await alice.see("read · write · answer");
  await alice.send("m");
  await alice.see("Mark every message as read?");
  await alice.send("y");
  await alice.see("You have read everything.");
  await alice.send("q");
  await back(alice);

  // The sysop moderates what is public, and does not stumble into mail.
  await start(boss, "msgarea", /1 new message for you/);
  await boss.send("n");
  await boss.see("Hello, I am alice");
  await boss.send("e");
  await boss.see("Tags:");
  await boss.send("\x15hello\r");
  await boss.see(/Tags +hello[^]*Changed\./);
  await boss.send("D");
  await boss.see("Really delete this message?");
  await boss.send("y");
  await boss.see("Enter list");
  assert.doesNotMatch((await boss.screen()).join("\n"), /Lunch|hello/);
  await boss.send("q");
  await back(boss);
  for (const caller of [boss, alice, bob]) assertUnsteered(caller);
});

Deno.test("writemsg over telnet offers what was being written when the line broke", async () => {
  await using board = await startReading();
  await using boss = await arrive(board, "boss");
  {
    await using alice = await arrive(board, "alice");
    await start(alice, "writemsg", "A new message");
    await alice.send("boss\rTale\r\r");
    await alice.see(/Subj +Tale/);
    await alice.send("Once upon a time");
    await alice.see("Once upon a time");
    // A draft is kept when the writer pauses for a second.
    await pause(2000);
    alice.close();
  }
  await using alice = await enter(board, "login alice");
  await start(alice, "msgarea", /not finished[^]*Subject: Tale[^]*Once upon a time/);
  await alice.send("c");
  await alice.see(/Subj +Tale/);
  await alice.send(` there was a modem.${SAVE}`);
  await alice.see("Enter post it");
  await alice.send("\r");
  await alice.see("Posted as #2.");
  await alice.send("q");
  await back(alice);
  await start(boss, "msgarea", /Private mail +1 new/);
  await boss.send("n");
  await boss.see("Once upon a time there was a modem.");
  await boss.send("qq");
  await back(boss);
});

Deno.test("msgarea over telnet serves a terminal that says nothing of itself", async () => {
  await using board = await startReading();
  await using guest = await enter(board, "guest", { terminal: null });
  await start(guest, "msgarea", /Everything public +0 messages/);
  await guest.send("\r");
  await guest.see("Nobody has written here yet.");
  await guest.send("qq");
  await back(guest);
});
