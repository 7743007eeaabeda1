/**
 * The folder of files that callers reach by SFTP: who may do what in it.
 *
 * ```text
 *                    sysop        user                       guest
 *   /…               everything   read, hidden files aside   the same
 *   /__uploads__/…   everything   make new files, see his    nothing
 *   /name (new)      made there   made in /__uploads__       refused
 *   /__flagged__/…   read what he has flagged; each has his own, and guests none
 * ```
 *
 * Where a path leads is decided by `sftp_root.ts`; here it is judged by the names that it really has.
 *
 * @module
 */

import { isAbsolute } from "../base/path.ts";
import { SYSOP_GROUP } from "../wire/users.ts";
import { SftpRoom } from "./sftp_room.ts";
import { SftpRoot } from "./sftp_root.ts";
import { isSftpName, UPLOADS } from "./sftp_paths.ts";
import type { SftpSettings } from "./sftp_settings.ts";
import { SftpRefusal } from "./sftp_spots.ts";
import { SftpUploads } from "./sftp_uploads.ts";
import { type FlaggedFiles, SftpVisit } from "./sftp_visit.ts";
import type { UploadBook } from "./upload_book.ts";

/** Who comes. */
export interface SftpGuest {
  readonly handle: string;
  readonly groups: readonly string[];
  /** When his account was made: another of that handle is somebody else. */
  readonly created: number;
  /** Without an account. */
  readonly guest: boolean;
}

/** What the area needs to know. */
export interface SftpAreaOptions {
  readonly settings: () => SftpSettings;
  /** `root` of `[files]`, which stands in for a blank one. */
  readonly filesRoot: () => string;
  /** The folder that relative paths begin in. */
  readonly home: string;
  /** Names that a listing has at most, when that is not the usual number. */
  readonly maxEntries?: number;
  /** A caller's flagged files. */
  readonly flagged: (handle: string) => FlaggedFiles;
  /** Where it is kept whose uploads are whose. */
  readonly uploads: UploadBook;
}

const MIB = 1024 * 1024;

/** The folder, for all who come. */
export class SftpArea {
  readonly #options: SftpAreaOptions;
  readonly #root: SftpRoot;
  readonly #room: SftpRoom;
  readonly #sent: SftpUploads;
  #restoring: Promise<void> | undefined;

  constructor(options: SftpAreaOptions) {
    this.#options = options;
    this.#root = new SftpRoot(() => {
      const folder = this.#folder();
      if (folder === "") throw new SftpRefusal("denied", "There are no files");
      return isAbsolute(folder) ? folder : `${options.home}/${folder}`;
    });
    this.#room = new SftpRoom(() => {
      const { max_upload, uploads_quota } = options.settings();
      return { file: max_upload * MIB, all: uploads_quota * MIB };
    });
    this.#sent = new SftpUploads(this.#room, options.uploads);
  }

  /** Whether there is such a folder, for guests or for users. */
  isOpen(guest: boolean): boolean {
    const { enabled, guests } = this.#options.settings();
    return enabled && this.#folder() !== "" && (guests || !guest);
  }

  /** Milliseconds in which nothing is asked or moved after which a caller is sent away; 0 never. */
  get idleLimit(): number {
    return this.#options.settings().idle_timeout * 1000;
  }

  /** Whether a caller for whose like it is open may come in. */
  admits({ groups, guest }: SftpGuest): boolean {
    return guest || isSysop(groups) || isOneOf(groups, this.#options.settings().groups);
  }

  /** Lets a caller in. Rejects when the folder is not there and cannot be made, or the store cannot be read. */
  async visit(who: SftpGuest): Promise<SftpVisit> {
    await this.#root.make(UPLOADS);
    await (this.#restoring ??= this.#restore());
    const { settings, flagged, maxEntries } = this.#options;
    return new SftpVisit({
      root: this.#root,
      room: this.#room,
      sent: this.#sent,
      owner: `${who.handle} ${who.created}`,
      role: who.guest ? "guest" : isSysop(who.groups) ? "sysop" : "user",
      readOnly: () => settings().read_only,
      filemode: () => settings().uploads_filemode,
      uploads: () => !who.guest && isOneOf(who.groups, settings().upload_groups),
      ...(maxEntries === undefined ? {} : { maxEntries }),
      ...(who.guest ? {} : { flagged: flagged(who.handle) }),
    });
  }

  /** Remembers whose uploads are whose. What cannot be read now is tried again at the next visit. */
  async #restore(): Promise<void> {
    try {
      await this.#sent.restore(async (name) => {
        if (!isSftpName(name)) return undefined;
        return await this.#root.turns.shared(() => this.#root.spot([UPLOADS, name])).then(
          ({ info }) => info,
          () => undefined,
        );
      });
    } catch (error) {
      this.#restoring = undefined;
      throw error;
    }
  }

  #folder(): string {
    return this.#options.settings().root.trim() || this.#options.filesRoot().trim();
  }
}

function isSysop(groups: readonly string[]): boolean {
  return groups.includes(SYSOP_GROUP);
}

/** Whether he is in one of the groups; an empty list means everybody. */
function isOneOf(groups: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((group) => groups.includes(group));
}
