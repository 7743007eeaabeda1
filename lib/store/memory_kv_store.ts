/**
 * The store's twin in memory, for tests and for boards that keep nothing.
 *
 * @module
 */

import { StoreError } from "../base/errors.ts";
import { MemoryKv } from "../wire/memory_kv.ts";
import type { KvStore } from "./kv_store.ts";

/** A store that ends with the process. */
export class MemoryKvStore extends MemoryKv implements KvStore {
  /** Always rejects: there is no file to make. */
  backup(_path: string): Promise<void> {
    return Promise.reject(new StoreError("Cannot back up the store: it is kept in memory"));
  }
}
