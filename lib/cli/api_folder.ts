/**
 * What an editor needs to complete `import ... from "x84"` beside a board: a `deno.json` that says where the script API
 * is. Beside a checkout that is the checkout; the compiled program, whose files no editor can open, writes the sources
 * of the API next to the scripts.
 *
 * @module
 */

import { VERSION } from "../base/version.ts";
import { dirname } from "../base/path.ts";

/** The folder with the sources of the API, in the folder of `deno.json`. */
export const API_FOLDER = ".x84-api";
/** The two modules that scripts and their tests import. */
export const API_MODULES: Readonly<Record<string, string>> = {
  "x84": "mod.ts",
  "x84/testing": "lib/testing.ts",
};
/** Where one module of the API is by itself: `x84/bbs/pager.ts`. */
const MODULE_FOLDER: Readonly<Record<string, string>> = { "x84/": "lib/" };
const ROOT = new URL("../../", import.meta.url);
/** Imports and exports at the beginning of a line (those in doc comments stand behind a star), and later ones. */
const IMPORT = /^(?:(?:import|export|\})[^"\n]*\bfrom |import )"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** What `deno.json` has to say. */
export type ApiFolderOutcome =
  /** It was written. */
  | { readonly type: "written"; readonly path: string }
  /** It was there. */
  | { readonly type: "found"; readonly path: string }
  /** It was there and knows nothing of x84: these lines of `imports` are missing. */
  | { readonly type: "foreign"; readonly path: string; readonly imports: Readonly<Record<string, string>> };

/** A module and everything it imports from files, by paths below the root; and the bare names that they import. */
export async function collectSources(
  entries: readonly string[],
  root: URL = ROOT,
): Promise<{ readonly sources: ReadonlyMap<string, string>; readonly packages: ReadonlySet<string> }> {
  const sources = new Map<string, string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (sources.has(path)) continue;
    const url = new URL(path, root);
    const text = await Deno.readTextFile(url);
    sources.set(path, text);
    for (const [, always, later] of text.matchAll(IMPORT)) {
      const name = always ?? later!;
      if (name.startsWith(".")) waiting.push(new URL(name, url).href.slice(root.href.length));
      else if (!name.startsWith("node:")) packages.add(name);
    }
  }
  return { sources, packages };
}

/**
 * Sees to it that scripts in `folder` find their API. `home` is where `deno.json` goes when the folder is inside of it.
 * A `deno.json` that is there already is left alone.
 */
export async function offerApi(
  home: string,
  folder: string,
  embedded: boolean = Deno.build.standalone,
): Promise<ApiFolderOutcome> {
  const place = `${folder}/`.startsWith(`${home}/`) ? home : folder;
  const { sources, packages } = await collectSources(Object.values(API_MODULES));
  const imports = { ...modulesAt(embedded), ...await packagesOf(packages) };
  const nearest = await nearestConfig(folder);
  if (nearest === undefined || !nearest.knowsApi && !nearest.path.startsWith(`${place}/`)) {
    if (embedded) await writeSources(`${place}/${API_FOLDER}`, sources);
    const path = `${place}/deno.json`;
    const config = { imports, ...(embedded ? { exclude: [API_FOLDER] } : {}) };
    await Deno.writeTextFile(path, `${JSON.stringify(config, null, 2)}\n`, { createNew: true });
    return { type: "written", path };
  }
  // A new version of the program brings a new API.
  if (embedded && nearest.path === `${place}/deno.json`) {
    await writeSources(`${place}/${API_FOLDER}`, sources);
  }
  return nearest.knowsApi
    ? { type: "found", path: nearest.path }
    : { type: "foreign", path: nearest.path, imports };
}

function modulesAt(embedded: boolean): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ ...API_MODULES, ...MODULE_FOLDER }).map(([name, path]) => [
      name,
      embedded ? `./${API_FOLDER}/${path}` : new URL(path, ROOT).href,
    ]),
  );
}

/** The packages that the API needs, as the program's own `deno.json` names them. */
async function packagesOf(names: ReadonlySet<string>): Promise<Readonly<Record<string, string>>> {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  return Object.fromEntries([...names].sort().map((name) => [name, imports[name]]));
}

/** The `deno.json` that Deno takes for files in a folder. */
async function nearestConfig(
  folder: string,
): Promise<{ readonly path: string; readonly knowsApi: boolean } | undefined> {
  for (let at = folder;; at = dirname(at)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = `${at === "/" ? "" : at}/${name}`;
      try {
        const text = await Deno.readTextFile(path);
        return { path, knowsApi: ['"x84"', '"x84/"'].every((name) => text.includes(name)) };
      } catch {
        // Not here, or not for our eyes.
      }
    }
    if (dirname(at) === at) return undefined;
  }
}

/** Writes the sources anew. The folder is the program's own. */
async function writeSources(folder: string, sources: ReadonlyMap<string, string>): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  for (const [path, text] of sources) {
    await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
  await Deno.writeTextFile(
    `${folder}/README`,
    `The script API of x84 ${VERSION}, for editors, "deno check" and tests of scripts. The server does not read it.\n` +
      'Every "x84 new script" writes it anew: change nothing here.\n',
  );
}
