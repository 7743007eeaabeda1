/**
 * A folder out of which no path leads: what is looked up, opened or made lies in it, links followed.
 *
 * The system resolves a path anew each time it is given one, so between the look and the deed another could have put a
 * link in its place. Among the server's own callers that cannot happen: who changes the tree is alone ({@linkcode
 * Turns}), and links cannot be made. Against other programs of the machine, a file that was opened has to be the one
 * (device and inode) that the path leads to within the folder, before and after, and nothing is read, written or
 * truncated until that is known; and the tree is changed by the acts of `sftp_acts.ts`.
 *
 * @module
 */

import { createAt, lookFrom, makeFolderAt, move, removeAt, setFolder, setModeAt } from "./sftp_acts.ts";
import { DiskFile, type DiskInfo } from "./disk_file.ts";
import type { FileChanges } from "./sftp_file.ts";
import { isSftpName } from "./sftp_paths.ts";
import {
  noSuchFile,
  type Place,
  refusalOf,
  sameFile,
  SEPARATOR,
  SftpRefusal,
  type Spot,
} from "./sftp_spots.ts";
import { Turns } from "./turns.ts";

/** The folder. */
export class SftpRoot {
  /** What looks at the tree shares, what changes it is alone. */
  readonly turns: Turns = new Turns();

  /** `folder` is asked each time. */
  constructor(private readonly folder: () => string) {}

  /** Makes the folder, and one in it, where they are missing. Rejects when they cannot be made. */
  async make(name: string): Promise<void> {
    await this.turns.alone(() => Deno.mkdir(`${this.folder()}/${name}`, { recursive: true }));
  }

  /** What the names lead to. Rejects with a refusal when that is nothing, or not in the folder. */
  async find(names: readonly string[]): Promise<Place> {
    try {
      const top = await Deno.realPath(this.folder());
      const path = await Deno.realPath([top, ...names].join(SEPARATOR));
      const below = namesBelow(top, path);
      // Asked twice: the disk is waited for by the first, and the second cannot be led astray.
      const first = await Deno.lstat(path);
      const info = below.length === 0 ? first : lookFrom(path);
      const place = { path, names: below, info };
      if (!place.info.isFile && !place.info.isDirectory) throw noSuchFile();
      return place;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** The place of the last name in the folder to which the others lead. */
  async spot(names: readonly string[]): Promise<Spot> {
    const name = names.at(-1);
    if (name === undefined) throw new SftpRefusal("denied", "The root stays as it is");
    const folder = await this.find(names.slice(0, -1));
    if (!folder.info.isDirectory) throw noSuchFile();
    const path = (folder.path.endsWith(SEPARATOR) ? folder.path : folder.path + SEPARATOR) + name;
    const info = await Deno.lstat(path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw refusalOf(error);
    });
    return { folder, name, path, names: [...folder.names, name], info };
  }

  /** Opens a file that is there. `allowed` judges what the names lead to. */
  async open(
    names: readonly string[],
    write: boolean,
    allowed: (place: Place) => void,
  ): Promise<{ readonly file: DiskFile; readonly place: Place }> {
    const place = await this.find(names);
    allowed(place);
    if (!place.info.isFile) throw new SftpRefusal("failure", "This is a folder");
    return { file: await this.#opened(place, write), place };
  }

  /** Makes a file of that mode and opens it. What is there already, a link included, is left alone. */
  async create(
    spot: Spot,
    mode: number,
  ): Promise<{ readonly file: DiskFile; readonly info: DiskInfo }> {
    const file = acting(() => createAt(spot, mode));
    try {
      const info = await file.info();
      // The system takes away what the process may not give.
      if (info.mode !== null && (info.mode & 0o777) !== mode) setModeAt({ ...spot, info }, mode);
      return { file, info };
    } catch (error) {
      file.close();
      throw refusalOf(error);
    }
  }

  /** Makes a folder where there is nothing. */
  mkdir(spot: Spot): void {
    acting(() => makeFolderAt(spot));
  }

  /** Removes what was found there. */
  remove(spot: Spot): void {
    acting(() => removeAt(spot));
  }

  /** Gives what was found there another place. `replace`: a file may take the place of another. */
  async rename(from: Spot, to: Spot, replace: boolean): Promise<void> {
    const [a, b] = [from.folder.names, to.folder.names];
    const differs = a.findIndex((name, at) => name !== b[at]);
    const above = await this.find(a.slice(0, differs < 0 ? a.length : differs));
    acting(() => move(from, to, above, replace));
  }

  /** Sets the mode of a file. */
  async setMode(names: readonly string[], mode: number, info: DiskInfo): Promise<void> {
    const { names: real } = await this.find(names);
    const spot = await this.spot(real);
    acting(() => setModeAt({ ...spot, info }, mode));
  }

  /** Sets mode and times of a folder. */
  setFolder(place: Place, changes: FileChanges): void {
    acting(() => setFolder(place, changes));
  }

  /** Opens, and looks whether that was what it was meant to be. */
  async #opened({ path, names, info }: Place, write: boolean): Promise<DiskFile> {
    const file = await DiskFile.open(path, { write }).catch((error) => {
      throw refusalOf(error);
    });
    try {
      const [opened, now] = [await file.info(), await this.find(names)];
      if (!opened.isFile || now.path !== path || !sameFile(opened, now.info)) throw noSuchFile();
      if (!sameFile(opened, info)) throw noSuchFile();
      return file;
    } catch (error) {
      file.close();
      throw refusalOf(error);
    }
  }
}

/** Does something; what goes wrong is a refusal. */
function acting<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The names of a path below the root, links out of it refused. */
function namesBelow(top: string, path: string): readonly string[] {
  if (path === top) return [];
  const prefix = top.endsWith(SEPARATOR) ? top : top + SEPARATOR;
  if (!path.startsWith(prefix)) throw noSuchFile();
  const names = path.slice(prefix.length).split(SEPARATOR);
  if (!names.every((name) => isSftpName(name))) throw noSuchFile();
  return names;
}
