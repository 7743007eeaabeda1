import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes, hex } from "../../../lib/base/bytes.ts";
import { TelnetDecoder } from "../../../lib/telnet/decoder.ts";
import {
  encodeCommand,
  encodeData,
  encodeNegotiation,
  encodeSubnegotiation,
  TelnetEncoder,
} from "../../../lib/telnet/encoder.ts";
import { cut, pieceLengths } from "./arbitraries.ts";

const output = fc.array(fc.constantFrom(13, 10, 0, 255, 65, 240), { maxLength: 40 }).map((b) =>
  Uint8Array.from(b)
);

function encode(pieces: readonly Uint8Array[], binary: boolean): Uint8Array {
  const encoder = new TelnetEncoder();
  return concatBytes([...pieces.map((piece) => encoder.push(piece, { binary })), encoder.finish()]);
}

Deno.test("encodeData() doubles FF, and in NVT follows a bare CR with NUL", () => {
  const bytes = Uint8Array.of(255, 13, 65, 13, 10, 13, 0, 13);
  assert.equal(hex(encodeData(bytes, { binary: false })), "FF FF 0D 00 41 0D 0A 0D 00 0D 00");
  assert.equal(hex(encodeData(bytes, { binary: true })), "FF FF 0D 41 0D 0A 0D 00 0D");
});

Deno.test("TelnetEncoder.push() does not depend on how the output is cut", () => {
  fc.assert(fc.property(output, pieceLengths, fc.boolean(), (bytes, lengths, binary) => {
    assert.deepEqual(encode(cut(bytes, lengths), binary), encode([bytes], binary));
  }));
});

Deno.test("TelnetEncoder output decodes to the same data, with NUL after bare CR in NVT only", () => {
  fc.assert(fc.property(output, fc.boolean(), (bytes, binary) => {
    const events = new TelnetDecoder().push(encode([bytes], binary));
    assert.ok(events.every((event) => event.type === "data"));
    const data = events.flatMap((event) => event.type === "data" ? [...event.bytes] : []);
    if (binary) assert.deepEqual(data, [...bytes]);
    else data.forEach((byte, i) => assert.ok(byte !== 13 || data[i + 1] === 10 || data[i + 1] === 0));
    const plain = (list: Iterable<number>) => [...list].filter((byte) => byte !== 0);
    assert.deepEqual(plain(data), plain(bytes));
  }));
});

Deno.test("TelnetEncoder.push() sends a last CR at once and its NUL with the next write", () => {
  const encoder = new TelnetEncoder();
  assert.equal(hex(encoder.push(Uint8Array.of(65, 13), { binary: false })), "41 0D");
  assert.equal(hex(encoder.push(Uint8Array.of(66), { binary: false })), "00 42");
  assert.equal(hex(encoder.push(Uint8Array.of(13), { binary: false })), "0D");
  assert.equal(hex(encoder.push(Uint8Array.of(10), { binary: false })), "0A");
  assert.equal(encoder.finish().length, 0);
});

Deno.test("TelnetEncoder.push() forgets a CR when BINARY comes on", () => {
  const encoder = new TelnetEncoder();
  encoder.push(Uint8Array.of(13), { binary: false });
  assert.equal(hex(encoder.push(Uint8Array.of(65, 255), { binary: true })), "41 FF FF");
  assert.equal(hex(encoder.push(Uint8Array.of(66), { binary: false })), "42");
});

Deno.test("TelnetEncoder.push() gives back the same array when nothing changes", () => {
  const bytes = Uint8Array.of(65, 13, 10);
  assert.equal(new TelnetEncoder().push(bytes, { binary: false }), bytes);
  assert.equal(new TelnetEncoder().push(bytes, { binary: true }), bytes);
});

Deno.test("encodeNegotiation(), encodeCommand() and encodeSubnegotiation() build their sequences", () => {
  assert.equal(hex(encodeNegotiation("dont", 255)), "FF FE FF");
  assert.equal(hex(encodeCommand(249)), "FF F9");
  assert.equal(hex(encodeSubnegotiation(31, Uint8Array.of(0, 255, 0, 240))), "FF FA 1F 00 FF FF 00 F0 FF F0");
});

Deno.test("encodeSubnegotiation() is read back by TelnetDecoder", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 255 }), output, (option, bytes) => {
    const [event, ...rest] = new TelnetDecoder().push(encodeSubnegotiation(option, bytes));
    assert.deepEqual(rest, []);
    assert.ok(event?.type === "subnegotiation" && event.option === option);
    assert.deepEqual([...event.bytes], [...bytes]);
  }));
});
