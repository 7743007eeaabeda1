/**
 * A caller as a door hands him over: bytes in, bytes out, and what is known of his terminal.
 *
 * From here on nobody knows whether it was telnet, SSH or a browser.
 *
 * @module
 */

import type { ScriptName, SessionId } from "../base/brand.ts";
import type { CallerProfile, TerminalSize } from "../base/caller_profile.ts";
import type { EndKind } from "./session_limits.ts";

/** Something from the caller. When the iteration ends, he has hung up. */
export type CallerEvent =
  | { readonly type: "input"; readonly bytes: Uint8Array }
  /** Nothing more will be typed, but what scripts say is still read. */
  | { readonly type: "inputEnd" }
  | { readonly type: "resize"; readonly size: TerminalSize }
  | { readonly type: "profile"; readonly profile: CallerProfile };

/** Who a caller is, where a door has found that out; `script` is what he asked for in place of the first one. */
export type Arrival =
  | { readonly type: "user"; readonly handle: string; readonly script?: ScriptName }
  | { readonly type: "guest"; readonly script?: ScriptName }
  /** Somebody who wants an account. */
  | { readonly type: "application" };

/** The line to a caller. */
export interface Caller {
  readonly sessionId: SessionId;
  /** What was known when he was handed over. */
  readonly profile: CallerProfile;
  /** Without it he meets the login prompt. */
  readonly arrival?: Arrival;
  /** Told when the host knows who he is, at once or later. */
  loggedIn?(): void;
  /** Read once. Not reading it stops his socket: that is the backpressure. */
  readonly events: AsyncIterable<CallerEvent>;
  /** Queues bytes; resolves when the socket has taken them, rejects when the line is dead. */
  write(bytes: Uint8Array): Promise<void>;
  /** A script has said what it had to say and waits for a key; for lines whose client wants to know. */
  yourTurn?(): void;
  /** Closes the line at once, after what was written and taken; `how` is for lines that tell their client. */
  close(how?: EndKind): void;
}
