import assert from "node:assert/strict";
import { parseNaws } from "../../../lib/telnet/naws.ts";

Deno.test("parseNaws() reads 16-bit numbers, high byte first", () => {
  assert.deepEqual(parseNaws(Uint8Array.of(0, 132, 0, 43)), { columns: 132, rows: 43 });
  assert.deepEqual(parseNaws(Uint8Array.of(255, 255, 1, 0)), { columns: 65535, rows: 256 });
});

Deno.test("parseNaws() takes four bytes only", () => {
  for (const length of [0, 1, 2, 3, 5, 6, 12]) assert.equal(parseNaws(new Uint8Array(length)), undefined);
});
