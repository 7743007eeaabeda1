/**
 * The command line in this process, on a home folder of its own and a console that remembers.
 *
 * @module
 */

import { COMMANDS, run } from "../../lib/cli/run.ts";
import { FakeConsole } from "./fake_console.ts";

/** What a command did. */
export interface LineOutcome {
  readonly code: number;
  readonly out: readonly string[];
  readonly errors: readonly string[];
  readonly prompts: readonly string[];
}

/** Runs a line of words with a home folder; `typed` is what is read, as lines. */
export async function x84(
  home: string,
  line: string,
  typed: readonly string[] = [],
  asks: boolean = false,
): Promise<LineOutcome> {
  const console = new FakeConsole(typed, asks);
  const code = await run([...line.split(" "), "--home", home], {
    console,
    commands: COMMANDS,
    variable: (name) => name === "USER" ? "tester" : undefined,
  });
  return { code, out: console.out, errors: console.errors, prompts: console.prompts };
}

/** Hands out a home folder that is not there yet, and removes it afterwards. */
export async function withHome(work: (home: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await work(`${folder}/home`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The mode of a file. */
export function mode(path: string): number {
  return Deno.statSync(path).mode! & 0o777;
}
