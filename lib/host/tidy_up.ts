/**
 * The last a session hears of its Worker: scripts have a short while to tidy up after their caller is gone.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import type { HostMessage } from "../wire/messages.ts";

/** Milliseconds that they have. */
const TIDY_UP = 500;

/** Resolves when the Worker says that its scripts are done, or the while is over. What they ask is refused. */
export async function tidyUp(port: MessagePort, clock: Clock): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(TIDY_UP, resolve);
  port.onmessage = (event: MessageEvent) => {
    const data = event.data as { readonly type?: unknown; readonly callId?: unknown } | null;
    if (data?.type === "exit" || data?.type === "handover") resolve();
    else if (data?.type === "call") {
      const error = { name: "Error", message: "The session has ended" };
      port.postMessage({ type: "refusal", callId: data.callId as never, error } satisfies HostMessage);
    }
  };
  await promise;
  cancel();
}
