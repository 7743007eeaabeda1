/**
 * The home folder of a board: where its files are.
 *
 * @module
 */

import { OperatorError, toPlainError } from "../base/errors.ts";
import { isAbsolute, resolve } from "../base/path.ts";
import { openConfigFile } from "../config/config_file.ts";
import { type Configuration, loadConfiguration } from "../config/configuration.ts";
import { renderDefaultFile } from "../config/default_file.ts";
import { systemSection } from "../host/settings.ts";
import { sftpSection } from "../host/sftp_settings.ts";
import { filesSection } from "../wire/world_settings.ts";
import { SECTIONS } from "./settings.ts";
import { sshSection } from "./ssh_settings.ts";

/** Write permission for the group, and for everybody. */
const OTHERS_WRITE = 0o022;

/** Where the files of a home folder are. */
export interface HomePaths {
  readonly home: string;
  readonly config: string;
  readonly control: string;
  data(configuration: Configuration): string;
  database(configuration: Configuration): string;
  /** A path of the INI file, which begins in the home folder. */
  within(path: string): string;
}

/** Finds the files of a home folder. */
export function homePaths(home: string, config?: string): HomePaths {
  const root = resolve(home);
  const within = (path: string) => isAbsolute(path) ? path : `${root}/${path}`;
  const data = (configuration: Configuration) => within(configuration.get(systemSection).datapath);
  return {
    home: root,
    config: config === undefined ? `${root}/x84.ini` : resolve(config),
    control: `${root}/x84.sock`,
    data,
    database: (configuration) => `${data(configuration)}/x84.sqlite3`,
    within,
  };
}

/** Reads the INI file of a home folder; writes the default one first when there is none. */
export async function loadHome(
  paths: HomePaths,
): Promise<{ readonly configuration: Configuration; readonly created: boolean }> {
  await makeFolder(paths.home);
  const file = await openConfigFile(paths.config, () => renderDefaultFile(SECTIONS));
  return { configuration: readSettings(file.text, file.path), created: file.created };
}

/** Reads the text of an INI file. */
export function readSettings(text: string, path: string): Configuration {
  return loadConfiguration(text, path, SECTIONS, userFolder());
}

/** The folder of the user who started the program. `undefined` also for who may not know. */
function userFolder(): string | undefined {
  try {
    return Deno.env.get("HOME") || Deno.env.get("USERPROFILE") || undefined;
  } catch {
    return undefined;
  }
}

/**
 * What an operator should know of the rights that the server runs with: as root, whatever goes wrong in it goes wrong
 * with all rights; and whoever may write into its folders may change its code and its accounts.
 */
export async function rightsWarnings(folders: Iterable<string>, uid: number | null): Promise<string[]> {
  const warnings: string[] = [];
  if (uid === 0) {
    warnings.push("The server runs as root, and everything in it with all rights: give it a user of its own");
  }
  for (const folder of new Set(folders)) {
    const info = await Deno.stat(folder).catch(() => undefined);
    const mode = info?.mode ?? 0;
    if ((mode & OTHERS_WRITE) === 0) continue;
    const shown = (mode & 0o7777).toString(8);
    warnings.push(
      `Others may write into folder "${folder}" (mode ${shown}): chmod go-w makes it the owner's`,
    );
  }
  return warnings;
}

/** What an operator should know who has enabled files for callers, and cannot have meant it so: nobody would get any. */
export function filesWarnings(configuration: Configuration): string[] {
  const { enabled, root } = configuration.get(sftpSection);
  if (!enabled) return [];
  const warnings: string[] = [];
  if (!configuration.get(sshSection).enabled) {
    warnings.push("SFTP is enabled, but not SSH, by which its callers come: enabled = yes in section [ssh]");
  }
  if (root.trim() === "" && configuration.get(filesSection).root.trim() === "") {
    warnings.push("SFTP is enabled, but has no folder: give it one as root in section [sftp]");
  }
  return warnings;
}

/** Makes a folder that only its owner may look into, unless it is there. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    if (!(await Deno.stat(path)).isDirectory) throw new Error("expected a folder, found a file");
  } catch (error) {
    throw new OperatorError(`Cannot use folder "${path}": ${toPlainError(error).message}`);
  }
}
