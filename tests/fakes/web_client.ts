/**
 * What a client of the web door says, byte by byte: requests, and the frames of a WebSocket (RFC 6455, section 5).
 *
 * @module
 */

import { concatBytes } from "../../lib/base/bytes.ts";

/** The head of a call; `changes` replace headers or, where they are `null`, leave them out. */
export function callRequest(
  host: string,
  { path = "/call", changes = {} }: {
    readonly path?: string;
    readonly changes?: Readonly<Record<string, string | null>>;
  } = {},
): string {
  const headers: Record<string, string | null> = {
    "Host": host,
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Origin": `http://${host}`,
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...changes,
  };
  const lines = Object.entries(headers).filter(([, value]) => value !== null).map(([name, value]) =>
    `${name}: ${value}`
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** How a frame is to be, or to be wrong. */
export interface FrameOptions {
  /** 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong; 2 by default. */
  readonly opcode?: number;
  readonly last?: boolean;
  readonly masked?: boolean;
  /** A length that is not its own. */
  readonly claim?: number;
  /** The reserved bits. */
  readonly reserved?: number;
}

/** A frame. */
export function frame(
  payload: string | Uint8Array,
  { opcode = 2, last = true, masked = true, claim, reserved = 0 }: FrameOptions = {},
): Uint8Array {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const length = claim ?? bytes.length;
  const mask = masked ? 0x80 : 0;
  const first = (last ? 0x80 : 0) | reserved << 4 | opcode;
  const size = length < 126
    ? [mask | length]
    : length < 65_536
    ? [mask | 126, length >> 8, length & 255]
    : [mask | 127, 0, 0, 0, 0, length >>> 24, length >> 16 & 255, length >> 8 & 255, length & 255];
  // A mask of zeros changes nothing.
  return concatBytes([Uint8Array.of(first, ...size, ...(masked ? [0, 0, 0, 0] : [])), bytes]);
}

/** A frame that came. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** The whole frames of what a server sent behind its head, none of them masked. */
export function framesOf(bytes: Uint8Array): Frame[] {
  const text = new TextDecoder("latin1").decode(bytes);
  let at = text.indexOf("\r\n\r\n") + 4;
  const frames: Frame[] = [];
  while (at >= 4 && at + 2 <= bytes.length) {
    let size = bytes[at + 1]!;
    let begin = at + 2;
    if (size === 126) {
      size = bytes[at + 2]! << 8 | bytes[at + 3]!;
      begin += 2;
    } else if (size === 127) {
      size = Number(new DataView(bytes.buffer, bytes.byteOffset + at + 2, 8).getBigUint64(0));
      begin += 8;
    }
    if (begin + size > bytes.length) break;
    frames.push({ opcode: bytes[at]! & 15, payload: bytes.slice(begin, begin + size) });
    at = begin + size;
  }
  return frames;
}

/** Code and reason of a close frame. */
export function closeOf(frames: readonly Frame[]): string | undefined {
  const payload = frames.find(({ opcode }) => opcode === 8)?.payload;
  if (payload === undefined) return undefined;
  return `${payload[0]! << 8 | payload[1]!} ${new TextDecoder().decode(payload.subarray(2))}`;
}
