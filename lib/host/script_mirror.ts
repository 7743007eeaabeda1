/**
 * A copy of a script folder with its types stripped, for programs whose runtime does not do that by itself: one that
 * was compiled with Deno before 2.8 runs JavaScript from disk, not TypeScript.
 *
 * Types become blanks, so lines and columns in tracebacks stay. A copy has the time of its original; a Worker that
 * finds another waits a moment for the copy (see `worker/loader.ts`). Copies are kept from one start to the next: to
 * load the stripper and to strip a whole board takes a quarter of a second.
 *
 * @module
 */

import { dirname } from "../base/path.ts";
import { toPlainError } from "../base/errors.ts";
import { VERSION } from "../base/version.ts";

/** Folders are followed so deep: a script's name has at most four parts. */
const MAX_DEPTH = 4;
/** Milliseconds that changes are gathered before they are copied. */
const SETTLE = 20;
/** Milliseconds after which it is looked whether there is something that nobody told of. */
const SECOND_LOOK = 300;
/** Holds whose copies they are, and who has made them. */
const STAMP = ".stamp";
/** To be counted up when copies of the same version of the program become others. */
const FORMAT = 1;
const SCRIPT = /\.(ts|js|mjs|json)$/;

/** Whether this program needs copies: it is compiled, and its Deno is older than 2.8. */
export function needsMirror(): boolean {
  const [major = 0, minor = 0] = Deno.version.deno.split(".").map(Number);
  return Deno.build.standalone && (major < 2 || (major === 2 && minor < 8));
}

/** Strips the types of a module. Throws with a place when it does not parse. */
export type StripTypes = (source: string) => string;

let loading: Promise<StripTypes> | undefined;

/**
 * Loads the stripper, which is large, once: only who has something to strip pays for it. A module whose TypeScript is more than types (an
 * enum, a parameter property) is written anew instead, so that lines in its tracebacks are not quite those of the file.
 */
export function loadStripper(): Promise<StripTypes> {
  return loading ??= makeStripper();
}

async function makeStripper(): Promise<StripTypes> {
  const { transformSync } = await import("amaro");
  return (source) => {
    for (const mode of ["strip-only", "transform"] as const) {
      try {
        return transformSync(source, { mode }).code;
      } catch (thrown) {
        const { code, message, startLine, startColumn } = thrown as Record<string, unknown>;
        if (code === "UnsupportedSyntax" && mode === "strip-only") continue;
        throw new SyntaxError(`${message} (line ${startLine}, column ${startColumn})`);
      }
    }
    throw new SyntaxError("It is TypeScript of a kind that is not known");
  };
}

