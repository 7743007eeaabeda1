/**
 * A folder out of which no path leads: what is looked up, opened or made lies in it, links followed.
 *
 * The system resolves a path anew each time it is given one, so between the look and the deed another could have put a
 * link in its place. Among the server's own callers that cannot happen: who changes the tree is alone ({@linkcode
 * Turns}), and links cannot be made. Against other programs of the machine, a file that was opened has to be the one
 * (device and inode) that the path leads to within the folder, before and after; nothing is read, written or
 * truncated until that is known.
 *
 * @module
 */

import { isSftpName } from "./sftp_paths.ts";
import { Turns } from "./turns.ts";

/** Between the names of a path without links. */
const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

/** Why something is not done. */
export class SftpRefusal extends Error {
  override readonly name = "SftpRefusal";

  constructor(readonly status: "no such file" | "denied" | "failure", message: string) {
    super(message);
  }
}

/** There is no such thing, or not for this caller: both are said in the same words. */
export function noSuchFile(): SftpRefusal {
  return new SftpRefusal("no such file", "No such file");
}

/** Something in the folder. */
export interface Place {
  /** Its path without links. */
  readonly path: string;
  /** The names of that path below the root. */
  readonly names: readonly string[];
  readonly info: Deno.FileInfo;
}

/** A name in a folder, whether there is something of that name or not. */
export interface Spot {
  readonly path: string;
  readonly names: readonly string[];
  /** What is there, a link not followed. */
  readonly info: Deno.FileInfo | undefined;
}

/** Whether both are the same file. */
export function sameFile(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** A refusal in place of an error of the system, whose words would tell where on the disk this is. */
export function refusalOf(error: unknown): SftpRefusal {
  if (error instanceof SftpRefusal) return error;
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return noSuchFile();
  }
  if (error instanceof Deno.errors.AlreadyExists) {
    return new SftpRefusal("failure", "There is something of that name already");
  }
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return new SftpRefusal("denied", "Permission denied");
  }
  return new SftpRefusal("failure", "Failure");
}

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
      const place = { path, names: namesBelow(top, path), info: await Deno.lstat(path) };
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
    return { path, names: [...folder.names, name], info };
  }

  /** Opens a file that is there. `allowed` judges what the names lead to. */
  async open(
    names: readonly string[],
    write: boolean,
    allowed: (place: Place) => void,
  ): Promise<{ readonly file: Deno.FsFile; readonly place: Place }> {
    const place = await this.find(names);
    allowed(place);
    if (!place.info.isFile) throw new SftpRefusal("failure", "This is a folder");
    return { file: await this.#opened(place, { read: true, write }), place };
  }

  /** Makes a file and opens it. What is there already, a link included, is left alone. */
  async create(spot: Spot): Promise<{ readonly file: Deno.FsFile; readonly info: Deno.FileInfo }> {
    if (spot.info !== undefined) throw refusalOf(new Deno.errors.AlreadyExists());
    const file = await this.#opened(spot, { read: true, write: true, createNew: true });
    return { file, info: await file.stat() };
  }

  /** Opens, and looks whether that was what it was meant to be. */
  async #opened(
    { path, names, info }: Spot,
    options: Deno.OpenOptions,
  ): Promise<Deno.FsFile> {
    const file = await Deno.open(path, options).catch((error) => {
      throw refusalOf(error);
    });
    try {
      const [opened, now] = [await file.stat(), await this.find(names)];
      if (!opened.isFile || now.path !== path || !sameFile(opened, now.info)) throw noSuchFile();
      if (info !== undefined && !sameFile(opened, info)) throw noSuchFile();
      return file;
    } catch (error) {
      file.close();
      throw refusalOf(error);
    }
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
