/**
 * Reads the configuration file, and writes the default one where there is none.
 *
 * Knows paths and disks, not what stands in the file.
 *
 * @module
 */

import { dirname } from "node:path";
import { quote } from "../base/brand.ts";
import { OperatorError } from "../base/errors.ts";
import { decodeIniBytes, MAX_INI_BYTES } from "./ini_document.ts";

/** A configuration file that was read. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  /** Whether it was not there and the default was written. */
  readonly created: boolean;
}

/**
 * Reads the file at `path`. When it is missing, writes `renderDefault()` there first: folders that are missing with
 * mode 0700, the file with 0600. Never overwrites anything.
 *
 * @throws {OperatorError} when it cannot be read or written: no permission, a folder, too large
 * @throws {FileContentError} when it is not UTF-8
 */
export async function openConfigFile(path: string, renderDefault: () => string): Promise<ConfigFile> {
  const text = await readConfigFile(path);
  if (text !== undefined) return { path, text, created: false };
  const rendered = renderDefault();
  try {
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await Deno.writeTextFile(path, rendered, { createNew: true, mode: 0o600 });
  } catch (error) {
    // Another start was faster: its file is as good as ours.
    const other = error instanceof Deno.errors.AlreadyExists ? await readConfigFile(path) : undefined;
    if (other !== undefined) return { path, text: other, created: false };
    throw new OperatorError(`Cannot write configuration ${quote(path)}: ${reason(error)}`, { cause: error });
  }
  return { path, text: rendered, created: true };
}

/** Reads the file at `path`; `undefined` when there is none. Throws as {@linkcode openConfigFile} does. */
export async function readConfigFile(path: string): Promise<string | undefined> {
  const refuse = (found: string, cause?: unknown): never => {
    throw new OperatorError(`Cannot read configuration ${quote(path)}: ${found}`, { cause });
  };
  try {
    const info = await Deno.stat(path);
    if (info.isDirectory) refuse("expected a file, found a folder");
    if (!info.isFile) refuse("expected a file, found a device or pipe");
    if (info.size > MAX_INI_BYTES) {
      refuse(`expected at most ${MAX_INI_BYTES} bytes, found ${info.size}`);
    }
    return decodeIniBytes(await Deno.readFile(path), path);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    if (error instanceof Deno.errors.NotFound) return undefined;
    return refuse(reason(error), error);
  }
}

/** Why the system refused, in words a sysop knows. */
function reason(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "no permission";
  if (error instanceof Deno.errors.NotCapable) return "the program was started without permission for it";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "a part of the path is not a folder";
  }
  return error instanceof Error ? error.message : String(error);
}
