/**
 * Looks for the program of a door, so that one that is not there is told of in a sentence.
 *
 * @module
 */

import { isAbsolute } from "../base/path.ts";
import { TOOLS_PATH } from "./door_shell.ts";

async function isProgram(path: string): Promise<boolean> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isFile === true && ((info.mode ?? 0o111) & 0o111) !== 0;
}

/** What is wrong with a program that shall run in a folder with that PATH; `undefined` when nothing is. */
export async function programTrouble(
  program: string,
  folder: string,
  path: string,
): Promise<string | undefined> {
  // `env`, which starts it, would take it for a variable, and the next word for the program.
  if (program.includes("=")) return `there is a "=" in the path of the program "${program}"`;
  const info = await Deno.stat(folder).catch(() => undefined);
  if (info?.isDirectory !== true) return `there is no folder "${folder}"`;
  if (program.includes("/")) {
    const file = isAbsolute(program) ? program : `${folder}/${program}`;
    return await isProgram(file) ? undefined : `there is no program "${file}"`;
  }
  for (const place of path.split(":")) {
    if (place !== "" && await isProgram(`${isAbsolute(place) ? place : `${folder}/${place}`}/${program}`)) {
      return undefined;
    }
  }
  return `there is no program "${program}" in ${path}`;
}

/** What is wrong with the machine: without `script` there is no pseudo-terminal. */
export async function machineTrouble(os: typeof Deno.build.os = Deno.build.os): Promise<string | undefined> {
  if (os === "windows") return "doors need a pseudo-terminal, which is not made on Windows";
  for (const place of TOOLS_PATH.split(":")) if (await isProgram(`${place}/script`)) return undefined;
  return 'doors need the program "script" (of util-linux), which is not there';
}
