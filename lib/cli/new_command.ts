/**
 * `x84 new script`: writes the beginning of a script, and shows the way from there to the menu and to a test.
 *
 * @module
 */

import { parseScriptName, type ScriptName } from "../base/brand.ts";
import { OperatorError, toPlainError } from "../base/errors.ts";
import { dirname, fromFileUrl, isAbsolute, resolve } from "../base/path.ts";
import { systemSection } from "../host/settings.ts";
import { type ApiFolderOutcome, offerApi } from "./api_folder.ts";
import { type Command, EXIT, UsageError } from "./command.ts";
import type { Console } from "./console.ts";
import { readHome } from "./desk.ts";
import { fileNameOf, renderScript, renderTest } from "./script_template.ts";

const EMBEDDED = fromFileUrl(new URL("../../scripts/", import.meta.url));

/** Writes a new script. */
export const newScriptCommand: Command = {
  name: "new script",
  operands: "NAME",
  least: 1,
  most: 1,
  summary: "Write the beginning of a script into the first folder of scriptpath",
  details: [
    "It runs as it is: it paints a screen, reads keys, remembers something, and leaves with q.",
    'A name is a lower-case word like "quiz", or "games.quiz" for a script in a folder.',
    'Beside the scripts goes a deno.json, unless there is one, by which editors that know Deno and "deno test" find',
    "the script API.",
  ],
  options: [
    { name: "test", help: "Write a test of the script, too, for deno test" },
    { name: "force", help: "Overwrite what is there; replace a script of the built-in board" },
  ],
  run: async ({ paths, console, operands: [word = ""], flag }) => {
    const name = readName(word);
    const [first] = (await readHome(paths)).get(systemSection).scriptpath;
    if (first === undefined) {
      throw new OperatorError('Cannot write a script: "scriptpath" in section [system] names no folder');
    }
    const folder = isAbsolute(first) ? resolve(first) : resolve(`${paths.home}/${first}`);
    if (!flag("force")) await refuseBuiltIn(name);
    const stem = `${folder}/${name.replaceAll(".", "/")}`;
    const files = new Map([[`${stem}.ts`, renderScript(name)]]);
    if (flag("test")) files.set(`${stem}_test.ts`, renderTest(name));
    const isNew = !await isThere(folder);
    await writeFiles(files, flag("force"));
    for (const path of files.keys()) console.print(`Wrote ${path}`);
    tellApi(console, await offered(paths.home, folder));
    await tellNext(console, { name, folder, test: flag("test") ? `${stem}_test.ts` : undefined, isNew });
    return EXIT.ok;
  },
};

function readName(word: string): ScriptName {
  const told = (expected: string) =>
    new UsageError(`Cannot make script ${JSON.stringify(word.slice(0, 40))}: expected ${expected}`);
  let name: ScriptName;
  try {
    name = parseScriptName(word);
  } catch {
    throw told('a name of lower-case letters, digits and "_", like "quiz" or "games.quiz"');
  }
  if (name.endsWith("_test")) throw told('a name that does not end in "_test", as tests do');
  return name;
}

/** Who replaces a script of the built-in board should mean to. */
async function refuseBuiltIn(name: ScriptName): Promise<void> {
  if (!await isThere(`${EMBEDDED}/${name.replaceAll(".", "/")}.ts`)) return;
  throw new OperatorError(
    `Cannot make script "${name}": the built-in board has one of that name, which yours would replace; ` +
      '"x84 eject" writes it, --force makes a new one',
  );
}

/** All of them, or none when one is there already. */
async function writeFiles(files: ReadonlyMap<string, string>, force: boolean): Promise<void> {
  for (const path of files.keys()) {
    if (!force && await isThere(path)) {
      throw new OperatorError(`Cannot write "${path}": it is there already; --force overwrites it`);
    }
  }
  for (const [path, text] of files) {
    try {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text, { createNew: !force });
    } catch (error) {
      throw new OperatorError(`Cannot write "${path}": ${toPlainError(error).message}`);
    }
  }
}

async function offered(home: string, folder: string): Promise<ApiFolderOutcome> {
  try {
    return await offerApi(home, folder);
  } catch (error) {
    throw new OperatorError(`Cannot write the script API beside "${folder}": ${toPlainError(error).message}`);
  }
}

function tellApi(console: Console, outcome: ApiFolderOutcome): void {
  if (outcome.type === "written") {
    console.print(`Wrote ${outcome.path}: editors that know Deno complete the script API by it`);
  } else if (outcome.type === "foreign") {
    console.print(`${outcome.path} does not say where all of "x84" is; its "imports" need`);
    for (const [name, target] of Object.entries(outcome.imports)) {
      console.print(`  ${JSON.stringify(name)}: ${JSON.stringify(target)}`);
    }
  }
}

async function tellNext(
  console: Console,
  { name, folder, test, isNew }: {
    readonly name: ScriptName;
    readonly folder: string;
    readonly test: string | undefined;
    readonly isNew: boolean;
  },
): Promise<void> {
  const menus = `${folder}/menus.ts`;
  const word = fileNameOf(name);
  console.print("Next:");
  if (!await isThere(menus)) {
    console.print(`  x84 eject writes the built-in board to a folder: copy its menus.ts to ${menus}`);
  }
  console.print(`  add { key: "${word}", text: "${word}", script: "${name}" } to a menu in ${menus}`);
  console.print(`  or run it from another script: await session.gosub("${name}")`);
  if (test !== undefined) console.print(`  test it: deno test -A ${test}`);
  console.print(
    isNew
      ? "  start the server again if it runs: it looks for new script folders only then"
      : "  a server that runs takes it, and every change of it, the next time that it is run",
  );
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new OperatorError(`Cannot look at "${path}": ${toPlainError(error).message}`);
  }
}
