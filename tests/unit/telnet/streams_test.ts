import assert from "node:assert/strict";
import { hex } from "../../../lib/base/bytes.ts";
import { telnetDecoderStream, telnetEncoderStream } from "../../../lib/telnet/streams.ts";

Deno.test("telnetDecoderStream() gives one batch of events for each chunk that completes any", async () => {
  const chunks = [Uint8Array.of(104, 255, 241), Uint8Array.of(255), Uint8Array.of(253, 1, 105)];
  const batches = await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(telnetDecoderStream()));
  assert.deepEqual(batches.map((batch) => batch.map((event) => event.type)), [["data", "command"], [
    "negotiate",
    "data",
  ]]);
});

Deno.test("telnetEncoderStream() asks for BINARY before each chunk and ends with the NUL of a last CR", async () => {
  let binary = true;
  const { readable, writable } = telnetEncoderStream(() => binary);
  const reader = readable.getReader();
  const writer = writable.getWriter();
  const through = async (...bytes: number[]): Promise<string> => {
    const written = writer.write(Uint8Array.from(bytes));
    const { value } = await reader.read();
    await written;
    return hex(value!);
  };
  assert.equal(await through(13, 65, 255), "0D 41 FF FF");
  binary = false;
  assert.equal(await through(13, 65, 13), "0D 00 41 0D");
  const closed = writer.close();
  assert.equal(hex((await reader.read()).value!), "00");
  assert.equal((await reader.read()).done, true);
  await closed;
});
