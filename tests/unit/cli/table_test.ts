import assert from "node:assert/strict";
import { renderTable } from "../../../lib/cli/table.ts";

Deno.test("renderTable() lines columns up by the width that terminals show", () => {
  assert.deepEqual(renderTable(["A", "B", "C"], [["1", "漢字", "x"], ["long", "é", ""]]), [
    "A     B     C",
    "1     漢字  x",
    "long  é",
  ]);
});

Deno.test("renderTable() shows the head of a table without rows", () => {
  assert.deepEqual(renderTable(["A", "B"], []), ["A  B"]);
});
