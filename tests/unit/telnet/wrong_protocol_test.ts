import assert from "node:assert/strict";
import { FirstBytes } from "../../../lib/telnet/wrong_protocol.ts";

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

function push(first: FirstBytes, text: string, size: number): string | undefined {
  for (let i = 0; i < text.length; i += size) {
    const found = first.push(bytes(text.slice(i, i + size)));
    if (found !== undefined) return found;
  }
  return undefined;
}

for (
  const [text, name] of [
    ["GET / HTTP/1.1\r\n", "http"],
    ["POST /login HTTP/1.0", "http"],
    ["OPTIONS * HTTP/1.1", "http"],
    ["SSH-2.0-x\r\n", "ssh"],
    ["\x16\x03\x01\x02\x00", "tls"],
    ["\x03\x00\x00\x13\x0e\xe0", "rdp"],
    ["\x00\x00\x00\x54MB", "smb"],
    ["alice\r", undefined],
    ["GETTY\r", undefined],
    ["get / \r", undefined],
    ["SSH\r", undefined],
    ["\x03", undefined],
    ["\x00\x00", undefined],
    ["xGET / HTTP", undefined],
  ] as const
) {
  Deno.test(`FirstBytes calls ${JSON.stringify(text)} ${name ?? "a caller"}, wherever it is cut`, () => {
    for (const size of [1, 2, 100]) assert.equal(push(new FirstBytes(), text, size), name);
  });
}

Deno.test("FirstBytes trusts whoever negotiates, and looks at the beginning only", () => {
  const negotiated = new FirstBytes();
  negotiated.trust();
  assert.equal(negotiated.push(bytes("GET / HTTP/1.1")), undefined);
  const typed = new FirstBytes();
  typed.push(bytes("a"));
  assert.equal(typed.push(bytes("GET / HTTP/1.1")), undefined);
});
