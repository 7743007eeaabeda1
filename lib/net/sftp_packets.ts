/**
 * SFTP as a client speaks it: version 3, draft-ietf-secsh-filexfer-02, in bytes that were cut anywhere.
 *
 * ```text
 *   uint32 length   byte type   uint32 request id   what the type wants
 *                               └ INIT: version ┘
 * ```
 *
 * What cannot be a packet is a {@linkcode SftpFault}, after which the stream means nothing any more. A packet that is
 * one, but asks for what cannot be (a path that is not UTF-8), is a request that can be answered.
 *
 * @module
 */

/** Bytes of a packet without its length; the largest write that `limits` tells of fits in. */
export const MAX_PACKET = 256 * 1024;
/** Bytes that one read or write may have. */
export const MAX_DATA = MAX_PACKET - 1024;

/** Something that is no SFTP. */
export class SftpFault extends Error {
  override readonly name = "SftpFault";
}

/** What a file is said to be, or shall be. Times are seconds since 1970. */
export interface SftpAttrs {
  readonly size?: number;
  readonly mode?: number;
  readonly atime?: number;
  readonly mtime?: number;
  /** Whether it shall have an owner; which one is not read. */
  readonly owner?: boolean;
}

/** What OPEN asks for. */
export interface SftpOpenFlags {
  readonly read: boolean;
  readonly write: boolean;
  readonly append: boolean;
  readonly create: boolean;
  readonly truncate: boolean;
  readonly exclusive: boolean;
}

interface WithId {
  readonly id: number;
}

/** A request. Handles are numbers that we gave out; -1 is one that we cannot have given. */
export type SftpRequest =
  | { readonly type: "init"; readonly version: number }
  | WithId & {
    readonly type: "open";
    readonly path: string;
    readonly flags: SftpOpenFlags;
    readonly attrs: SftpAttrs;
  }
  | WithId & { readonly type: "close" | "fstat" | "readdir" | "fsync" | "fstatvfs"; readonly handle: number }
  | WithId & {
    readonly type: "read";
    readonly handle: number;
    readonly offset: number;
    readonly length: number;
  }
  | WithId & {
    readonly type: "write";
    readonly handle: number;
    readonly offset: number;
    readonly data: Uint8Array;
  }
  | WithId & {
    readonly type: "stat" | "lstat" | "opendir" | "remove" | "mkdir" | "rmdir" | "realpath" | "statvfs";
    readonly path: string;
  }
  | WithId & { readonly type: "setstat"; readonly path: string; readonly attrs: SftpAttrs }
  | WithId & { readonly type: "fsetstat"; readonly handle: number; readonly attrs: SftpAttrs }
  | WithId & {
    readonly type: "rename";
    readonly from: string;
    readonly to: string;
    /** Whether something that is there already may be replaced. */
    readonly replace: boolean;
  }
  | WithId & { readonly type: "limits" | "unsupported" | "bad path" };

