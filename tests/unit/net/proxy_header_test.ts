import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_HEADER, ProxyHeader, type ProxyStep } from "../../../lib/net/proxy_header.ts";

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const FROM4 = [198, 51, 100, 7, 192, 0, 2, 1, 0xdc, 0x04, 0x17, 0x87];
const FROM6 = [
  ...[0x20, 0x01, 0x0d, 0xb8, ...Array(11).fill(0), 7],
  ...[0x20, 0x01, 0x0d, 0xb8, ...Array(11).fill(0), 1],
  ...[0xdc, 0x04, 0x17, 0x87],
];

const bytesOf = (text: string) => Array.from(text, (char) => char.charCodeAt(0));
const binary = (command: number, family: number, body: readonly number[], length = body.length) => [
  ...[...SIGNATURE, command, family, length >> 8, length & 255],
  ...body,
];

function read(...chunks: readonly (readonly number[])[]): ProxyStep {
  const header = new ProxyHeader();
  let step: ProxyStep = { type: "more" };
  for (const [i, chunk] of chunks.entries()) {
    step = header.push(Uint8Array.from(chunk));
    if (step.type !== "more") {
      const late = chunks.slice(i + 1).flat();
      return step.type === "done" ? { ...step, rest: Uint8Array.from([...step.rest, ...late]) } : step;
    }
  }
  return step;
}

/** The step in a word: the source, `itself`, `more`, or what is wrong. */
function told(bytes: readonly number[]): string {
  const step = read(bytes);
  if (step.type !== "done") return step.type === "fault" ? step.reason : "more";
  const rest = String.fromCharCode(...step.rest);
  return `${step.source === undefined ? "itself" : `${step.source.hostname} ${step.source.port}`}|${rest}`;
}

Deno.test("ProxyHeader.push() reads version 1", () => {
  const read1 = (text: string) => told(bytesOf(text));
  assert.equal(read1("PROXY TCP4 198.51.100.7 192.0.2.1 56324 6023\r\nhi"), "198.51.100.7 56324|hi");
  assert.equal(read1("PROXY TCP6 2001:DB8::7 ::1 1 65535\r\n"), "2001:db8::7 1|");
  assert.equal(read1("PROXY UNKNOWN\r\n"), "itself|");
  assert.equal(read1("PROXY UNKNOWN ffff:f...f ffff 65535 65535\r\nx"), "itself|x");
  assert.equal(read1("PROXY TCP4 198.51.100.7 192.0.2.1 56324 6023"), "more");
  assert.equal(read1("PRO"), "more");
});

Deno.test("ProxyHeader.push() reads version 2, and passes over TLVs", () => {
  assert.equal(told([...binary(0x21, 0x11, FROM4), 104, 105]), "198.51.100.7 56324|hi");
  assert.equal(told(binary(0x21, 0x21, FROM6)), "2001:db8::7 56324|");
  assert.equal(told(binary(0x21, 0x11, [...FROM4, 4, 0, 2, 1, 1])), "198.51.100.7 56324|");
  assert.equal(told(binary(0x21, 0x11, [...FROM4, 9, 255, 255])), "198.51.100.7 56324|");
  assert.equal(told(binary(0x20, 0x00, [])), "itself|");
  assert.equal(told(binary(0x20, 0x11, FROM4)), "itself|");
  assert.equal(told(binary(0x21, 0x00, [1, 2, 3])), "itself|");
  assert.equal(told(binary(0x21, 0x31, Array(216).fill(47))), "itself|");
  assert.equal(told(binary(0x21, 0x11, FROM4).slice(0, -1)), "more");
  assert.equal(told(SIGNATURE), "more");
});

