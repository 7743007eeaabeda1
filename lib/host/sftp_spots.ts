/**
 * Places in the folder of files, and why something is not done there.
 *
 * @module
 */

/** Between the names of a path without links. */
export const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

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
  readonly folder: Place;
  readonly name: string;
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
