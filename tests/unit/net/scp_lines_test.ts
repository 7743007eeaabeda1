import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import {
  MAX_LINE,
  parseScpLine,
  scpBytes,
  ScpFault,
  type ScpLine,
  ScpReader,
} from "../../../lib/net/scp_lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

const LINES: readonly (readonly [string, ScpLine])[] = [
  ["C0644 12 a file.txt", { type: "file", mode: 0o644, size: 12, name: "a file.txt" }],
  ["C0755 0 ä", { type: "file", mode: 0o755, size: 0, name: "ä" }],
  ["D0755 0 folder", { type: "folder", mode: 0o755, name: "folder" }],
  ["E", { type: "end" }],
  ["T1000 0 2000 0", { type: "times", mtime: 1000, atime: 2000 }],
  ["\x01scp: a\x1b[2Jb", { type: "warning", message: "scp: ab" }],
  ["\x02gone", { type: "fatal", message: "gone" }],
];

Deno.test("parseScpLine() reads each line", () => {
  for (const [text, wanted] of LINES) {
    assert.deepEqual(parseScpLine(bytes(text)), wanted);
  }
});

Deno.test("parseScpLine() refuses what is no line, and names that are paths", () => {
  for (
    const bad of [
      ...[
        "",
        "X",
        "C0644 12",
        "C0644 -1 a",
        "C0644 12 ",
        "C64 1 a",
        "C0888 1 a",
        "E ",
        "T1 0 2",
        "T-1 0 2 0",
      ],
      ...["C0644 1 ..", "C0644 1 .", "C0644 1 a/b", "C0644 1 ../a", "D0755 0 ..", "D0755 0 /etc"],
      ...["C0644 99999999999999999999 a", "C0644 9999999999999999999 a"],
    ]
  ) assert.throws(() => parseScpLine(bytes(bad)), ScpFault, bad);
  assert.throws(() => parseScpLine(Uint8Array.of(...bytes("C0644 1 a"), 0xff)), ScpFault);
});

Deno.test("scpBytes() writes what parseScpLine() reads", () => {
  const lines: ScpLine[] = [
    { type: "file", mode: 0o644, size: 12, name: "a file" },
    { type: "folder", mode: 0o755, name: "ä" },
    { type: "end" },
    { type: "times", mtime: 1, atime: 2 },
  ];
  for (const line of lines) {
    const said = scpBytes(line);
    assert.equal(said.at(-1), 10);
    assert.deepEqual(parseScpLine(said.subarray(0, -1)), line);
  }
  assert.deepEqual(scpBytes({ type: "ok" }), Uint8Array.of(0));
  assert.deepEqual(scpBytes({ type: "warning", message: "no" }), bytes("\x01scp: no\n"));
});

/** A transfer as a client sends it: an answer, lines, data between them. */
const SENT = concatBytes([
  Uint8Array.of(0),
  bytes("T1000 0 2000 0\nC0644 5 a\n"),
  bytes("he\nlo"),
  Uint8Array.of(0),
  bytes("D0755 0 b\nE\n\x01scp: no\n"),
]);

async function* pieces(whole: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const cut of cuts) {
    await Promise.resolve();
    yield whole.subarray(at, at + cut);
    at = Math.min(whole.length, at + cut);
  }
  yield whole.subarray(at);
}

async function readAll(cuts: readonly number[]): Promise<unknown[]> {
  const reader = new ScpReader(pieces(SENT, cuts));
  const read: unknown[] = [await reader.answer(), await reader.next(), await reader.next()];
  let data = "";
  while (data.length < 5) data += new TextDecoder().decode(await reader.data(5 - data.length));
  read.push(data, await reader.answer(), await reader.next(), await reader.next(), await reader.answer());
  read.push(await reader.next(), await reader.data(1));
  return read;
}

Deno.test("ScpReader reads lines, data and answers, wherever the bytes were cut", async () => {
  const wanted = [
    { type: "ok" },
    { type: "times", mtime: 1000, atime: 2000 },
    { type: "file", mode: 0o644, size: 5, name: "a" },
    "he\nlo",
    { type: "ok" },
    { type: "folder", mode: 0o755, name: "b" },
    { type: "end" },
    { type: "warning", message: "scp: no" },
    undefined,
    undefined,
  ];
  assert.deepEqual(await readAll([]), wanted);
  assert.deepEqual(await readAll(new Array(SENT.length).fill(1)), wanted);
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 })), async (cuts) => {
    assert.deepEqual(await readAll(cuts), wanted);
  }));
});

Deno.test("ScpReader refuses a line without end, one that breaks off, and a line in place of an answer", async () => {
  const reader = (text: string) => new ScpReader(pieces(bytes(text), []));
  await assert.rejects(reader("C0644 1 " + "x".repeat(MAX_LINE) + "\n").next(), ScpFault);
  await assert.rejects(reader("C0644 1 a").next(), ScpFault);
  await assert.rejects(reader("C0644 1 a\n").answer(), ScpFault);
  await assert.rejects(reader("").answer(), ScpFault);
});
