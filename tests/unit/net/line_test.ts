import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { type Connection, Line } from "../../../lib/net/line.ts";
import { Listener } from "../../../lib/net/listener.ts";
import { FakeTimers, turns } from "../../fakes/fake_timers.ts";

const utf8 = new TextEncoder();

/** A real line over the loopback, and the caller's end of it. */
async function open(): Promise<{ line: Line; caller: Deno.TcpConn }> {
  const listener = Listener.open("test", { hostname: "127.0.0.1", port: 0 });
  const { promise, resolve } = Promise.withResolvers<Deno.TcpConn>();
  const serving = listener.serve(resolve);
  const caller = await Deno.connect(listener.address);
  const line = new Line(await promise);
  listener.close();
  await serving;
  return { line, caller };
}

async function readAll(from: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return concatBytes(await Array.fromAsync(from));
}

/** A connection of the test's own. What it does not have never happens. */
function connection(parts: Partial<Connection> = {}): Connection & { closes: number } {
  return {
    closes: 0,
    remoteAddr: { transport: "tcp", hostname: "192.0.2.1", port: 1234 },
    read: () => new Promise(() => {}),
    write: (bytes) => Promise.resolve(bytes.length),
    closeWrite: () => Promise.resolve(),
    close() {
      this.closes++;
    },
    ...parts,
  };
}

Deno.test("Line.readable gives what the caller sends and ends when he hangs up", async () => {
  const { line, caller } = await open();
  assert.deepEqual(line.remote, { hostname: "127.0.0.1", port: (caller.localAddr as Deno.NetAddr).port });
  const sent = new Uint8Array(300_000).map((_, i) => i % 251);
  const received = readAll(line.readable);
  for (let at = 0; at < sent.length;) at += await caller.write(sent.subarray(at));
  caller.close();
  const got = await received;
  assert.equal(got.length, sent.length);
  assert.ok(got.every((byte, i) => byte === sent[i]));
  line.drop();
});

Deno.test("Line.write() sends everything in order and resolves when the socket has it", async () => {
  const { line, caller } = await open();
  const received = readAll(caller.readable);
  const parts = [utf8.encode("one "), new Uint8Array(500_000).fill(120), utf8.encode(" three")];
  const writes = parts.map((part) => line.write(part));
  await Promise.all(writes);
  line.close();
  const got = await received;
  assert.equal(got.length, 500_010);
  assert.equal(new TextDecoder().decode(got).replace(/x+/, "-"), "one - three");
});

Deno.test("Line.close() lets the last words arrive although input is unread", async () => {
  const { line, caller } = await open();
  await caller.write(new Uint8Array(100_000));
  await line.write(utf8.encode("goodbye"));
  line.close();
  line.close();
  const buffer = new Uint8Array(100);
  const size = await caller.read(buffer);
  assert.equal(new TextDecoder().decode(buffer.subarray(0, size ?? 0)), "goodbye");
  assert.equal(await caller.read(buffer), null);
  caller.close();
});

Deno.test("Line.readable ends when the line is closed or cancelled", async () => {
  for (const end of ["close", "drop", "cancel"] as const) {
    const { line, caller } = await open();
    const reader = line.readable.getReader();
    const read = reader.read();
    if (end === "cancel") await reader.cancel();
    else line[end]();
    assert.equal((await read).done, true);
    caller.close();
    // The rest of a closing line is read until the caller has hung up.
    line.drop();
  }
});

Deno.test("Line.readable takes a reset for hanging up", async () => {
  const line = new Line(connection({ read: () => Promise.reject(new Deno.errors.ConnectionReset()) }));
  assert.equal((await readAll(line.readable)).length, 0);
});

Deno.test("Line.readable reads nothing that nobody asked for", async () => {
  let reads = 0;
  const line = new Line(connection({
    read: () => {
      reads++;
      return Promise.resolve(1);
    },
  }));
  const reader = line.readable.getReader();
  await turns();
  assert.equal(reads, 0);
  await reader.read();
  assert.equal(reads, 1);
});

Deno.test("Line.readable asks for more while the caller sends much, and keeps no large buffer for a key", async () => {
  const asked: number[] = [];
  const sizes = [2048, 8192, 32768, 65536, 1, 1];
  const line = new Line(connection({
    read: (into) => {
      asked.push(into.length);
      return Promise.resolve(sizes[asked.length - 1] ?? null);
    },
  }));
  const chunks = await Array.fromAsync(line.readable);
  assert.deepEqual(asked, [2048, 8192, 32768, 65536, 65536, 2048, 2048]);
  assert.deepEqual(chunks.map((chunk) => chunk.length), sizes);
  assert.deepEqual(chunks.slice(4).map((chunk) => chunk.buffer.byteLength), [1, 1]);
});

Deno.test("Line.write() goes on after a short write, byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      async (parts, most) => {
        const sent: number[] = [];
        let writes = 0;
        const line = new Line(connection({
          write: async (bytes) => {
            const taken = bytes.slice(0, most[writes++ % most.length]);
            await Promise.resolve();
            sent.push(...taken);
            return taken.length;
          },
        }));
        await Promise.all(parts.map((part) => line.write(part)));
        assert.deepEqual(sent, parts.flatMap((part) => [...part]));
      },
    ),
  );
});

