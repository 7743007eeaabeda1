/**
 * What signatures of user keys the door takes, as clients are told: EXT_INFO with `server-sig-algs`, RFC 8308.
 *
 * The library's own has two names grown into one, which hides `rsa-sha2-512` and `ecdsa-sha2-nistp521`, and offers
 * signatures with SHA-1 and DSA, which the door refuses. The right one is sent in its place.
 *
 * @module
 */

import { SECURITY_KEY_TYPES } from "./ssh_user_key.ts";

/** Signatures of user keys that are taken. */
export const USER_SIGNATURES = [
  ...SECURITY_KEY_TYPES,
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
] as const;

const EXT_INFO = 7;

/** What is used of the inside of a connection of the library. */
interface Protocol {
  _onHandshakeComplete(...results: unknown[]): void;
  readonly _kex: { remoteExtInfoEnabled: boolean };
  readonly _packetRW: {
    readonly write: {
      readonly allocStart: number;
      alloc(size: number): Uint8Array;
      finalize(packet: Uint8Array): Uint8Array;
    };
  };
  readonly _cipher: { encrypt(packet: Uint8Array): void };
}

/** Puts our EXT_INFO in the place of the library's. To be called before the first key exchange. */
export function tellUserSignatures(client: object): void {
  const { _protocol: protocol } = client as { readonly _protocol: Protocol };
  const complete = protocol._onHandshakeComplete;
  protocol._onHandshakeComplete = (...results) => {
    protocol._onHandshakeComplete = complete;
    // It has to be the first message under the first keys.
    if (protocol._kex.remoteExtInfoEnabled) {
      protocol._kex.remoteExtInfoEnabled = false;
      const { write } = protocol._packetRW;
      const message = extInfo();
      const packet = write.alloc(message.length);
      packet.set(message, write.allocStart);
      protocol._cipher.encrypt(write.finalize(packet));
    }
    complete(...results);
  };
}

function extInfo(): Uint8Array {
  const texts = ["server-sig-algs", USER_SIGNATURES.join(",")].map((text) => new TextEncoder().encode(text));
  const message = new Uint8Array(5 + texts.reduce((size, { length }) => size + 4 + length, 0));
  const view = new DataView(message.buffer);
  message[0] = EXT_INFO;
  view.setUint32(1, 1);
  let at = 5;
  for (const text of texts) {
    view.setUint32(at, text.length);
    message.set(text, at + 4);
    at += 4 + text.length;
  }
  return message;
}
