/**
 * The asking side of a store: its verbs, and the client that speaks them over a port.
 *
 * Sessions hold one in their Worker, the host holds one on the main thread; both ends of the port are handed in.
 *
 * @module
 */

import { type CallId, makeCallId } from "../base/brand.ts";
import { fromPlainError, StoreError } from "../base/errors.ts";
import {
  carriedLength,
  KV_LIMITS,
  type KvAnswer,
  type KvCheck,
  type KvEntry,
  type KvMutation,
  type KvOperationOf,
  type KvPage,
  type KvRange,
  type KvResult,
  type KvResultOf,
  type KvTable,
  type KvVerb,
} from "./kv.ts";

/**
 * What a key-value store can be asked. Keys are sorted by their UTF-8 bytes; values are JSON text; a write has
 * reached the disk when its promise is kept. All verbs reject with a `StoreError` when the store cannot.
 */
export interface KvClient {
  /** The entry of a key, `null` when it is absent. */
  get(table: KvTable, key: string): Promise<KvEntry | null>;
  /** Whether a key is there. */
  has(table: KvTable, key: string): Promise<boolean>;
  /** The entries of up to 1000 keys as of one moment, in the keys' order. */
  getMany(table: KvTable, keys: readonly string[]): Promise<readonly (KvEntry | null)[]>;
  /** One page of rows. */
  list(table: KvTable, range: KvRange): Promise<KvPage>;
  /** How many keys a table has. */
  count(table: KvTable): Promise<number>;
  /**
   * All mutations or none: the version they were given, or `null` when a check failed. The later of two mutations
   * of one key wins.
   */
  commit(checks: readonly KvCheck[], mutations: readonly KvMutation[]): Promise<number | null>;
  /** Removes every key of a table; answers how many went. */
  clear(table: KvTable): Promise<number>;
}

/** The verbs, spoken through one method. */
export abstract class KvVerbs implements KvClient {
  /** Carries out one operation. */
  abstract execute<Verb extends KvVerb>(operation: KvOperationOf<Verb>): Promise<KvResultOf[Verb]>;

  get({ schema, table }: KvTable, key: string): Promise<KvEntry | null> {
    return this.execute<"get">({ type: "get", schema, table, key });
  }

  has({ schema, table }: KvTable, key: string): Promise<boolean> {
    return this.execute<"has">({ type: "has", schema, table, key });
  }

  getMany({ schema, table }: KvTable, keys: readonly string[]): Promise<readonly (KvEntry | null)[]> {
    return this.execute<"getMany">({ type: "getMany", schema, table, keys });
  }

  list({ schema, table }: KvTable, range: KvRange): Promise<KvPage> {
    return this.execute<"list">({ ...range, type: "list", schema, table });
  }

  count({ schema, table }: KvTable): Promise<number> {
    return this.execute<"count">({ type: "count", schema, table });
  }

  commit(checks: readonly KvCheck[], mutations: readonly KvMutation[]): Promise<number | null> {
    return this.execute<"commit">({ type: "commit", checks, mutations });
  }

  clear({ schema, table }: KvTable): Promise<number> {
    return this.execute<"clear">({ type: "clear", schema, table });
  }
}

/** What the client needs of a `MessagePort`. */
export interface KvPort {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

interface Call {
  readonly callId: CallId;
  readonly operation: KvOperationOf<KvVerb>;
  readonly length: number;
  readonly resolve: (result: KvResult) => void;
  readonly reject: (error: Error) => void;
}

/** Half of what the store allows, so that an honest client never meets the store's refusal. */
const MOST_CALLS = KV_LIMITS.outstanding / 2;
const MOST_LENGTH = KV_LIMITS.outstandingLength / 2;

/**
 * A store at the other end of a port. Sends up to 128 requests and 32 Mi characters of values ahead of their
 * answers; more wait here, in the memory of the one who asks, in order.
 */
export class KvPortClient extends KvVerbs {
  readonly #port: KvPort;
  readonly #sent = new Map<number, Call>();
  #waiting: Call[] = [];
  #sentLength = 0;
  #lastId = 0;
  #failure: Error | undefined;

  /** Takes the port over: nobody else may listen on it. */
  constructor(port: KvPort) {
    super();
    this.#port = port;
    port.onmessage = (event) => this.#receive(event.data as KvAnswer);
  }

  override execute<Verb extends KvVerb>(operation: KvOperationOf<Verb>): Promise<KvResultOf[Verb]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const call: Call = {
        callId: makeCallId(++this.#lastId),
        operation,
        length: carriedLength(operation),
        resolve: resolve as (result: KvResult) => void,
        reject,
      };
      if (this.#waiting.length === 0 && this.#hasRoom(call)) this.#send(call);
      else this.#waiting.push(call);
    });
  }

  /** Rejects what is under way and whatever is asked from now on; for the end of the session or of the store. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#port.onmessage = null;
    this.#port.close();
    const calls = [...this.#sent.values(), ...this.#waiting];
    this.#sent.clear();
    this.#waiting = [];
    for (const call of calls) call.reject(error);
  }

  /** Closes the port. What is under way is rejected; the store may still carry it out. */
  close(): void {
    this.fail(new StoreError("Cannot use the store: the connection is closed"));
  }

  #hasRoom(call: Call): boolean {
    return this.#sent.size === 0 ||
      this.#sent.size < MOST_CALLS && this.#sentLength + call.length <= MOST_LENGTH;
  }

  #send(call: Call): void {
    try {
      this.#port.postMessage({ ...call.operation, callId: call.callId });
    } catch (error) {
      call.reject(error instanceof Error ? error : new TypeError(String(error)));
      return;
    }
    this.#sent.set(call.callId, call);
    this.#sentLength += call.length;
  }

  #receive(answer: KvAnswer): void {
    const call = this.#sent.get(answer.callId);
    if (call === undefined) return;
    this.#sent.delete(answer.callId);
    this.#sentLength -= call.length;
    if ("error" in answer) call.reject(fromPlainError(answer.error));
    else call.resolve(answer.result);
    let at = 0;
    for (; at < this.#waiting.length && this.#hasRoom(this.#waiting[at]!); at++) {
      this.#send(this.#waiting[at]!);
    }
    if (at > 0) this.#waiting = this.#waiting.slice(at);
  }
}