Deno.test("Line.write() rejects when the line is dead, also the writes after it", async () => {
  const line = new Line(connection({ write: () => Promise.reject(new Deno.errors.BrokenPipe()) }));
  const writes = [line.write(utf8.encode("a")), line.write(utf8.encode("b"))];
  for (const write of writes) await assert.rejects(write, Deno.errors.BrokenPipe);
});

Deno.test("Line.close() closes its own side first and the rest when the peer has seen it", async () => {
  const did: string[] = [];
  const gate = Promise.withResolvers<number | null>();
  const closed = Promise.withResolvers<void>();
  const line = new Line(connection({
    closeWrite: () => Promise.resolve(void did.push("closeWrite")),
    read: () => (did.push("read"), gate.promise),
    close: () => (did.push("close"), closed.resolve()),
  }));
  line.close();
  await turns();
  assert.deepEqual(did, ["closeWrite", "read"]);
  gate.resolve(null);
  await closed.promise;
  assert.deepEqual(did, ["closeWrite", "read", "close"]);
});

Deno.test("Line.close() does not wait for a peer that has said his last; by TLS it does", async () => {
  for (const end of [() => Promise.resolve(null), () => Promise.reject(new Deno.errors.ConnectionReset())]) {
    const did: string[] = [];
    const closed = Promise.withResolvers<void>();
    const parts: Partial<Connection> = {
      read: end,
      closeWrite: () => Promise.resolve(void did.push("closeWrite")),
      close: () => (did.push("close"), closed.resolve()),
    };
    const line = new Line(connection(parts));
    assert.equal((await readAll(line.readable)).length, 0);
    line.close();
    await closed.promise;
    assert.deepEqual(did, ["close"]);
    const secured = new Line(connection({ ...parts, handshake: () => Promise.resolve() }));
    await readAll(secured.readable);
    secured.close();
    await turns();
    assert.equal(did[1], "closeWrite");
  }
});

Deno.test("Line.close() lets everything arrive at a peer that has closed his side and reads slowly", async () => {
  const { line, caller } = await open();
  await caller.closeWrite();
  assert.equal((await readAll(line.readable)).length, 0);
  const written = line.write(new Uint8Array(3_000_000).fill(120));
  const received: number[] = [];
  const buffer = new Uint8Array(200_000);
  for (let size = await caller.read(buffer); size !== null; size = await caller.read(buffer)) {
    received.push(size);
    if (received.length === 1) written.then(() => line.close());
  }
  assert.equal(received.reduce((sum, size) => sum + size), 3_000_000);
  caller.close();
});

Deno.test("Line.close() gives up a peer that goes on sending", async () => {
  const closed = Promise.withResolvers<void>();
  let reads = 0;
  const line = new Line(connection({
    read: () => (reads++, Promise.resolve(10)),
    close: () => closed.resolve(),
  }));
  line.close();
  await closed.promise;
  assert.equal(reads, 64);
});

Deno.test("Line.close() waits a second for a peer that says nothing", async () => {
  using timers = new FakeTimers();
  const end = connection();
  new Line(end).close();
  await turns();
  await timers.advance(999);
  assert.equal(end.closes, 0);
  await timers.advance(1);
  assert.equal(end.closes, 1);
});

Deno.test("Line.close() leaves no timer behind when the peer resets the line", async () => {
  const closed = Promise.withResolvers<void>();
  const line = new Line(connection({
    read: () => Promise.reject(new Deno.errors.ConnectionReset()),
    close: () => closed.resolve(),
  }));
  // A timer that is left makes the test fail.
  line.close();
  await closed.promise;
});

Deno.test("Line.close() and drop() take a connection that is closed already", async () => {
  const closed = Promise.withResolvers<void>();
  const parts = {
    closeWrite: () => Promise.reject(new Deno.errors.NotConnected()),
    close: () => {
      closed.resolve();
      throw new Deno.errors.BadResource();
    },
  };
  new Line(connection(parts)).close();
  await closed.promise;
  new Line(connection(parts)).drop();
});

Deno.test("Line.drop() closes at once", () => {
  const end = connection();
  const line = new Line(end);
  line.drop();
  assert.equal(end.closes, 1);
});

Deno.test("Line.quiet tells how long the other end has said nothing, from the beginning on", async () => {
  let now = 1000;
  let arrive: (size: number) => void = () => {};
  const line = new Line(
    connection({ read: () => new Promise((resolve) => (arrive = resolve)) }),
    () => now,
  );
  now += 70;
  assert.deepEqual([line.heard, line.quiet], [false, 70]);
  const reading = line.readable.getReader().read();
  await turns();
  arrive(1);
  await reading;
  assert.deepEqual([line.heard, line.quiet], [true, 0]);
  now += 5;
  assert.equal(line.quiet, 5);
});
