/**
 * The asking side of a port to the store: numbers what is asked, waits for the answers, and holds back what would be
 * too much at once. Knows no verb.
 *
 * @module
 */

import { type CallId, makeCallId } from "../base/brand.ts";
import { fromPlainError, type PlainError, StoreError } from "../base/errors.ts";
import { KV_LIMITS } from "./kv.ts";

/** What is needed of a `MessagePort`. */
export interface StorePort {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

type Answer =
  | { readonly callId: CallId; readonly result: unknown }
  | { readonly callId: CallId; readonly error: PlainError };

interface Question {
  readonly callId: CallId;
  readonly operation: object;
  readonly length: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Half of what the store allows, so that an honest client never meets the store's refusal. */
const MOST_CALLS = KV_LIMITS.outstanding / 2;
const MOST_LENGTH = KV_LIMITS.outstandingLength / 2;

/**
 * Sends up to 128 requests and 32 Mi characters of values ahead of their answers; more wait here, in the memory of
 * the one who asks, in order.
 */
export class StoreCaller {
  readonly #port: StorePort;
  readonly #sent = new Map<number, Question>();
  #waiting: Question[] = [];
  #sentLength = 0;
  #lastId = 0;
  #failure: Error | undefined;

  /** Takes the port over: nobody else may listen on it. */
  constructor(port: StorePort) {
    this.#port = port;
    port.onmessage = (event) => this.#receive(event.data as Answer);
  }

  /** Asks; `length` is how many UTF-16 units the operation carries. */
  ask(operation: object, length: number): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const question = { callId: makeCallId(++this.#lastId), operation, length, resolve, reject };
      if (this.#waiting.length === 0 && this.#hasRoom(question)) this.#send(question);
      else this.#waiting.push(question);
    });
  }

  /** Rejects what is under way and whatever is asked from now on; for the end of the session or of the store. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#port.onmessage = null;
    this.#port.close();
    const questions = [...this.#sent.values(), ...this.#waiting];
    this.#sent.clear();
    this.#waiting = [];
    for (const { reject } of questions) reject(error);
  }

  /** Closes the port. What is under way is rejected; the store may still carry it out. */
  close(): void {
    this.fail(new StoreError("Cannot use the store: the connection is closed"));
  }

  #hasRoom({ length }: Question): boolean {
    return this.#sent.size === 0 ||
      this.#sent.size < MOST_CALLS && this.#sentLength + length <= MOST_LENGTH;
  }

  #send(question: Question): void {
    try {
      this.#port.postMessage({ ...question.operation, callId: question.callId });
    } catch (error) {
      question.reject(error instanceof Error ? error : new TypeError(String(error)));
      return;
    }
    this.#sent.set(question.callId, question);
    this.#sentLength += question.length;
  }

  #receive(answer: Answer): void {
    const question = this.#sent.get(answer.callId);
    if (question === undefined) return;
    this.#sent.delete(answer.callId);
    this.#sentLength -= question.length;
    if ("error" in answer) question.reject(fromPlainError(answer.error));
    else question.resolve(answer.result);
    let at = 0;
    for (; at < this.#waiting.length && this.#hasRoom(this.#waiting[at]!); at++) {
      this.#send(this.#waiting[at]!);
    }
    if (at > 0) this.#waiting = this.#waiting.slice(at);
  }
}
