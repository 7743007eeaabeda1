/** The first screens after logging in to the default board, quick and not so quick. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";
import { logIn, openAccount } from "./welcome_kit.ts";

/** A stand-in for the news: only what comes before and after is looked at here. */
const NEWS = `
export default async function main(session, how) {
  await session.echo("\\r\\nNEWS " + how + "\\r\\n");
  await session.readKey();
}`;

/** The titles of the pictures in `art/top`, in the order of their files. */
const GALLERY = ["Dial Tone", "Last Mile", "Night Shift"];

Deno.test("After logging in a caller turns the gallery, and sees what is new or goes straight to the menu", async () => {
  await using board = await TestBoard.start({
    ini: { top: { gallery: "art/top/*.ans" } },
    scripts: { news: NEWS },
  });
  await using caller = await TestCaller.connect(board.port);
  await openAccount(caller, "alice", { location: "Wonderland" });
  await caller.see("This is your first call");
  await caller.see(new RegExp(GALLERY.join("|")));
  const screen = (await caller.screen()).join("\n");
  const first = GALLERY.findIndex((title) => screen.includes(title));
  await caller.send(">");
  await caller.see(GALLERY[(first + 1) % GALLERY.length]!);
  await caller.send("<");
  await caller.see(GALLERY[first]!);
  await caller.resize(40, 24);
  await caller.see(/^ +Quick login\? \[y\/N\] *$/m);
  await caller.resize(80, 24);
  await caller.send("!");
  await caller.see("Characters: utf8");
  await caller.send("d");
  await caller.see("Quick login?");
  await caller.send("n");
  await caller.see("NEWS quick");
  await caller.send(" ");
  await caller.see("The last callers");
  await caller.see(/alice +Wonderland +1 /);
  await caller.send("q");
  await caller.see("One-liners");
  await caller.send("q");
  await caller.see("@Test Board");
  caller.close();

  await using again = await TestCaller.connect(board.port);
  await logIn(again, "alice");
  assert.ok(again.raw.join().includes([0x1b, 0x25, 0x47].join()), "no ESC % G");
  await again.see("Call number 2");
  await again.send("\x1b");
  await again.see("@Test Board");
});
