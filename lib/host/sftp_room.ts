/**
 * Room for uploads: how large one may become, and all together.
 *
 * What waits already is counted anew when the first upload of several begins; from then on what they grow is added.
 *
 * @module
 */

import { SftpRefusal } from "./sftp_spots.ts";

/** Files that may wait, whatever their size. */
const MAX_FILES = 10_000;

/** Bytes. */
export interface RoomLimits {
  readonly file: number;
  readonly all: number;
}

/** The room. */
export class SftpRoom {
  #used = 0;
  #files = 0;
  /** Files that are being written. */
  #open = 0;
  #counting: Promise<void> = Promise.resolve();

  constructor(private readonly limits: () => RoomLimits) {}

  /** Bytes for all uploads, and how many of them are left by what is known. */
  get space(): { readonly all: number; readonly free: number } {
    const { all } = this.limits();
    return { all, free: Math.max(0, all - this.#used) };
  }

  /**
   * A file is written to; `folder` is where the others are, and `more` the files by which they become more.
   * {@linkcode end} is called when it was written, unless this rejects.
   */
  async begin(folder: string, more: 0 | 1): Promise<void> {
    if (this.#open++ === 0) this.#counting = this.#count(folder);
    try {
      await this.#counting;
      if (more > 0 && this.#files >= MAX_FILES) {
        throw new SftpRefusal("failure", "Too many uploads wait already");
      }
      this.#files += more;
    } catch (error) {
      this.#open--;
      throw error;
    }
  }

  /** It was written. */
  end(): void {
    this.#open--;
  }

  /** Takes room; throws a refusal when there is none. */
  grow(from: number, to: number): void {
    const { file, all } = this.limits();
    if (to > file) throw new SftpRefusal("failure", "The file is larger than files may be here");
    if (this.#used + to - from > all) throw new SftpRefusal("failure", "There is no room for more uploads");
    this.#used += to - from;
  }

  /** Gives back what a file does not need any more. */
  shrink(from: number, to: number): void {
    this.#used -= Math.max(0, from - to);
  }

  /** A file of this size is gone. */
  leave(size: number): void {
    if (this.#open === 0) return;
    this.#files--;
    this.#used -= size;
  }

  /** Files in the folder and below, until there are too many. */
  async #count(folder: string): Promise<void> {
    this.#used = this.#files = 0;
    const folders = [folder];
    for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
      for await (const { name, isDirectory, isFile } of Deno.readDir(next)) {
        if (++this.#files >= MAX_FILES) return;
        const path = `${next}/${name}`;
        if (isDirectory) folders.push(path);
        else if (isFile) this.#used += await Deno.lstat(path).then(({ size }) => size, () => 0);
      }
    }
  }
}
