/**
 * The ends of ciphers, which the library does not tell the runtime.
 *
 * A cipher of the runtime holds about a kilobyte until it is told that its text ends: the collector never frees it. The
 * library drops ciphers with new keys and with the connection, so that each connection would take some memory for ever.
 *
 * @module
 */

/** A cipher of the runtime, `node:crypto`. */
interface Cipher {
  final(): unknown;
}

/** What is used of a direction of the inside of a connection: GCM has a cipher for each packet, CTR one for all. */
interface Direction {
  readonly _cipherInstance?: Cipher | null;
  readonly _decipherInstance?: Cipher | null;
}

interface Protocol {
  _cipher: Direction | undefined;
  _decipher: Direction | undefined;
}

/**
 * Ends the ciphers of a connection of the library when others take their place. To be called before the first key
 * exchange; what it answers ends those in use, and is to be called when the connection is closed.
 */
export function endCiphers(client: object): () => void {
  const { _protocol: protocol } = client as { readonly _protocol: Protocol };
  const ends = (["_cipher", "_decipher"] as const).map((name) => {
    let current = protocol[name];
    Object.defineProperty(protocol, name, {
      get: () => current,
      set: (next: Direction | undefined) => {
        end(current);
        current = next;
      },
    });
    return () => end(current);
  });
  return () => ends.forEach((end) => end());
}

function end(direction: Direction | undefined): void {
  try {
    (direction?._cipherInstance ?? direction?._decipherInstance)?.final();
  } catch {
    // It has ended already, or in the middle of a packet.
  }
}
