import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { TelnetDecoder, type TelnetDecoderOptions } from "../../../lib/telnet/decoder.ts";
import type { TelnetEvent } from "../../../lib/telnet/events.ts";
import { cut, pieceLengths, telnetBytes } from "./arbitraries.ts";

/** Events as plain values, with neighbouring data joined. */
function join(events: readonly TelnetEvent[]): unknown[] {
  const joined: Record<string, unknown>[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (event.type === "data" && last?.type === "data") {
      last.bytes = [...last.bytes as number[], ...event.bytes];
    } else {
      joined.push("bytes" in event ? { ...event, bytes: [...event.bytes] } : { ...event });
    }
  }
  return joined;
}

function decode(pieces: readonly Uint8Array[], options?: TelnetDecoderOptions): unknown[] {
  const decoder = new TelnetDecoder(options);
  return join(pieces.flatMap((piece) => decoder.push(piece)));
}

Deno.test("TelnetDecoder.push() events do not depend on where the input is cut", () => {
  fc.assert(
    fc.property(telnetBytes, pieceLengths, (bytes, lengths) => {
      const whole = decode([bytes]);
      assert.deepEqual(decode(cut(bytes, [1])), whole);
      assert.deepEqual(decode(cut(bytes, lengths)), whole);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("TelnetDecoder's fast path and its table agree", () => {
  fc.assert(
    fc.property(
      telnetBytes,
      pieceLengths,
      fc.integer({ min: 0, max: 9 }),
      (bytes, lengths, maxSubnegotiation) => {
        const pieces = cut(bytes, lengths);
        assert.deepEqual(
          decode(pieces, { fastPath: true, maxSubnegotiation }),
          decode(pieces, { fastPath: false, maxSubnegotiation }),
        );
        assert.deepEqual(decode([bytes]), decode([bytes], { fastPath: false }));
      },
    ),
    { numRuns: 2000 },
  );
});

Deno.test("TelnetDecoder.push() gives back any data that was escaped", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), pieceLengths, (data, lengths) => {
    const escaped = Uint8Array.from([...data].flatMap((byte) => byte === 255 ? [255, 255] : [byte]));
    const events = decode(cut(escaped, lengths));
    assert.deepEqual(events, data.length === 0 ? [] : [{ type: "data", bytes: [...data] }]);
  }));
});

Deno.test("TelnetDecoder.push() does not copy data without IAC", () => {
  const chunk = Uint8Array.of(104, 105);
  const [event] = new TelnetDecoder().push(chunk);
  assert.ok(event?.type === "data");
  assert.equal(event.bytes, chunk);
});

Deno.test("TelnetDecoder.push() does not write into the chunk", () => {
  const chunk = Uint8Array.of(97, 255, 255, 98, 255, 241, 99, 255, 255);
  const before = chunk.slice();
  assert.deepEqual(join(new TelnetDecoder().push(chunk)), [
    { type: "data", bytes: [97, 255, 98] },
    { type: "command", command: 241 },
    { type: "data", bytes: [99, 255] },
  ]);
  assert.deepEqual(chunk, before);
});

Deno.test("TelnetDecoder.push() takes FF as an option and every undefined command", () => {
  assert.deepEqual(decode([Uint8Array.of(255, 251, 255, 255, 253, 240)]), [
    { type: "negotiate", verb: "will", option: 255 },
    { type: "negotiate", verb: "do", option: 240 },
  ]);
  for (let command = 0; command < 250; command++) {
    assert.deepEqual(decode([Uint8Array.of(255, command)]), [{ type: "command", command }]);
  }
});

Deno.test("TelnetDecoder.push() undoubles FF in a subnegotiation's option and parameters", () => {
  assert.deepEqual(decode([Uint8Array.of(255, 250, 255, 255, 1, 255, 255, 240, 255, 240)]), [
    { type: "subnegotiation", option: 255, bytes: [1, 255, 240] },
  ]);
});

Deno.test("TelnetDecoder.push() keeps a subnegotiation of the limit, not one byte more", () => {
  const body = (length: number) =>
    concatBytes([Uint8Array.of(255, 250, 24), new Uint8Array(length).fill(65), Uint8Array.of(255, 240, 120)]);
  assert.deepEqual(decode([body(8192)]).map((e) => (e as TelnetEvent).type), ["subnegotiation", "data"]);
  assert.deepEqual(decode([body(8193)]), [
    { type: "fault", reason: "subnegotiation too long" },
    { type: "data", bytes: [120] },
  ]);
});

Deno.test("TelnetDecoder events of one subnegotiation are not overwritten by the next", () => {
  const decoder = new TelnetDecoder();
  const [first] = decoder.push(Uint8Array.of(255, 250, 24, 1, 2, 255, 240));
  decoder.push(Uint8Array.of(255, 250, 24, 8, 9, 255, 240));
  assert.ok(first?.type === "subnegotiation");
  assert.deepEqual([...first.bytes], [1, 2]);
});

Deno.test("new TelnetDecoder() refuses a limit that is no length", () => {
  assert.throws(() => new TelnetDecoder({ maxSubnegotiation: -1 }), TypeError);
});
