/**
 * Looks into a ZIP archive without reading all of it: what is in it, and small files out of it.
 *
 * ```text
 * [local header 30+name+extra][data] ...   [central header 46+name+extra+comment] ...   [end 22+comment]
 * ```
 *
 * Archives come from strangers: every number is checked against the bytes that are there, nothing is unpacked beyond
 * what was asked for, and encrypted files and ZIP64 are passed over. Source: APPNOTE.TXT 6.3.
 *
 * @module
 */

import { getEncoding } from "../text/encodings.ts";
import { sanitizeLine } from "../text/sanitize.ts";

/** Reads a piece of the archive; less at its end, `undefined` when that does not go. */
export type ReadPiece = (offset: number, length: number) => Promise<Uint8Array | undefined>;

/** A file in an archive. */
export interface ZipEntry {
  /** As it stands there, fit to be shown. */
  readonly name: string;
  /** Bytes unpacked, as the archive says. */
  readonly size: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** 0 stored, 8 deflated; others are not read here. */
  readonly method: number;
  /** Where its local header begins. */
  readonly offset: number;
  readonly encrypted: boolean;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const CENTRAL_SIZE = 46;
const LOCAL_SIZE = 30;
/** Bytes at the end of an archive that are looked through; a comment has 65535 at most. */
const TAIL = 64 * 1024;
/** Entries that are read of a directory. */
const MAX_ENTRIES = 2000;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What is in an archive of `size` bytes, at most 2000 entries; `undefined` when it is none. */
export async function readZipDirectory(
  read: ReadPiece,
  size: number,
): Promise<readonly ZipEntry[] | undefined> {
  const tailStart = Math.max(0, size - TAIL);
  const tail = await read(tailStart, size - tailStart);
  if (tail === undefined || tail.length < END_SIZE) return undefined;
  const view = viewOf(tail);
  let end = tail.length - END_SIZE;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) return undefined;
  const count = Math.min(MAX_ENTRIES, view.getUint16(end + 10, true));
  const length = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (start + length > size) return undefined;
  const most = Math.min(length, MAX_ENTRIES * 128);
  const inTail = start >= tailStart;
  const directory = inTail
    ? tail.subarray(start - tailStart, start - tailStart + most)
    : await readAll(read, start, most);
  return directory === undefined ? undefined : entriesOf(directory, count);
}

async function readAll(read: ReadPiece, start: number, length: number): Promise<Uint8Array | undefined> {
  const whole = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const piece = await read(start + at, length - at);
    if (piece === undefined) return undefined;
    if (piece.length === 0) break;
    whole.set(piece.subarray(0, length - at), at);
    at += piece.length;
  }
  return whole.subarray(0, at);
}

function entriesOf(directory: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count && at + CENTRAL_SIZE <= directory.length) {
    if (view.getUint32(at, true) !== CENTRAL) break;
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = directory.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength);
    const decoder = getEncoding((flags & 0x800) === 0 ? "cp437" : "utf8").decoder();
    entries.push({
      name: sanitizeLine(decoder.push(name) + decoder.flush(), { maxLength: 255 }),
      size: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      method: view.getUint16(at + 10, true),
      offset: view.getUint32(at + 42, true),
      encrypted: (flags & 1) === 1,
    });
    at += CENTRAL_SIZE + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The first `most` bytes of a file in an archive; `undefined` when it cannot be unpacked. */
export async function readZipEntry(
  read: ReadPiece,
  entry: ZipEntry,
  most: number,
): Promise<Uint8Array | undefined> {
  if (entry.encrypted || (entry.method !== 0 && entry.method !== 8)) return undefined;
  const header = await read(entry.offset, LOCAL_SIZE);
  if (header === undefined || header.length < LOCAL_SIZE) return undefined;
  const view = viewOf(header);
  if (view.getUint32(0, true) !== LOCAL) return undefined;
  const start = entry.offset + LOCAL_SIZE + view.getUint16(26, true) + view.getUint16(28, true);
  // Deflate makes nothing longer than this of so many bytes.
  const wanted = Math.min(entry.packed, entry.method === 0 ? most : most + 1024);
  const packed = await readAll(read, start, wanted);
  if (packed === undefined) return undefined;
  return entry.method === 0 ? packed : await inflate(packed, most);
}

/** Unpacks no more than `most` bytes, be the rest missing or broken. */
async function inflate(packed: Uint8Array, most: number): Promise<Uint8Array | undefined> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  // A piece that was cut off is an error at its end; what came before counts.
  writer.write(packed.slice()).then(() => writer.close()).catch(() => {});
  const reader = stream.readable.getReader();
  const whole = new Uint8Array(most);
  let at = 0;
  try {
    while (at < most) {
      const { done, value } = await reader.read();
      if (done) break;
      const piece = value.subarray(0, most - at);
      whole.set(piece, at);
      at += piece.length;
    }
  } catch {
    if (at === 0) return undefined;
  }
  await reader.cancel().catch(() => {});
  await writer.abort().catch(() => {});
  return whole.slice(0, at);
}
