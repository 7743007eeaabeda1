import assert from "node:assert/strict";
import fc from "fast-check";
import { clampSize, SIZE_LIMITS } from "../../../lib/base/caller_profile.ts";

const BEFORE = { columns: 80, rows: 24 };

Deno.test("clampSize() keeps the axis that is not stated", () => {
  assert.deepEqual(clampSize(0, 0, BEFORE), BEFORE);
  assert.deepEqual(clampSize(132, 0, BEFORE), { columns: 132, rows: 24 });
  assert.deepEqual(clampSize(0, 43, BEFORE), { columns: 80, rows: 43 });
});

Deno.test("clampSize() clamps what is too small or too large to be a screen", () => {
  assert.deepEqual(clampSize(65535, 65535, BEFORE), { columns: 500, rows: 300 });
  assert.deepEqual(clampSize(1, 1, BEFORE), { columns: 20, rows: 5 });
  assert.deepEqual(clampSize(2, 65535, BEFORE), { columns: 20, rows: 300 });
});

Deno.test("clampSize() changes no size within the limits and lets none out of them", () => {
  const { minColumns, maxColumns, minRows, maxRows } = SIZE_LIMITS;
  fc.assert(fc.property(fc.nat({ max: 65535 }), fc.nat({ max: 65535 }), (columns, rows) => {
    const size = clampSize(columns, rows, BEFORE);
    assert.ok(size.columns >= minColumns && size.columns <= maxColumns);
    assert.ok(size.rows >= minRows && size.rows <= maxRows);
    if (columns >= minColumns && columns <= maxColumns) assert.equal(size.columns, columns);
    if (rows >= minRows && rows <= maxRows) assert.equal(size.rows, rows);
  }));
});
