/**
 * SFTP with OpenSSH's `sftp` and `scp`, and npm `ssh2` for what they do not do.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { installed, until } from "./harness.ts";
import { H, runClient, type Said } from "./client_kit.ts";
import { passwordOf, startSshBoard, TestClient } from "./ssh_kit.ts";

const OPENSSH = installed("sftp") && installed("scp") && installed("sshpass");

/** A folder of files, secrets beside it, and a folder of the client. */
class Disk implements AsyncDisposable {
  private constructor(readonly home: string) {}

  static async make(): Promise<Disk> {
    const home = await Deno.makeTempDir({ prefix: "x84-sftp-" });
    await Deno.mkdir(`${home}/public/games/deep`, { recursive: true });
    await Deno.mkdir(`${home}/mine`);
    await Deno.mkdir(`${home}/publications`);
    await Deno.writeTextFile(`${home}/public/readme.txt`, "Read me.\n");
    await Deno.writeTextFile(`${home}/public/games/tetris.zip`, "falling blocks");
    await Deno.writeTextFile(`${home}/public/.hidden`, "hidden");
    await Deno.writeTextFile(`${home}/secret`, "SECRET");
    await Deno.writeTextFile(`${home}/publications/secret`, "SECRET");
    await Deno.symlink(`${home}/secret`, `${home}/public/link-out`);
    await Deno.symlink("..", `${home}/public/folder-out`);
    await Deno.symlink("games/tetris.zip", `${home}/public/link-in`);
    return new Disk(home);
  }

  read(path: string): string | undefined {
    try {
      return Deno.readTextFileSync(`${this.home}/${path}`);
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.home, { recursive: true });
  }
}

function options(disk: Disk, sftp: Record<string, string | number | boolean> = {}) {
  return { ini: { sftp: { enabled: true, root: `${disk.home}/public`, ...sftp } } };
}

/** What `ssh` under `sftp` and `scp` is told. */
const SSH_OPTIONS = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "PubkeyAuthentication=no"]
  .flatMap((option) => ["-o", option]);

/** Runs a batch of `sftp`; it ends at the first command that fails, unless that begins with a minus. */
function runSftp(port: number, user: string, ...lines: string[]): Promise<Said> {
  return runClient("sshpass", [
    ...["-p", passwordOf(user), "sftp", "-F", "/dev/null", "-P", `${port}`, ...SSH_OPTIONS],
    ...["-o", "BatchMode=no", "-b", "-", `${user}@${H}`],
  ], { input: lines.join("\n") + "\n" });
}

function runScp(port: number, user: string, ...args: string[]): Promise<Said> {
  return runClient("sshpass", [
    ...["-p", passwordOf(user), "scp", "-F", "/dev/null", "-P", `${port}`, ...SSH_OPTIONS, ...args],
  ]);
}

/** The names in what `ls -1` of a batch said. */
function listed({ stdout }: Said): string[] {
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("sftp>")).map((line) =>
    line.trim()
  );
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    hash.update(buffer.subarray(0, read));
  }
  return hash.digest("hex");
}

async function makeBig(path: string, mib: number): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const block = crypto.getRandomValues(new Uint8Array(65_536));
  for (let at = 0; at < mib * 16; at++) {
    new DataView(block.buffer).setUint32(0, at);
    for (let put = 0; put < block.length;) put += await file.write(block.subarray(put));
  }
}

Deno.test({
  name: "SFTP is refused while [sftp] is not enabled, and scp -O and unknown subsystems always",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard();
    const refused = await runSftp(ssh.port, "alice", "ls");
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /subsystem request failed/);
    const old = await runScp(ssh.port, "alice", "-O", `alice@${H}:/etc/passwd`, `${disk.home}/mine/`);
    assert.notEqual(old.code, 0);
    assert.deepEqual([...Deno.readDirSync(`${disk.home}/mine`)], []);
    assert.ok(ssh.board.alive);
  },
});

