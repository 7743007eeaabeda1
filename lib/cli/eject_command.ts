/**
 * `x84 eject`: writes the board that is inside the program to a folder, to be changed there.
 *
 * @module
 */

import { equalBytes } from "../base/bytes.ts";
import { OperatorError, toPlainError } from "../base/errors.ts";
import { dirname, fromFileUrl, resolve } from "../base/path.ts";
import { type Command, EXIT } from "./command.ts";

const EMBEDDED = fromFileUrl(new URL("../../scripts/", import.meta.url));

/** Writes the embedded board. */
export const ejectCommand: Command = {
  name: "eject",
  operands: "DIR",
  least: 1,
  most: 1,
  summary: "Write the scripts and the art of the built-in board to a folder, to change them there",
  details: [
    'The server looks into the folders of "scriptpath" in section [system] first: by default',
    '"scripts" in the folder of the board. Scripts that are not there are taken from the built-in board.',
    "Files that are there already are not overwritten, and then nothing is written.",
  ],
  options: [{ name: "force", help: "Overwrite files that were changed" }],
  run: async ({ console, operands: [folder = ""], flag }) => {
    const { written, same } = await eject(EMBEDDED, folder, flag("force"));
    const kept = same === 0 ? "" : `, ${same} were there already`;
    console.print(`Wrote ${written} ${written === 1 ? "file" : "files"} to ${folder}${kept}`);
    return EXIT.ok;
  },
};

/** Copies a folder. Files with the same contents are left alone; others stop it before anything is written. */
export async function eject(
  from: string,
  to: string,
  force: boolean,
): Promise<{ readonly written: number; readonly same: number }> {
  const root = resolve(to);
  const missing: { path: string; bytes: Uint8Array }[] = [];
  const changed: string[] = [];
  let same = 0;
  try {
    for await (const name of filesOf(from, "")) {
      const bytes = await Deno.readFile(`${from}/${name}`);
      const path = `${root}/${name}`;
      const before = await readIfThere(path);
      if (before !== undefined && equalBytes(before, bytes)) {
        same++;
        continue;
      }
      if (before !== undefined) changed.push(name);
      missing.push({ path, bytes });
    }
    if (changed.length > 0 && !force) {
      const others = changed.length === 1 ? "" : ` and ${changed.length - 1} others`;
      throw new Error(`"${changed[0]}"${others} would be overwritten; --force does it`);
    }
    for (const { path, bytes } of missing) {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, bytes, { createNew: !force });
    }
  } catch (error) {
    throw new OperatorError(`Cannot write to "${to}": ${toPlainError(error).message}`);
  }
  return { written: missing.length, same };
}

/** Paths below a folder, sorted. */
async function* filesOf(folder: string, prefix: string): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(`${folder}/${prefix}`));
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isDirectory) yield* filesOf(folder, `${prefix}${name}/`);
    else yield `${prefix}${name}`;
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
