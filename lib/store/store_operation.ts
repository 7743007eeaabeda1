/**
 * Everything that the store thread carries out: operations of the key-value store and of the message base.
 *
 * @module
 */

import type { CallId } from "../base/brand.ts";
import type { PlainError } from "../base/errors.ts";
import { carriedLength, isWrite as isKvWrite, type KvOperation, type KvResult } from "../wire/kv.ts";
import {
  isMessageOperation,
  isMessageWrite,
  messageLength,
  type MessageOperation,
  type MessageResult,
} from "../wire/message_client.ts";

/** What can be asked. */
export type StoreOperation = KvOperation | MessageOperation;
/** What is answered. */
export type StoreResult = KvResult | MessageResult;
/** An answer on a port. */
export type StoreAnswer =
  | { readonly callId: CallId; readonly result: StoreResult }
  | { readonly callId: CallId; readonly error: PlainError };

/** Whether an operation changes something. */
export function isWrite(operation: StoreOperation): boolean {
  return isMessageOperation(operation) ? isMessageWrite(operation) : isKvWrite(operation);
}

/** The UTF-16 units that an operation carries. */
export function lengthOf(operation: StoreOperation): number {
  return isMessageOperation(operation) ? messageLength(operation) : carriedLength(operation);
}
