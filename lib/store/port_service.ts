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
import { callIdOf, KV_LIMITS, parseKvRequest, reservedSchemaOf } from "../wire/kv.ts";
import type { KvPort } from "../wire/kv_client.ts";
import { isMessageOperation } from "../wire/message_client.ts";
import type { KvSource, SqliteKvStore } from "./sqlite_kv_store.ts";
import { lengthOf, type StoreAnswer, type StoreOperation } from "./store_operation.ts";

/**
 * Whose hands are at the other end: a board may not touch the reserved schemas, and has no way to the message base
 * but the host, who knows who may read what.
 */
export type StoreAccess = "host" | "board";

type StoreRequest = StoreOperation & { readonly callId: CallId };

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
    let request: StoreRequest;
    try {
      request = this.#read(data);
    } catch (error) {
      const callId = callIdOf(data);
      if (callId !== undefined) this.#answer({ callId, error: toPlainError(error) });
      return;
    }
    const length = lengthOf(request);
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

  /** The host's own requests about messages are believed; everything else is taken apart. */
  #read(data: unknown): StoreRequest {
    if (this.#access !== "host" || !isMessageOperation(data)) return parseKvRequest(data);
    const callId = callIdOf(data);
    if (callId === undefined) throw new TypeError(`Cannot read "callId" of a store request`);
    return { ...data, callId };
  }

  #refusal(request: StoreRequest, length: number): Error | undefined {
    const reserved = this.#access === "board" && !isMessageOperation(request)
      ? reservedSchemaOf(request)
      : undefined;
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

  #answer(answer: StoreAnswer): void {
    if (this.#open) this.#port.postMessage(answer);
  }
}
