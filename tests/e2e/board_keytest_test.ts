/** The key test of the default board, over telnet: what a terminal sends, whatever it is. */

import { arrive, assertUnsteered, back, HOSTILE, start, startPeople } from "./people_kit.ts";

Deno.test("keytest over telnet shows each key with its bytes, follows the window, and is left by q", async () => {
  await using board = await startPeople();
  await using alice = await arrive(board, "alice");
  await start(alice, "charset", "[k] keys");
  await alice.send("k");
  await alice.see("Press any key");
  await alice.send("\x1b[A");
  await alice.see(/up +ESC \[ A +1b 5b 41/);
  await alice.send("\u00e9\x01\x1b[3~");
  await alice.see(/\u00e9 +\u00e9 +c3 a9[^]*ctrl\+a +\^A +01[^]*delete +ESC \[ 3 ~ +1b 5b 33 7e/);
  await alice.send(`\x1b[200~${HOSTILE.replaceAll("\x1b", "")}\x1b[201~`);
  await alice.see("(pasted)");
  assertUnsteered(alice);
  await alice.resize(40, 24);
  await alice.see(/\(pasted\)[^]*q leave/);
  await alice.send("q");
  await alice.see("You should see a frame");
  await alice.send("q");
  await back(alice);

  // With the bytes of another encoding.
  await using dos = await arrive(board, "bob", { terminal: "syncterm", encoding: "cp437" });
  await start(dos, "keytest", "Press any key");
  await dos.send([0x82]);
  await dos.see(/\u00e9 +\u00e9 +82/);
  await dos.send("\x1b");
  await back(dos);
});
