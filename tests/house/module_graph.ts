/**
 * Which module imports which, as `deno info` sees it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { fromFileUrl } from "../../lib/base/path.ts";

/** The folder of the sources. */
export const ROOT: string = fromFileUrl(new URL("../../", import.meta.url));

/** A module, and what stands in its imports. */
export interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    /** Set for `import()`: it is loaded when it is needed. */
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
    readonly type?: { readonly specifier?: string };
  }[];
}

/** The modules of this project that the entries need, by their paths in it. */
export async function modules(entries: readonly string[]): Promise<Map<string, Module>> {
  const found = new Map<string, Module>();
  for (const entry of entries) {
    if (found.has(entry)) continue;
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--frozen", `${ROOT}/${entry}`],
      stderr: "null",
    }).output();
    assert.ok(success, `deno info ${entry}`);
    const graph = JSON.parse(new TextDecoder().decode(stdout)) as { modules: Module[] };
    for (const module of graph.modules) {
      if (module.specifier.startsWith(`file://${ROOT}/`)) {
        found.set(module.specifier.slice(`file://${ROOT}/`.length), module);
      }
    }
  }
  return found;
}

/** The paths of what is loaded together with an entry: what it imports, and so on, but neither types nor `import()`. */
export function loadedWith(entry: string, graph: ReadonlyMap<string, Module>): Set<string> {
  const loaded = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    for (const { code, isDynamic } of graph.get(path)?.dependencies ?? []) {
      const target = code?.specifier;
      if (target === undefined || isDynamic === true || !target.startsWith(`file://${ROOT}/`)) continue;
      waiting.push(target.slice(`file://${ROOT}/`.length));
    }
  }
  return loaded;
}
