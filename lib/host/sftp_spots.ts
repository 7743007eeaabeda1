/**
 * Places in the folder of files, and why something is not done there.
 *
 * @module
 */

import type { DiskInfo } from "./disk_file.ts";

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
  readonly info: DiskInfo;
}

/** A name in a folder, whether there is something of that name or not. */
export interface Spot {
  readonly folder: Place;
  readonly name: string;
  readonly path: string;
  readonly names: readonly string[];
  /** What is there, a link not followed. */
  readonly info: DiskInfo | undefined;
}

/** Whether both are the same file. */
export function sameFile(a: DiskInfo, b: DiskInfo): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** What the system's errors mean, by the names that Node has for them. */
const MEANINGS: Readonly<Record<string, "gone" | "there" | "denied">> = {
  ENOENT: "gone",
  ENOTDIR: "gone",
  // A pipe, or a device without a driver, in place of a file.
  ENXIO: "gone",
  EEXIST: "there",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
};

/** A refusal in place of an error of the system, whose words would tell where on the disk this is. */
export function refusalOf(error: unknown): SftpRefusal {
  if (error instanceof SftpRefusal) return error;
  switch (meaningOf(error)) {
    case "gone":
      return noSuchFile();
    case "there":
      return new SftpRefusal("failure", "There is something of that name already");
    case "denied":
      return new SftpRefusal("denied", "Permission denied");
    case undefined:
      return new SftpRefusal("failure", "Failure");
  }
}

function meaningOf(error: unknown): "gone" | "there" | "denied" | undefined {
  const { NotFound, NotADirectory, AlreadyExists, PermissionDenied, NotCapable } = Deno.errors;
  if (error instanceof NotFound || error instanceof NotADirectory) return "gone";
  if (error instanceof AlreadyExists) return "there";
  if (error instanceof PermissionDenied || error instanceof NotCapable) return "denied";
  const { code } = error instanceof Error ? error as Error & { readonly code?: unknown } : {};
  return typeof code === "string" && Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
}
