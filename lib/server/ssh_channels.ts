/**
 * What the library leaves open in session channels: a client may ask for packets of no bytes, which it would send for
 * ever, and a channel without a stream is neither forgotten nor answered when the client closes it.
 *
 * @module
 */

import type { LibraryClient, LibrarySession } from "./ssh_library.ts";

/** The least that a client may want in a packet; RFC 4254 does not say. */
const MIN_PACKET = 1024;

/** How the library keeps a session; npm ssh2 1.17. */
interface Session {
  readonly _channel?: unknown;
  readonly _chanInfo?: {
    readonly incoming: { readonly id: number };
    readonly outgoing: { readonly id: number; packetSize: number | undefined };
  };
}

interface Client {
  readonly _chanMgr: { remove(id: number): void };
  readonly _protocol: { channelClose(id: number): void };
}

/** Puts it right, before the session has a stream. */
export function mendSession(client: LibraryClient, session: LibrarySession): void {
  const { _chanMgr, _protocol } = client as unknown as Client;
  const kept = session as Session;
  if (kept._chanInfo === undefined) return;
  const { incoming, outgoing } = kept._chanInfo;
  outgoing.packetSize = Math.max(MIN_PACKET, outgoing.packetSize ?? 0);
  session.on("close", () => {
    if (kept._channel !== undefined) return;
    _protocol.channelClose(outgoing.id);
    _chanMgr.remove(incoming.id);
  });
}
