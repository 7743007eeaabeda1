import assert from "node:assert/strict";
import { StoreError } from "../../../lib/base/errors.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { testKvStore } from "../../contract/kv_store.ts";

testKvStore("MemoryKvStore", () => new MemoryKvStore());

Deno.test("MemoryKvStore.backup() is refused, because there is no file to copy", async () => {
  await assert.rejects(new MemoryKvStore().backup("x84-never-written.sqlite3"), StoreError);
});
