/**
 * `x84 check`: reads the INI file and looks for the scripts and programs that it names, and changes nothing.
 *
 * @module
 */

import { parseScriptName } from "../base/brand.ts";
import { OperatorError, toPlainError } from "../base/errors.ts";
import { fromFileUrl } from "../base/path.ts";
import { type Configuration, ConfigurationError } from "../config/configuration.ts";
import { matrixSection, systemSection } from "../host/settings.ts";
import { sessionSettings } from "../host/worker_pool.ts";
import type { HomePaths } from "../serve.ts";
import { ControlClient } from "../server/control_client.ts";
import { filesWarnings } from "../server/home.ts";
import { type Command, EXIT } from "./command.ts";
import { doorProblems, doorWarnings } from "./check_doors.ts";
import { readHome } from "./desk.ts";

/** What is wrong, and what is odd. */
interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
}

/** Looks at a board without starting it. */
export const checkCommand: Command = {
  name: "check",
  least: 0,
  most: 0,
  summary: "Check the INI file, and that the scripts and programs it names are there",
  details: [
    "Says everything that is wrong, each with its place; exits with 1 if anything is.",
    "If a server runs: also what has changed since it read the file, and whether a reload is enough.",
  ],
  run: async ({ paths, console, by }) => {
    const findings = await inspect(paths);
    for (const warning of findings.warnings) console.print(`warning: ${warning}`);
    for (const problem of findings.problems) console.complain(`x84: ${problem}`);
    if (findings.problems.length > 0) return EXIT.trouble;
    console.print(`${paths.config} is fine`);
    for (const line of await forecast(paths, by)) console.print(line);
    return EXIT.ok;
  },
};

/** What the file means for a server that runs; nothing when none does. */
async function forecast(paths: HomePaths, by: string): Promise<readonly string[]> {
  using server = await ControlClient.connect(paths.control);
  if (server === undefined) return [];
  try {
    const lines = await server.perform<"forecast">({ verb: "forecast", config: paths.config }, by);
    return lines.length === 0 ? ["The server that runs has these settings already"] : lines;
  } catch (error) {
    return [`warning: Cannot compare with the server that runs: ${toPlainError(error).message}`];
  }
}

async function inspect(paths: HomePaths): Promise<Findings> {
  let configuration: Configuration;
  try {
    configuration = await readHome(paths);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return { problems: error.problems.map(({ message }) => message), warnings: [...error.warnings] };
    }
    if (error instanceof OperatorError) return { problems: [error.message], warnings: [] };
    throw error;
  }
  const findings: Findings = {
    problems: [],
    warnings: [
      ...configuration.warnings,
      ...filesWarnings(configuration),
      ...doorWarnings(configuration, paths.home),
    ],
  };
  await inspectScripts(paths, configuration, findings);
  findings.problems.push(...await doorProblems(configuration, paths.home));
  return findings;
}

async function inspectScripts(
  paths: HomePaths,
  configuration: Configuration,
  findings: Findings,
): Promise<void> {
  const { scriptpath } = configuration.get(systemSection);
  const folders = [fromFileUrl(new URL("../../scripts/", import.meta.url))];
  for (const name of scriptpath) {
    const path = paths.within(name);
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isDirectory) {
      folders.unshift(path);
      await inspectFolder(path, "", findings);
    } else if (!systemSection.keys.scriptpath.default.includes(name)) {
      // The default folder is for those who want one of their own.
      findings.warnings.push(
        `Folder of scripts "${path}" ${info === undefined ? "is not there" : "is a file"}`,
      );
    }
  }
  const matrix = configuration.get(matrixSection);
  const { preload } = configuration.get(sessionSettings);
  const named: [setting: string, script: string][] = [
    ['"script" in section [matrix]', matrix.script],
    ['"topscript" in section [matrix]', matrix.topscript],
    ...preload.map((script): [string, string] => ['"preload" in section [session]', script]),
  ];
  if (matrix.script_telnet !== "") named.push(['"script_telnet" in section [matrix]', matrix.script_telnet]);
  for (const [setting, script] of named) {
    const problem = await lookFor(script, folders);
    if (problem !== undefined) findings.problems.push(`Cannot use ${setting}: ${problem}`);
  }
}

async function lookFor(script: string, folders: readonly string[]): Promise<string | undefined> {
  try {
    const file = `${parseScriptName(script).replaceAll(".", "/")}.ts`;
    for (const folder of folders) {
      if ((await Deno.stat(`${folder}/${file}`).catch(() => undefined))?.isFile) return undefined;
    }
    return `there is no script "${script}"`;
  } catch (error) {
    return toPlainError(error).message;
  }
}

/** A file whose name is no script's can be imported by others, but nobody can be sent to it. */
async function inspectFolder(folder: string, prefix: string, findings: Findings): Promise<void> {
  for await (const { name, isFile, isDirectory } of Deno.readDir(folder)) {
    if (name.startsWith(".")) continue;
    if (isDirectory && prefix === "") await inspectFolder(`${folder}/${name}`, `${name}.`, findings);
    if (!isFile || !name.endsWith(".ts") || name.endsWith(".d.ts")) continue;
    try {
      parseScriptName(`${prefix}${name.slice(0, -3)}`);
    } catch {
      findings.warnings.push(
        `"${folder}/${name}" cannot be run: a script's name has lower-case letters, digits and "_"`,
      );
    }
  }
}
