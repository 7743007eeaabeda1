/**
 * SFTP as a server answers it, version 3. Each answer is one packet with its length, ready for the channel.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import { MAX_DATA, MAX_PACKET, type SftpAttrs } from "./sftp_packets.ts";

/** What a status says, draft-ietf-secsh-filexfer-02 section 7. */
export const SFTP_STATUS = {
  ok: 0,
  eof: 1,
  "no such file": 2,
  denied: 3,
  failure: 4,
  unsupported: 8,
} as const;
/** One of them. */
export type SftpStatus = keyof typeof SFTP_STATUS;

/** An entry of a folder, or the one name that REALPATH is answered with. */
export interface SftpName {
  readonly name: string;
  /** A line for people, as `ls -l` has it. */
  readonly line: string;
  readonly attrs: SftpAttrs;
}

const encoder = new TextEncoder();

function uint32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(4 * i, value));
  return bytes;
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

function string(text: string): readonly Uint8Array[] {
  const bytes = encoder.encode(text);
  return [uint32(bytes.length), bytes];
}

function packet(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 1);
  return concatBytes([uint32(length), Uint8Array.of(type), ...parts]);
}

function attrsParts({ size, mode, atime, mtime }: SftpAttrs): readonly Uint8Array[] {
  const times = atime !== undefined && mtime !== undefined;
  return [
    uint32((size === undefined ? 0 : 1) | (mode === undefined ? 0 : 4) | (times ? 8 : 0)),
    ...(size === undefined ? [] : [uint64(size)]),
    ...(mode === undefined ? [] : [uint32(mode)]),
    ...(times ? [uint32(atime, mtime)] : []),
  ];
}

/** The extensions of OpenSSH that are understood, each in its version. */
const EXTENSIONS = [
  ["posix-rename@openssh.com", "1"],
  ["statvfs@openssh.com", "2"],
  ["fstatvfs@openssh.com", "2"],
  ["fsync@openssh.com", "1"],
  ["lsetstat@openssh.com", "1"],
  ["limits@openssh.com", "1"],
] as const;

/** VERSION. */
export function versionReply(): Uint8Array {
  const told = EXTENSIONS.flatMap(([name, version]) => [...string(name), ...string(version)]);
  return packet(2, uint32(3), ...told);
}

/** STATUS. */
export function statusReply(id: number, status: SftpStatus, message: string = ""): Uint8Array {
  return packet(101, uint32(id, SFTP_STATUS[status]), ...string(message), ...string(""));
}

/** HANDLE. */
export function handleReply(id: number, handle: number): Uint8Array {
  return packet(102, uint32(id, 4, handle));
}

/** Where the data begins in the room that {@linkcode dataReply} makes a packet of. */
export const DATA_AT = 13;

/** DATA, where so many bytes of it were put into a room of their own at {@linkcode DATA_AT}. */
export function dataReply(id: number, room: Uint8Array, length: number): Uint8Array {
  const view = new DataView(room.buffer);
  view.setUint32(0, 9 + length);
  view.setUint8(4, 103);
  view.setUint32(5, id);
  view.setUint32(9, length);
  return room.subarray(0, DATA_AT + length);
}

/** NAME. */
export function nameReply(id: number, names: readonly SftpName[]): Uint8Array {
  return packet(
    104,
    uint32(id, names.length),
    ...names.flatMap(({ name, line, attrs }) => [...string(name), ...string(line), ...attrsParts(attrs)]),
  );
}

/** ATTRS. */
export function attrsReply(id: number, attrs: SftpAttrs): Uint8Array {
  return packet(105, uint32(id), ...attrsParts(attrs));
}

/** The answer to `limits@openssh.com`: how large a packet, a read and a write may be, and how many handles there are. */
export function limitsReply(id: number, handles: number): Uint8Array {
  return packet(201, uint32(id), uint64(MAX_PACKET), uint64(MAX_DATA), uint64(MAX_DATA), uint64(handles));
}

/** Bytes of the blocks in which room is told. */
const BLOCK = 4096;
/** The most bytes of a name. */
const MAX_NAME = 255;

/** The answer to `statvfs@openssh.com`: how many bytes there are and are free, in the words of `statvfs`. */
export function statvfsReply(
  id: number,
  { all, free }: { readonly all: number; readonly free: number },
): Uint8Array {
  const blocks = (bytes: number) => Math.max(0, Math.floor(bytes / BLOCK));
  const [total, left] = [blocks(all), blocks(free)];
  // Sizes of blocks, blocks, inodes (nobody counts them), the file system, that programs have no power, and names.
  const values = [BLOCK, BLOCK, total, left, left, 0, 0, 0, 0, 2, MAX_NAME];
  return packet(201, uint32(id), ...values.map(uint64));
}