/** Keeps the copy of one folder up to date until it is closed. */
export class ScriptMirror implements Disposable {
  #watcher: Deno.FsWatcher | undefined;
  /** One batch of changes after the other. */
  #settling: Promise<void> = Promise.resolve();
  #secondLook: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    readonly source: string,
    readonly path: string,
    private readonly stripper: () => Promise<StripTypes>,
    private readonly failed: (message: string) => void,
  ) {}

  /**
   * Copies to `path` what has changed in `source` since that was done last, and watches it from then on. What other
   * folders, or other versions of the program, have left there is removed. `stripper` is called when it is needed.
   */
  static async open(
    source: string,
    path: string,
    stripper: () => Promise<StripTypes>,
    failed: (message: string) => void,
  ): Promise<ScriptMirror> {
    const stamp = JSON.stringify({ source, version: VERSION, format: FORMAT });
    const found = await Deno.readTextFile(`${path}/${STAMP}`).catch(() => undefined);
    if (found !== stamp) {
      await Deno.remove(path, { recursive: true }).catch(() => {});
      await Deno.mkdir(path, { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(`${path}/${STAMP}`, stamp, { mode: 0o600 });
    }
    const mirror = new ScriptMirror(source, path, stripper, failed);
    await mirror.#catchUp("", 0);
    mirror.#watch();
    return mirror;
  }

  [Symbol.dispose](): void {
    try {
      this.#watcher?.close();
    } catch {
      // Closed already.
    }
    this.#watcher = undefined;
    clearTimeout(this.#secondLook);
  }

  async #watch(): Promise<void> {
    try {
      this.#watcher = Deno.watchFs(this.source, { recursive: true });
      let changed = new Set<string>();
      for await (const event of this.#watcher) {
        if (changed.size === 0) {
          setTimeout(() => {
            const paths = changed;
            changed = new Set();
            this.#settling = this.#settling.then(() => this.#settle(paths));
          }, SETTLE);
        }
        for (const path of event.paths) changed.add(path);
      }
    } catch (error) {
      this.failed(`Cannot watch "${this.source}": ${toPlainError(error).message}`);
    }
  }

  async #settle(paths: Iterable<string>): Promise<void> {
    for (const path of paths) await this.#refresh(path.slice(this.source.length + 1));
    this.#lookAgain();
  }

  /**
   * Looks a moment later at everything, until nothing is found: of a hundred files that come at once the system does not
   * tell each.
   */
  #lookAgain(): void {
    clearTimeout(this.#secondLook);
    if (this.#watcher === undefined) return;
    this.#secondLook = setTimeout(() => {
      this.#settling = this.#settling.then(async () => {
        const found = await this.#catchUp("", 0).catch(() => false);
        if (found) this.#lookAgain();
      });
    }, SECOND_LOOK);
  }

  /** Copies what has another time than its copy and removes copies of what is gone. Answers whether there was any. */
  async #catchUp(folder: string, depth: number): Promise<boolean> {
    const there = new Set(folder === "" ? [STAMP] : []);
    const copied: Promise<boolean>[] = [];
    for await (const { name, isDirectory } of Deno.readDir(`${this.source}/${folder}`)) {
      there.add(name);
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isDirectory && depth < MAX_DEPTH && !name.startsWith(".")) {
        copied.push(this.#catchUp(path, depth + 1));
      } else if (SCRIPT.test(name)) {
        copied.push(this.#copyChanged(path));
      }
    }
    const found = (await Promise.all(copied)).includes(true);
    const copies = await Array.fromAsync(Deno.readDir(`${this.path}/${folder}`)).catch(() => []);
    for (const { name } of copies) {
      if (there.has(name)) continue;
      await Deno.remove(`${this.path}/${folder}/${name}`, { recursive: true }).catch(() => {});
    }
    return found;
  }

  /** Copies a file that has another time than its copy. Answers whether it has. */
  async #copyChanged(path: string): Promise<boolean> {
    const [original, copy] = await Promise.all(
      [this.source, this.path].map((root) => Deno.stat(`${root}/${path}`).catch(() => undefined)),
    );
    if (!original?.isFile || original.mtime?.getTime() === copy?.mtime?.getTime()) return false;
    await this.#copyFile(path);
    return true;
  }

  /** Something has changed: a file, or a folder that is new and may have been filled before it was watched. */
  async #refresh(name: string): Promise<void> {
    const info = await Deno.stat(`${this.source}/${name}`).catch(() => undefined);
    if (info?.isDirectory) await this.#copyFolder(name, name.split("/").length).catch(() => {});
    else await this.#copyFile(name);
  }

  async #copyFolder(folder: string, depth: number): Promise<void> {
    const copies: Promise<void>[] = [];
    for await (const entry of Deno.readDir(`${this.source}/${folder}`)) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory && depth < MAX_DEPTH && !entry.name.startsWith(".")) {
        copies.push(this.#copyFolder(name, depth + 1));
      } else {
        copies.push(this.#copyFile(name));
      }
    }
    await Promise.all(copies);
  }

  /** Never rejects: a file that does not parse becomes one that says so when it is loaded. */
  async #copyFile(name: string): Promise<void> {
    if (!SCRIPT.test(name)) return;
    const copy = `${this.path}/${name}`;
    try {
      const info = await Deno.stat(`${this.source}/${name}`);
      if (!info.isFile) return;
      const text = await Deno.readTextFile(`${this.source}/${name}`);
      await Deno.mkdir(dirname(copy), { recursive: true, mode: 0o700 });
      const partial = `${copy}.${crypto.randomUUID()}.partial`;
      await Deno.writeTextFile(partial, name.endsWith(".ts") ? await this.#stripped(text) : text, {
        mode: 0o600,
      });
      if (info.mtime !== null) await Deno.utime(partial, info.mtime, info.mtime);
      await Deno.rename(partial, copy);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) await Deno.remove(copy).catch(() => {});
      else this.failed(`Cannot copy script "${name}": ${toPlainError(error).message}`);
    }
  }

  async #stripped(text: string): Promise<string> {
    const strip = await this.stripper();
    try {
      return strip(text);
    } catch (error) {
      return `throw new SyntaxError(${JSON.stringify(toPlainError(error).message)});\n`;
    }
  }
}
