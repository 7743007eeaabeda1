/**
 * What an SFTP client has open, by the numbers it was given for it. No more than {@linkcode MAX_HANDLES}; who wants more
 * has to close something.
 *
 * @module
 */

import { SftpRefusal } from "../host/sftp_spots.ts";
import type { SftpFile } from "../host/sftp_file.ts";

/** Files and folders that one client may have open, and folders among them. */
export const MAX_HANDLES = 64;
const MAX_FOLDERS = 8;
/** Names that folders may hold together which are being listed, beyond those of the one that is asked for. */
const MAX_NAMES = 100_000;

/** A folder that is being listed. */
export interface OpenFolder {
  readonly type: "folder";
  readonly path: string;
  /** Names that were not told yet begin here. */
  next: number;
  readonly names: readonly string[];
}

/** A file. */
export interface OpenFile {
  readonly type: "file";
  readonly path: string;
  readonly file: SftpFile;
  /** Whether it was opened to be changed. */
  readonly write: boolean;
}

/** The table. */
export class SftpHandles {
  readonly #open = new Map<number, OpenFile | OpenFolder>();
  #last = 0;

  /** Throws a refusal when there is no room for one more. */
  makeRoom(type: "file" | "folder"): void {
    const folders = [...this.#open.values()].filter((open) => open.type === "folder");
    const names = folders.reduce((sum, { names }) => sum + names.length, 0);
    const full = folders.length >= MAX_FOLDERS || names > MAX_NAMES;
    if (this.#open.size >= MAX_HANDLES || (type === "folder" && full)) {
      throw new SftpRefusal("failure", "Too many open files");
    }
  }

  /** The number for it; never one that was used before. */
  add(open: OpenFile | OpenFolder): number {
    this.#open.set(++this.#last, open);
    return this.#last;
  }

  get(handle: number): OpenFile | OpenFolder {
    const open = this.#open.get(handle);
    if (open === undefined) throw unknownHandle();
    return open;
  }

  file(handle: number): OpenFile {
    const open = this.#open.get(handle);
    if (open?.type !== "file") throw unknownHandle();
    return open;
  }

  folder(handle: number): OpenFolder {
    const open = this.#open.get(handle);
    if (open?.type !== "folder") throw unknownHandle();
    return open;
  }

  /** Closes what the client says it is done with, and answers what that was. */
  async close(handle: number): Promise<OpenFile | OpenFolder> {
    const open = this.get(handle);
    this.#open.delete(handle);
    if (open.type === "file") await open.file.close(true);
    return open;
  }

  /** Closes everything; uploads that were not closed before are taken away. */
  async closeAll(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(
      open.map((each) => each.type === "file" ? each.file.close(false).catch(() => {}) : undefined),
    );
  }
}

function unknownHandle(): SftpRefusal {
  return new SftpRefusal("failure", "No such handle");
}
