/**
 * The entry of the store thread: a Worker that owns the one connection to the database.
 *
 * It listens to the main thread, and to a port for each session; nothing else reaches it. It is started by
 * `store_client.ts`.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import { toPlainError, unreachable } from "../base/errors.ts";
import { PortService } from "./port_service.ts";
import { SqliteKvStore } from "./sqlite_kv_store.ts";
import type { FromStoreThread, ToStoreThread } from "./thread_messages.ts";

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToStoreThread>) => void) | null;
  postMessage(message: FromStoreThread): void;
};

const services = new Map<SessionId | "host", PortService>();
let store: SqliteKvStore | undefined;

scope.onmessage = (event) => {
  const message = event.data;
  switch (message.type) {
    case "open":
      return open(message.path);
    case "connect":
      services.get(message.sessionId)?.close();
      if (store === undefined) return message.port.close();
      services.set(message.sessionId, new PortService(store, message.port, message.access));
      return;
    case "disconnect":
      services.get(message.sessionId)?.close();
      services.delete(message.sessionId);
      return;
    case "copy":
      return void copy(message);
    case "close":
      return void close();
    default:
      return unreachable(message);
  }
};
scope.postMessage({ type: "ready" });

function open(path: string): void {
  try {
    store = SqliteKvStore.open(path);
    scope.postMessage({ type: "opened" });
  } catch (error) {
    scope.postMessage({ type: "refused", error: toPlainError(error) });
  }
}

async function copy(message: Extract<ToStoreThread, { type: "copy" }>): Promise<void> {
  const { callId, kind, path } = message;
  try {
    await store?.[kind](path);
    scope.postMessage({ type: "copied", callId, error: null });
  } catch (error) {
    scope.postMessage({ type: "copied", callId, error: toPlainError(error) });
  }
}

async function close(): Promise<void> {
  try {
    // The store answers what is waiting before the ports go.
    await store?.close();
    scope.postMessage({ type: "closed", error: null });
  } catch (error) {
    scope.postMessage({ type: "closed", error: toPlainError(error) });
  }
  for (const service of services.values()) service.close();
  services.clear();
}
