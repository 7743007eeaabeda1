/** Falling blocks over telnet: a whole game, its score, and names that would harm who reads them. */

import assert from "node:assert/strict";
import { enter, startBoard, untilHere } from "./battery_kit.ts";
import { until } from "./harness.ts";

/** Puts a score with a hostile name into the database. */
const PLANT = `
import { DBProxy } from "x84";
export default async function main(): Promise<void> {
  const handle = "\\x1b[2J\\x1b]0;owned\\x07e\\x9b6nvil\\u202e|04";
  await new DBProxy<unknown>("tetris", "scores").set("best", [
    { handle, score: 5, lines: 1, level: 1, time: 1 }, "nonsense", null,
  ]);
}`;

Deno.test("tetris is played to its end, keeps the score for everybody, and gives the caller back to the menu", async () => {
  await using board = await startBoard({ scripts: { plant: PLANT }, ini: { tetris: { scores: 3 } } });
  await using alice = await enter(board, "apply alice");
  await alice.send("gosub plant\r");
  await alice.expect("MENU> ");
  await alice.send("gosub tetris\r");
  await alice.see(/The best games\s+1\. evil /);

  await alice.send(" ");
  await alice.see("NEXT");
  await alice.send("\x1b[D\x1b[Dhh ");
  await alice.see(/Score +[1-9]/);
  await alice.send("kc");
  const before = await alice.see("ASIDE");
  await alice.send("p");
  await alice.see("PAUSED");
  // A pause hides the field, and the keys do nothing.
  assert.ok(!(await alice.screen()).join("\n").includes("░░"));
  await alice.resize(40, 24);
  await alice.see(/^║ +PAUSED/m);
  await alice.resize(80, 24);
  await alice.see(/put aside.*║ +PAUSED/);
  await alice.send("p");
  await alice.see(" . . . .");
  assert.ok(before.length === 24);

  await alice.send("   q");
  await alice.see(/GAME OVER +[1-9]/);
  await alice.see(/alice +\d+/);
  await alice.see("space: play");
  await alice.send("q");
  await alice.expect("MENU> ");

  // Another caller sees the score, and never the sequences of the name.
  await using bob = await enter(board, "apply bob", {
    columns: 40,
    rows: 24,
    terminal: "syncterm",
    encoding: "latin1",
  });
  await bob.send("gosub tetris\r");
  await bob.see(/1\. alice +\d+/);
  await bob.see(/2\. evil +5/);
  for (const caller of [alice, bob]) {
    const raw = String.fromCharCode(...caller.raw.slice(-60_000));
    assert.ok(!raw.includes("\x1b]0;owned"));
    assert.ok(!raw.includes("\x9b6n"));
  }

  // Hanging up in the middle of a game harms nobody.
  await bob.send(" ");
  await bob.see("NEXT");
  bob.close();
  await untilHere(alice, 1);
  assert.ok(board.alive);
  assert.doesNotMatch(board.log(), /Cannot|Error/);
});

Deno.test("tetris is not upset by a flood of keys, and can be left afterwards", async () => {
  await using board = await startBoard();
  await using caller = await enter(board, "apply carol");
  await caller.send("gosub tetris\r");
  await caller.see("space: play");
  await caller.send(" " + "hjklcxz".repeat(2000));
  await caller.see(/Score +[1-9]|GAME OVER/);
  await until("the menu is there", async () => {
    if (caller.text.includes("MENU> ")) return true;
    await caller.send("q");
    return false;
  });
  assert.ok(board.alive);
});
