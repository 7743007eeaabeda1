/** The script `news` of the default board, over telnet: from the first login to an item that a sysop takes back. */

import { arrive, assertUnsteered, back, start } from "./people_kit.ts";
import { startReading } from "./reading_kit.ts";

const SAVE = "\x1a";

Deno.test("news over telnet: read once at the login, posted, changed and deleted by the sysop", async () => {
  await using board = await startReading();
  await using boss = await arrive(board, "boss", { rows: 40 });
  await using alice = await arrive(board, "alice", { rows: 40 });

  await start(alice, "quick_news", "The doors are open");
  await alice.send("\r");
  await back(alice);
  await alice.send("gosub quick_news\r");
  await back(alice);

  await start(boss, "news", "The doors are open");
  await boss.send("p");
  await boss.see("Title:");
  await boss.send("Tetris is here\r");
  await boss.see("News: Tetris is here");
  await boss.send(`Play it from the |14menu|07.${SAVE}`);
  await boss.see(/Posted\./);
  await boss.see(/#1 .* by boss/);

  await start(alice, "quick_news", /Tetris is here[^]*Play it from the menu\./);
  await alice.send("p");
  await alice.resize(40, 24);
  await alice.see(/n e w s[^]*Tetris is here/);
  await alice.resize(132, 50);
  await alice.see(/what is new here[^]*Tetris is here/);
  await alice.send("\x1b");
  await back(alice);
  await alice.send("gosub quick_news\r");
  await back(alice);

  await boss.send("e");
  await boss.see("Edit which number?");
  await boss.send("1\r");
  await boss.see("News: Tetris is here");
  await boss.send(` Or not.${SAVE}`);
  await boss.see(/Changed\.[^]*|menu\. Or not\./);
  await boss.send("d");
  await boss.see("Delete which number?");
  await boss.send("1\r");
  await boss.see("Really delete #1?");
  await boss.send("y");
  await boss.see("#1 is gone.");
  await boss.send("q");
  await back(boss);
  assertUnsteered(alice);
});
