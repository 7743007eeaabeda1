/**
 * A caller as a door hands him over: bytes in, bytes out, and what is known of his terminal.
 *
 * From here on nobody knows whether it was telnet, SSH or a browser.
 *
 * @module
 */

import type { SessionId } from "../base/brand.ts";
import type { CallerProfile, TerminalSize } from "../base/caller_profile.ts";

/** Something from the caller. When the iteration ends, he has hung up. */
export type CallerEvent =
  | { readonly type: "input"; readonly bytes: Uint8Array }
  | { readonly type: "resize"; readonly size: TerminalSize }
  | { readonly type: "profile"; readonly profile: CallerProfile };

/** The line to a caller. */
export interface Caller {
  readonly sessionId: SessionId;
  /** What was known when he was handed over. */
  readonly profile: CallerProfile;
  /** Read once. Not reading it stops his socket: that is the backpressure. */
  readonly events: AsyncIterable<CallerEvent>;
  /** Queues bytes; resolves when the socket has taken them, rejects when the line is dead. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the line at once, after what was written and taken. */
  close(): void;
}
