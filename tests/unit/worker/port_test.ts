import assert from "node:assert/strict";
import { NotPermittedError } from "../../../lib/base/errors.ts";
import type { HostMessage, SessionMessage } from "../../../lib/wire/messages.ts";
import { SessionPort } from "../../../lib/worker/port.ts";
import { Disconnected } from "../../../lib/worker/signals.ts";

/** A session's port, and the other end, where the test plays the host. */
class Ends {
  readonly received: HostMessage[] = [];
  readonly port: SessionPort;
  readonly #host: MessagePort;
  readonly #messages: SessionMessage[] = [];
  #wake = () => {};

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#host = port1;
    this.#host.onmessage = (event) => {
      this.#messages.push(event.data);
      this.#wake();
    };
    this.port = new SessionPort(port2, (message) => {
      this.received.push(message);
      this.#wake();
    });
  }

  say(message: unknown): void {
    this.#host.postMessage(message);
  }

  /** The next message that the session has sent. */
  async next(): Promise<SessionMessage> {
    while (this.#messages.length === 0) await this.#something();
    return this.#messages.shift()!;
  }

  /** Waits until the session has received so many messages. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) await this.#something();
  }

  #something(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  [Symbol.dispose](): void {
    this.port.close();
    this.#host.close();
  }
}

Deno.test("SessionPort.call() gets the answer with its id, also out of order", async () => {
  using ends = new Ends();
  const first = ends.port.call<"broadcast">({ verb: "broadcast", text: "a" });
  const second = ends.port.call<"broadcast">({ verb: "broadcast", text: "b" });
  const calls = [await ends.next(), await ends.next()].map((message) => {
    assert.ok(message.type === "call");
    return message;
  });
  assert.deepEqual(calls.map(({ call }) => call), [
    { verb: "broadcast", text: "a" },
    { verb: "broadcast", text: "b" },
  ]);
  ends.say({ type: "answer", callId: calls[1]!.callId, value: 2 });
  ends.say({ type: "answer", callId: calls[0]!.callId, value: 1 });
  assert.deepEqual(await Promise.all([first, second]), [1, 2]);
  assert.deepEqual(ends.received, []);
});

Deno.test("SessionPort.call() rejects with the host's refusal, in its class", async () => {
  using ends = new Ends();
  const call = ends.port.call<"broadcast">({ verb: "broadcast", text: "a" });
  const message = await ends.next();
  assert.ok(message.type === "call");
  ends.say({
    type: "refusal",
    callId: message.callId,
    error: { name: "NotPermittedError", message: "sysops only" },
  });
  await assert.rejects(
    call,
    (error) => error instanceof NotPermittedError && error.message === "sysops only",
  );
});

Deno.test("SessionPort ignores answers that nobody waits for", async () => {
  using ends = new Ends();
  ends.say({ type: "answer", callId: 99, value: 1 });
  ends.say({ type: "refusal", callId: 99, error: { name: "Error", message: "x" } });
  ends.say({ type: "taken", bytes: 5 });
  await ends.until(1);
  assert.deepEqual(ends.received, [{ type: "taken", bytes: 5 }]);
});

Deno.test("SessionPort.call() tells the script of an argument that cannot be sent, and goes on", async () => {
  using ends = new Ends();
  const bad = { verb: "broadcast", text: () => {} } as unknown as { verb: "broadcast"; text: string };
  await assert.rejects(ends.port.call<"broadcast">(bad), {
    name: "TypeError",
    message: /^Cannot send broadcast: /,
  });
  let text = "x";
  while (text.length < 2 ** 28) text += text;
  await assert.rejects(ends.port.call({ verb: "broadcast", text }), {
    name: "RangeError",
    message: "Cannot send broadcast: expected up to 67108864 characters, found 268435456",
  });
  const good = ends.port.call<"broadcast">({ verb: "broadcast", text: "a" });
  const message = await ends.next();
  assert.ok(message.type === "call");
  ends.say({ type: "answer", callId: message.callId, value: 1 });
  assert.equal(await good, 1);
});

Deno.test("SessionPort turns every call away once the host has ended the session", async () => {
  using ends = new Ends();
  const call = ends.port.call({ verb: "listSessions" });
  await ends.next();
  ends.say({ type: "end", reason: "hung up" });
  await assert.rejects(call, (error) => error instanceof Disconnected && error.message === "hung up");
  await assert.rejects(ends.port.call({ verb: "listSessions" }), Disconnected);
  assert.deepEqual(ends.received, [{ type: "end", reason: "hung up" }]);
});

Deno.test("SessionPort.send() says nothing once the session has ended", () => {
  const said: unknown[] = [];
  const wire = { postMessage: (message: unknown) => said.push(message), onmessage: null, close: () => {} };
  const port = new SessionPort(wire as unknown as MessagePort, () => {});
  port.send({ type: "exit", reason: "before" });
  port.end("hung up");
  port.send({ type: "exit", reason: "after" });
  port.close();
  port.send({ type: "exit", reason: "closed" });
  assert.deepEqual(said, [{ type: "exit", reason: "before" }]);
});

Deno.test("SessionPort.end() keeps the first reason", async () => {
  using ends = new Ends();
  const call = ends.port.call({ verb: "listSessions" });
  ends.port.end("hung up");
  ends.port.end("again");
  await assert.rejects(call, { name: "Disconnected", message: "hung up" });
  await assert.rejects(ends.port.call({ verb: "listSessions" }), {
    name: "Disconnected",
    message: "hung up",
  });
});

Deno.test("SessionPort.close() turns away what waits", async () => {
  using ends = new Ends();
  const call = ends.port.call({ verb: "listSessions" });
  ends.port.close();
  await assert.rejects(call, Disconnected);
});
