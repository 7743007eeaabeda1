/** A session from the first screen to the last line, through a real server. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";

const ECHO = `
export default async function main(session) {
  await session.echo("READY\\r\\n");
  for (;;) {
    const key = await session.readKey();
    if (key.text === "q") return;
    if (key.text === "t") throw new Error("on purpose");
    await session.echo("<" + (key.name ?? key.text) + ">");
  }
}`;

Deno.test("A caller sees the first script's screen, types, and is let go", async () => {
  await using board = await TestBoard.start({ scripts: { matrix: ECHO } });
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("READY");
  await caller.send("ab\r");
  await caller.expect("<a><b><enter>");
  await caller.send("q");
  await caller.waitClosed();
  const status = await board.stop();
  assert.equal(status.code, 0, board.output);
});
