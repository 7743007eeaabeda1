/**
 * The PROXY protocol, versions 1 and 2 (haproxy's `proxy-protocol.txt`): by what a connection that comes from a proxy
 * begins, the address of who really calls.
 *
 * ```
 * PROXY TCP4 198.51.100.7 192.0.2.1 56324 6023 CR LF               1: at most 107 bytes
 * PROXY UNKNOWN ... CR LF
 *
 * 0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A  2c  fp  length(2)  body     2: c 0 LOCAL, 1 PROXY
 *     body of f 1 (IPv4):  from(4)  to(4)  port(2)  port(2)  TLVs
 *     body of f 2 (IPv6):  from(16) to(16) port(2)  port(2)  TLVs
 * ```
 *
 * Pure: bytes in, one step out. Holds at most {@linkcode MAX_HEADER} bytes. TLVs are passed over.
 *
 * @module
 */

import { isIP } from "node:net";

/** Bytes of a header. The longest of version 2 is 65,551; what is needed of it is 52, TLVs of real proxies are below 2,000. */
export const MAX_HEADER = 4096;
/** Bytes of a header of version 1, its line end included. */
const MAX_LINE = 107;
const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a] as const;
const FIXED = 16;
const WORD = Array.from("PROXY ", (char) => char.charCodeAt(0));

/** Who really calls. */
export interface ProxySource {
  readonly hostname: string;
  readonly port: number;
}

/** What came of a piece of a header. */
export type ProxyStep =
  | { readonly type: "more" }
  /** `source` is `undefined` when the proxy speaks for itself, or does not know. `rest` is the connection's own. */
  | { readonly type: "done"; readonly source: ProxySource | undefined; readonly rest: Uint8Array }
  | { readonly type: "fault"; readonly reason: string };

const MORE: ProxyStep = { type: "more" };

function fault(reason: string): ProxyStep {
  return { type: "fault", reason };
}

/** Reads one header. */
export class ProxyHeader {
  #bytes: Uint8Array = new Uint8Array(0);

  /** Takes bytes as they came. After the last step there must be no more. */
  push(chunk: Uint8Array): ProxyStep {
    const bytes = new Uint8Array(this.#bytes.length + chunk.length);
    bytes.set(this.#bytes);
    bytes.set(chunk, this.#bytes.length);
    this.#bytes = bytes;
    if (bytes.length === 0) return MORE;
    if (begins(bytes, WORD)) return bytes.length < WORD.length ? MORE : readLine(bytes);
    if (begins(bytes, SIGNATURE)) return bytes.length < FIXED ? MORE : readBinary(bytes);
    return fault("it is not there");
  }
}

/** Whether the bytes are the beginning of `wanted`, or `wanted` is theirs. */
function begins(bytes: Uint8Array, wanted: readonly number[]): boolean {
  return wanted.every((byte, i) => i >= bytes.length || bytes[i] === byte);
}

function readLine(bytes: Uint8Array): ProxyStep {
  const end = bytes.indexOf(0x0a);
  if (end < 0 ? bytes.length >= MAX_LINE : end >= MAX_LINE) return fault("it is too long");
  if (end < 0) return MORE;
  if (bytes[end - 1] !== 0x0d) return fault("its line does not end in CR LF");
  const rest = bytes.slice(end + 1);
  const words = String.fromCharCode(...bytes.subarray(0, end - 1)).split(" ");
  const [, family, from = "", to = "", fromPort = "", toPort = ""] = words;
  if (family === "UNKNOWN") return { type: "done", source: undefined, rest };
  const version = family === "TCP4" ? 4 : family === "TCP6" ? 6 : undefined;
  if (version === undefined) return fault("its family is unknown");
  if (words.length !== 6) return fault("it does not have six words");
  const bare = (address: string) => isIP(address) === version && !address.includes("%");
  if (!bare(from) || !bare(to)) return fault("an address is not of its family");
  const port = readPort(fromPort);
  if (port === undefined || readPort(toPort) === undefined) return fault("a port is none");
  return { type: "done", source: { hostname: from.toLowerCase(), port }, rest };
}

function readPort(text: string): number | undefined {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

function readBinary(bytes: Uint8Array): ProxyStep {
  const [version, command] = [bytes[12]! >> 4, bytes[12]! & 15];
  const [family, transport] = [bytes[13]! >> 4, bytes[13]! & 15];
  const end = FIXED + (bytes[14]! << 8 | bytes[15]!);
  if (version !== 2) return fault("its version is unknown");
  if (command > 1) return fault("its command is unknown");
  if (family > 3 || transport > 2) return fault("its family is unknown");
  if (end > MAX_HEADER) return fault("it is too long");
  // A health check of the proxy's, or a caller of whom it knows nothing.
  const nameless = command === 0 || family === 0 || family === 3 || transport === 0;
  if (!nameless && transport === 2) return fault("it is about datagrams");
  const width = family === 1 ? 4 : 16;
  if (!nameless && end < FIXED + 2 * width + 4) return fault("it is too short for its addresses");
  if (bytes.length < end) return MORE;
  const rest = bytes.slice(end);
  if (nameless) return { type: "done", source: undefined, rest };
  const at = FIXED + 2 * width;
  const hostname = textOf(bytes.subarray(FIXED, FIXED + width));
  return { type: "done", source: { hostname, port: bytes[at]! << 8 | bytes[at + 1]! }, rest };
}

function textOf(address: Uint8Array): string {
  if (address.length === 4) return address.join(".");
  const words = Array.from(
    { length: 8 },
    (_, i) => (address[2 * i]! << 8 | address[2 * i + 1]!).toString(16),
  );
  return new URL(`http://[${words.join(":")}]`).hostname.slice(1, -1);
}
