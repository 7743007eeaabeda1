import assert from "node:assert/strict";
import { MAX_REMOTE_BYTES, remoteBuffer, remoteCall } from "../../../lib/wire/remote_calls.ts";

const OPEN = { verb: "openRemote", to: { name: "Far" }, terminal: "ansi", encoding: "cp437" };
const SIZE = { columns: 80, rows: 24 };

Deno.test("remoteCall reads calls and leaves fields out that nobody asked for", () => {
  assert.deepEqual(remoteCall({ ...OPEN, size: SIZE, extra: 1 }), {
    ...OPEN,
    to: { name: "far" },
    size: SIZE,
  });
  assert.deepEqual(remoteCall({ ...OPEN, size: SIZE, to: { host: "[::1]", port: 23 } })?.verb, "openRemote");
  assert.deepEqual(remoteCall({ verb: "sendRemote", bytes: Uint8Array.of(1) }), {
    verb: "sendRemote",
    bytes: Uint8Array.of(1),
  });
  assert.deepEqual(remoteCall({ verb: "resizeRemote", size: SIZE }), { verb: "resizeRemote", size: SIZE });
  assert.deepEqual(remoteCall({ verb: "takeRemote" }), { verb: "takeRemote" });
  assert.deepEqual(remoteCall({ verb: "closeRemote" }), { verb: "closeRemote" });
  assert.equal(remoteCall({ verb: "openStore" }), undefined);
});

Deno.test("remoteCall refuses hosts that are none, and what is too large", () => {
  const wrong: unknown[] = [
    undefined,
    "far",
    {},
    { name: 1 },
    { name: "x".repeat(200) },
    { host: "a b", port: 23 },
    { host: "", port: 23 },
    { host: "a/b", port: 23 },
    { host: "a\0b", port: 23 },
    { host: "a..b", port: 23 },
    { host: `${"a".repeat(60)}.`.repeat(5), port: 23 },
    { host: "a.example", port: 0 },
    { host: "a.example", port: 65536 },
    { host: "a.example", port: 1.5 },
    { host: "a.example" },
  ];
  for (const to of wrong) {
    assert.throws(() => remoteCall({ ...OPEN, size: SIZE, to }), TypeError, JSON.stringify(to));
  }
  for (
    const size of [undefined, { columns: 0, rows: 24 }, { columns: 80, rows: 1e6 }, {
      columns: 80.5,
      rows: 24,
    }]
  ) {
    assert.throws(() => remoteCall({ ...OPEN, size }), TypeError, JSON.stringify(size));
    assert.throws(() => remoteCall({ verb: "resizeRemote", size }), TypeError, JSON.stringify(size));
  }
  assert.throws(
    () => remoteCall({ verb: "sendRemote", bytes: new Uint8Array(MAX_REMOTE_BYTES + 1) }),
    TypeError,
  );
  assert.throws(() => remoteCall({ verb: "sendRemote", bytes: "x" }), TypeError);
  assert.throws(() => remoteCall({ ...OPEN, size: SIZE, encoding: "../x" }), TypeError);
});

Deno.test("remoteBuffer hands over bytes that are alone in their buffer, and never what is empty", () => {
  const bytes = new Uint8Array(3);
  assert.equal(remoteBuffer({ bytes, echoes: false }), bytes.buffer);
  assert.equal(remoteBuffer({ bytes: bytes.subarray(1), echoes: true }), undefined);
  // The same empty bytes stand in many answers: handed over once, they ended the server.
  assert.equal(remoteBuffer({ bytes: new Uint8Array(0), echoes: true }), undefined);
  assert.equal(remoteBuffer({ bytes }), undefined);
  assert.equal(remoteBuffer(undefined), undefined);
});
