/**
 * Paths as an SFTP client names them: lists of names below the root, which nothing above it can be written as.
 *
 * What a name on the way really is (a link, perhaps) is not known here; see `sftp_root.ts`.
 *
 * @module
 */

/** Where uploads wait for a sysop. */
export const UPLOADS = "__uploads__";
/** The folder that holds what a caller has flagged; it is not on the disk. */
export const FLAGGED = "__flagged__";

/** Characters of a path; PATH_MAX of Linux. */
const MAX_PATH = 4096;
/** Folders within folders. */
const MAX_DEPTH = 64;
/** Bytes of a name; NAME_MAX of Linux. */
const MAX_NAME = 255;

/** What would play tricks on a screen, end a path early or, with another system's rules, lead elsewhere. */
const FORBIDDEN = /[/\\\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;
/** What means something else to Windows: streams, devices, names that lose their end. */
const WINDOWS = /[<>:"|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A name that leads to no other folder than the one it is looked up in, and is harmless on a screen. */
export function isSftpName(name: string, windows: boolean = Deno.build.os === "windows"): boolean {
  return name !== "" && name !== "." && name !== ".." && !FORBIDDEN.test(name) &&
    new TextEncoder().encode(name).length <= MAX_NAME && !(windows && WINDOWS.test(name));
}

/** The names of a path, from the root on, whether it begins with a slash or not; `undefined` when it is none. */
export function parseSftpPath(path: string): readonly string[] | undefined {
  if (path.length > MAX_PATH) return undefined;
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      names.pop();
      continue;
    }
    if (!isSftpName(name)) return undefined;
    names.push(name);
    if (names.length > MAX_DEPTH) return undefined;
  }
  return names;
}

/** Whether this is the name of the folder for uploads, on systems to which letters are the same in both cases, too. */
export function isUploads(name: string | undefined): boolean {
  return name?.toUpperCase().toLowerCase() === UPLOADS;
}

/** Whether something on the way is hidden. */
export function isHidden(names: readonly string[]): boolean {
  return names.some((name) => name.startsWith("."));
}
