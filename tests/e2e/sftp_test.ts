/**
 * SFTP with OpenSSH's `sftp` and `scp`, and npm `ssh2` for what they do not do.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { until } from "./harness.ts";
import { H, runClient } from "./client_kit.ts";
import { digest, Disk, listed, makeBig, OPENSSH, options, runScp, runSftp, SSH_OPTIONS } from "./sftp_kit.ts";
import { passwordOf, startSshBoard, TestClient } from "./ssh_kit.ts";

Deno.test({
  name: "SFTP and scp, old and new, are refused while [sftp] is not enabled",
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
  name:
    "A user lists, downloads and uploads with sftp and scp, and sees neither hidden files nor what others upload",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk), "bob", "carol");
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
      `get __uploads__/gift.txt ${home}/mine/back`,
      "-rm readme.txt",
      "-mkdir mine",
      "-rename readme.txt read.me",
      "-symlink /etc/passwd passwd",
      `-get .hidden ${home}/mine/`,
    );
    assert.equal(said.code, 0, said.stderr);
    const names = ["__flagged__", "__uploads__", "games", "link-in", "readme.txt"];
    assert.deepEqual(listed(said), [...names, "__uploads__/gift.txt", "__uploads__/second.txt"]);
    const stranger = await runSftp(
      ssh.port,
      "carol",
      "ls -1",
      "ls -1 __uploads__",
      `-get __uploads__/gift.txt ${home}/mine/stolen`,
      `-get gift.txt ${home}/mine/stolen`,
      "-rm __uploads__/gift.txt",
      `-put ${home}/mine/linked __uploads__/gift.txt`,
    );
    assert.equal(stranger.code, 0, stranger.stderr);
    assert.deepEqual(listed(stranger), names);
    assert.equal(disk.read("mine/back"), "for you");
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
    const tree = await runScp(ssh.port, "carol", "-r", `carol@${H}:/`, `${home}/mine/tree`);
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