/** A string that ends where the packet says; a path is decoded as UTF-8 that must be valid. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

class BadPath extends Error {}

/** Reads the fields of one packet. */
class Fields {
  #at = 0;
  readonly #view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.bytes.length - at) throw new SftpFault("Cannot read a packet: it ends too early");
    this.#at += length;
    return at;
  }

  byte(): number {
    return this.bytes[this.#take(1)]!;
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  /** More than a number can count exactly becomes infinity, where no file has anything. */
  uint64(): number {
    const value = this.#view.getBigUint64(this.#take(8));
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value);
  }

  string(): Uint8Array {
    const length = this.uint32();
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  path(): string {
    try {
      return utf8.decode(this.string());
    } catch (error) {
      if (error instanceof SftpFault) throw error;
      throw new BadPath();
    }
  }

  handle(): number {
    const bytes = this.string();
    if (bytes.length !== 4) return -1;
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  }

  attrs(): SftpAttrs {
    const flags = this.uint32();
    const attrs: { -readonly [K in keyof SftpAttrs]: SftpAttrs[K] } = {};
    if (flags & 1) attrs.size = this.uint64();
    if (flags & 2) {
      this.#take(8);
      attrs.owner = true;
    }
    if (flags & 4) attrs.mode = this.uint32();
    if (flags & 8) {
      attrs.atime = this.uint32();
      attrs.mtime = this.uint32();
    }
    // What an extension has to say is not for us; it stands at the end.
    return attrs;
  }
}

function openFlags(bits: number): SftpOpenFlags {
  return {
    read: (bits & 1) !== 0,
    write: (bits & 2) !== 0,
    append: (bits & 4) !== 0,
    create: (bits & 8) !== 0,
    truncate: (bits & 16) !== 0,
    exclusive: (bits & 32) !== 0,
  };
}

/** Types with an id, a path and nothing that matters behind it. */
const PATH_TYPES = {
  7: "lstat",
  11: "opendir",
  13: "remove",
  14: "mkdir",
  15: "rmdir",
  16: "realpath",
  17: "stat",
} as const;
/** Types with an id and a handle. */
const HANDLE_TYPES = { 4: "close", 8: "fstat", 12: "readdir" } as const;

function request(packet: Uint8Array): SftpRequest {
  const fields = new Fields(packet);
  const type = fields.byte();
  if (type === 1) return { type: "init", version: fields.uint32() };
  const id = fields.uint32();
  try {
    return body(type, id, fields);
  } catch (error) {
    if (error instanceof BadPath) return { type: "bad path", id };
    throw error;
  }
}

function body(type: number, id: number, fields: Fields): SftpRequest {
  switch (type) {
    case 3:
      return {
        type: "open",
        id,
        path: fields.path(),
        flags: openFlags(fields.uint32()),
        attrs: fields.attrs(),
      };
    case 4:
    case 8:
    case 12:
      return { type: HANDLE_TYPES[type], id, handle: fields.handle() };
    case 5:
      return { type: "read", id, handle: fields.handle(), offset: fields.uint64(), length: fields.uint32() };
    case 6:
      return { type: "write", id, handle: fields.handle(), offset: fields.uint64(), data: fields.string() };
    case 7:
    case 11:
    case 13:
    case 14:
    case 15:
    case 16:
    case 17:
      return { type: PATH_TYPES[type], id, path: fields.path() };
    case 9:
      return { type: "setstat", id, path: fields.path(), attrs: fields.attrs() };
    case 10:
      return { type: "fsetstat", id, handle: fields.handle(), attrs: fields.attrs() };
    case 18:
      return { type: "rename", id, from: fields.path(), to: fields.path(), replace: false };
    case 200:
      return extended(id, fields);
    default:
      // 19 and 20 read and make links; there are none here.
      return { type: "unsupported", id };
  }
}

function extended(id: number, fields: Fields): SftpRequest {
  switch (String.fromCharCode(...fields.string().subarray(0, 64))) {
    case "posix-rename@openssh.com":
      return { type: "rename", id, from: fields.path(), to: fields.path(), replace: true };
    case "fsync@openssh.com":
      return { type: "fsync", id, handle: fields.handle() };
    case "statvfs@openssh.com":
      return { type: "statvfs", id, path: fields.path() };
    case "fstatvfs@openssh.com":
      return { type: "fstatvfs", id, handle: fields.handle() };
    case "lsetstat@openssh.com":
      // Of the files here none is a link.
      return { type: "setstat", id, path: fields.path(), attrs: fields.attrs() };
    case "limits@openssh.com":
      return { type: "limits", id };
    default:
      return { type: "unsupported", id };
  }
}

/** Cuts a stream into requests. */
export class SftpDecoder {
  readonly #length = new Uint8Array(4);
  /** Bytes of the length, then of the packet, that are there. */
  #have = 0;
  #packet: Uint8Array | undefined;
  /** Where packets are put together, one after the other. */
  #room = new Uint8Array(0);

  /** The requests that these bytes complete, one at a time. Their data is good until the next one is asked for. */
  *push(bytes: Uint8Array): Generator<SftpRequest, void> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#packet === undefined) {
        this.#length[this.#have++] = bytes[at++]!;
        if (this.#have < 4) continue;
        const length = new DataView(this.#length.buffer).getUint32(0);
        if (length < 5 || length > MAX_PACKET) {
          throw new SftpFault(`Cannot read a packet: expected 5 to ${MAX_PACKET} bytes, found ${length}`);
        }
        this.#have = 0;
        if (bytes.length - at >= length) {
          yield request(bytes.subarray(at, at + length));
          at += length;
        } else {
          if (this.#room.length < length) this.#room = new Uint8Array(length);
          this.#packet = this.#room.subarray(0, length);
        }
        continue;
      }
      const part = bytes.subarray(at, at + this.#packet.length - this.#have);
      this.#packet.set(part, this.#have);
      this.#have += part.length;
      at += part.length;
      if (this.#have < this.#packet.length) continue;
      const whole = this.#packet;
      this.#packet = undefined;
      this.#have = 0;
      yield request(whole);
    }
  }
}
