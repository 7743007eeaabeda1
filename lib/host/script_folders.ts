/**
 * The folders that scripts come from: the sysop's, then the board inside the program.
 *
 * @module
 */

import type { ScriptFolder } from "../wire/messages.ts";
import { loadStripper, needsMirror, ScriptMirror } from "./script_mirror.ts";

/** How folders are opened. */
export interface ScriptFoldersOptions {
  /** The sysop's folders as absolute paths, the one that wins first. */
  readonly paths: readonly string[];
  /** The folder of the embedded board. */
  readonly embedded: string;
  /** Where copies may be kept, if this program needs them. */
  readonly cache: string;
  failed(message: string): void;
}

/** The folders of a board. Who opens it closes it. */
export class ScriptFolders implements Disposable {
  private constructor(
    /** The one that wins first. */
    readonly list: readonly ScriptFolder[],
    /** Those of the sysop's that are not there. */
    readonly missing: readonly string[],
    /** Paths that a Worker must be able to read. */
    readonly readable: readonly string[],
    private readonly mirrors: readonly ScriptMirror[],
  ) {}

  /** Takes the folders that exist; the others may be made later, and are then found at the next start. */
  static async open({ paths, embedded, cache, failed }: ScriptFoldersOptions): Promise<ScriptFolders> {
    const list: ScriptFolder[] = [];
    const missing: string[] = [];
    const mirrors: ScriptMirror[] = [];
    for (const source of paths) {
      const info = await Deno.stat(source).catch(() => undefined);
      if (!info?.isDirectory) {
        missing.push(source);
        continue;
      }
      if (needsMirror()) {
        const path = `${cache}/scripts/${mirrors.length}`;
        mirrors.push(await ScriptMirror.open(source, path, loadStripper, failed));
        list.push({ path, source, live: true });
      } else {
        list.push({ path: source, source, live: true });
      }
    }
    list.push({ path: embedded, source: embedded, live: !Deno.build.standalone });
    const readable = [...new Set(list.flatMap(({ path, source }) => [path, source]))];
    return new ScriptFolders(list, missing, readable, mirrors);
  }

  [Symbol.dispose](): void {
    for (const mirror of this.mirrors) mirror[Symbol.dispose]();
  }
}
