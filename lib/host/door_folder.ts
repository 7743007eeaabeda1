/**
 * Where the drop file of a run is: a folder of the run's own, or the one that the sysop has named.
 *
 * @module
 */

import { Dropfile, type DropfileFacts, type DropfileType } from "../text/dropfile.ts";
import type { DoorSettings } from "./door_settings.ts";

const TYPES: Readonly<Record<string, DropfileType>> = {
  doorsys: "DOORSYS",
  door32: "DOOR32",
  callinfobbs: "CALLINFOBBS",
  dorinfo: "DORINFO",
};

/** The name of a run's own folder: its node, and its mark, a UUID. */
const RUN = /^node-\d+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A drop file that is on the disk until it is disposed of. */
export class DoorFolder implements AsyncDisposable {
  private constructor(
    /** Path of the folder. */
    readonly path: string,
    /** Path of the drop file; `""` without one. */
    readonly file: string,
    private readonly own: boolean,
    /** Says that others may have the file. */
    private readonly free: () => void = () => {},
  ) {}

  /**
   * Writes the file, readable for the server's user only: into `named`, or else into a new folder below `parent`.
   * `undefined` when that file is another run's, for `inUse` has its path: nobody shall be taken for somebody else.
   * Throws what the disk says.
   */
  static async make(
    type: DoorSettings["droptype"],
    facts: DropfileFacts,
    place: {
      readonly named: string | undefined;
      readonly parent: string;
      readonly mark: string;
      readonly inUse: Set<string>;
    },
  ): Promise<DoorFolder | undefined> {
    const { named, parent, mark, inUse } = place;
    const path = named ?? `${parent}/node-${facts.node}-${mark}`;
    const kind = TYPES[type];
    // Before there is anything to be taken away again: it throws for a node that has no name for its file.
    const dropfile = kind === undefined ? undefined : new Dropfile(kind, facts);
    if (named === undefined) await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    if (dropfile === undefined) return new DoorFolder(path, "", named === undefined);
    const file = `${path}/${dropfile.filename}`;
    // The folder may have several names.
    const key = `${await Deno.realPath(path).catch(() => path)}/${dropfile.filename}`;
    if (inUse.has(key)) return undefined;
    inUse.add(key);
    const folder = new DoorFolder(path, file, named === undefined, () => inUse.delete(key));
    try {
      // A new file: what was there might be a link to somewhere, or belong to somebody who may read it.
      await Deno.remove(file).catch(() => {});
      await Deno.writeFile(file, dropfile.encode(), { createNew: true, mode: 0o600 });
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
    return folder;
  }

  /** Removes it. What programs have left in a folder of their own goes with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.own) await Deno.remove(this.path, { recursive: true }).catch(() => {});
    else if (this.file !== "") await Deno.remove(this.file).catch(() => {});
    this.free();
  }
}

/** Removes the folders of runs that a server which did not end well has left, and nothing else. */
export async function clearDoorFolders(parent: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(parent)).catch(() => []);
  for (const { name, isDirectory } of entries) {
    if (isDirectory && RUN.test(name)) {
      await Deno.remove(`${parent}/${name}`, { recursive: true }).catch(() => {});
    }
  }
}
