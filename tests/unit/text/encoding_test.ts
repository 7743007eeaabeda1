import assert from "node:assert/strict";
import { SingleByte, tableOf } from "../../../lib/text/encoding.ts";

const HIGH = "é█" + "\ufffd".repeat(126);

Deno.test("SingleByte sends what it has, a look-alike, or a question mark", () => {
  const encoding = new SingleByte("test", tableOf(HIGH));
  assert.deepEqual(encoding.encode("aé█▓è→ж"), Uint8Array.from([0x61, 0x80, 0x81, 0x23, 0x65, 0x3e, 0x3f]));
  assert.equal(encoding.decoder().push(Uint8Array.of(0x61, 0x80, 0xff)), "aé\ufffd");
});

Deno.test("SingleByte puts the stated replacement for what has no look-alike, for each cell", () => {
  const encoding = new SingleByte("test", tableOf(HIGH));
  const sent = (replacement: string, text = "aжè日█") =>
    String.fromCharCode(...encoding.encode(text, { replacement }));
  assert.equal(sent("_"), "a_e__\x81");
  assert.equal(sent(""), "ae\x81");
  assert.equal(sent("é"), "a\x80e\x80\x80\x81");
  assert.equal(sent("ж"), "a?e??\x81");
  assert.equal(sent("&#;", "日".repeat(9)), "&#;".repeat(18));
  assert.equal(sent("_", "plain"), "plain");
});

Deno.test("SingleByte withholds bytes and takes the first of two for the same character", () => {
  const table = tableOf("ééx" + "\ufffd".repeat(125));
  assert.deepEqual(new SingleByte("test", table).encode("é"), Uint8Array.of(0x80));
  const withheld = new SingleByte("test", table, { withheld: new Set([0x80]) });
  assert.deepEqual(withheld.encode("é"), Uint8Array.of(0x81));
});

Deno.test("SingleByte with its own ASCII sends no letter as the byte that means another one", () => {
  const table = tableOf("a" + "\ufffd".repeat(127)).with(0x61, "A").with(0x41, "\ufffd").with(0x5c, "£");
  const near = (char: string) => (char === "\\" ? "/" : "");
  const encoding = new SingleByte("test", table, { ownAscii: true, near });
  assert.deepEqual(
    encoding.encode("aA\\£à\r\n"),
    Uint8Array.from([0x80, 0x61, 0x2f, 0x5c, 0x80, 0x0d, 0x0a]),
  );
});

Deno.test("SingleByte sends C1 controls only where they are the terminal's own", () => {
  const table = tableOf("\u0080".repeat(128));
  assert.deepEqual(new SingleByte("test", table).encode("\u0085x"), Uint8Array.of(0x78));
  assert.deepEqual(new SingleByte("test", table, { c1: true }).encode("\u0085x"), Uint8Array.of(0x85, 0x78));
});
