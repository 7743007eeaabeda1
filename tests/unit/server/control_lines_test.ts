import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeLine, readLines } from "../../../lib/server/control_lines.ts";

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks);
}

Deno.test("readLines() finds the same lines wherever the bytes are cut", async () => {
  const texts = fc.array(fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", "")));
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
      assert.deepEqual(await Array.fromAsync(readLines(streamOf(chunks), 1000)), lines);
    }),
    { numRuns: 50 },
  );
});

Deno.test("readLines() drops what follows the last line feed", async () => {
  assert.deepEqual(await Array.fromAsync(readLines(streamOf([new TextEncoder().encode("a\nb")]), 10)), ["a"]);
});

Deno.test("readLines() refuses a line that is too long before it ends, and one that is not UTF-8", async () => {
  const bytes = new TextEncoder().encode("12345\n123456");
  await assert.rejects(Array.fromAsync(readLines(streamOf([bytes]), 5)), RangeError);
  assert.deepEqual(await Array.fromAsync(readLines(streamOf([bytes.slice(0, 6)]), 5)), ["12345"]);
  await assert.rejects(Array.fromAsync(readLines(streamOf([Uint8Array.of(0xff, 10)]), 5)), TypeError);
});

Deno.test("encodeLine() makes one line of anything", () => {
  assert.equal(new TextDecoder().decode(encodeLine({ text: "a\nb" })), '{"text":"a\\nb"}\n');
});
