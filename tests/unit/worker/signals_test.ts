import assert from "node:assert/strict";
import { Goto } from "../../../lib/worker/signals.ts";

Deno.test("Goto takes no name that no script can have, for scripts may make one by themselves", () => {
  const { script, args } = new Goto("games.tetris", [1]);
  assert.deepEqual([script, args, new Goto("main").args], ["games.tetris", [1], []]);
  for (const name of ["../main", "/etc/passwd", "Main", "", "main.ts/x", undefined as unknown as string]) {
    assert.throws(() => new Goto(name), /^TypeError: Cannot use script name/);
  }
});
