import assert from "node:assert/strict";
import { NumberJump } from "../../../scripts/number_jump.ts";

const NUMBERS = Array.from({ length: 25 }, (_, i) => String(i + 1));

/** The rows that the bar is led to, digit by digit. */
function rows(digits: string, numbers: readonly string[] = NUMBERS): (number | undefined)[] {
  const jump = new NumberJump();
  let at = 0;
  return [...digits].map((digit) => {
    const index = jump.push(digit, numbers, at);
    at = index ?? at;
    return index;
  });
}

Deno.test("NumberJump.push() leads to the number so far, and begins another one where there is none", () => {
  assert.deepEqual(rows("12"), [0, 11]);
  assert.deepEqual(rows("123"), [0, 11, 2]);
  assert.deepEqual(rows("20"), [1, 19]);
  assert.deepEqual(rows("0"), [undefined]);
  assert.deepEqual(rows("9", ["1", "2"]), [undefined]);
});

Deno.test("NumberJump.push() waits for the rest of a number that no row begins with alone", () => {
  assert.deepEqual(rows("17", ["15", "17"]), [undefined, 1]);
});

Deno.test("NumberJump.push() begins anew when the bar has been moved since", () => {
  const jump = new NumberJump();
  assert.equal(jump.push("1", NUMBERS, 0), 0);
  assert.equal(jump.push("2", NUMBERS, 5), 1);
  assert.equal(jump.begun, true);
  jump.reset();
  assert.equal(jump.begun, false);
});
