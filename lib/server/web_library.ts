/**
 * What is used of npm `ws`, and its loading: only a board whose web door is open pays for it.
 *
 * @module
 */

import type { Duplex } from "node:stream";

/** One WebSocket, as the server sees it. */
export interface LibrarySocket {
  readonly isPaused: boolean;
  on(event: "message", listener: (data: Uint8Array, isBinary: boolean) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "ping" | "pong" | "close", listener: () => void): unknown;
  send(data: Uint8Array, options: { readonly binary: true }, done: (error?: Error) => void): void;
  ping(): void;
  pause(): void;
  resume(): void;
  /** Sends what waits, then that it is over, and waits a moment for the same answer. */
  close(code: number, reason: string): void;
  terminate(): void;
}

/** What the library wants to know of a request; names of headers are in lower case. */
export interface LibraryRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** It turns connections into WebSockets. */
export interface LibraryServer {
  /** `opened` is called at once, or never where the client is gone. */
  handleUpgrade(
    request: LibraryRequest,
    stream: Duplex,
    early: Uint8Array,
    opened: (socket: LibrarySocket) => void,
  ): void;
}

/** Bytes of a message. What a person pastes is cut in smaller ones by the page. */
const MAX_MESSAGE = 64 * 1024;
/** Frames of a message. */
const MAX_FRAGMENTS = 64;
/** Answers to pings that wait for a peer who does not read. */
const MAX_PONGS = 16;
/** Milliseconds that a client has to say that it is over, too. */
export const CLOSE_DEADLINE = 1000;

/** Loads it. */
export async function loadWebSockets(): Promise<LibraryServer> {
  const { WebSocketServer } = await import("ws") as unknown as {
    readonly WebSocketServer: new (options: Readonly<Record<string, unknown>>) => LibraryServer;
  };
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // A bomb is short when it is compressed.
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
    maxFragments: MAX_FRAGMENTS,
    maxPendingAutoPongs: MAX_PONGS,
    closeTimeout: CLOSE_DEADLINE,
    // We know no protocols within the protocol.
    handleProtocols: () => false,
  });
}
