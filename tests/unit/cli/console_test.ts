import assert from "node:assert/strict";
import { OperatorError } from "../../../lib/base/errors.ts";
import { firstLine } from "../../../lib/cli/console.ts";

Deno.test("firstLine() takes the first line without its end", () => {
  assert.equal(firstLine("a b\nc"), "a b");
  assert.equal(firstLine("a\r\n"), "a");
  assert.equal(firstLine(" a "), " a ");
  assert.equal(firstLine("\n"), "");
});

Deno.test("firstLine() refuses an input without anything", () => {
  assert.throws(() => firstLine(""), OperatorError);
});
