/**
 * Finds a script by its name and loads it.
 *
 * The board's folders are searched in order. A file that changed since it was last loaded is loaded anew: the time
 * of its last change is part of the URL. Nothing but a checked {@linkcode ScriptName} becomes a path, and the
 * file's real path must lie inside the folder.
 *
 * @module
 */

import type { ScriptName } from "../base/brand.ts";
import { toPlainError } from "../base/errors.ts";
import type { BoardView, ScriptFolder } from "../wire/messages.ts";
import { ScriptError } from "./signals.ts";

/** Milliseconds until a script that awaits for ever while it is loaded is given up. */
const LOAD_DEADLINE = 10_000;

/** Milliseconds that the copy of an edited script may be late (see `ScriptFolder.source`). */
const COPY_DEADLINE = 2000;

/** What a script exports. */
export type ScriptMain = (session: unknown, ...args: unknown[]) => unknown;

function fileUrl(path: string): string {
  return new URL(`file://${path.split("/").map(encodeURIComponent).join("/")}`).href;
}

/** When a file was last changed, in milliseconds since 1970; `undefined` when it is not there. */
function changeTime(path: string): number | undefined {
  try {
    const info = Deno.statSync(path);
    return info.isFile ? info.mtime?.getTime() ?? 0 : undefined;
  } catch {
    return undefined;
  }
}

/** Waits until a copy is as young as its original; a copy that does not come is used as it is. */
async function caughtUp(copy: string, changed: number): Promise<void> {
  const deadline = performance.now() + COPY_DEADLINE;
  while (changeTime(copy) !== changed && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Loads scripts for one Worker. */
export class ScriptLoader {
  #board: BoardView;
  #realFolders = new Map<string, string>();

  constructor(board: BoardView) {
    this.#board = board;
  }

  /** The board in use. */
  get board(): BoardView {
    return this.#board;
  }

  /** Takes another board, after the INI file was read again. */
  setBoard(board: BoardView): void {
    this.#board = board;
    this.#realFolders.clear();
  }

  /** The script's `main`. Throws a {@linkcode ScriptError} when there is none, or when it does not load. */
  async load(name: ScriptName): Promise<ScriptMain> {
    const url = await this.#find(name);
    if (url === undefined) throw new ScriptError("No such script", name);
    let module: { default?: unknown };
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      module = await Promise.race([
        import(url),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error("It did not finish loading")), LOAD_DEADLINE);
        }),
      ]);
    } catch (error) {
      throw new ScriptError(`Cannot load: ${toPlainError(error).message}`, name, { cause: error });
    } finally {
      clearTimeout(timer);
    }
    if (typeof module.default !== "function") {
      throw new ScriptError('Cannot run: expected "export default async function main(session)"', name);
    }
    return module.default as ScriptMain;
  }

  /** The folder that holds `path` of a script folder, for files beside the scripts (art). */
  folders(): readonly ScriptFolder[] {
    return this.#board.scriptFolders;
  }

  /** What a traceback names as the folder's path, as the sysop knows it. */
  translate(stack: string): string {
    let text = stack.replace(/\?v=\d+/g, "");
    for (const { path, source } of this.#board.scriptFolders) {
      if (path !== source) text = text.replaceAll(fileUrl(path), fileUrl(source));
    }
    return text;
  }

  async #find(name: ScriptName): Promise<string | undefined> {
    const relative = `${name.replaceAll(".", "/")}.ts`;
    for (const folder of this.#board.scriptFolders) {
      const changed = changeTime(`${folder.source}/${relative}`);
      if (changed === undefined) continue;
      if (!folder.live) return fileUrl(`${folder.path}/${relative}`);
      if (!this.#inside(folder.source, `${folder.source}/${relative}`)) continue;
      const path = `${folder.path}/${relative}`;
      if (folder.path !== folder.source) await caughtUp(path, changed);
      return `${fileUrl(path)}?v=${changed}`;
    }
    return undefined;
  }

  /** Whether a file is really there, and not a link that leads out of the folder. */
  #inside(folder: string, path: string): boolean {
    let real = this.#realFolders.get(folder);
    if (real === undefined) {
      real = Deno.realPathSync(folder);
      this.#realFolders.set(folder, real);
    }
    return Deno.realPathSync(path).startsWith(`${real}/`);
  }
}
