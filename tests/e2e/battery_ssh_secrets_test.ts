/**
 * The battery's cases of names, passwords, garbage and large folders, by SSH and SFTP.
 *
 * @module
 */

import assert from "node:assert/strict";
import { dirtyLogLine, megabytes, MEMORY, Neighbour } from "./battery_kit.ts";
import { until } from "./harness.ts";
import { passwordOf, type SshBoard, startSshBoard, TestClient } from "./ssh_kit.ts";

/** The files under a folder that hold a text. */
function holding(folder: string, marker: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory, isFile }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return holding(path, marker);
    return isFile && new TextDecoder("latin1").decode(Deno.readFileSync(path)).includes(marker) ? [path] : [];
  });
}

/** Tries to log in, and answers whether that was enough. */
async function tries({ port }: SshBoard, options: Record<string, unknown>): Promise<boolean> {
  const client = await TestClient.connect(port, options).catch(() => undefined);
  await client?.[Symbol.asyncDispose]();
  return client !== undefined;
}

Deno.test("Battery 43: passwords that come by SSH are written nowhere, right or wrong, at level debug", async () => {
  await using ssh = await startSshBoard({ ini: { log: { level: "debug", file_level: "debug" } } });
  const { board } = ssh;
  const marker = "S3cretMarker";
  const password = passwordOf("alice");
  assert.ok(await tries(ssh, { username: "alice", password, authHandler: ["password"] }));
  await Promise.all([
    tries(ssh, { username: "alice", password: marker, authHandler: ["password"] }),
    tries(ssh, { username: "nobody", password: marker, authHandler: ["password"] }),
    tries(ssh, { username: "anonymous", password: marker, authHandler: ["password"] }),
    tries(ssh, {
      username: "alice",
      authHandler: [{ type: "keyboard-interactive", username: "alice", prompt: answer }],
    }),
  ]);
  function answer(
    _name: string,
    _text: string,
    _lang: string,
    _prompts: unknown,
    done: (a: string[]) => void,
  ) {
    done([marker]);
  }
  await until("the log tells it", () => [...board.log().matchAll(/Failed login/g)].length >= 3);
  for (const secret of [marker, password]) {
    assert.deepEqual(holding(board.home, secret), []);
    assert.ok(!board.output.includes(secret));
  }
});

Deno.test("Battery 46: reserved names are nobody's by SSH, whatever their case and the password", async () => {
  await using ssh = await startSshBoard({ ini: { matrix: { enable_anonymous: false } } });
  const names = ["sysop", "ROOT", "guest", "Anonymous", "anonymous", "reset", "exit", "bye", "Admin", ""];
  const welcome = await Promise.all(
    names.flatMap((username) =>
      [undefined, "", "sysop", passwordOf(username)].map(async (password) =>
        await tries(ssh, { username, ...(password === undefined ? {} : { password }) }) ? username : undefined
      )
    ),
  );
  assert.deepEqual(welcome.filter((name) => name !== undefined), []);
  await using open = await startSshBoard({ ini: { matrix: { topscript: "f_env" } } });
  await using guest = await TestClient.connect(open.port, { username: "ANONYMOUS" });
  const told = JSON.parse((await (await guest.shell()).expect(/ENV \{.*\} END/s)).slice(4, -4));
  assert.equal(told.handle, "anonymous");
});

// deno-lint-ignore no-explicit-any
type Sftp = any;

function sftpOf({ client }: TestClient): Promise<Sftp> {
  return new Promise((resolve, reject) => {
    client.sftp((error: Error | undefined, sftp: Sftp) => {
      if (error) return reject(error);
      sftp.on("error", () => {});
      resolve(sftp);
    });
  });
}

/** An operation as a promise: its value, or what the server said against it. */
function doing(sftp: Sftp, verb: string, ...args: unknown[]): Promise<unknown> {
  return new Promise((resolve) => {
    sftp[verb](...args, (error: Error | undefined, value: unknown) => resolve(error ?? value));
  });
}

Deno.test("Battery 109 and 84: large folders, names of control characters, and garbage in place of SFTP", async () => {
  const root = await Deno.makeTempDir({ prefix: "x84-sftp-" });
  try {
    await Deno.mkdir(`${root}/many`);
    // 100,000 in the battery.
    const many = 10_000;
    for (let n = 0; n < many; n++) Deno.writeFileSync(`${root}/many/file-${n}`, new Uint8Array(0));
    await Deno.writeTextFile(`${root}/\u001b]0;title\u0007`, "made by another program");
    await using ssh = await startSshBoard({ ini: { sftp: { enabled: true, root } } }, "bob");
    await using neighbour = await Neighbour.open(ssh.board);
    const before = megabytes(ssh.board);
    const login = (username: string) =>
      TestClient.connect(ssh.port, { username, password: passwordOf(username) });
    {
      await using client = await login("bob");
      const sftp = await sftpOf(client);
      const list = await doing(sftp, "readdir", "/many") as { filename: string }[];
      assert.equal(new Set(list.map(({ filename }) => filename)).size, many);
      const top = await doing(sftp, "readdir", "/") as { filename: string; longname: string }[];
      assert.deepEqual(top.map(({ filename }) => filename).sort(), ["__flagged__", "__uploads__", "many"]);
      for (const name of ["\u001b[2Jx", "a\r\nb", "a\u0000b", "a\u202eb", "x".repeat(300), "a\\b"]) {
        assert.ok(await doing(sftp, "writeFile", `/${name}`, "x") instanceof Error, JSON.stringify(name));
      }
      assert.equal(await doing(sftp, "writeFile", "/-rf", "x"), undefined);
      const fresh = { flag: "wx" };
      assert.ok(await doing(sftp, "writeFile", "/-rf", "y", fresh) instanceof Error, "what is there stays");
      assert.ok(await doing(sftp, "symlink", "/etc/passwd", "/link") instanceof Error);
    }
    assert.deepEqual([...Deno.readDirSync(`${root}/__uploads__`)].map(({ name }) => name), ["-rf"]);
    assert.equal(await Deno.readTextFile(`${root}/__uploads__/-rf`), "x");

    for (let seed = 0; seed < 5; seed++) {
      await using client = await login("bob");
      const channel: Sftp = await new Promise((resolve, reject) => {
        client.client.subsys(
          "sftp",
          (error: Error | undefined, channel: Sftp) => error ? reject(error) : resolve(channel),
        );
      });
      channel.on("error", () => {});
      channel.resume();
      const ended = new Promise<void>((resolve) => channel.on("close", resolve));
      const garbage = new Uint8Array(60_000);
      crypto.getRandomValues(garbage);
      channel.write(garbage);
      await Promise.race([ended, client.waitClosed()]);
    }
    assert.ok(megabytes(ssh.board) - before < MEMORY, `${megabytes(ssh.board) - before} MB`);
    assert.equal(dirtyLogLine(ssh.board.log()), undefined);
    assert.doesNotMatch(ssh.board.log(), / ERROR /);
    await neighbour.check();
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
