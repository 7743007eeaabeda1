/**
 * Which files of a folder a script is made of, and whether one of them was edited.
 *
 * A runtime loads a module once for each URL, and what a script imports has the URL that stands in its text. So the
 * folder itself gets another URL, its next *generation*, as soon as a file that was loaded has changed: what is loaded
 * from then on is loaded anew, helpers and all.
 *
 * @module
 */

/** Files of one script that are looked at; more are loaded all the same, but edits of them are not seen. */
const MAX_FILES = 500;
/** A relative path behind `from`, `import` or `import(`. That some of it may stand in a comment does no harm. */
const IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

const SCRIPT = /\.(ts|js|mjs|json)$/;

interface Source {
  readonly changed: number;
  /** What it imports, as paths in the folder. */
  readonly imports: readonly string[];
}

/** When a file was last changed, in milliseconds since 1970; `undefined` when it is not there. */
export function changeTime(path: string): number | undefined {
  try {
    const info = Deno.statSync(path);
    return info.isFile ? info.mtime?.getTime() ?? 0 : undefined;
  } catch {
    return undefined;
  }
}

/** The path that a file's import means; `undefined` when it leads out of the folder, or to what is no script. */
function resolveImport(from: string, specifier: string): string | undefined {
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split(/[?#]/, 1)[0]!.split("/")) {
    if (part === ".." && parts.pop() === undefined) return undefined;
    if (part !== "." && part !== ".." && part !== "") parts.push(part);
  }
  const path = parts.join("/");
  return SCRIPT.test(path) && !parts.some((part) => part.startsWith(".")) ? path : undefined;
}

/** The scripts of one folder, as one Worker has loaded them. */
export class ScriptGraph {
  #sources = new Map<string, Source>();
  /** The files of this generation, and when they had been changed when they were loaded. */
  #loaded = new Map<string, number | undefined>();
  #generation = 0;

  constructor(private readonly folder: string) {}

  /** How often a file that was loaded has changed. */
  get generation(): number {
    return this.#generation;
  }

  /** The script's files with the times of their last changes; those of a changed one begin a generation. */
  look(script: string): ReadonlyMap<string, number | undefined> {
    const files = new Map<string, number | undefined>();
    const waiting = [script];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (files.has(path) || files.size >= MAX_FILES) continue;
      const changed = changeTime(`${this.folder}/${path}`);
      files.set(path, changed);
      if (changed !== undefined) waiting.push(...this.#importsOf(path, changed));
    }
    for (const [path, changed] of files) {
      if (!this.#loaded.has(path) || this.#loaded.get(path) === changed) continue;
      this.#generation++;
      this.#loaded.clear();
      break;
    }
    for (const [path, changed] of files) this.#loaded.set(path, changed);
    return files;
  }

  #importsOf(path: string, changed: number): readonly string[] {
    const known = this.#sources.get(path);
    if (known?.changed === changed) return known.imports;
    const imports: string[] = [];
    try {
      for (const [, specifier] of Deno.readTextFileSync(`${this.folder}/${path}`).matchAll(IMPORT)) {
        const resolved = resolveImport(path, specifier!);
        if (resolved !== undefined) imports.push(resolved);
      }
    } catch {
      // What cannot be read is not loaded either, and says so then.
    }
    this.#sources.set(path, { changed, imports });
    return imports;
  }
}
