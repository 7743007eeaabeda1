/**
 * What a user may change: the files that he has sent to the folder for uploads, and new ones there.
 *
 * A file that he sends to the root lies among the uploads, and he finds it under both paths: clients look at what they
 * have sent where they have sent it.
 *
 * @module
 */

import type { DiskFile, DiskInfo } from "./disk_file.ts";
import { type FileModes, SftpFile } from "./sftp_file.ts";
import { type ModeRule, uploadRule } from "./sftp_modes.ts";
import { isHidden, isUploads, UPLOADS } from "./sftp_paths.ts";
import type { SftpRoom } from "./sftp_room.ts";
import type { SftpRoot } from "./sftp_root.ts";
import { noSuchFile, type Place, refusalOf, sameFile, SftpRefusal, type Spot } from "./sftp_spots.ts";
import type { SftpUploads, Upload } from "./sftp_uploads.ts";

/** How a file is opened. */
export interface SftpOpening {
  readonly write: boolean;
  readonly append: boolean;
  readonly create: boolean;
  readonly truncate: boolean;
  readonly exclusive: boolean;
  /** How large it will be, where that is known. */
  readonly size?: number;
}

/** What it depends on. */
export interface OwnParts {
  readonly root: SftpRoot;
  readonly room: SftpRoom;
  readonly sent: SftpUploads;
  /** Whose uploads are his: no two accounts have the same, not even one after the other. */
  readonly owner: string;
  /** Whether he may upload. */
  uploads(): boolean;
  /** The mode of files that are made. */
  filemode(): number;
}

/** The uploads of one user. What says so is called by who has the turn for it. */
export class OwnUploads {
  constructor(private readonly parts: OwnParts) {}

  /** What he has sent, by name; some of it may be there no more. */
  get list(): readonly string[] {
    return this.parts.sent.names(this.parts.owner);
  }

  /** Whether a place among the uploads is a file of his. */
  has({ names, info }: Pick<Place, "names" | "info">): boolean {
    return this.parts.sent.find(this.parts.owner, uploadName(names), info) !== undefined;
  }

  /** The names that he means. To be called in a turn. */
  async meant(names: readonly string[]): Promise<readonly string[]> {
    const { root, sent, owner } = this.parts;
    const name = names[0];
    if (names.length !== 1 || name === undefined || !sent.has(owner, name)) return names;
    return (await root.spot(names)).info === undefined ? [UPLOADS, name] : names;
  }

  /** Where he may change something: a file of his, or, if it may be `fresh`, a new one. To be called in a turn. */
  async spot(names: readonly string[], fresh: boolean): Promise<Spot> {
    const { root, uploads } = this.parts;
    const inUploads = names.length === 2 && isUploads(names[0]);
    const denied = new SftpRefusal(
      "denied",
      fresh ? `Uploads go to /${UPLOADS}, as new files` : "Permission denied",
    );
    if (!uploads() || !(inUploads || names.length === 1) || isHidden(names)) throw denied;
    // What the root has of that name is not his to replace.
    if (!inUploads && (await root.spot(names)).info !== undefined) throw denied;
    const spot = await root.spot([UPLOADS, names.at(-1)!]);
    if (spot.info !== undefined && this.has({ names: spot.names, info: spot.info })) return spot;
    if (!fresh) throw noSuchFile();
    if (spot.info !== undefined) throw new SftpRefusal("denied", "A file of that name waits already");
    return spot;
  }

  /** Opens a file of his to change it, or begins a new one. */
  open(names: readonly string[], how: SftpOpening): Promise<SftpFile> {
    const { root, room, sent, owner, filemode } = this.parts;
    return root.turns.alone(async () => {
      const spot = await this.spot(names, how.create);
      const before = sent.find(owner, uploadName(spot.names), spot.info);
      if (before !== undefined && how.create && how.exclusive) {
        throw refusalOf(new Deno.errors.AlreadyExists());
      }
      await room.begin(spot.folder.path, before === undefined ? 1 : 0).catch((error) => {
        throw refusalOf(error);
      });
      try {
        if (before !== undefined) {
          // What is there stays when there is no room for what shall take its place.
          if (how.size !== undefined) before.fits(how.size);
          const { file, place } = await root.open(spot.names, true, () => {});
          return this.#file(file, place.info, spot, how, before);
        }
        const { file, info } = await root.create(spot, filemode());
        return this.#file(file, info, spot, how, sent.add(owner, spot.name, info));
      } catch (error) {
        if (before === undefined) room.leave(0);
        room.end();
        throw error;
      }
    });
  }

  #file(file: DiskFile, info: DiskInfo, spot: Spot, how: SftpOpening, upload: Upload): SftpFile {
    // Of what was whole before, nothing is taken away, unless it is begun anew.
    const anew = spot.info === undefined || how.truncate;
    upload.begin();
    return new SftpFile(file, info.size, {
      write: true,
      append: how.append,
      room: upload,
      modes: fileModes(this.parts.root, spot.names, info, uploadRule(this.parts.filemode())),
      closed: async ({ whole }) => {
        if (!whole && anew) await this.#takeAway(spot.names, info);
        upload.end();
        await this.parts.sent.kept();
      },
    });
  }

  /** Removes what is left of an upload that broke off, if it is still that. */
  #takeAway(names: readonly string[], info: DiskInfo): Promise<void> {
    const { root, sent } = this.parts;
    return root.turns.alone(async () => {
      try {
        const spot = await root.spot(names);
        if (spot.info === undefined || !sameFile(spot.info, info)) return;
        root.remove(spot);
        sent.remove(spot.name);
      } catch {
        // Then it stays, and takes its room.
      }
    });
  }
}

/** How the mode of a file is set that is open. */
export function fileModes(
  root: SftpRoot,
  names: readonly string[],
  info: DiskInfo,
  rule: ModeRule,
): FileModes {
  return { rule, set: (mode) => root.setMode(names, mode, info) };
}

/** The name of an upload, whose names these are. */
export function uploadName(names: readonly string[]): string | undefined {
  return names.length === 2 && isUploads(names[0]) ? names[1] : undefined;
}
