import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { FakeClock } from "../../../lib/base/clock.ts";
import type { CallerEvent } from "../../../lib/host/caller.ts";
import { WebCall } from "../../../lib/server/web_call.ts";
import type { LibrarySocket } from "../../../lib/server/web_library.ts";
import { settle, until } from "../../fakes/until.ts";

/** A WebSocket whose client takes nothing until it is told to. */
class HandSocket extends EventEmitter implements LibrarySocket {
  readonly said: string[] = [];
  readonly waiting: { readonly bytes: Uint8Array; readonly done: (error?: Error) => void }[] = [];
  taking = true;
  isPaused = false;

  send(bytes: Uint8Array, _options: { readonly binary: true }, done: (error?: Error) => void): void {
    this.waiting.push({ bytes, done });
    if (this.taking) this.take();
  }

  take(): void {
    for (const { bytes, done } of this.waiting.splice(0)) {
      this.said.push(`sent ${bytes.length}`);
      done();
    }
  }

  ping(): void {
    this.said.push("ping");
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(code: number, reason: string): void {
    this.said.push(`close ${code} ${reason}`);
  }

  terminate(): void {
    this.said.push("terminate");
    this.emit("close");
  }

  type(text: string): void {
    this.emit("message", new TextEncoder().encode(text), true);
  }

  tell(text: string): void {
    this.emit("message", new TextEncoder().encode(text), false);
  }
}

class Kit {
  readonly clock = new FakeClock();
  readonly socket = new HandSocket();
  readonly faults: string[] = [];
  readonly call: WebCall;
  readonly events: AsyncGenerator<CallerEvent, void>;

  constructor(window?: number, public keepalive: number = 20) {
    this.call = new WebCall(this.socket, {
      clock: this.clock,
      size: { columns: 80, rows: 24 },
      window,
      keepalive: () => this.keepalive,
      fault: (reason) => this.faults.push(reason),
    });
    this.events = this.call.events();
  }

  async next(): Promise<CallerEvent | undefined> {
    const { done, value } = await this.events.next();
    return done === true ? undefined : value;
  }

