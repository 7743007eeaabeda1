import assert from "node:assert/strict";
import fc from "fast-check";
import { DosScreenCleaner } from "../../../lib/text/dos_screen.ts";

const SCROLLED = `\x1b[25;1H${"\r\n".repeat(25)}\x1b[H`;

function clean(...pieces: string[]): string {
  const cleaner = new DosScreenCleaner();
  return pieces.map((piece) => cleaner.push(piece)).join("") + cleaner.flush();
}

Deno.test("DosScreenCleaner makes a painted screen into an empty one that has scrolled", () => {
  assert.equal(clean("a\x1b[1;80H     \x1b[1;1Hb"), `a${SCROLLED}b`);
  assert.equal(clean("a\x1b[H\x1b[2Jb"), `a${SCROLLED}b`);
  assert.equal(clean("a\x1b[24;1H  \x1b[Hb"), `a${SCROLLED}b`);
});

Deno.test("DosScreenCleaner makes questions, other screens and deleted lines into ends of lines", () => {
  for (const needless of ["\x1b[6n", "\x1b[?1049h", "\x1b[?1049l", "\x1b[24;80R", "\x1b[H\x1b[25M"]) {
    assert.equal(clean(`a${needless}b`), "a\r\nb", JSON.stringify(needless));
  }
});

Deno.test("DosScreenCleaner leaves everything else, and what never ends, as it is", () => {
  for (
    const other of [
      "plain\r\n",
      "\x1b[1;31mred\x1b[0m",
      "\x1b[5;10Hx",
      "\x1b[1;1Hx",
      "\x1b[3;1Hrow\nmore",
      "\x1b",
    ]
  ) {
    assert.equal(clean(other), other);
  }
  const cleaner = new DosScreenCleaner();
  const long = `\x1b[2;1H${"x".repeat(5000)}`;
  assert.equal(cleaner.push(long), long);
});

Deno.test("DosScreenCleaner does not depend on where the text is cut", () => {
  const part = fc.constantFrom(
    ..."\x1b[1;80H|\x1b[H|\x1b[1;1H|\x1b[2J|\x1b[24;1H|\x1b[6n|\x1b[?1049h|\x1b[25M|ab|\n|\x1b[|3;4R|  "
      .split("|"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.array(fc.nat(200), { maxLength: 6 }), (parts, cuts) => {
      const text = parts.join("");
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
      assert.equal(clean(...pieces), clean(text));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("DosScreenCleaner gets through a flood of beginnings that have no end", () => {
  // Minutes of it for who looks from each of them to the end of the text.
  const flood = "\x1b[1;80H\x1b[24;1H".repeat(300_000);
  const cleaner = new DosScreenCleaner();
  const shown = cleaner.push(flood);
  assert.ok(shown + cleaner.flush() === flood);
});
