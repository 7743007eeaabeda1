import assert from "node:assert/strict";
import fc from "fast-check";
import { LineEnds } from "../../../lib/telnet/line_ends.ts";
import { cut, pieceLengths } from "./arbitraries.ts";

function normalise(pieces: readonly number[][], binary: boolean): number[] {
  const ends = new LineEnds();
  return pieces.flatMap((piece) => [...ends.push(Uint8Array.from(piece), binary)]);
}

const CR = 13, LF = 10, NUL = 0, A = 65;

for (
  const [input, nvt, binary] of [
    [[CR, LF], [CR], [CR]],
    [[CR, NUL], [CR], [CR, NUL]],
    [[CR], [CR], [CR]],
    [[LF], [CR], [CR]],
    [[CR, A], [CR, A], [CR, A]],
    [[CR, CR, LF], [CR, CR], [CR, CR]],
    [[NUL], [], [NUL]],
    [[A, NUL, A], [A, A], [A, NUL, A]],
    [[LF, LF], [CR, CR], [CR, CR]],
    [[LF, CR], [CR, CR], [CR, CR]],
    [[CR, LF, LF], [CR, CR], [CR, CR]],
    [[CR, NUL, LF], [CR, CR], [CR, NUL, CR]],
    [[CR, A, LF], [CR, A, CR], [CR, A, CR]],
  ] as const
) {
  Deno.test(`LineEnds.push() makes [${nvt}] of [${input}] in NVT and [${binary}] in BINARY, wherever it is cut`, () => {
    for (const [mode, expected] of [[false, nvt], [true, binary]] as const) {
      assert.deepEqual(normalise([[...input]], mode), [...expected]);
      assert.deepEqual(normalise(input.map((byte) => [byte]), mode), [...expected]);
    }
  });
}

Deno.test("LineEnds.push() does not depend on cuts and never lets LF through", () => {
  const bytes = fc.array(fc.constantFrom(CR, LF, NUL, A), { maxLength: 40 }).map((b) => Uint8Array.from(b));
  fc.assert(fc.property(bytes, pieceLengths, fc.boolean(), (input, lengths, binary) => {
    const whole = normalise([[...input]], binary);
    assert.deepEqual(normalise(cut(input, lengths).map((piece) => [...piece]), binary), whole);
    assert.ok(!whole.includes(LF) && (binary || !whole.includes(NUL)));
  }));
});

Deno.test("LineEnds.push() marks the ends of whole lines, and nothing else of an Enter", () => {
  const bytes = fc.array(fc.constantFrom(CR, LF, NUL, A), { maxLength: 40 }).map((b) => Uint8Array.from(b));
  fc.assert(fc.property(bytes, pieceLengths, fc.boolean(), (input, lengths, binary) => {
    const [plain, lines] = [new LineEnds(), new LineEnds()];
    for (const piece of cut(input, lengths)) {
      const marked = [...lines.push(piece, binary, true)];
      assert.deepEqual(marked.map((byte) => byte === LF ? CR : byte), [...plain.push(piece, binary)]);
      // A mark stands behind something that is no Enter, and that came with it.
      assert.ok(
        marked.every((byte, i) => byte !== LF || (i > 0 && marked[i - 1] !== CR && marked[i - 1] !== LF)),
      );
    }
  }));
});

Deno.test("LineEnds.push() remembers CR across a change of mode", () => {
  const ends = new LineEnds();
  assert.deepEqual([...ends.push(Uint8Array.of(CR), false)], [CR]);
  assert.deepEqual([...ends.push(Uint8Array.of(LF), true)], []);
});

Deno.test("LineEnds.push() gives back the same array when nothing changes", () => {
  const bytes = Uint8Array.of(A, CR, A);
  assert.equal(new LineEnds().push(bytes, false), bytes);
});
