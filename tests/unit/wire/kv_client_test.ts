import assert from "node:assert/strict";
import { parseSchemaName, parseTableName } from "../../../lib/base/brand.ts";
import { NotPermittedError, StoreError } from "../../../lib/base/errors.ts";
import { KV_LIMITS, type KvAnswer, type KvRequest } from "../../../lib/wire/kv.ts";
import { type KvPort, KvPortClient } from "../../../lib/wire/kv_client.ts";

const place = { schema: parseSchemaName("test"), table: parseTableName("unnamed") };

/** A port that keeps what was sent, and answers when told to. */
class FakePort implements KvPort {
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly sent: KvRequest[] = [];
  closed = false;

  postMessage(message: unknown): void {
    this.sent.push(message as KvRequest);
  }

  close(): void {
    this.closed = true;
  }

  answer(answer: KvAnswer): void {
    this.onmessage?.(new MessageEvent("message", { data: answer }));
  }
}

Deno.test("KvPortClient gives each request an id of its own, and each answer to its asker", async () => {
  const port = new FakePort();
  const client = new KvPortClient(port);
  const a = client.has(place, "a");
  const b = client.has(place, "b");
  const [first, second] = port.sent;
  port.answer({ callId: second!.callId, result: true });
  port.answer({ callId: first!.callId, result: false });
  port.answer({ callId: first!.callId, result: true });
  assert.deepEqual([await a, await b], [false, true]);
});

Deno.test("KvPortClient makes errors again out of plain data", async () => {
  const port = new FakePort();
  const asked = new KvPortClient(port).count(place);
  port.answer({ callId: port.sent[0]!.callId, error: { name: "NotPermittedError", message: "no" } });
  await assert.rejects(asked, NotPermittedError);
});

Deno.test("KvPortClient sends half of what the store allows and keeps the rest in order", async () => {
  const port = new FakePort();
  const client = new KvPortClient(port);
  const asked = Array.from({ length: 300 }, (_, i) => client.get(place, String(i)));
  assert.equal(port.sent.length, KV_LIMITS.outstanding / 2);
  for (let i = 0; i < 300; i++) port.answer({ callId: port.sent[i]!.callId, result: null });
  await Promise.all(asked);
  assert.deepEqual(
    port.sent.map((request) => "key" in request && request.key),
    asked.map((_, i) => String(i)),
  );
});

Deno.test("KvPortClient sends large values a few at a time, and any one of them alone", () => {
  const port = new FakePort();
  const client = new KvPortClient(port);
  const value = "x".repeat(KV_LIMITS.valueLength);
  for (let i = 0; i < 4; i++) void client.commit([], [{ type: "set", ...place, key: String(i), value }]);
  assert.equal(port.sent.length, 2);
  port.answer({ callId: port.sent[0]!.callId, result: 1 });
  assert.equal(port.sent.length, 3);
});

Deno.test("KvPortClient.fail() rejects what is sent, what waits and what comes, and closes the port", async () => {
  const port = new FakePort();
  const client = new KvPortClient(port);
  const asked = Promise.allSettled(Array.from({ length: 200 }, () => client.count(place)));
  client.fail(new StoreError("gone"));
  client.close();
  assert.ok((await asked).every((end) => end.status === "rejected" && end.reason.message === "gone"));
  await assert.rejects(client.count(place), /gone/);
  assert.equal(port.closed, true);
});
