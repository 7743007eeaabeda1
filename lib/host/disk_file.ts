/**
 * A file of the disk that is open, read and written wherever one says.
 *
 * It is opened without waiting: another program may put a pipe where a file was, and an open that waits for who writes
 * into it would hold up everybody who wants to look at the tree meanwhile. The runtime's own `open` cannot do that.
 *
 * @module
 */

import {
  closeSync,
  constants,
  fstat,
  fsync,
  ftruncate,
  futimes,
  open,
  openSync,
  read,
  type Stats,
  write,
} from "node:fs";

/** Windows has no such flag, and nothing to wait for. */
const WAIT_FOR_NOBODY = constants.O_NONBLOCK ?? 0;

/** What is told of it, by the names that the runtime has for that. */
export type DiskInfo = Pick<
  Deno.FileInfo,
  "isFile" | "isDirectory" | "isSymlink" | "size" | "mtime" | "birthtime" | "dev" | "ino" | "mode"
>;

/** An open file. Who opens it closes it. One thing is done with it at a time. */
export class DiskFile implements Disposable {
  private constructor(private readonly descriptor: number) {}

  /** Opens what is there. */
  static async open(path: string, { write }: { readonly write: boolean }): Promise<DiskFile> {
    const flags = (write ? constants.O_RDWR : constants.O_RDONLY) | WAIT_FOR_NOBODY;
    return new DiskFile(await doing((done) => open(path, flags, done)));
  }

  /** Makes a file where there is nothing, not even a link. */
  static createSync(path: string, mode: number): DiskFile {
    const { O_RDWR, O_CREAT, O_EXCL } = constants;
    return new DiskFile(openSync(path, O_RDWR | O_CREAT | O_EXCL | WAIT_FOR_NOBODY, mode));
  }

  async info(): Promise<DiskInfo> {
    const stats = await doing<Stats>((done) => fstat(this.descriptor, done));
    const { size, mtime, birthtime, dev, ino, mode } = stats;
    return {
      isFile: stats.isFile(),
      isDirectory: stats.isDirectory(),
      isSymlink: stats.isSymbolicLink(),
      size,
      mtime,
      birthtime,
      dev,
      ino,
      mode,
    };
  }

  /** Reads into the buffer from there on; answers how many bytes, 0 at the end. */
  read(into: Uint8Array, at: number): Promise<number> {
    return doing((done) => read(this.descriptor, into, 0, into.length, at, done));
  }

  /** Writes some of it there; answers how many bytes. */
  write(data: Uint8Array, at: number): Promise<number> {
    return doing((done) => write(this.descriptor, data, 0, data.length, at, done));
  }

  truncate(size: number): Promise<void> {
    return doing<void>((done) => ftruncate(this.descriptor, size, done));
  }

  /** Sets its times, in seconds since 1970. */
  utime(atime: number, mtime: number): Promise<void> {
    return doing<void>((done) => futimes(this.descriptor, atime, mtime, done));
  }

  /** Resolves when the disk has it. */
  sync(): Promise<void> {
    return doing<void>((done) => fsync(this.descriptor, done));
  }

  close(): void {
    closeSync(this.descriptor);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What calls back, as a promise. */
function doing<T>(run: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    run((error, value) => error ? reject(error) : resolve(value as T));
  });
}
