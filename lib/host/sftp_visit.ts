/**
 * One caller's visit to the SFTP folder: what he asks, done or refused.
 *
 * @module
 */

import { statfs } from "node:fs/promises";
import { entryOf, type SftpEntry } from "./sftp_entry.ts";
import { changeFile, type FileChanges, SftpFile } from "./sftp_file.ts";
import { grantedMode, isGranted, SYSOP_FILE, SYSOP_FOLDER } from "./sftp_modes.ts";
import { fileModes, type OwnParts, OwnUploads, type SftpOpening, uploadName } from "./sftp_own.ts";
import { FLAGGED, isHidden, isUploads, parseSftpPath } from "./sftp_paths.ts";
import { noSuchFile, type Place, refusalOf, sameFile, SftpRefusal, type Spot } from "./sftp_spots.ts";

/** Names that a listing has at most; of a folder that has more there is none. */
const MAX_ENTRIES = 100_000;

/** How much room there is, in bytes. */
export interface SftpSpace {
  readonly all: number;
  readonly free: number;
}

/** What a caller has flagged: paths below the root. They are his to set, so they are not believed. */
export interface FlaggedFiles {
  list(): Promise<readonly string[]>;
  remove(path: string): Promise<void>;
}

/** What a visit depends on. */
export interface SftpVisitParts extends OwnParts {
  readonly role: "sysop" | "user" | "guest";
  /** Whether nobody changes anything. */
  readOnly(): boolean;
  /** Names that a listing has at most, when that is not the usual number. */
  readonly maxEntries?: number;
  readonly flagged?: FlaggedFiles;
}

/** A visit. Everything rejects with an `SftpRefusal` and nothing else. */
export class SftpVisit {
  readonly #own: OwnUploads;

  constructor(private readonly parts: SftpVisitParts) {
    this.#own = new OwnUploads(parts);
  }

  /** The path from the root on, whether there is something or not. */
  canonical(path: string): string {
    return `/${this.#names(path).join("/")}`;
  }

