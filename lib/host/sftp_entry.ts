/**
 * A file or a folder as a client is told of it.
 *
 * @module
 */

import type { DiskInfo } from "./disk_file.ts";

/** What is told. */
export interface SftpEntry {
  readonly name: string;
  readonly folder: boolean;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Permissions. */
  readonly mode: number;
  /** The same for the same file or folder, whatever path leads to it. */
  readonly id: string;
}

/** What is told of something under that name. */
export function entryOf(name: string, info: DiskInfo): SftpEntry {
  const { isDirectory, size, mtime, mode, dev, ino } = info;
  return {
    name,
    folder: isDirectory,
    size: isDirectory ? 0 : size,
    mtime: Math.max(0, Math.floor((mtime?.getTime() ?? 0) / 1000)),
    mode: (mode ?? (isDirectory ? 0o755 : 0o644)) & 0o777,
    id: `${dev}:${ino}`,
  };
}
