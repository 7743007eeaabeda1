/**
 * One caller's visit to the SFTP folder: what he asks, done or refused.
 *
 * @module
 */

import { FLAGGED, isHidden, isUploads, parseSftpPath, UPLOADS } from "./sftp_paths.ts";
import { type FileTimes, SftpFile } from "./sftp_file.ts";
import type { SftpRoom } from "./sftp_room.ts";
import {
  noSuchFile,
  type Place,
  refusalOf,
  sameFile,
  SftpRefusal,
  type SftpRoot,
  type Spot,
} from "./sftp_root.ts";

/** Names that a listing has at most; a folder that has more shows its first ones by chance. */
const MAX_ENTRIES = 20_000;

/** A file or a folder as a listing shows it. */
export interface SftpEntry {
  readonly name: string;
  readonly folder: boolean;
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** What a caller has flagged: paths below the root. They are his to set, so they are not believed. */
export interface FlaggedFiles {
  list(): Promise<readonly string[]>;
  remove(path: string): Promise<void>;
}

/** How a file is opened. */
export interface SftpOpening {
  readonly write: boolean;
  readonly append: boolean;
  readonly create: boolean;
  readonly truncate: boolean;
  readonly exclusive: boolean;
}

/** What a visit depends on. */
export interface SftpVisitParts {
  readonly root: SftpRoot;
  readonly room: SftpRoom;
  readonly role: "sysop" | "user" | "guest";
  /** Whether nobody changes anything. */
  readOnly(): boolean;
  /** Whether he may upload. */
  uploads(): boolean;
  readonly flagged?: FlaggedFiles;
}

/** A visit. Everything rejects with an `SftpRefusal` and nothing else. */
export class SftpVisit {
  constructor(private readonly parts: SftpVisitParts) {}

  /** The path from the root on, whether there is something or not. */
  canonical(path: string): string {
    return `/${this.#names(path).join("/")}`;
  }

