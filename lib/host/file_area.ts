/**
 * The file area: a folder of the sysop's that callers look into, and nothing beside it.
 *
 * A path is a list of names, each checked before it is used; what it leads to in the end, links followed, has to lie in
 * the folder. Whatever begins with a dot is not there, nor is what is neither a file nor a folder.
 *
 * @module
 */

import { isAbsolute } from "../base/path.ts";
import { type AreaChunk, type AreaEntry, type AreaPage, isAreaName } from "../wire/world_calls.ts";
import type { FilesSettings } from "../wire/world_settings.ts";
import { DiskFile, type DiskInfo } from "./disk_file.ts";
import { isUploads } from "./sftp_paths.ts";

/** Entries of a folder that are looked at; a folder that has more shows its first ones by chance. */
const MAX_ENTRIES = 5000;
/** Entries that are looked at at once. */
const AT_ONCE = 32;

/** What the area needs to know. */
export interface FileAreaOptions {
  readonly settings: () => FilesSettings;
  /** The folder that relative paths begin in. */
  readonly home: string;
}

/** Something in the area, its path without links. */
interface Found {
  readonly path: string;
  readonly info: DiskInfo;
}

/** The folder. */
export class FileArea {
  readonly #options: FileAreaOptions;

  constructor(options: FileAreaOptions) {
    this.#options = options;
  }

  /** Whether there is one for such a caller. */
  isOpen(guest: boolean): boolean {
    const { root, guests } = this.#options.settings();
    return root.trim() !== "" && (guests || !guest);
  }

  /** A page of a folder, folders first; `undefined` when there is no such folder. */
  async list(names: readonly string[], offset: number, limit: number): Promise<AreaPage | undefined> {
    const folder = await this.#find(names);
    if (!folder?.info.isDirectory) return undefined;
    const listed: string[] = [];
    try {
      for await (const { name } of Deno.readDir(folder.path)) {
        if (isAreaName(name)) listed.push(name);
        if (listed.length >= MAX_ENTRIES) break;
      }
    } catch {
      return undefined;
    }
    const entries: AreaEntry[] = [];
    for (let at = 0; at < listed.length; at += AT_ONCE) {
      const looked = listed.slice(at, at + AT_ONCE).map((name) => this.#entry(names, name));
      for (const entry of await Promise.all(looked)) if (entry !== undefined) entries.push(entry);
    }
    entries.sort((a, b) => Number(b.folder) - Number(a.folder) || compare(a.name, b.name));
    return { entries: entries.slice(offset, offset + limit), total: entries.length };
  }

  /** A piece of a file, less at its end; `undefined` when there is no such file. */
  async read(names: readonly string[], offset: number, length: number): Promise<AreaChunk | undefined> {
    const found = await this.#find(names);
    if (!found?.info.isFile) return undefined;
    try {
      using file = await DiskFile.open(found.path, { write: false });
      const { size, isFile, dev, ino } = await file.info();
      // Somebody may have put something else in its place since.
      if (!isFile || dev !== found.info.dev || ino !== found.info.ino) return undefined;
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let read = 0;
      while (read < bytes.length) {
        const got = await file.read(bytes.subarray(read), offset + read);
        if (got === 0) break;
        read += got;
      }
      return { bytes: bytes.slice(0, read), size };
    } catch {
      return undefined;
    }
  }

  async #entry(folder: readonly string[], name: string): Promise<AreaEntry | undefined> {
    const found = await this.#find([...folder, name]);
    if (found === undefined) return undefined;
    const { isDirectory, isFile, size, mtime } = found.info;
    if (!isDirectory && !isFile) return undefined;
    return { name, folder: isDirectory, size: isDirectory ? 0 : size, changed: mtime?.getTime() ?? 0 };
  }

  /** What a path leads to, if that is in the area. */
  async #find(names: readonly string[]): Promise<Found | undefined> {
    const root = this.#options.settings().root.trim();
    if (root === "" || !names.every(isAreaName)) return undefined;
    try {
      const top = await realPath(isAbsolute(root) ? root : `${this.#options.home}/${root}`);
      const path = await realPath([top, ...names].join("/"));
      if (path !== top) {
        const prefix = top.endsWith("/") ? top : `${top}/`;
        // A link may lead to a hidden place within the area, too.
        const real = path.slice(prefix.length).split("/");
        // Uploads by SFTP wait for a sysop, who sees them by SFTP.
        if (!path.startsWith(prefix) || !real.every(isAreaName) || isUploads(real[0])) return undefined;
      }
      return { path, info: await Deno.lstat(path) };
    } catch {
      return undefined;
    }
  }
}

/** The path without links, with slashes whatever the system has. */
async function realPath(path: string): Promise<string> {
  const real = await Deno.realPath(path);
  return Deno.build.os === "windows" ? real.replaceAll("\\", "/") : real;
}

/** In the order of the alphabet, capitals among the others; the same everywhere. */
function compare(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : a > b ? 1 : 0;
}
