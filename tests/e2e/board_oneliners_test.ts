/** The wall of one-liners of the default board, over telnet: empty, written on, scrolled, and kept over a restart. */

import assert from "node:assert/strict";
import { assertUnsteered, back, HOSTILE, start } from "./people_kit.ts";
import { enter, startBoard } from "./battery_kit.ts";

Deno.test("oneliners over telnet: written, seen by others at once, scrolled, kept, and no more than the board wants", async () => {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  const options = {
    home,
    ini: {
      oneliners: { art_file: "art/oneliners.ans", max_history: 20, max_msglen: 60 },
      session: { preload: "f_top" },
    },
  };
  try {
    {
      await using board = await startBoard(options);
      await using alice = await enter(board, "apply alice");
      await using bob = await enter(board, "apply bob", { columns: 40 });
      await start(alice, "oneliners", "Nobody has said anything yet.");
      await start(bob, "oneliners", "Nobody has said anything yet.");
      await alice.send("y");
      await alice.see("Say:");
      await alice.send("|12blue|07 and plain\r");
      await bob.see(/alice: blue and plain/);
      await bob.send("y");
      await bob.see("Say:");
      await bob.send(`${HOSTILE}\x1b`);
      await bob.see("Say something?");
      await bob.send("y");
      await bob.see("Say:");
      await bob.send(`x${HOSTILE.replaceAll("\x1b", "")}\r`);
      await alice.see(/bob: x/);
      assertUnsteered(alice);
      for (let i = 1; i <= 24; i++) {
        await alice.send("y");
        await alice.see("Say:");
        await alice.send(`number ${i}.\r`);
        await alice.see(`number ${i}.`);
      }
      // Of 20 that are kept the last ones are seen, the others by scrolling.
      await alice.see(/\d+ older: up/);
      await alice.send("0");
      await alice.see(/alice: number 5\.[^]*newer: down/);
      assert.ok(!(await alice.screen()).join("\n").includes("number 4."));
      await alice.resize(40, 24);
      await alice.see(/alice: number 5\.[^]*Say something\?/);
      await alice.send("G");
      await alice.see("alice: number 24.");
      await alice.send("\r");
      await back(alice);
      await bob.send("q");
      await back(bob);
      await board.kill();
    }
    await using board = await startBoard(options);
    await using carol = await enter(board, "guest");
    await start(carol, "oneliners", "alice: number 24.");
    await carol.send("n");
    await back(carol);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