  ends(): void {
    assert.equal(this.clock.pending, 0);
  }
}

Deno.test("WebCall makes events of what its client types and tells, in order", async () => {
  const kit = new Kit();
  kit.socket.type("a\xff");
  kit.socket.tell('{"type":"resize","columns":132,"rows":0}');
  kit.socket.type("b");
  assert.deepEqual(await kit.next(), { type: "input", bytes: new TextEncoder().encode("a\xff") });
  assert.deepEqual(await kit.next(), { type: "resize", size: { columns: 132, rows: 24 } });
  assert.deepEqual(await kit.next(), { type: "input", bytes: Uint8Array.of(98) });
  const waiting = kit.next();
  kit.socket.emit("close");
  assert.equal(await waiting, undefined);
  await kit.call.closed;
  await assert.rejects(kit.call.write(Uint8Array.of(1)), /The line is closed/);
  kit.ends();
});

Deno.test("WebCall clamps sizes", async () => {
  const kit = new Kit();
  kit.socket.tell('{"type":"resize","columns":65535,"rows":1}');
  assert.deepEqual(await kit.next(), { type: "resize", size: { columns: 500, rows: 5 } });
  kit.socket.terminate();
});

Deno.test("WebCall reads no more while no script takes what was typed, however small the pieces", async () => {
  for (const piece of ["x".repeat(16_384), "x", ""]) {
    const kit = new Kit();
    let sent = 0;
    for (; !kit.socket.isPaused && sent < 10_000; sent++) kit.socket.type(piece);
    assert.ok(kit.socket.isPaused, `${sent} times ${piece.length}`);
    const read: number[] = [];
    const take = async () => {
      const event = await kit.next();
      if (event?.type === "input") read.push(event.bytes.length);
      return event !== undefined;
    };
    while (kit.socket.isPaused) assert.ok(await take());
    kit.socket.terminate();
    while (await take());
    assert.equal(read.reduce((all, size) => all + size, 0), sent * piece.length);
    assert.ok(read.length <= 5 && Math.max(...read) <= 32_768, read.join());
    kit.ends();
  }
});

Deno.test("WebCall joins keys that came apart, but not across a new size", async () => {
  const kit = new Kit();
  for (const text of ["a", "b"]) kit.socket.type(text);
  kit.socket.tell('{"type":"resize","columns":100,"rows":30}');
  for (const text of ["c", "d"]) kit.socket.type(text);
  assert.deepEqual(await kit.next(), { type: "input", bytes: new TextEncoder().encode("ab") });
  assert.equal((await kit.next())?.type, "resize");
  assert.deepEqual(await kit.next(), { type: "input", bytes: new TextEncoder().encode("cd") });
  kit.socket.terminate();
});

Deno.test("WebCall.write() resolves when the socket has taken the bytes, and rejects when the call ends before", async () => {
  const kit = new Kit();
  kit.socket.taking = false;
  const done: string[] = [];
  const write = (name: string) =>
    kit.call.write(new Uint8Array(10)).then(() => done.push(name), () => done.push(`no ${name}`));
  write("one");
  write("two");
  await settle();
  assert.deepEqual(done, []);
  assert.equal(kit.socket.waiting.length, 1, "one at a time");
  kit.socket.take();
  await until("the first is done", () => done.length === 1);
  kit.socket.emit("close");
  await until("the second is told", () => done.length === 2);
  assert.deepEqual(done, ["one", "no two"]);
});

Deno.test("WebCall sends at most the window ahead of what its client tells to have taken", async () => {
  const kit = new Kit(65_536);
  let done = 0;
  for (let i = 0; i < 5; i++) kit.call.write(new Uint8Array(30_000)).then(() => done++, () => {});
  await settle();
  assert.equal(done, 2);
  kit.socket.tell('{"type":"taken","bytes":30000}');
  await until("one more is sent", () => done === 3);
  kit.socket.tell('{"type":"taken","bytes":60000}');
  await until("all are sent", () => done === 5);
  assert.deepEqual(kit.faults, []);
  kit.socket.tell('{"type":"taken","bytes":60001}');
  assert.deepEqual(kit.faults, ["it took more than it was sent"]);
  assert.equal(kit.socket.said.at(-1), "close 1008 Bad message");
  assert.equal(await kit.next(), undefined);
  kit.ends();
});

Deno.test("WebCall sends what is larger than its window when nothing else is under way", async () => {
  const kit = new Kit(65_536);
  await kit.call.write(new Uint8Array(100_000));
  const next = kit.call.write(new Uint8Array(1));
  await settle();
  assert.deepEqual(kit.socket.said, ["sent 100000"]);
  kit.call.close("logged off");
  await assert.rejects(next);
});

Deno.test("WebCall ends with a client that breaks the rules, and tells once of it", async () => {
  for (
    const text of ["no JSON", '{"type":"taken","bytes":1}', '{"type":"unknown"}', "x".repeat(300)]
  ) {
    const kit = new Kit();
    kit.socket.tell(text);
    kit.socket.tell(text);
    kit.socket.type("not heard any more");
    assert.equal(await kit.next(), undefined);
    assert.equal(kit.faults.length, 1);
    assert.deepEqual(kit.socket.said, ["close 1008 Bad message"]);
    kit.ends();
  }
  const kit = new Kit();
  kit.socket.emit("error", new RangeError("Max payload size exceeded"));
  assert.deepEqual(kit.faults, ["Max payload size exceeded"]);
  assert.equal(await kit.next(), undefined);
  assert.deepEqual(kit.socket.said, [], "the library closes");
});

Deno.test("WebCall.close() says by its code how the session has ended, and reads on for the answer", () => {
  for (
    const [how, said] of [
      ["logged off", "close 1000 logged off"],
      ["sent away", "close 1001 sent away"],
      ["failed", "close 1011 failed"],
      ["hung up", "terminate"],
    ] as const
  ) {
    const kit = new Kit();
    kit.socket.isPaused = true;
    kit.call.close(how);
    assert.deepEqual(kit.socket.said, [said]);
    assert.equal(kit.socket.isPaused, false);
    kit.ends();
  }
});

Deno.test("WebCall asks whether its client is there, and drops who does not answer", async () => {
  const kit = new Kit();
  kit.clock.advance(20_000);
  kit.clock.advance(20_000);
  kit.socket.emit("pong");
  kit.clock.advance(20_000);
  kit.clock.advance(20_000);
  assert.deepEqual(kit.socket.said, ["ping", "ping", "ping", "ping"]);
  kit.clock.advance(20_000);
  assert.equal(kit.socket.said.at(-1), "terminate");
  await kit.call.closed;
  kit.ends();
});

Deno.test("WebCall does not count questions that it could not read the answer of, or was told not to ask", async () => {
  const kit = new Kit();
  kit.socket.isPaused = true;
  for (let i = 0; i < 10; i++) kit.clock.advance(20_000);
  kit.socket.isPaused = false;
  kit.socket.taking = false;
  const written = kit.call.write(Uint8Array.of(1));
  await settle();
  for (let i = 0; i < 10; i++) kit.clock.advance(20_000);
  kit.socket.take();
  await written;
  assert.deepEqual(kit.socket.said, ["sent 1"]);
  kit.keepalive = 0;
  kit.clock.advance(20_000);
  kit.socket.said.length = 0;
  for (let i = 0; i < 10; i++) kit.clock.advance(60_000);
  assert.deepEqual(kit.socket.said, []);
  kit.call.close();
  kit.ends();
});

Deno.test("WebCall.sendAway() shows a line, says that he may come again, and is the end", async () => {
  const { call, events, socket } = new Kit();
  call.sendAway("Somebody else needs the place.");
  call.sendAway("Once more.");
  assert.deepEqual(socket.said, ["sent 34", "close 1013 Somebody else needs the place."]);
  assert.equal((await events.next()).done, true);
});