  /** What is there. Links are what they lead to. */
  async stat(path: string): Promise<SftpEntry> {
    const names = this.#names(path);
    if (this.#isFlagged(names) && names.length === 1) return entryOf(FLAGGED, (await this.#find([])).info);
    return entryOf(names.at(-1) ?? "/", (await this.#find(await this.#meant(names))).info);
  }

  /** How much room there is for him. */
  async space(): Promise<SftpSpace> {
    try {
      const { bsize, blocks, bavail } = await statfs((await this.#find([])).path);
      const disk = { all: blocks * bsize, free: bavail * bsize };
      if (this.parts.role === "sysop") return disk;
      const { all, free } = this.parts.room.space;
      return { all: Math.min(all, disk.all), free: Math.min(free, disk.free) };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** The names in a folder, each to be asked for by {@linkcode stat}. */
  async list(path: string): Promise<readonly string[]> {
    const names = this.#names(path);
    if (this.#isFlagged(names)) {
      if (names.length > 1) throw noSuchFile();
      return [...(await this.#flagged()).keys()];
    }
    const { root, role, maxEntries: most = MAX_ENTRIES } = this.parts;
    return await root.turns.shared(async () => {
      const place = await this.#look(names);
      if (!place.info.isDirectory) throw noSuchFile();
      if (role !== "sysop" && isUploads(place.names[0])) return this.#own.list;
      const listed: string[] = place.names.length === 0 && this.parts.flagged !== undefined ? [FLAGGED] : [];
      try {
        for await (const { name } of Deno.readDir(place.path)) {
          if (parseSftpPath(name)?.length !== 1 || (names.length === 0 && this.#isFlagged([name]))) continue;
          if (role !== "sysop" && isHidden([name])) continue;
          listed.push(name);
          if (listed.length > most) {
            throw new SftpRefusal("failure", `There are more than ${most} names`);
          }
        }
      } catch (error) {
        throw refusalOf(error);
      }
      // It was this folder that was read, if it still is.
      const now = await this.#look(names);
      if (now.path !== place.path || !sameFile(now.info, place.info)) throw noSuchFile();
      return listed;
    });
  }

  /** Opens a file. */
  async open(path: string, how: SftpOpening): Promise<SftpFile> {
    const names = this.#names(path);
    if (!how.write && !how.append && !how.create && !how.truncate) return await this.#openToRead(names);
    this.#mayChange(names);
    const file = this.parts.role === "sysop"
      ? await this.#openToChange(names, how)
      : await this.#own.open(names, how);
    try {
      if (how.truncate) await file.truncate(0);
      return file;
    } catch (error) {
      await file.close(false);
      throw error;
    }
  }

  async mkdir(path: string): Promise<void> {
    this.#isSysop();
    await this.#change(path, (spot) => {
      if (spot.info !== undefined) throw refusalOf(new Deno.errors.AlreadyExists());
      this.parts.root.mkdir(spot);
    });
  }

  async rmdir(path: string): Promise<void> {
    this.#isSysop();
    await this.#change(path, (spot) => {
      if (spot.info === undefined) throw noSuchFile();
      if (!spot.info.isDirectory || isFixed(spot.names)) {
        throw new SftpRefusal("failure", "This is not to be removed");
      }
      this.parts.root.remove(spot);
    });
  }

  /** Removes a file; of a link the link itself. */
  async remove(path: string): Promise<void> {
    await this.#change(path, (spot) => {
      if (spot.info === undefined) throw noSuchFile();
      if (spot.info.isDirectory) throw new SftpRefusal("failure", "This is a folder");
      this.parts.root.remove(spot);
      const name = uploadName(spot.names);
      if (name !== undefined) this.parts.sent.remove(name);
    });
    await this.parts.sent.kept();
  }

  /** `replace`: a file of the new name is replaced. */
  async rename(from: string, to: string, replace: boolean): Promise<void> {
    const target = this.#names(to);
    this.#mayChange(target);
    await this.#change(from, async (source) => {
      if (source.info === undefined) throw noSuchFile();
      if (source.info.isSymlink || isFixed(source.names)) {
        throw new SftpRefusal("denied", "This stays where it is");
      }
      const goal = this.parts.role === "sysop"
        ? await this.parts.root.spot(target)
        : await this.#own.spot(target, true);
      const replaces = replace && goal.info?.isFile === true && source.info.isFile;
      if (goal.info !== undefined && !replaces) throw refusalOf(new Deno.errors.AlreadyExists());
      await this.parts.root.rename(source, goal, replace);
      const [before, after] = [uploadName(source.names), uploadName(goal.names)];
      if (before !== undefined && after !== undefined) this.parts.sent.rename(before, after);
      else if (before !== undefined) this.parts.sent.remove(before);
    });
    await this.parts.sent.kept();
  }

  /** Sets size, mode and times. `exact`: a mode that cannot be had in full is refused, and nothing is done. */
  async change(
    path: string,
    changes: FileChanges & { readonly size?: number },
    exact: boolean = true,
  ): Promise<void> {
    const { root } = this.parts;
    if (this.parts.role !== "sysop") {
      const file = await this.open(path, CHANGE);
      return await changeFile(file, changes, exact).finally(() => file.close(true));
    }
    const names = this.#names(path);
    this.#mayChange(names);
    await root.turns.alone(async () => {
      const place = await root.find(names);
      if (!place.info.isDirectory) {
        const { file } = await root.open(names, true, () => {});
        const opened = new SftpFile(file, place.info.size, {
          write: true,
          modes: fileModes(root, place.names, place.info, SYSOP_FILE),
        });
        return await changeFile(opened, changes, exact).finally(() => opened.close(true));
      }
      const { mode, size, ...times } = changes;
      if (size !== undefined) throw new SftpRefusal("failure", "This is a folder");
      if (mode !== undefined && exact && !isGranted(mode, SYSOP_FOLDER)) {
        throw new SftpRefusal("denied", "This mode is not to be had here");
      }
      root.setFolder(place, {
        ...times,
        ...(mode === undefined ? {} : { mode: grantedMode(mode, SYSOP_FOLDER) }),
      });
    });
  }

  async #openToRead(names: readonly string[]): Promise<SftpFile> {
    const { root, flagged } = this.parts;
    const meant = await this.#meant(names);
    return await root.turns.shared(async () => {
      const { file, place } = await root.open(
        await this.#own.meant(meant),
        false,
        (place) => this.#judge(place),
      );
      return new SftpFile(file, place.info.size, {
        write: false,
        closed: async ({ readToEnd }) => {
          if (readToEnd && this.#isFlagged(names)) await flagged?.remove(meant.join("/"));
        },
      });
    });
  }

  async #openToChange(names: readonly string[], how: SftpOpening): Promise<SftpFile> {
    const { root, filemode } = this.parts;
    return await root.turns.alone(async () => {
      const spot = await root.spot(names);
      if (spot.info === undefined) {
        if (!how.create) throw noSuchFile();
        const { file, info } = await root.create(spot, filemode());
        const modes = fileModes(root, spot.names, info, SYSOP_FILE);
        return new SftpFile(file, 0, { write: true, append: how.append, modes });
      }
      if (how.create && how.exclusive) throw refusalOf(new Deno.errors.AlreadyExists());
      const { file, place } = await root.open(names, true, () => {});
      const modes = fileModes(root, place.names, place.info, SYSOP_FILE);
      return new SftpFile(file, place.info.size, { write: true, append: how.append, modes });
    });
  }

  /** Where a path leads, if he may know. */
  #find(names: readonly string[]): Promise<Place> {
    return this.parts.root.turns.shared(() => this.#look(names));
  }

  async #look(names: readonly string[]): Promise<Place> {
    const place = await this.parts.root.find(await this.#own.meant(names));
    this.#judge(place);
    return place;
  }

  /** Refuses, in the words for what is not there, what is not for him to see. */
  #judge(place: Place): void {
    if (this.parts.role === "sysop") return;
    const { names } = place;
    const uploaded = isUploads(names[0]) && names.length > 1;
    if (isHidden(names) || (uploaded && !this.#own.has(place))) throw noSuchFile();
  }

  /** Does something to the tree, alone. */
  async #change(path: string, run: (spot: Spot) => void | Promise<void>): Promise<void> {
    const names = this.#names(path);
    this.#mayChange(names);
    const { root, role } = this.parts;
    await root.turns.alone(async () => {
      try {
        await run(role === "sysop" ? await root.spot(names) : await this.#own.spot(names, false));
      } catch (error) {
        throw refusalOf(error);
      }
    });
  }

  #isSysop(): void {
    if (this.parts.role !== "sysop") throw new SftpRefusal("denied", "Permission denied");
  }

  #mayChange(names: readonly string[]): void {
    if (this.parts.readOnly() || this.#isFlagged(names)) throw new SftpRefusal("denied", "Permission denied");
  }

  #names(path: string): readonly string[] {
    const names = parseSftpPath(path);
    if (names === undefined) throw noSuchFile();
    return names;
  }

  #isFlagged(names: readonly string[]): boolean {
    return this.parts.flagged !== undefined && names[0] === FLAGGED;
  }

  /** The names below the root that are meant, where a flagged file goes by its own. */
  async #meant(names: readonly string[]): Promise<readonly string[]> {
    if (!this.#isFlagged(names)) return names;
    const meant = names.length === 2 ? (await this.#flagged()).get(names[1]!) : undefined;
    if (meant === undefined) throw noSuchFile();
    return meant;
  }

  /** What is flagged, by its last name; the first one of a name wins. */
  async #flagged(): Promise<ReadonlyMap<string, readonly string[]>> {
    const paths = await this.parts.flagged?.list().catch((error) => {
      throw refusalOf(error);
    });
    const named = new Map<string, readonly string[]>();
    for (const path of paths ?? []) {
      const names = parseSftpPath(path);
      const name = names?.at(-1);
      if (names === undefined || name === undefined || names[0] === FLAGGED || named.has(name)) continue;
      named.set(name, names);
    }
    return named;
  }
}

/** What is there is changed. */
const CHANGE: SftpOpening = { write: true, append: false, create: false, truncate: false, exclusive: false };

/** The folder for uploads stays. */
function isFixed(names: readonly string[]): boolean {
  return names.length === 1 && isUploads(names[0]);
}
