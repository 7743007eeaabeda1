/** Plasma over telnet: pictures at the pace of the caller's terminal, on terminals of every kind. */

import assert from "node:assert/strict";
import { enter, startBoard, untilHere } from "./battery_kit.ts";
import type { TestCaller } from "./harness.ts";

const ASKED = "\x1b[6n";

/** Answers as a terminal does that has drawn everything, so many times. */
async function draw(caller: TestCaller, pictures: number): Promise<void> {
  for (let i = 0; i < pictures; i++) {
    await caller.expect(ASKED);
    await caller.send("\x1b[24;80R");
  }
}

function count(caller: TestCaller, text: string): number {
  return String.fromCharCode(...caller.raw).split(text).length - 1;
}

Deno.test("plasma sends a picture for each answer of the terminal, and obeys its keys", async () => {
  await using board = await startBoard({ ini: { plasma: { fps: 20 } } });
  await using caller = await enter(board, "apply alice");
  await caller.send("gosub plasma\r");
  await draw(caller, 6);
  await caller.see(/ fps +8 bit +rainbow/);
  assert.match(String.fromCharCode(...caller.raw), new RegExp("\x1b\\[48;5;\\d+m"));
  // The question before the first picture, then one behind each; the last has no answer yet.
  await caller.expect(ASKED);
  assert.equal(count(caller, ASKED), 7);

  await caller.send("\x1b[24;80R]");
  await draw(caller, 2);
  await caller.see("lagoon");
  await caller.send("d");
  await draw(caller, 2);
  await caller.see("no colours");
  await caller.see(/[-=+*#%@]{4}/);
  await caller.send(" ");
  await caller.see("paused");
  await caller.send("t");
  await caller.see("24 bit: each bar should be smooth");
  await caller.resize(40, 24);
  await caller.see(/^ test +1|^ test +no col/m);
  await caller.send("t");
  await caller.send("\x1b[24;80R");
  await caller.send("q");
  await caller.expect("MENU> ");
  assert.ok(board.alive);
});

Deno.test("plasma needs no answer: a client without a name gets its pictures, and may hang up in one", async () => {
  await using board = await startBoard();
  await using watcher = await enter(board);
  await using nameless = await enter(board, "guest", { terminal: null });
  await nameless.send("gosub plasma\r");
  await nameless.see(/ 4 bit +rainbow/);
  await nameless.see(/[░▒█]{5}/);
  assert.equal(count(nameless, ASKED), 0);
  await using silent = await enter(board);
  await silent.send("gosub plasma\r");
  await silent.see(/\d fps/);
  assert.equal(count(silent, ASKED), 1);
  nameless.close();
  silent.close();
  await untilHere(watcher, 1);
  assert.doesNotMatch(board.log(), /Cannot|Error/);
});
