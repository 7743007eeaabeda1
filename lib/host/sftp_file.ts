/**
 * A file that an SFTP client has open.
 *
 * Bytes are read and written where the client says, without holding any of them. A file that is being uploaded may grow
 * as far as there is room for it, and is taken away again when it was not sent to its end.
 *
 * @module
 */

import type { DiskFile, DiskInfo } from "./disk_file.ts";
import { grantedMode, isGranted, type ModeRule } from "./sftp_modes.ts";
import { refusalOf, SftpRefusal } from "./sftp_spots.ts";

/** Seconds since 1970, or nothing to say of them. */
export interface FileTimes {
  readonly atime?: number;
  readonly mtime?: number;
}

/** What of a file may be set beside its size. */
export interface FileChanges extends FileTimes {
  readonly mode?: number;
}

/** How far a file may grow. */
export interface FileRoom {
  /** Takes the room that a file of this size needs; a smaller one keeps what it had. Throws a refusal without it. */
  reach(size: number): void;
  /** Takes, or gives back, what makes it this size. */
  cut(size: number): void;
}

/** What the mode of a file may be, and how it is set. */
export interface FileModes {
  readonly rule: ModeRule;
  set(mode: number): Promise<void>;
}

/** What may be done with a file, and what follows. */
export interface SftpFileOptions {
  readonly write: boolean;
  /** What is written goes to the end. */
  readonly append?: boolean;
  /** How far it may grow; without it as far as it wants. */
  readonly room?: FileRoom;
  /** Without it nobody sets its mode. */
  readonly modes?: FileModes;
  /** Called once, after it was closed. `whole`: the client closed it himself, and nothing went wrong before. */
  closed?(
    outcome: { readonly whole: boolean; readonly readToEnd: boolean },
  ): Promise<void>;
}

/** An open file. One thing is done with it at a time. */
export class SftpFile {
  #size: number;
  #readToEnd = false;
  #failed = false;
  #open = true;

  constructor(
    private readonly file: DiskFile,
    size: number,
    private readonly options: SftpFileOptions,
  ) {
    this.#size = size;
  }

  /** What is known of it now. */
  info(): Promise<DiskInfo> {
    return this.file.info();
  }

  /** Fills `into` from the offset on; answers how many bytes there were, 0 at the end. */
  async read(into: Uint8Array, offset: number): Promise<number> {
    if (!Number.isSafeInteger(offset + into.length)) return 0;
    let read = 0;
    try {
      while (read < into.length) {
        const got = await this.file.read(into.subarray(read), offset + read);
        if (got === 0) break;
        read += got;
      }
    } catch (error) {
      throw refusalOf(error);
    }
    if (read < into.length || offset + read >= this.#size) this.#readToEnd = true;
    return read;
  }

  /** Writes all of it at the offset. */
  async write(data: Uint8Array, offset: number): Promise<void> {
    this.#mayChange();
    try {
      const at = this.options.append ? (await this.file.info()).size : offset;
      this.#grow(at + data.length);
      for (let written = 0; written < data.length;) {
        written += await this.file.write(data.subarray(written), at + written);
      }
    } catch (error) {
      this.#failed = true;
      throw refusalOf(error);
    }
  }

  /** Takes the room for so many bytes before they come. */
  reserve(size: number): void {
    this.#mayChange();
    this.#grow(size);
  }

  /** Makes it as long as that. */
  async truncate(size: number): Promise<void> {
    this.#mayChange();
    this.#grow(size);
    await this.file.truncate(size).catch((error) => {
      throw refusalOf(error);
    });
    this.options.room?.cut(size);
    this.#size = size;
  }

  /** Sets mode and times, as far as they are said. `exact`: a mode that cannot be had in full is refused. */
  async change({ mode, atime, mtime }: FileChanges, exact: boolean): Promise<void> {
    this.#mayChange();
    const { modes } = this.options;
    if (mode !== undefined) {
      if (modes === undefined || (exact && !isGranted(mode, modes.rule))) {
        throw new SftpRefusal("denied", "This mode is not to be had here");
      }
      await modes.set(grantedMode(mode, modes.rule));
    }
    if (atime === undefined || mtime === undefined) return;
    await this.file.utime(atime, mtime).catch((error) => {
      throw refusalOf(error);
    });
  }

  /** Resolves when the disk has it. */
  async sync(): Promise<void> {
    await this.file.sync().catch((error) => {
      throw refusalOf(error);
    });
  }

  /** Closes it. `byClient`: he said that he is done; otherwise the line broke. */
  async close(byClient: boolean): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.file.close();
    await this.options.closed?.({
      whole: byClient && !this.#failed,
      readToEnd: this.#readToEnd,
    });
  }

  #mayChange(): void {
    if (!this.options.write) throw new SftpRefusal("denied", "The file is open for reading only");
  }

  /** Takes the room that a file of this size needs; a smaller one keeps what it had. */
  #grow(size: number): void {
    if (!Number.isSafeInteger(size)) {
      this.#failed = true;
      throw new SftpRefusal("failure", "The file would be too large");
    }
    try {
      this.options.room?.reach(size);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
    this.#size = Math.max(this.#size, size);
  }
}

/** Sets size, mode and times of a file, as far as they are said. */
export async function changeFile(
  file: SftpFile,
  { size, mode, ...times }: FileChanges & { readonly size?: number },
  exact: boolean,
): Promise<void> {
  // First what may be refused; the times last, for a new size sets them.
  if (mode !== undefined) await file.change({ mode }, exact);
  if (size !== undefined) await file.truncate(size);
  await file.change(times, exact);
}
