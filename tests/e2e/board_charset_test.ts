/** The characters of a caller's terminal on the default board: chosen once, kept for the next call. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";
import { logIn, openAccount, seeMenu } from "./welcome_kit.ts";

Deno.test("A caller switches to CP437, which his next call begins with, and back", async () => {
  await using board = await TestBoard.start();
  await using caller = await TestCaller.connect(board.port);
  await openAccount(caller, "alice");
  await caller.send("!");
  await caller.see("Characters: utf8");
  await caller.see("║  äöüß éèêç │");
  const before = caller.raw.length;
  await caller.send("c");
  await caller.see("Characters: cp437");
  const bytes = caller.raw.slice(before);
  // ESC % @, and the corner of a frame in code page 437.
  assert.ok(bytes.join().includes([0x1b, 0x25, 0x40].join()));
  assert.ok(bytes.includes(0xda));
  await caller.resize(40, 24);
  await caller.see("[d] done");
  await caller.send("d");
  await caller.resize(80, 24);
  await caller.see("Quick login?");
  await seeMenu(caller);
  caller.close();

  await using again = await TestCaller.connect(board.port);
  await logIn(again, "alice");
  await again.send("!");
  await again.see("Characters: cp437");
  await again.send("l");
  await again.see("Encodings");
  await again.send("k\r");
  await again.see("Characters: utf8");
  await again.send("d");
  await again.see("Quick login?");
  again.close();

  await using last = await TestCaller.connect(board.port);
  await logIn(last, "alice");
  await last.send("!");
  await last.see("Characters: utf8");
});
