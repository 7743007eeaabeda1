/**
 * Programs as people have them, run to their end or driven through a terminal.
 *
 * @module
 */

import assert from "node:assert/strict";
import { PATIENCE } from "./harness.ts";

export const H = "127.0.0.1";
/** Seconds that a client may take for any answer. */
export const TIMEOUT = 20;

/** What a program said. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Without `input` it has nothing to read at all. */
export async function runClient(
  command: string,
  args: readonly string[],
  { input, env = {} }: { readonly input?: string; readonly env?: Record<string, string> } = {},
): Promise<Said> {
  const child = new Deno.Command(command, {
    args: [...args],
    env: { TERM: "xterm", ...env },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE * 2);
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input)).catch(() => {});
    await writer.close().catch(() => {});
  }
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/**
 * Talks through `expect`: each step is Tcl. Rejects with the whole talk when something else came, or when the client
 * ended with another status than 0; telnet clients have their own ideas of that, and `anyStatus` lets them.
 */
export async function converse(
  command: string,
  steps: readonly string[],
  { env = {}, anyStatus = false }: { readonly env?: Record<string, string>; readonly anyStatus?: boolean } =
    {},
): Promise<string> {
  const script = [
    `set timeout ${TIMEOUT}`,
    'proc want {text} { expect -ex $text {} timeout { puts "\\nNO $text"; exit 11 } eof { puts "\\nEND, NO $text"; exit 12 } }',
    `spawn -noecho ${command}`,
    "stty rows 24 columns 80 < $spawn_out(slave,name)",
    ...steps,
    "set result [wait]",
    `exit [lindex $result ${anyStatus ? 2 : 3}]`,
  ].join("\n");
  const { code, stdout, stderr } = await runClient("expect", ["-c", script], { env });
  assert.equal(code, 0, `${command}: ${JSON.stringify((stdout + stderr).slice(-1500))}`);
  return stdout + stderr;
}
