/**
 * The last words to an SSH client: SSH_MSG_DISCONNECT with a sentence, which clients show. RFC 4253 section 11.1.
 *
 * ```text
 *   byte 1, uint32 reason, string sentence, string language          the message
 *   uint32 length, byte padding, message, padding                    the packet before there are keys, section 6
 * ```
 *
 * The library says goodbye without a sentence. Dropbear's client shows none; what it shows is a banner (RFC 4252 section
 * 5.4), which there is from the first question about a login on until the answer that lets in. So who is refused before
 * there are keys, or sent away later, is told nothing by it.
 *
 * @module
 */

import type { RefusalReason } from "./gates.ts";
import type { LibraryClient } from "./ssh_library.ts";

const DISCONNECT = 1;
const USERAUTH_BANNER = 53;
/** Bytes that the length of a packet is a multiple of where there is no cipher. */
const BLOCK = 8;
const MIN_PADDING = 4;

/** Reason codes, as they are registered. */
export const DISCONNECT_REASONS = {
  protocolError: 2,
  byApplication: 11,
  tooManyConnections: 12,
  noMoreAuthMethods: 14,
} as const;

/** Why, as a code and as a sentence of plain ASCII. */
export interface LastWords {
  readonly code: typeof DISCONNECT_REASONS[keyof typeof DISCONNECT_REASONS];
  readonly line: string;
}

/** What is used of the inside of a connection of the library. */
interface Protocol {
  readonly _packetRW: {
    readonly write: {
      readonly allocStartKEX: number;
      alloc(size: number, force: boolean): Uint8Array;
      finalize(packet: Uint8Array, force: boolean): Uint8Array;
    };
  };
  readonly _cipher: { encrypt(packet: Uint8Array): void };
}

/** The code for a caller whom the gates refuse. */
export function refusalCode(reason: RefusalReason): LastWords["code"] {
  return reason === "full" || reason === "address full" || reason === "too often"
    ? DISCONNECT_REASONS.tooManyConnections
    : DISCONNECT_REASONS.byApplication;
}

/** The packet for a client with which no keys were exchanged; the line that says what we are has to come before it. */
export function plainDisconnect(words: LastWords): Uint8Array {
  const message = disconnectMessage(words);
  const bare = 5 + message.length + MIN_PADDING;
  const padding = MIN_PADDING + (BLOCK - bare % BLOCK) % BLOCK;
  const packet = new Uint8Array(5 + message.length + padding);
  new DataView(packet.buffer).setUint32(0, packet.length - 4);
  packet[4] = padding;
  packet.set(message, 5);
  return packet;
}

/** Says it under whatever keys there are now, also while new ones are made. The socket is closed by who asks. */
export function sayDisconnect(client: LibraryClient, words: LastWords): void {
  send(client, disconnectMessage(words));
}

/** Whether the line by which a client says what it is tells of one that shows banners and no last words. */
export function showsOnlyBanners(greeting: Uint8Array): boolean {
  return new TextDecoder().decode(greeting).startsWith("SSH-2.0-dropbear");
}

/** Shows a line to somebody who is logging in. */
export function sayBanner(client: LibraryClient, line: string): void {
  const text = new TextEncoder().encode(`${line}\r\n`);
  const message = new Uint8Array(1 + 4 + text.length + 4);
  message[0] = USERAUTH_BANNER;
  new DataView(message.buffer).setUint32(1, text.length);
  message.set(text, 5);
  send(client, message);
}

function send(client: LibraryClient, message: Uint8Array): void {
  const { _protocol: protocol } = client as unknown as { readonly _protocol: Protocol };
  const { write } = protocol._packetRW;
  const packet = write.alloc(message.length, true);
  packet.set(message, write.allocStartKEX);
  protocol._cipher.encrypt(write.finalize(packet, true));
}

function disconnectMessage({ code, line }: LastWords): Uint8Array {
  const text = new TextEncoder().encode(line);
  const message = new Uint8Array(1 + 4 + 4 + text.length + 4);
  const view = new DataView(message.buffer);
  message[0] = DISCONNECT;
  view.setUint32(1, code);
  view.setUint32(5, text.length);
  message.set(text, 9);
  return message;
}
