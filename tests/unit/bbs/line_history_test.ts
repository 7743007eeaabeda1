import assert from "node:assert/strict";
import { LineHistory } from "../../../lib/bbs/line_history.ts";

Deno.test("LineHistory.add() keeps the newest lines, no blank ones and none twice in a row", () => {
  const history = new LineHistory(["one", "one", " ", "two", "one"], 3);
  assert.deepEqual(history.lines, ["one", "two", "one"]);
  history.add("three");
  assert.deepEqual(history.lines, ["two", "one", "three"]);
});
