/**
 * Finds a script by its name and loads it.
 *
 * The board's folders are searched in order. A script is loaded anew when it, or a file that it imports, has changed
 * since (`script_graph.ts`). Nothing but a checked {@linkcode ScriptName} becomes a path, and the
 * file's real path must lie inside the folder.
 *
 * @module
 */

import type { ScriptName } from "../base/brand.ts";
import { toPlainError } from "../base/errors.ts";
import type { BoardView, ScriptFolder } from "../wire/messages.ts";
import { changeTime, ScriptGraph } from "./script_graph.ts";
import { ScriptError } from "./signals.ts";

/** Milliseconds until a script that awaits for ever while it is loaded is given up. */
const LOAD_DEADLINE = 10_000;

/** Milliseconds that the copy of an edited script may be late (see `ScriptFolder.source`). */
const COPY_DEADLINE = 2000;

/** What a script exports. */
export type ScriptMain = (session: unknown, ...args: unknown[]) => unknown;

const PREFIX = "file:///";

function fileUrl(path: string): string {
  return new URL(`file://${path.split("/").map(encodeURIComponent).join("/")}`).href;
}

/**
 * The URL of a folder in a generation, a number whose bits tell which of its letters stand there percent-encoded, from
 * the last one on: the same folder to the system and another to the runtime. What a script imports by a relative path
 * is found in its own generation so.
 */
function generationUrl(folder: string, generation: number): string {
  const url = [...fileUrl(folder)];
  for (let i = url.length - 1, bits = generation; i >= PREFIX.length && bits > 0; i--) {
    if (url[i - 1] === "%" || url[i - 2] === "%" || !/[a-z0-9]/i.test(url[i]!)) continue;
    if (bits % 2 === 1) url[i] = `%${url[i]!.charCodeAt(0).toString(16)}`;
    bits = Math.floor(bits / 2);
  }
  return url.join("");
}

/** Makes plain letters of those that a generation has encoded. */
function withoutGeneration(text: string): string {
  return text.replace(/file:\/\/[^\s)]+/g, (url) => {
    return url.replace(/%(?:3\d|[46][1-9a-f]|[57][0-9a])/gi, (code) => decodeURIComponent(code));
  });
}

/** Waits until copies are as young as their originals; a copy that does not come is used as it is. */
async function caughtUp(folder: string, files: ReadonlyMap<string, number | undefined>): Promise<void> {
  const deadline = performance.now() + COPY_DEADLINE;
  for (const [path, changed] of files) {
    while (changeTime(`${folder}/${path}`) !== changed && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** Loads scripts for one Worker. */
export class ScriptLoader {
  #board: BoardView;
  #realFolders = new Map<string, string>();
  #graphs = new Map<string, ScriptGraph>();

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
    let text = withoutGeneration(stack);
    for (const { path, source } of this.#board.scriptFolders) {
      if (path === source) continue;
      // Some versions of Deno show what the URL means, not the URL.
      text = text.replaceAll(fileUrl(path), fileUrl(source)).replaceAll(`file://${path}`, `file://${source}`);
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
      const graph = this.#graph(folder.source);
      const files = graph.look(relative);
      if (folder.path !== folder.source) await caughtUp(folder.path, files);
      const encoded = relative.split("/").map(encodeURIComponent).join("/");
      return `${generationUrl(folder.path, graph.generation)}/${encoded}`;
    }
    return undefined;
  }

  #graph(folder: string): ScriptGraph {
    let graph = this.#graphs.get(folder);
    if (graph === undefined) this.#graphs.set(folder, graph = new ScriptGraph(folder));
    return graph;
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
