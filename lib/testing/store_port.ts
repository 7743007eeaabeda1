/**
 * A port to a store in the same thread: requests are checked as the store thread checks them.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import type { KvPort } from "../wire/kv_client.ts";
import { callIdOf, parseKvRequest } from "../wire/kv.ts";
import type { MemoryKv } from "../wire/memory_kv.ts";

/** One session's end. */
export class MemoryStorePort implements KvPort {
  onmessage: ((event: MessageEvent) => void) | null = null;

  constructor(private readonly store: MemoryKv) {}

  postMessage(message: unknown): void {
    const data = structuredClone(message);
    // Whoever asks takes note of it after this.
    queueMicrotask(() => void this.#answer(data));
  }

  close(): void {
    this.onmessage = null;
  }

  async #answer(data: unknown): Promise<void> {
    const callId = callIdOf(data);
    let answer: object;
    try {
      answer = { callId, result: await this.store.execute(parseKvRequest(data)) };
    } catch (error) {
      answer = { callId, error: toPlainError(error) };
    }
    this.onmessage?.(new MessageEvent("message", { data: answer }));
  }
}