  /** What is there. Links are what they lead to. */
  async stat(path: string): Promise<SftpEntry> {
    const names = this.#names(path);
    if (this.#isFlagged(names) && names.length === 1) return entry(FLAGGED, (await this.#find([])).info);
    return entry(names.at(-1) ?? "/", (await this.#find(await this.#meant(names))).info);
  }

  /** The names in a folder, each to be asked for by {@linkcode stat}. */
  async list(path: string): Promise<readonly string[]> {
    const names = this.#names(path);
    if (this.#isFlagged(names)) {
      if (names.length > 1) throw noSuchFile();
      return [...(await this.#flagged()).keys()];
    }
    const { root, role } = this.parts;
    return await root.turns.shared(async () => {
      const place = await this.#look(names);
      if (!place.info.isDirectory) throw noSuchFile();
      if (role !== "sysop" && isUploads(place.names[0])) return [];
      const listed: string[] = place.names.length === 0 && this.parts.flagged !== undefined ? [FLAGGED] : [];
      try {
        for await (const { name } of Deno.readDir(place.path)) {
          if (parseSftpPath(name)?.length !== 1 || (names.length === 0 && this.#isFlagged([name]))) continue;
          if (role !== "sysop" && isHidden([name])) continue;
          listed.push(name);
          if (listed.length >= MAX_ENTRIES) break;
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
    return this.parts.role === "sysop"
      ? await this.#openToChange(names, how)
      : await this.#upload(names, how);
  }

  async mkdir(path: string): Promise<void> {
    await this.#change(path, async ({ path, info }) => {
      if (info !== undefined) throw refusalOf(new Deno.errors.AlreadyExists());
      await Deno.mkdir(path);
    });
  }

  async rmdir(path: string): Promise<void> {
    await this.#change(path, async ({ path, names, info }) => {
      if (info === undefined) throw noSuchFile();
      if (!info.isDirectory || isFixed(names)) throw new SftpRefusal("failure", "This is not to be removed");
      await Deno.remove(path);
    });
  }

  /** Removes a file; of a link the link itself. */
  async remove(path: string): Promise<void> {
    await this.#change(path, async ({ path, info }) => {
      if (info === undefined) throw noSuchFile();
      if (info.isDirectory) throw new SftpRefusal("failure", "This is a folder");
      await Deno.remove(path);
    });
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
      const goal = await this.parts.root.spot(target);
      const replaces = replace && goal.info?.isFile === true && source.info.isFile;
      if (goal.info !== undefined && !replaces) throw refusalOf(new Deno.errors.AlreadyExists());
      await Deno.rename(source.path, goal.path);
    });
  }

  /** Sets size and times of a file, the times of a folder. */
  async change(path: string, { size, atime, mtime }: FileTimes & { readonly size?: number }): Promise<void> {
    const names = this.#names(path);
    this.#mayChange(names);
    if (this.parts.role !== "sysop") throw new SftpRefusal("denied", "Permission denied");
    const { root } = this.parts;
    await root.turns.alone(async () => {
      const place = await root.find(names);
      if (place.info.isDirectory) {
        if (size !== undefined) throw new SftpRefusal("failure", "This is a folder");
        if (atime === undefined || mtime === undefined) return;
        await Deno.utime(place.path, atime, mtime).catch((error) => {
          throw refusalOf(error);
        });
        return;
      }
      const { file } = await root.open(names, true, () => {});
      const opened = new SftpFile(file, place.info.size, { write: true });
      try {
        if (size !== undefined) await opened.truncate(size);
        await opened.setTimes({
          ...(atime === undefined ? {} : { atime }),
          ...(mtime === undefined ? {} : { mtime }),
        });
      } finally {
        await opened.close(true);
      }
    });
  }

  async #openToRead(names: readonly string[]): Promise<SftpFile> {
    const { root, flagged } = this.parts;
    const meant = await this.#meant(names);
    return await root.turns.shared(async () => {
      const { file, place } = await root.open(meant, false, (place) => this.#judge(place));
      return new SftpFile(file, place.info.size, {
        write: false,
        closed: async ({ readToEnd }) => {
          if (readToEnd && this.#isFlagged(names)) await flagged?.remove(meant.join("/"));
        },
      });
    });
  }

  async #openToChange(names: readonly string[], how: SftpOpening): Promise<SftpFile> {
    const { root } = this.parts;
    return await root.turns.alone(async () => {
      const { info } = await root.spot(names);
      if (info === undefined) {
        if (!how.create) throw noSuchFile();
        const { file } = await root.create(await root.spot(names));
        return new SftpFile(file, 0, { write: true, append: how.append });
      }
      if (how.create && how.exclusive) throw refusalOf(new Deno.errors.AlreadyExists());
      const { file, place } = await root.open(names, true, () => {});
      const opened = new SftpFile(file, place.info.size, { write: true, append: how.append });
      try {
        if (how.truncate) await opened.truncate(0);
        return opened;
      } catch (error) {
        await opened.close(false);
        throw error;
      }
    });
  }

  async #upload(names: readonly string[], how: SftpOpening): Promise<SftpFile> {
    const { root, room, uploads } = this.parts;
    const inUploads = names.length === 2 && isUploads(names[0]);
    if (!uploads() || !how.create || !(inUploads || names.length === 1) || isHidden(names)) {
      throw new SftpRefusal("denied", `Uploads go to /${UPLOADS}, as new files`);
    }
    const where = [UPLOADS, names.at(-1)!];
    return await root.turns.alone(async () => {
      const spot = await root.spot(where);
      if (spot.info !== undefined) throw new SftpRefusal("denied", "A file of that name waits already");
      await room.begin((await root.find([UPLOADS])).path).catch((error) => {
        throw refusalOf(error);
      });
      try {
        const { file, info } = await root.create(spot);
        return new SftpFile(file, 0, {
          write: true,
          append: how.append,
          room,
          closed: async ({ whole, size }) => {
            room.end(whole || !await this.#takeAway(where, info) ? undefined : size);
          },
        });
      } catch (error) {
        room.end(0);
        throw error;
      }
    });
  }

  /** Removes what is left of an upload that broke off, if it is still that. */
  #takeAway(names: readonly string[], info: Deno.FileInfo): Promise<boolean> {
    const { root } = this.parts;
    return root.turns.alone(async () => {
      try {
        const spot = await root.spot(names);
        if (spot.info === undefined || !sameFile(spot.info, info)) return false;
        await Deno.remove(spot.path);
        return true;
      } catch {
        return false;
      }
    });
  }

  /** Where a path leads, if he may know. */
  #find(names: readonly string[]): Promise<Place> {
    return this.parts.root.turns.shared(() => this.#look(names));
  }

  async #look(names: readonly string[]): Promise<Place> {
    const place = await this.parts.root.find(names);
    this.#judge(place);
    return place;
  }

  /** Refuses, in the words for what is not there, what only sysops see. */
  #judge({ names }: Place): void {
    if (this.parts.role === "sysop") return;
    if (isHidden(names) || (isUploads(names[0]) && names.length > 1)) throw noSuchFile();
  }

  /** Does something to the tree, alone. */
  async #change(path: string, run: (spot: Spot) => Promise<void>): Promise<void> {
    const names = this.#names(path);
    this.#mayChange(names);
    if (this.parts.role !== "sysop") throw new SftpRefusal("denied", "Permission denied");
    const { root } = this.parts;
    await root.turns.alone(async () => {
      await run(await root.spot(names)).catch((error) => {
        throw refusalOf(error);
      });
    });
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

/** The folder for uploads stays. */
function isFixed(names: readonly string[]): boolean {
  return names.length === 1 && isUploads(names[0]);
}

function entry(name: string, { isDirectory, size, mtime }: Deno.FileInfo): SftpEntry {
  return {
    name,
    folder: isDirectory,
    size: isDirectory ? 0 : size,
    mtime: Math.max(0, Math.floor((mtime?.getTime() ?? 0) / 1000)),
  };
}