Deno.test({
  name: "A user lists, downloads and uploads with sftp and scp, and sees neither hidden files nor uploads",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk), "bob");
    const { home } = disk;
    await Deno.writeTextFile(`${home}/mine/gift.txt`, "for you");
    const said = await runSftp(
      ssh.port,
      "bob",
      "ls -1",
      `get games/tetris.zip ${home}/mine/`,
      `get link-in ${home}/mine/linked`,
      `put ${home}/mine/gift.txt`,
      `put ${home}/mine/gift.txt __uploads__/second.txt`,
      `-put ${home}/mine/gift.txt __uploads__/second.txt`,
      `-put ${home}/mine/gift.txt games/gift.txt`,
      "ls -1 __uploads__",
      `-get __uploads__/gift.txt ${home}/mine/stolen`,
      "-rm readme.txt",
      "-mkdir mine",
      "-rename readme.txt read.me",
      "-symlink /etc/passwd passwd",
      `-get .hidden ${home}/mine/`,
    );
    assert.equal(said.code, 0, said.stderr);
    assert.deepEqual(listed(said), ["__flagged__", "__uploads__", "games", "link-in", "readme.txt"]);
    assert.equal(disk.read("mine/tetris.zip"), "falling blocks");
    assert.equal(disk.read("mine/linked"), "falling blocks");
    assert.equal(disk.read("public/__uploads__/gift.txt"), "for you");
    assert.equal(disk.read("public/__uploads__/second.txt"), "for you");
    assert.equal(disk.read("public/readme.txt"), "Read me.\n");
    for (
      const path of [
        "mine/stolen",
        "mine/.hidden",
        "public/games/gift.txt",
        "public/mine",
        "public/passwd",
        "public/gift.txt",
      ]
    ) {
      assert.equal(disk.read(path), undefined, path);
    }
    const up = await runScp(ssh.port, "bob", `${home}/mine/linked`, `bob@${H}:`);
    assert.equal(up.code, 0, up.stderr);
    assert.equal(disk.read("public/__uploads__/linked"), "falling blocks");
    const down = await runScp(ssh.port, "bob", "-p", `bob@${H}:/readme.txt`, `${home}/mine/`);
    assert.equal(down.code, 0, down.stderr);
    assert.equal(disk.read("mine/readme.txt"), "Read me.\n");
    const tree = await runScp(ssh.port, "bob", "-r", `bob@${H}:/`, `${home}/mine/tree`);
    assert.doesNotMatch(
      tree.stderr + [...Deno.readDirSync(`${home}/mine`)].map(({ name }) => name),
      /SECRET/,
    );
    assert.equal(disk.read("mine/tree/games/tetris.zip"), "falling blocks");
    for (const path of ["link-out", "folder-out", "folder-out/secret", "__uploads__/gift.txt"]) {
      assert.equal(disk.read(`mine/tree/${path}`), undefined, path);
    }
  },
});

Deno.test({
  name: "A sysop does everything inside the root: releases an upload, renames, makes and removes",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk), "bob");
    const { home } = disk;
    await Deno.writeTextFile(`${home}/mine/gift.txt`, "for you");
    assert.equal((await runSftp(ssh.port, "bob", `put ${home}/mine/gift.txt`)).code, 0);
    const said = await runSftp(
      ssh.port,
      "alice",
      "ls -1 __uploads__",
      "mkdir new",
      "rename __uploads__/gift.txt new/gift.txt",
      `put ${home}/mine/gift.txt /new/other.txt`,
      `put ${home}/mine/gift.txt /readme.txt`,
      `-reput ${home}/mine/gift.txt /new/other.txt`,
      "rm games/tetris.zip",
      "rmdir games/deep",
      "rmdir games",
      "rm link-out",
      "-rmdir __uploads__",
      "-rename __uploads__ u",
      "-rmdir new",
      "-ln -s /etc/passwd passwd",
      `-put ${home}/mine/gift.txt /folder-out/escaped`,
      `-rename readme.txt /folder-out/escaped`,
      `-mkdir /folder-out/escaped`,
    );
    assert.equal(said.code, 0, said.stderr);
    assert.deepEqual(listed(said), ["__uploads__/gift.txt"]);
    assert.equal(disk.read("public/new/gift.txt"), "for you");
    assert.equal(disk.read("public/new/other.txt"), "for you");
    assert.equal(disk.read("public/readme.txt"), "for you");
    assert.deepEqual(
      [...Deno.readDirSync(`${home}/public`)].map(({ name }) => name).sort(),
      [".hidden", "__uploads__", "folder-out", "link-in", "new", "readme.txt"],
    );
    assert.equal(disk.read("secret"), "SECRET");
    assert.deepEqual([...Deno.readDirSync(home)].map(({ name }) => name).sort(), [
      "mine",
      "public",
      "publications",
      "secret",
    ]);
    const seen = await runSftp(ssh.port, "bob", "ls -1 new");
    assert.deepEqual(listed(seen), ["new/gift.txt", "new/other.txt"]);
  },
});

