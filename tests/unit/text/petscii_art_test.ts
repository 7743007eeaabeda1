import assert from "node:assert/strict";
import { petsciiToAnsi } from "../../../lib/text/petscii_art.ts";
import { renderArt } from "../../../lib/text/art.ts";

Deno.test("petsciiToAnsi() makes sequences out of colours, reversing and moves, and drops other controls", () => {
  assert.equal(
    petsciiToAnsi("\x93\x05A\x12B\x92\x1dC\r\x08\x0e\x1bD"),
    "\x1b[2J\x1b[97mA\x1b[7mB\x1b[27m\x1b[CC\x1b[27m\nD",
  );
});

Deno.test("renderArt() shows PETSCII in 40 columns", () => {
  const bytes = Uint8Array.from([0x93, 0x1c, ...new Array<number>(41).fill(0xa6), 0x0d, 0x9d, 0xc1]);
  const { lines, encoding } = renderArt(bytes, { encoding: "c64_upper" });
  assert.equal(encoding, "petscii_upper");
  assert.deepEqual(lines, [`\x1b[0;31m${"▒".repeat(40)}\x1b[0m`, "\x1b[0;31m▒\x1b[0m", "\x1b[0;31m♠\x1b[0m"]);
});
