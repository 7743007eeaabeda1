/**
 * The folders that scripts come from: the sysop's, then the board inside the program.
 *
 * @module
 */

import type { ScriptFolder } from "../wire/messages.ts";

/** The folders of a board. */
export class ScriptFolders {
  private constructor(
    /** The one that wins first. */
    readonly list: readonly ScriptFolder[],
    /** Paths that a Worker must be able to read. */
    readonly readable: readonly string[],
  ) {}

  /** Takes the folders that exist; the others may be made later, and are then found at the next start. */
  static async open(paths: readonly string[], embedded: string, _cache: string): Promise<ScriptFolders> {
    const list: ScriptFolder[] = [];
    for (const path of paths) {
      const info = await Deno.stat(path).catch(() => undefined);
      if (info?.isDirectory) list.push({ path, source: path, live: true });
    }
    list.push({ path: embedded, source: embedded, live: !Deno.build.standalone });
    return new ScriptFolders(list, list.map(({ path }) => path));
  }
}
