import assert from "node:assert/strict";
import { UsageError } from "../../../lib/cli/command.ts";
import { parsePlace } from "../../../lib/cli/db_command.ts";

Deno.test("parsePlace() takes a row as one word or as several; keys may hold slashes", () => {
  for (
    const words of [["a/b/c/d"], ["a", "b", "c/d"], ["a/b", "c/d"], ["a", "b/c/d"]]
  ) assert.deepEqual(parsePlace(words, 3), ["a", "b", "c/d"], words.join(" "));
  assert.deepEqual(parsePlace(["a/b/"], 3), ["a", "b", ""]);
  assert.deepEqual(parsePlace(["a/b/c", '{"x": 1}'], 3), ["a", "b", "c", '{"x": 1}']);
  assert.deepEqual(parsePlace(["a/b"], 2), ["a", "b"]);
});

Deno.test("parsePlace() refuses what names no row", () => {
  for (const words of [["a"], ["a", "b"], ["a/b"], ["A/b/c"], ["a/../c"], ["/b/c"], ["a/b/\0"]]) {
    assert.throws(() => parsePlace(words, 3), UsageError, words.join(" "));
  }
});
