import assert from "node:assert/strict";
import { parseSchemaName, parseTableName, type SchemaName } from "../../../lib/base/brand.ts";
import { MemoryStorePort } from "../../../lib/testing/store_port.ts";
import { KvPortClient } from "../../../lib/wire/kv_client.ts";
import { MemoryKv } from "../../../lib/wire/memory_kv.ts";

const TABLE = { schema: parseSchemaName("s"), table: parseTableName("t") };

Deno.test("MemoryStorePort answers a client of the wire out of its store", async () => {
  const store = new MemoryKv();
  const client = new KvPortClient(new MemoryStorePort(store));
  await client.commit([], [{ type: "set", ...TABLE, key: "k", value: "1" }]);
  assert.equal((await client.get(TABLE, "k"))?.value, "1");
  assert.equal((await store.get(TABLE, "k"))?.value, "1");
});

Deno.test("MemoryStorePort refuses what the store thread refuses", async () => {
  const client = new KvPortClient(new MemoryStorePort(new MemoryKv()));
  await assert.rejects(client.get({ ...TABLE, schema: "Not a name" as SchemaName }, "k"), TypeError);
  await assert.rejects(client.list(TABLE, { limit: 0, reverse: false, what: "keys" }), RangeError);
});

Deno.test("MemoryStorePort.close() answers nothing more", async () => {
  const port = new MemoryStorePort(new MemoryKv());
  const client = new KvPortClient(port);
  const asked = client.count(TABLE);
  client.close();
  await assert.rejects(asked, /closed/);
  assert.equal(port.onmessage, null);
});
