/**
 * The server as a sysop starts it: at a terminal, by the task's own command. A question there would stop the board.
 *
 * @module
 */

import assert from "node:assert/strict";
import { fromFileUrl } from "../../lib/base/path.ts";
import { boardOptions } from "./battery_kit.ts";
import { TestCaller, until, writeHome } from "./harness.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const SCRIPT = "/usr/bin/script";

/** Asks for what no script may have, each in a way that the runtime would ask a person about. */
const CURIOUS = `
import process from "node:process";
import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  const ways = [
    () => Deno.readTextFileSync("/etc/hostname"),
    () => Deno.env.get("HOME"),
    () => Object.keys(process.env).join(),
    () => Deno.hostname(),
    () => Deno.permissions.requestSync({ name: "net" }).state === "granted",
    () => new Deno.Command("/bin/sh", { args: ["-c", "echo"] }).outputSync(),
    () => Deno.writeTextFileSync("/tmp/curious", "x"),
  ];
  const told = ways.map((way) => {
    try {
      return way() ? "GOT" : "nothing";
    } catch (error) {
      return (error as Error).name;
    }
  });
  await session.echo("TOLD " + told.join(" ") + ".");
}
`;

/** The program: the compiled one, or the command of `deno task dev`, with a home folder of the test's. */
async function commandLine(home: string): Promise<string> {
  const binary = Deno.env.get("X84_BIN") ?? "";
  if (binary !== "") return `${binary} serve --home ${home}`;
  const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
  const command: string = tasks.dev.command;
  assert.match(command, /^deno run .* --home \.x84$/);
  return command.replace(/^deno/, Deno.execPath()).replace(/\.x84$/, home);
}

Deno.test({
  name: "A server at a terminal asks nothing there, whatever its scripts try",
  ignore: !await Deno.stat(SCRIPT).then(() => true, () => false),
  fn: async () => {
    const home = await Deno.makeTempDir({ prefix: "x84-test-" });
    await writeHome(home, boardOptions({ scripts: { f_curious: CURIOUS } }));
    const server = new Deno.Command(SCRIPT, {
      args: ["-qec", `exec ${await commandLine(home)}`, "/dev/null"],
      cwd: ROOT,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let output = "";
    const pump = server.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({ write: (text) => void (output += text) }),
    );
    try {
      const port = await until("it listens", () => /listening telnet \S+?:(\d+)/.exec(output)?.[1]);
      await using caller = await TestCaller.connect(Number(port));
      await caller.expect("WHO> ");
      await caller.send("guest\r");
      await caller.expect("MENU> ");
      await caller.send("curious\r");
      assert.doesNotMatch(await caller.expect(/TOLD [^.]*\./), /GOT/);
      assert.doesNotMatch(output, /requests .* access|Allow\?/);
    } finally {
      server.kill("SIGTERM");
      await server.status;
      await server.stdin.close();
      await pump;
      await Deno.remove(home, { recursive: true });
    }
  },
});
