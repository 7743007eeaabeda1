/**
 * One session's port into the store: everything that arrives on it is checked, bounded and answered.
 *
 * Up to 256 requests and 64 Mi characters of values of one port wait at a time; what comes on top is answered with
 * an error, so that a session that floods fills only its own share.
 *
 * @module
 */

import type { CallId } from "../base/brand.ts";
import { NotPermittedError, StoreError, toPlainError } from "../base/errors.ts";
import {
  callIdOf,
  carriedLength,
  KV_LIMITS,
  type KvAnswer,
  type KvRequest,
  parseKvRequest,
  reservedSchemaOf,
} from "../wire/kv.ts";
import type { KvPort } from "../wire/kv_client.ts";
import type { KvSource, SqliteKvStore } from "./sqlite_kv_store.ts";

/** Whose hands are at the other end: a board may not touch the reserved schemas. */
export type StoreAccess = "host" | "board";

/** Serves a port until {@linkcode PortService.close}. */
export class PortService {
  readonly #store: SqliteKvStore;
  readonly #port: KvPort;
  readonly #access: StoreAccess;
  readonly #source: KvSource = { queued: 0 };
  #outstanding = 0;
  #length = 0;
  #open = true;

  /** Takes the port over and begins to serve it. */
  constructor(store: SqliteKvStore, port: KvPort, access: StoreAccess) {
    this.#store = store;
    this.#port = port;
    this.#access = access;
    port.onmessage = (event) => this.#receive(event.data);
  }

  /** Stops listening. Writes that were already accepted are still carried out; nobody is told. */
  close(): void {
    this.#open = false;
    this.#port.onmessage = null;
    this.#port.close();
  }

  #receive(data: unknown): void {
    let request: KvRequest;
    try {
      request = parseKvRequest(data);
    } catch (error) {
      const callId = callIdOf(data);
      if (callId !== undefined) this.#answer({ callId, error: toPlainError(error) });
      return;
    }
    const length = carriedLength(request);
    const refusal = this.#refusal(request, length);
    if (refusal !== undefined) return this.#refuse(request.callId, refusal);
    this.#outstanding++;
    this.#length += length;
    this.#store.submit(request, this.#source, (outcome) => {
      this.#outstanding--;
      this.#length -= length;
      if ("error" in outcome) this.#refuse(request.callId, outcome.error);
      else this.#answer({ callId: request.callId, result: outcome.result });
    });
  }

  #refusal(request: KvRequest, length: number): Error | undefined {
    const reserved = this.#access === "board" ? reservedSchemaOf(request) : undefined;
    if (reserved !== undefined) {
      return new NotPermittedError(`Cannot use schema "${reserved}": it belongs to the host`);
    }
    if (this.#outstanding >= KV_LIMITS.outstanding) {
      return new StoreError(
        `Cannot ask the store: expected up to ${KV_LIMITS.outstanding} requests at a time, found more`,
      );
    }
    if (this.#length + length > KV_LIMITS.outstandingLength) {
      return new StoreError(
        `Cannot ask the store: expected up to ${KV_LIMITS.outstandingLength} characters at a time, found more`,
      );
    }
    return undefined;
  }

  #refuse(callId: CallId, error: Error): void {
    this.#answer({ callId, error: toPlainError(error) });
  }

  #answer(answer: KvAnswer): void {
    if (this.#open) this.#port.postMessage(answer);
  }
}
