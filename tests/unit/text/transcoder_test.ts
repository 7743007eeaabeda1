import assert from "node:assert/strict";
import { transcodeInput, transcodeOutput } from "../../../lib/text/transcoder.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";

const profile = new FakeCaller().profile;
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);

Deno.test("transcodeOutput() shows a PC's program on a terminal of UTF-8, and gives one of its own kind the bytes", () => {
  const art = Uint8Array.of(0xc9, 0xcd, 0x01, 0x1b, 0x5b, 0x31, 0x6d, 0x0d, 0x0a);
  assert.equal(text(transcodeOutput("cp437", "utf8", profile)(art)), "╔═☺\x1b[1m\r\n");
  assert.deepEqual(transcodeOutput("cp437", "cp437", profile)(art), art);
  assert.deepEqual(transcodeOutput("cp437", "cp437_art", profile)(art), art);
});

Deno.test("transcodeOutput() takes characters that are cut anywhere, and none that are no characters", () => {
  const output = transcodeOutput("utf8", "cp437", profile);
  const said = [...bytes("é═\x1b[1m")].map((byte) => [...output(Uint8Array.of(byte))]).flat();
  assert.deepEqual(said, [0x82, 0xcd, 0x1b, 0x5b, 0x31, 0x6d]);
  assert.equal(text(transcodeOutput("utf8", "utf8", profile)(Uint8Array.of(0x61, 0xff, 0x62))), "a\ufffdb");
});

Deno.test("transcodeOutput() takes sequences away where nobody has a terminal, wherever they are cut", () => {
  const output = transcodeOutput("utf8", "utf8", { ...profile, plain: true });
  const said = [..."a\x1b[1;31mb\x1b]2;title\x07c"].map((char) => text(output(bytes(char)))).join("");
  assert.equal(said, "abc");
});

Deno.test("transcodeInput() gives a program what was typed in its own encoding", () => {
  assert.deepEqual([...transcodeInput("utf8", "cp437")(bytes("é\r"))], [0x82, 0x0d]);
  assert.equal(text(transcodeInput("cp437", "utf8")(Uint8Array.of(0x82, 0x1b, 0x5b, 0x41))), "é\x1b[A");
  const odd = Uint8Array.of(0xff, 0x00);
  assert.deepEqual(transcodeInput("utf8", "utf8")(odd), odd);
});
