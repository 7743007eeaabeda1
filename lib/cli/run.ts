/**
 * The program: takes the command line apart, runs the command, and turns what goes wrong into a sentence and an exit
 * code.
 *
 * @module
 */

import { toPlainError } from "../base/errors.ts";
import { VERSION } from "../base/version.ts";
import { homePaths } from "../serve.ts";
import { type Invocation, parseCommandLine } from "./arguments.ts";
import { bansCommands } from "./bans_command.ts";
import { checkCommand } from "./check_command.ts";
import { type Command, EXIT, UsageError } from "./command.ts";
import { type Console, Interrupted, ProcessConsole } from "./console.ts";
import { dbCommands } from "./db_command.ts";
import { ejectCommand } from "./eject_command.ts";
import { renderHelp } from "./help.ts";
import { initCommand } from "./init_command.ts";
import { newScriptCommand } from "./new_command.ts";
import { serveCommand } from "./serve_command.ts";
import {
  broadcastCommand,
  kickCommand,
  reloadCommand,
  statusCommand,
  whoCommand,
} from "./session_commands.ts";
import { userCommands } from "./user_command.ts";

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  serveCommand,
  initCommand,
  checkCommand,
  ejectCommand,
  newScriptCommand,
  statusCommand,
  whoCommand,
  kickCommand,
  broadcastCommand,
  reloadCommand,
  ...bansCommands,
  ...userCommands,
  ...dbCommands,
];

/** What a run reads of the machine. */
export interface Surroundings {
  readonly console: Console;
  /** An environment variable; `undefined` when it is not set, or blank. */
  variable(name: string): string | undefined;
  readonly commands: readonly Command[];
}

function ofProcess(): Surroundings {
  return {
    console: new ProcessConsole(),
    variable: (name) => Deno.env.get(name) || undefined,
    commands: COMMANDS,
  };
}

/** Runs a command line; answers the exit code. Never rejects. */
export async function run(
  args: readonly string[],
  surroundings: Surroundings = ofProcess(),
): Promise<number> {
  const { console, commands } = surroundings;
  let debug = surroundings.variable("X84_DEBUG") !== undefined;
  try {
    const invocation = parseCommandLine(args, commands);
    if (invocation.type === "version") {
      console.print(`x84 ${VERSION}`);
      return EXIT.ok;
    }
    if (invocation.type === "help") {
      for (const line of renderHelp(invocation.topic, commands)) console.print(line);
      return EXIT.ok;
    }
    debug ||= invocation.options.has("debug");
    return await runCommand(invocation, surroundings);
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    for (const line of explain(error, debug)) console.complain(line);
    return error instanceof UsageError ? EXIT.usage : EXIT.trouble;
  }
}

function runCommand(
  { command, operands, options }: Extract<Invocation, { type: "run" }>,
  { console, variable }: Surroundings,
): Promise<number> {
  const value = (name: string) => {
    const found = options.get(name);
    return typeof found === "string" ? found : undefined;
  };
  return command.run({
    paths: homePaths(value("home") ?? defaultHome(variable), value("config")),
    console,
    operands,
    flag: (name) => options.get(name) === true,
    value,
    by: variable("SUDO_USER") ?? variable("USER") ?? variable("LOGNAME") ?? "operator",
  });
}

function defaultHome(variable: Surroundings["variable"]): string {
  const home = variable("X84_HOME");
  if (home !== undefined) return home;
  const user = variable("HOME") ?? variable("USERPROFILE");
  if (user === undefined) {
    throw new UsageError("Cannot find the folder of the board: expected --home DIR, X84_HOME or HOME");
  }
  return `${user}/.x84`;
}

/** Errors that were made for the operator's eyes, here or in the server; all others are surprises. */
const SENTENCES: readonly string[] = [
  "OperatorError",
  "UsageError",
  "FileContentError",
  "ConfigurationError",
  "StoreError",
  "BusyError",
  "NotPermittedError",
  "RangeError",
];

function explain(error: unknown, debug: boolean): string[] {
  const { name, message } = toPlainError(error);
  if (SENTENCES.includes(name)) return message.split("\n").map((line) => `x84: ${line}`);
  if (!debug) return [`x84: Cannot go on: ${message} (--debug shows where)`];
  const stack = error instanceof Error ? error.stack ?? message : message;
  return [`x84: Cannot go on: ${message}`, ...stack.split("\n")];
}
