import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { WINDOW } from "../../../lib/wire/limits.ts";
import { Output } from "../../../lib/worker/output.ts";
import { turns } from "../../fakes/fake_timers.ts";

/** Output that keeps what it sent, and a host that has not taken any of it. */
class Sent {
  readonly parts: Uint8Array[] = [];
  readonly output: Output;
  /** Bytes that were sent and not acknowledged. */
  outstanding = 0;

  constructor(encoding: string = "utf8") {
    this.output = new Output(getEncoding(encoding), (bytes) => {
      this.parts.push(bytes);
      this.outstanding += bytes.length;
      assert.ok(bytes.length > 0 && this.outstanding <= WINDOW, "the window is kept");
    });
  }

  get bytes(): Uint8Array {
    return concatBytes(this.parts);
  }

  take(bytes: number): void {
    const taken = Math.min(bytes, this.outstanding);
    this.outstanding -= taken;
    this.output.taken(taken);
  }

  async takeAll(): Promise<void> {
    do {
      this.take(Infinity);
      await turns();
    } while (this.outstanding > 0);
  }
}

/** Whether the promise is settled once everything that waits for nothing else has run. */
async function settled(promise: Promise<void>): Promise<boolean> {
  let done = false;
  promise.then(() => (done = true));
  await turns();
  return done;
}

// Characters of one to four bytes, without marks, which an encoding may join with what stands before them.
const word = fc.string({ unit: fc.constantFrom(..."ab\r\n\x1b", "é", "█", "日", "😀"), maxLength: 8 });
const long = fc.tuple(word, fc.integer({ min: 1, max: 30_000 })).map(([text, times]) =>
  text.repeat(times).slice(0, 60_000)
)
  .map((text) => text.isWellFormed() ? text : text.slice(0, -1));

Deno.test("Output sends the same bytes in order, whatever the window and the encodings do", async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ write: word }) },
    { weight: 1, arbitrary: fc.record({ write: long }) },
    { weight: 3, arbitrary: fc.record({ take: fc.nat({ max: 70_000 }) }) },
    { weight: 2, arbitrary: fc.record({ encoding: fc.constantFrom("utf8", "cp437", "ascii") }) },
    { weight: 3, arbitrary: fc.constant({ wait: true }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const sent = new Sent();
      const expected: Uint8Array[] = [];
      const writes: Promise<void>[] = [];
      let encoding = getEncoding("utf8");
      for (const one of steps) {
        if ("write" in one) {
          writes.push(sent.output.write(one.write));
          expected.push(encoding.encode(one.write));
        } else if ("take" in one) {
          sent.take(one.take);
        } else if ("encoding" in one) {
          encoding = getEncoding(one.encoding);
          sent.output.setEncoding(encoding);
        } else {
          await turns();
        }
      }
      await sent.takeAll();
      await Promise.all([...writes, sent.output.flushed()]);
      const [bytes, wanted] = [sent.bytes, concatBytes(expected)];
      // Equal lengths first: a difference of megabytes would take minutes to print.
      assert.equal(bytes.length, wanted.length);
      assert.ok(bytes.every((byte, i) => byte === wanted[i]));
    }),
    { numRuns: 150 },
  );
});

Deno.test("Output.write() gathers what a script writes without waiting into one message", async () => {
  const sent = new Sent();
  for (const char of "hello") sent.output.write(char);
  assert.equal(sent.parts.length, 0);
  await turns();
  assert.deepEqual(sent.parts, [new TextEncoder().encode("hello")]);
});

Deno.test("Output.write() waits while the window is full and goes on where it stopped", async () => {
  const sent = new Sent();
  const write = sent.output.write("x".repeat(WINDOW + 10));
  assert.equal(await settled(write), false);
  assert.equal(sent.bytes.length, WINDOW);
  sent.take(9);
  assert.equal(await settled(write), false);
  sent.take(1);
  await write;
  assert.equal(sent.bytes.length, WINDOW + 10);
});

Deno.test("Output.write() of a short text waits behind a long one", async () => {
  const sent = new Sent();
  sent.output.write("x".repeat(WINDOW + 1));
  const short = sent.output.write("y");
  assert.equal(await settled(short), false);
  sent.take(1);
  assert.equal(await settled(short), false);
  sent.take(1);
  await short;
  assert.deepEqual([...sent.bytes.slice(-2)], [120, 121]);
});

Deno.test("Output does not cut a character in two encoded halves", async () => {
  const text = `${"a".repeat(8191)}😀b`;
  for (const encoding of ["utf8", "cp437"]) {
    const sent = new Sent(encoding);
    await sent.output.write(text);
    assert.deepEqual(sent.bytes, getEncoding(encoding).encode(text));
  }
});

Deno.test("Output sends messages of at most 16 KiB that carry no byte more", async () => {
  const sent = new Sent();
  // Three bytes each: a piece of text makes more bytes than a message may have.
  await sent.output.write("█".repeat(15_000));
  assert.equal(sent.bytes.length, 45_000);
  for (const part of sent.parts) {
    assert.ok(part.length <= 16 * 1024);
    assert.equal(part.buffer.byteLength, part.length);
  }
});

Deno.test("Output.setEncoding() holds for what is written afterwards only", async () => {
  const sent = new Sent();
  sent.output.write("é");
  sent.output.write("█");
  sent.output.setEncoding(getEncoding("cp437"));
  await sent.output.write("é");
  assert.deepEqual(sent.bytes, concatBytes([new TextEncoder().encode("é█"), Uint8Array.of(0x82)]));
});

Deno.test("Output.flushed() resolves at once where nothing waits", async () => {
  const sent = new Sent();
  await sent.output.flushed();
  await sent.output.write("");
  assert.equal(sent.parts.length, 0);
});

Deno.test("Output.close() drops what waits, lets the writers go on and sends nothing more", async () => {
  const sent = new Sent();
  const write = sent.output.write("x".repeat(WINDOW + 10));
  await turns();
  sent.output.close();
  await write;
  await sent.output.write("y");
  await sent.output.flushed();
  sent.take(Infinity);
  await turns();
  assert.equal(sent.bytes.length, WINDOW);
});
