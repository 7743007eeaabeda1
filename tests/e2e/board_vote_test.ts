/** The script `vote` of the default board, over telnet: a poll from its question to its end. */

import { arrive, assertUnsteered, back, HOSTILE, start } from "./people_kit.ts";
import { startReading } from "./reading_kit.ts";

Deno.test("vote over telnet: asked, answered, changed, seen by others at once, deleted by the sysop", async () => {
  await using board = await startReading();
  await using boss = await arrive(board, "boss");
  await using alice = await arrive(board, "alice");
  // In x/84 a caller of this name broke the booth.
  await using bob = await arrive(board, "index");

  await Promise.all(
    [alice, bob].map((caller) => start(caller, "vote", /How did you reach us[^]*1 question, 1 without/)),
  );
  await alice.send("\r\x1b[B\r");
  await alice.see(/\* With plain telnet .* 100% +1\s[^]*Thank you/);
  await bob.send("\r");
  await bob.see(/With plain telnet .* 100% +1\s/);
  await bob.send("\r");
  await alice.see(/With SyncTERM.* 50% +1\s[^]*With plain telnet .* 50% +1\s/);
  await alice.send("\r");
  await alice.send("\x1b[A\r");
  await bob.see(/With SyncTERM.* 100% +2\s/);
  await bob.send("o");
  await bob.see("Your answer:");
  await bob.send(`Pigeon ${HOSTILE.replaceAll("\x1b", "")}\r`);
  await alice.see(/Pigeon .* 50% +1\s/);
  await bob.send("qa");
  await bob.see("Question:");
  await bob.send("Tea or coffee?\r");
  await bob.see("Answer 1:");
  await bob.send("Tea\r");
  await bob.see("Answer 2:");
  await bob.send("Coffee\r");
  await bob.see("Answer 3:");
  await bob.send("\r");
  await bob.see(/Asked\. Now give it your vote/);
  await bob.see(/Tea or coffee\?/);
  await bob.resize(40, 24);
  await bob.see(/v o t e[^]*Tea or coffee\?/);
  await bob.send("q");
  await back(bob);

  await alice.send("q");
  await alice.see("2 questions, 1 without your vote");
  await start(boss, "vote", "Tea or coffee?");
  await boss.send("d");
  await boss.see('Delete "Tea or coffee?"?');
  await boss.send("y");
  await alice.see("1 question, you have answered them all");
  await boss.send("\r");
  await boss.see("Pigeon");
  await boss.send("Gd");
  await boss.see("Delete:");
  await boss.send("a");
  await boss.see(/With SyncTERM.* 100% +1\s/);
  await boss.send("qq");
  await back(boss);
  await alice.send("q");
  await back(alice);
  assertUnsteered(alice);
});

Deno.test("vote over telnet keeps every vote when many vote at once, also after a kill", async () => {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    {
      await using board = await startReading({ home });
      const callers = await Promise.all(["ann", "ben", "cid", "dot"].map((name) => arrive(board, name)));
      try {
        for (const caller of callers) await start(caller, "vote", "How did you reach us");
        await Promise.all(callers.map((caller) => caller.send("\r\r")));
        await Promise.all(callers.map((caller) => caller.see(/With SyncTERM.* 100% +4\s/)));
      } finally {
        await Promise.all(callers.map((caller) => caller[Symbol.asyncDispose]()));
      }
      await board.kill();
    }
    await using board = await startReading({ home });
    await using guest = await arrive(board, "eve");
    await start(guest, "vote", /How did you reach us.* 4 votes/);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
