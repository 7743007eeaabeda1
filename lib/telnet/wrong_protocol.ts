/**
 * Recognises, by their first bytes, visitors who speak something other than telnet.
 *
 * @module
 */

/** What they speak. */
export type WrongProtocol = "http" | "ssh" | "tls" | "rdp" | "smb" | "rtsp";

const ANY = -1;

/**
 * First *data* bytes. The last byte of an SMB length and the FF before "SMB" are seen by a telnet decoder as data and
 * as a two-byte command, so the signature holds what is left over. A person types none of these at a login prompt.
 */
const SIGNATURES: readonly (readonly [WrongProtocol, readonly number[]])[] = [
  ["http", ascii("GET /")],
  ["http", ascii("POST /")],
  ["http", ascii("HEAD /")],
  ["http", ascii("PUT /")],
  ["http", ascii("OPTIONS ")],
  ["http", ascii("CONNECT ")],
  ["http", ascii("PRI * HT")],
  ["rtsp", ascii("DESCRIBE")],
  ["ssh", ascii("SSH-")],
  ["tls", [0x16, 0x03]],
  ["rdp", [0x03, 0x00, 0x00, ANY, ANY, 0xe0]],
  ["smb", [0x00, 0x00, 0x00, ANY, 0x4d, 0x42]],
];

const LONGEST = 8;

function ascii(text: string): number[] {
  return Array.from(text, (c) => c.charCodeAt(0));
}

/** Watches the first eight data bytes of one connection, and nothing after a telnet negotiation. */
export class FirstBytes {
  #seen: number[] | undefined = [];

  /** Takes data; answers with a protocol when its signature is complete. */
  push(bytes: Uint8Array): WrongProtocol | undefined {
    const seen = this.#seen;
    if (seen === undefined) return undefined;
    for (let i = 0; i < bytes.length && seen.length < LONGEST; i++) seen.push(bytes[i]!);
    let open = false;
    for (const [name, signature] of SIGNATURES) {
      if (!agrees(seen, signature)) continue;
      if (seen.length >= signature.length) return name;
      open = true;
    }
    if (!open) this.#seen = undefined;
    return undefined;
  }

  /** He negotiates, so it is telnet. */
  trust(): void {
    this.#seen = undefined;
  }
}

function agrees(seen: readonly number[], signature: readonly number[]): boolean {
  return signature.every((byte, i) => byte === ANY || i >= seen.length || seen[i] === byte);
}
