/**
 * The scripts of the default board that callers run: the files of `scripts/` with a `main`.
 *
 * @module
 */

const FOLDER = new URL("../../scripts/", import.meta.url);
/** They have a `main`, too, but no screen: `menus` tells the main menu what is in it, `notice` what a notice says. */
const SILENT: readonly string[] = ["menus", "notice"];

/** Their names, sorted. */
export async function callableScripts(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".ts")) continue;
    const source = await Deno.readTextFile(new URL(name, FOLDER));
    if (/^export default (?:async )?function main\b/m.test(source)) names.push(name.slice(0, -".ts".length));
  }
  return names.filter((name) => !SILENT.includes(name)).sort();
}
