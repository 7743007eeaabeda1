/**
 * What the main thread and the store thread say to each other about the store as a whole. Requests about its
 * contents go over ports of their own (`wire/kv.ts`).
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import type { PlainError } from "../base/errors.ts";
import type { StoreAccess } from "./port_service.ts";

/** From the main thread. `open` comes first and once. */
export type ToStoreThread =
  | { readonly type: "open"; readonly path: string }
  | {
    readonly type: "connect";
    readonly sessionId: SessionId | "host";
    readonly port: MessagePort;
    readonly access: StoreAccess;
  }
  | { readonly type: "disconnect"; readonly sessionId: SessionId | "host" }
  | {
    readonly type: "copy";
    readonly kind: "backup" | "export";
    readonly callId: number;
    readonly path: string;
  }
  | { readonly type: "close" };

/** From the store thread. */
export type FromStoreThread =
  | { readonly type: "ready" }
  | { readonly type: "opened" }
  | { readonly type: "refused"; readonly error: PlainError }
  | { readonly type: "copied"; readonly callId: number; readonly error: PlainError | null }
  | { readonly type: "closed"; readonly error: PlainError | null };
