/**
 * One session's port as the Worker sees it: messages out, messages in, and calls that are answered.
 *
 * Knows nothing of scripts or terminals.
 *
 * @module
 */

import { type CallId, makeCallId } from "../base/brand.ts";
import { fromPlainError } from "../base/errors.ts";
import { LONGEST_TEXT, longestText, tooLong } from "../base/expected.ts";
import type { Answers, CallOf, Verb } from "../wire/calls.ts";
import type { HostMessage, SessionMessage } from "../wire/messages.ts";
import { Disconnected } from "./signals.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  settled(): void;
}

/** What a session says to the host. At most `MAX_CALLS` calls wait at a time: the host ends a session that asks more. */
export class SessionPort {
  #port: MessagePort;
  #waiting = new Map<CallId, Waiting>();
  #nextCall = 0;
  #ended: string | undefined;

  /** `receive` gets every message that is not the answer to a call. */
  constructor(port: MessagePort, receive: (message: HostMessage) => void) {
    this.#port = port;
    port.onmessage = (event: MessageEvent) => {
      const message = event.data as HostMessage;
      switch (message.type) {
        case "answer":
          this.#settle(message.callId)?.resolve(message.value);
          break;
        case "refusal":
          this.#settle(message.callId)?.reject(fromPlainError(message.error));
          break;
        case "end":
          this.end(message.reason);
          receive(message);
          break;
        default:
          receive(message);
      }
    };
  }

  /** Sends a message; silently nothing once the session has ended. */
  send(message: SessionMessage, transfer: Transferable[] = []): void {
    if (this.#ended === undefined) this.#port.postMessage(message, transfer);
  }

  /**
   * Asks the host. Rejects with the host's refusal, or with {@linkcode Disconnected}. `settled` is called as soon as the
   * answer is there, before any message that comes behind it.
   */
  call<V extends Verb>(call: CallOf<V>, settled: () => void = () => {}): Promise<Answers[V]> {
    if (this.#ended !== undefined) return Promise.reject(new Disconnected(this.#ended));
    const length = longestText(call);
    if (length > LONGEST_TEXT) return Promise.reject(tooLong(`send ${call.verb}`, length));
    const callId = makeCallId(this.#nextCall++);
    return new Promise((resolve, reject) => {
      this.#waiting.set(callId, { resolve: resolve as (value: unknown) => void, reject, settled });
      try {
        this.#port.postMessage({ type: "call", callId, call } satisfies SessionMessage);
      } catch (error) {
        // A function or a symbol among the arguments: the script's mistake, told to the script.
        this.#waiting.delete(callId);
        reject(new TypeError(`Cannot send ${call.verb}: ${(error as Error).message}`));
      }
    });
  }

  /** Refuses everything that waits. The port stays open for the last words until {@linkcode SessionPort.close}. */
  end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Disconnected(reason));
  }

  /** Lets the port go. */
  close(): void {
    this.end("closed");
    this.#port.onmessage = null;
    this.#port.close();
  }

  #settle(callId: CallId): Waiting | undefined {
    const waiting = this.#waiting.get(callId);
    this.#waiting.delete(callId);
    waiting?.settled();
    return waiting;
  }
}
