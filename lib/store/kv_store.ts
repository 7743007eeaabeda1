/**
 * What every store is: the verbs of a {@linkcode KvClient}, and an owner's two more.
 *
 * Nothing outside this folder knows which engine is behind it; `tests/contract/kv_store.ts` holds them all to the
 * same behaviour.
 *
 * @module
 */

import type { KvClient } from "../wire/kv_client.ts";

/** A store in the hands of its owner. */
export interface KvStore extends KvClient {
  /**
   * Writes a consistent copy, as of one moment, while the store goes on serving. The file appears whole or not at
   * all, and replaces one of the same name. Rejects with a `StoreError`.
   */
  backup(path: string): Promise<void>;
  /** Finishes what is waiting and lets go. Whatever is asked afterwards is rejected. */
  close(): Promise<void>;
}
