/**
 * What is done to the tree, so that no link that another program puts on the way leads it elsewhere.
 *
 * The runtime takes paths, and the system follows a path anew each time. So the process goes and stands in the folder,
 * looks whether it is the one that was meant, and names what it does by a single name from there: where one stands does
 * not change, whatever happens to the path that led there. Upwards (`..`) is safe, too, for that is never a link; so
 * what goes from one folder to another meets in the folder above both. All of it happens in one go, without anybody
 * else of this thread in between; whoever names files by absolute paths, as all of the server does, does not notice.
 * Scripts, whose threads share the folder, have no `chdir` (`session_worker.ts`).
 *
 * @module
 */

import { closeSync, constants, fchmodSync, fstatSync, openSync } from "node:fs";
import { DiskFile, type DiskInfo } from "./disk_file.ts";
import { noSuchFile, type Place, sameFile, SEPARATOR, type Spot } from "./sftp_spots.ts";

/** How files begin that are on their way from one folder to another; who is no sysop does not see them. */
const ASIDE = ".x84-";

/** Does something while standing where a path without links leads, if it still has none. */
function standingAt<T>(path: string, run: () => T): T {
  const before = whereWeStand();
  Deno.chdir(path);
  try {
    if (Deno.cwd() !== path) throw noSuchFile();
    return run();
  } finally {
    leaveFor(before);
  }
}

/** Does something while standing in a folder. */
function standingIn<T>({ path, info }: Place, run: () => T): T {
  return standingAt(path, () => {
    if (!sameFile(Deno.statSync("."), info)) throw noSuchFile();
    return run();
  });
}

function whereWeStand(): string {
  try {
    return Deno.cwd();
  } catch {
    // Somebody has removed it.
    return "/";
  }
}

function leaveFor(path: string): void {
  try {
    Deno.chdir(path);
  } catch {
    // Then we stay: nobody depends on where that is.
  }
}

/** What a path without links leads to, if it still has none. */
export function lookFrom(path: string): DiskInfo {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf(SEPARATOR)) + 1;
  const folder = path.slice(0, cut);
  const isTop = folder === SEPARATOR || folder.endsWith(`:${SEPARATOR}`);
  return standingAt(isTop ? folder : folder.slice(0, -1), () => Deno.lstatSync(`./${path.slice(cut)}`));
}

/** Makes a folder where there is nothing. */
export function makeFolderAt({ folder, name }: Spot): void {
  standingIn(folder, () => Deno.mkdirSync(`./${name}`));
}

/** Makes a file where there is nothing, not even a link, and opens it. */
export function createAt({ folder, name }: Spot, mode: number): DiskFile {
  return standingIn(folder, () => DiskFile.createSync(`./${name}`, mode));
}

/** Removes what was found there: a file, a link itself, a folder that is empty. */
export function removeAt({ folder, name, info }: Spot): void {
  standingIn(folder, () => {
    expectSame(`./${name}`, info);
    Deno.removeSync(`./${name}`);
  });
}

/** Sets the mode of the file that was found there. */
export function setModeAt({ folder, name, info }: Spot, mode: number): void {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = standingIn(folder, () => openSync(`./${name}`, flags));
  try {
    const { dev, ino } = fstatSync(file);
    if (info === undefined || dev !== info.dev || ino !== info.ino) throw noSuchFile();
    fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}

/** Sets mode and times of a folder. */
export function setFolder(
  place: Place,
  { mode, atime, mtime }: { readonly mode?: number; readonly atime?: number; readonly mtime?: number },
): void {
  standingIn(place, () => {
    if (mode !== undefined) Deno.chmodSync(".", mode);
    if (atime !== undefined && mtime !== undefined) Deno.utimeSync(".", atime, mtime);
  });
}

/**
 * Gives what was found there another place. `above` is the folder that both are in, or the nearest one above both.
 * `replace`: a file may take the place of another.
 */
export function move(from: Spot, to: Spot, above: Place, replace: boolean): void {
  const up = ({ names }: Place) => "../".repeat(names.length - above.names.length);
  const at = <T>(folder: Place, run: (up: string) => T): T =>
    standingIn(folder, () => {
      if (!sameFile(Deno.statSync(`./${up(folder)}`), above.info)) throw noSuchFile();
      return run(up(folder));
    });
  const give = (source: string, target: string) => rename(source, target, from.info, replace);
  if (up(from.folder) === "") return at(to.folder, (up) => give(`./${up}${from.name}`, `./${to.name}`));
  if (up(to.folder) === "") return at(from.folder, (up) => give(`./${from.name}`, `./${up}${to.name}`));
  const aside = ASIDE + crypto.randomUUID();
  at(from.folder, (up) => rename(`./${from.name}`, `./${up}${aside}`, from.info, false));
  try {
    at(to.folder, (up) => give(`./${up}${aside}`, `./${to.name}`));
  } catch (error) {
    at(from.folder, (up) => rename(`./${up}${aside}`, `./${from.name}`, from.info, false));
    throw error;
  }
}

function rename(source: string, target: string, info: DiskInfo | undefined, replace: boolean): void {
  expectSame(source, info);
  const there = lookAt(target);
  if (there !== undefined && !(replace && there.isFile && info!.isFile)) {
    throw new Deno.errors.AlreadyExists();
  }
  if (there === undefined && info!.isFile && link(source, target)) return Deno.removeSync(source);
  Deno.renameSync(source, target);
}

/** Gives a file a second name, which unlike a new one never takes the place of another; `false` where none can be had. */
function link(source: string, target: string): boolean {
  try {
    Deno.linkSync(source, target);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw error;
    return false;
  }
}

function expectSame(path: string, info: DiskInfo | undefined): void {
  const now = lookAt(path);
  if (info === undefined || now === undefined || !sameFile(now, info)) throw noSuchFile();
}

function lookAt(path: string): DiskInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