Deno.test("ProxyHeader.push() faults hostile headers of version 1", () => {
  for (
    const [text, reason] of [
      ["GET / HTTP/1.1\r\n", "it is not there"],
      ["PROXX", "it is not there"],
      ["PROXY TCP4 " + "1".repeat(200), "it is too long"],
      ["PROXY UNKNOWN " + "1".repeat(100) + "\r\n", "it is too long"],
      ["PROXY TCP4 198.51.100.7 192.0.2.1 1 2\n", "its line does not end in CR LF"],
      ["PROXY TCP5 198.51.100.7 192.0.2.1 1 2\r\n", "its family is unknown"],
      ["PROXY \r\n", "its family is unknown"],
      ["PROXY TCP4 198.51.100.7 192.0.2.1 1\r\n", "it does not have six words"],
      ["PROXY TCP4 198.51.100.7 192.0.2.1 1 2 3\r\n", "it does not have six words"],
      ["PROXY TCP4  198.51.100.7 192.0.2.1 1 2\r\n", "it does not have six words"],
      ["PROXY TCP4 2001:db8::7 192.0.2.1 1 2\r\n", "an address is not of its family"],
      ["PROXY TCP6 198.51.100.7 ::1 1 2\r\n", "an address is not of its family"],
      ["PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", "an address is not of its family"],
      ["PROXY TCP4 198.51.100.777 192.0.2.1 1 2\r\n", "an address is not of its family"],
      ["PROXY TCP4 198.51.100.7 192.0.2.1 65536 2\r\n", "a port is none"],
      ["PROXY TCP4 198.51.100.7 192.0.2.1 -1 2\r\n", "a port is none"],
      ["PROXY TCP4 198.51.100.7 192.0.2.1 01 2\r\n", "a port is none"],
    ] as const
  ) assert.equal(told(bytesOf(text)), reason, JSON.stringify(text));
});

Deno.test("ProxyHeader.push() faults hostile headers of version 2 before their body comes", () => {
  for (
    const [bytes, reason] of [
      [binary(0x11, 0x11, FROM4), "its version is unknown"],
      [binary(0x22, 0x11, FROM4), "its command is unknown"],
      [binary(0x21, 0x41, FROM4), "its family is unknown"],
      [binary(0x21, 0x13, FROM4), "its family is unknown"],
      [binary(0x21, 0x12, FROM4), "it is about datagrams"],
      [binary(0x21, 0x11, [], 65535), "it is too long"],
      [binary(0x21, 0x11, [], MAX_HEADER - 15), "it is too long"],
      [binary(0x21, 0x11, FROM4.slice(1)), "it is too short for its addresses"],
      [binary(0x21, 0x21, FROM4), "it is too short for its addresses"],
      [[...SIGNATURE.slice(0, 11), 0x0b], "it is not there"],
    ] as const
  ) assert.equal(told(bytes), reason);
});

Deno.test("ProxyHeader comes to the same wherever the bytes are cut", () => {
  const whole = fc.constantFrom(
    bytesOf("PROXY TCP4 198.51.100.7 192.0.2.1 56324 6023\r\nhello"),
    bytesOf("PROXY UNKNOWN\r\n"),
    bytesOf("PROXY TCP4 198.51.100.7 192.0.2.1 56324 x\r\n"),
    [...binary(0x21, 0x11, [...FROM4, 4, 0, 0]), 1, 2, 3],
    [...binary(0x21, 0x21, FROM6), 13, 10],
    binary(0x20, 0, []),
    binary(0x21, 0x14, FROM4),
  );
  fc.assert(fc.property(whole, fc.array(fc.nat({ max: 70 }), { maxLength: 5 }), (bytes, cuts) => {
    const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
    assert.deepEqual(read(...at.slice(1).map((end, i) => bytes.slice(at[i], end))), read(bytes));
  }));
});

Deno.test("ProxyHeader takes any bytes without throwing, and never waits for more than it may hold", () => {
  const start = fc.constantFrom<number[]>([], bytesOf("PROXY "), SIGNATURE, [...SIGNATURE, 0x21, 0x11]);
  const noise = fc.array(fc.nat({ max: 255 }), { maxLength: 60 });
  fc.assert(fc.property(start, noise, (front, back) => {
    const bytes = [...front, ...back];
    const step = read(bytes);
    if (step.type === "done") assert.ok(step.rest.length <= bytes.length);
    const full = read([...bytes, ...Array(MAX_HEADER).fill(0x41)]);
    assert.notEqual(full.type, "more");
  }));
});
