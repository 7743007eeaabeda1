/**
 * Whose the files in the folder for uploads are: who has sent one may look at it, go on with it, name it otherwise and
 * take it back, until a sysop takes it out of there.
 *
 * A file is known by its name, its inode and the time of its birth: another that has come into its place is nobody's. No
 * more are remembered than may wait; then the oldest is forgotten, and is the sysop's alone. So are those that are gone
 * when the server starts.
 *
 * @module
 */

import type { DiskInfo } from "./disk_file.ts";
import type { FileRoom } from "./sftp_file.ts";
import type { SftpRoom } from "./sftp_room.ts";
import { noSuchFile } from "./sftp_spots.ts";
import type { UploadBook, UploadRow } from "./upload_book.ts";

/** Uploads that are remembered. */
const MAX_UPLOADS = 10_000;

/** A file that somebody has sent, or is sending. All who write to it share its room. */
export class Upload implements FileRoom {
  /** How many have it open to be written. */
  #open = 0;
  #gone = false;

  constructor(
    readonly owner: string,
    readonly mark: string,
    private readonly room: SftpRoom,
    private size: number,
  ) {}

  /** While nobody writes to it, it is as large as the disk says. */
  look(size: number): void {
    if (this.#open === 0) this.size = size;
  }

  /** Somebody opens it to write; the room has begun for him. */
  begin(): void {
    this.#open++;
  }

  /** He is done. */
  end(): void {
    this.#open--;
    if (this.#gone && this.#open === 0) this.room.leave(this.size);
    this.room.end();
  }

  reach(size: number): void {
    // What was taken out of the uploads is not his any more, however long he has it open.
    if (this.#gone) throw noSuchFile();
    if (size <= this.size) return;
    this.room.grow(this.size, size);
    this.size = size;
  }

  /** Whether there would be room for so much, else an error. */
  fits(size: number): void {
    const now = this.size;
    this.reach(size);
    this.cut(now);
  }

  cut(size: number): void {
    this.reach(size);
    this.room.shrink(this.size, size);
    this.size = size;
  }

  /** Its name is gone. What is still written to takes room until it is closed. */
  leave(): void {
    this.#gone = true;
    if (this.#open === 0) this.room.leave(this.size);
  }
}

/** The uploads of all callers, by their names. */
export class SftpUploads {
  readonly #uploads = new Map<string, Upload>();
  #last = 0;

  constructor(private readonly room: SftpRoom, private readonly book: UploadBook) {}

  /** Remembers what was kept. `look` tells what there is of a name now. To be called once, before all else. */
  async restore(look: (name: string) => Promise<DiskInfo | undefined>): Promise<void> {
    const rows = [...await this.book.read()].sort(([, a], [, b]) => a.number - b.number);
    for (const [name, { owner, mark, number }] of rows) {
      const info = await look(name);
      if (info !== undefined && markOf(info) === mark) {
        this.#uploads.set(name, new Upload(owner, mark, this.room, info.size));
        this.#last = Math.max(this.#last, number);
      } else this.book.write(name, undefined);
    }
  }

  /** Kept when all of it is written down. */
  kept(): Promise<void> {
    return this.book.flush();
  }

  /** A file that was just made. */
  add(owner: string, name: string, info: DiskInfo): Upload {
    const upload = new Upload(owner, markOf(info), this.room, info.size);
    this.#set(name, upload);
    if (this.#uploads.size > MAX_UPLOADS) this.#forget(this.#uploads.keys().next().value!);
    return upload;
  }

  /** Whether he has sent something of that name, be it there or not. */
  has(owner: string, name: string): boolean {
    return this.#uploads.get(name)?.owner === owner;
  }

  /** The upload of that name, if it is his and still the file that it was. */
  find(owner: string, name: string | undefined, info: DiskInfo | undefined): Upload | undefined {
    const upload = name === undefined ? undefined : this.#uploads.get(name);
    const his = upload?.owner === owner && info !== undefined && upload.mark === markOf(info);
    if (!his) return undefined;
    upload.look(info.size);
    return upload;
  }

  /** Names of what he has sent, some of which may be there no more. */
  names(owner: string): readonly string[] {
    return [...this.#uploads].flatMap(([name, upload]) => (upload.owner === owner ? [name] : []));
  }

  /** It has another name now; what had that before is gone. */
  rename(from: string, to: string): void {
    if (from === to) return;
    const upload = this.#uploads.get(from);
    this.remove(to);
    if (upload === undefined) return;
    this.#forget(from);
    this.#set(to, upload);
  }

  /** It is gone, or somebody else's business. */
  remove(name: string): void {
    this.#uploads.get(name)?.leave();
    this.#forget(name);
  }

  #set(name: string, upload: Upload): void {
    this.#uploads.delete(name);
    this.#uploads.set(name, upload);
    const { owner, mark } = upload;
    this.book.write(name, { owner, mark, number: ++this.#last } satisfies UploadRow);
  }

  #forget(name: string): void {
    if (this.#uploads.delete(name)) this.book.write(name, undefined);
  }
}

/** Not by its device, whose number may be another when the machine has started again. */
function markOf({ ino, birthtime }: DiskInfo): string {
  return `${ino}:${birthtime?.getTime() ?? ""}`;
}