Deno.test({
  name: "Battery 109: nothing that OpenSSH's sftp can ask leads out of the root",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk), "bob");
    const { home } = disk;
    const paths = [
      "../secret",
      "/../secret",
      "games/../../secret",
      `${home}/secret`,
      "link-out",
      "folder-out/secret",
      "/folder-out/publications/secret",
      "../publications/secret",
      "__flagged__/../../secret",
      "__flagged__/../link-out",
      "x/".repeat(300) + "../".repeat(300) + "../secret",
    ];
    for (const user of ["alice", "bob"]) {
      const said = await runSftp(
        ssh.port,
        user,
        ...paths.flatMap((path, i) => [
          `-get ${path} ${home}/mine/${user}-${i}`,
          `-put ${home}/mine ${path}`,
          `-put ${home}/secret ${path}/x`,
          `-ls -1 ${path}`,
        ]),
        "pwd",
      );
      assert.equal(said.code, 0, said.stderr);
      assert.doesNotMatch(said.stdout, /^(?!sftp>).*(publications|SECRET)/m);
    }
    for (const { name } of Deno.readDirSync(`${home}/mine`)) {
      assert.notEqual(disk.read(`mine/${name}`), "SECRET", name);
    }
    assert.equal(disk.read("secret"), "SECRET");
    assert.deepEqual([...Deno.readDirSync(home)].map(({ name }) => name).sort(), [
      "mine",
      "public",
      "publications",
      "secret",
    ]);
    assert.ok(ssh.board.alive);
  },
});

Deno.test({
  name:
    "Limits hold: groups, guests, read only, the size of an upload; an upload that breaks off leaves nothing",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    const { home } = disk;
    await makeBig(`${home}/mine/big`, 3);
    {
      await using ssh = await startSshBoard(options(disk, { max_upload: 2 }), "bob");
      const large = await runSftp(ssh.port, "bob", `put ${home}/mine/big`);
      assert.notEqual(large.code, 0);
      assert.match(large.stderr, /larger than files may be|Failure/i);
      await until(
        "what came of it is gone",
        () => [...Deno.readDirSync(`${home}/public/__uploads__`)].length === 0,
      );
      {
        await using client = await TestClient.connect(ssh.port, {
          username: "bob",
          password: passwordOf("bob"),
        });
        // deno-lint-ignore no-explicit-any
        const sftp: any = await new Promise((resolve, reject) =>
          client.client.sftp((error: Error | undefined, channel: unknown) =>
            error ? reject(error) : resolve(channel)
          )
        );
        const file: Uint8Array = await new Promise((resolve, reject) =>
          sftp.open(
            "half",
            "w",
            (error: Error | undefined, handle: Uint8Array) => error ? reject(error) : resolve(handle),
          )
        );
        await new Promise<void>((resolve, reject) =>
          sftp.write(
            file,
            Buffer.alloc(1000),
            0,
            1000,
            0,
            (error?: Error) => error ? reject(error) : resolve(),
          )
        );
        assert.equal(disk.read("public/__uploads__/half")?.length, 1000);
      }
      await until("the half file is gone", () => disk.read("public/__uploads__/half") === undefined);
    }
    {
      await using ssh = await startSshBoard(options(disk, { groups: "friends", read_only: true }), "bob");
      assert.notEqual((await runSftp(ssh.port, "bob", "ls")).code, 0);
      const sysop = await runSftp(
        ssh.port,
        "alice",
        "ls -1",
        `-put ${home}/mine/big x`,
        "-rm readme.txt",
        "-mkdir y",
      );
      assert.equal(sysop.code, 0, sysop.stderr);
      assert.equal(disk.read("public/readme.txt"), "Read me.\n");
      assert.deepEqual([...Deno.readDirSync(`${home}/public/__uploads__`)].length, 0);
    }
  },
});

Deno.test({
  name: "A large file comes and goes with the same digest, through new keys, too",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk), "bob");
    const { home } = disk;
    await makeBig(`${home}/mine/big`, 64);
    const said = await runSftp(
      ssh.port,
      "alice",
      `put ${home}/mine/big /games/big`,
      `get /games/big ${home}/mine/back`,
    );
    assert.equal(said.code, 0, said.stderr);
    const before = await digest(`${home}/mine/big`);
    assert.equal(await digest(`${home}/public/games/big`), before);
    assert.equal(await digest(`${home}/mine/back`), before);
    const rekeyed = await runClient("sshpass", [
      ...["-p", passwordOf("bob"), "scp", "-F", "/dev/null", "-P", `${ssh.port}`, ...SSH_OPTIONS],
      ...["-o", "RekeyLimit=8M", `bob@${H}:/games/big`, `${home}/mine/again`],
    ]);
    assert.equal(rekeyed.code, 0, rekeyed.stderr);
    assert.equal(await digest(`${home}/mine/again`), before);
  },
});
