/**
 * Who comes by SFTP is one of those who are here: seen by callers and operators, and sent away like everybody else.
 *
 * @module
 */

import assert from "node:assert/strict";
import { COMMANDS, run } from "../../lib/cli/run.ts";
import { FakeConsole } from "../fakes/fake_console.ts";
import { ask, enter } from "./battery_kit.ts";
import { until } from "./harness.ts";
import { passwordOf, type SshBoard, startSshBoard, TestClient } from "./ssh_kit.ts";

/** The command line, in this process, against the server. */
async function x84({ board }: SshBoard, ...words: readonly string[]): Promise<string> {
  const console = new FakeConsole([], false);
  const code = await run([...words, "--home", board.home], {
    console,
    commands: COMMANDS,
    variable: (name) => name === "USER" ? "tester" : undefined,
  });
  assert.equal(code, 0, console.errors.join());
  return console.out.join("\n");
}

// deno-lint-ignore no-explicit-any
type Sftp = any;

/** A client whose SFTP session has begun. */
async function visit(ssh: SshBoard, username: string): Promise<{ client: TestClient; sftp: Sftp }> {
  const client = await TestClient.connect(ssh.port, { username, password: passwordOf(username) });
  const sftp = await new Promise<Sftp>((resolve, reject) => {
    client.client.sftp((error: Error | undefined, sftp: Sftp) => error ? reject(error) : resolve(sftp));
  });
  sftp.on("error", () => {});
  const names = await new Promise<{ filename: string }[]>((resolve, reject) => {
    sftp.readdir(
      "/",
      (error: Error | undefined, list: { filename: string }[]) => error ? reject(error) : resolve(list),
    );
  });
  assert.ok(names.some(({ filename }) => filename === "readme.txt"));
  return { client, sftp };
}

Deno.test("Callers and operators see who comes by SFTP; a kick, a ban, other groups, or the end of the account ends it", async () => {
  const root = await Deno.makeTempDir({ prefix: "x84-sftp-" });
  try {
    await Deno.writeTextFile(`${root}/readme.txt`, "Read me.\n");
    await using ssh = await startSshBoard({ ini: { sftp: { enabled: true, root } } }, "bob", "carol");
    await using caller = await enter(ssh.board);
    const here = () => ask(caller, "who", /WHO .* END/);
    const gone = async (client: TestClient) => {
      await client.waitClosed();
      await until("his place is free", async () => await here() === "WHO 1=anonymous END");
      await client[Symbol.asyncDispose]();
    };
    assert.equal(await here(), "WHO 1=anonymous END");

    // He ends it himself.
    const first = await visit(ssh, "bob");
    assert.equal(await here(), "WHO 1=anonymous 2=bob END");
    assert.match(await x84(ssh, "who"), /^ *2 .*bob.*SFTP/m);
    first.sftp.end();
    first.client.client.end();
    await gone(first.client);

    for (const words of [["kick", "bob"], ["user", "grant", "bob", "friends"], ["user", "delete", "bob"]]) {
      const { client } = await visit(ssh, "bob");
      await x84(ssh, ...words);
      await gone(client);
    }

    // Whoever calls from there goes, by whatever door.
    const { client } = await visit(ssh, "carol");
    await x84(ssh, "bans", "add", "127.0.0.1", "--for", "1m");
    await client.waitClosed();
    await client[Symbol.asyncDispose]();
    await caller.waitClosed();
    assert.doesNotMatch(ssh.board.log(), / ERROR /);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
