/** The script `bulletins` of the default board, over telnet: its own two, and one that a sysop has added. */

import assert from "node:assert/strict";
import { arrive, back, start } from "./people_kit.ts";
import { startReading } from "./reading_kit.ts";

Deno.test("bulletins over telnet: listed, read, marked, beside those of the sysop's folder", async () => {
  await using board = await startReading();
  await using alice = await arrive(board, "alice");
  await start(alice, "bulletins", /First steps on this board +new[^]*House rules +new[^]*2 bulletins/);
  await alice.send("\r");
  await alice.see("Getting around");
  await alice.send(" ");
  await alice.see("write to @sysop");
  await alice.send("q");
  await alice.see(/First steps on this board\s+2 {2}House rules +new/);
  await alice.send("\x1b[B\r");
  await alice.see("H O U S E   R U L E S");
  await alice.see("▐6▌ Ask.");
  await alice.resize(40, 24);
  await alice.see("somebody with a day of his own.");
  await alice.resize(80, 25);
  await alice.see("▐6▌ Ask.");
  await alice.send("\x1b");
  await alice.see("2 bulletins");
  assert.doesNotMatch((await alice.screen()).join("\n"), / new$/m);
  await alice.send("q");
  await back(alice);

  await Deno.mkdir(`${board.home}/scripts/art/bulletins`, { recursive: true });
  await Deno.writeTextFile(
    `${board.home}/scripts/art/bulletins/picnic.txt`,
    "|14Picnic|07\n\nOn Sunday, by the lake.\n",
  );
  await start(alice, "bulletins", /Picnic +new[^]*3 bulletins/);
  await alice.send("G\r");
  await alice.see("On Sunday, by the lake.");
  await alice.send("qq");
  await back(alice);
});

Deno.test("bulletins over telnet are drawn in CP437 for a terminal that has it", async () => {
  await using board = await startReading();
  await using alice = await arrive(board, "alice", { terminal: "syncterm", encoding: "latin1" });
  await start(alice, "bulletins", "House rules");
  await alice.send("\x1b[B\r");
  await alice.see("R U L E S");
  // The bytes of ░▒▓█ and ▀.
  assert.ok(alice.raw.join(" ").includes([0xb0, 0xb1, 0xb2, 0xdb, 0xdf, 0xdf].join(" ")));
  await alice.send("qq");
  await back(alice);
});
