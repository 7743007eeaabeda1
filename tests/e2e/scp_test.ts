/**
 * The old protocol of `scp`, with OpenSSH's `scp -O`, PuTTY's `pscp -scp` and curl.
 *
 * @module
 */

import assert from "node:assert/strict";
import { H, runClient, type Said } from "./client_kit.ts";
import { megabytes, MEMORY } from "./battery_kit.ts";
import { installed, until } from "./harness.ts";
import { digest, Disk, makeBig, OPENSSH, options, runScp as run } from "./sftp_kit.ts";
import { passwordOf, runSsh, startSshBoard, TestClient } from "./ssh_kit.ts";

function runScp(port: number, user: string, ...args: string[]): Promise<Said> {
  return run(port, user, "-O", ...args);
}

async function modeOf(path: string): Promise<number> {
  return (await Deno.stat(path)).mode! & 0o7777;
}

Deno.test({
  name: "scp -O: a sysop sends and fetches files and folders, with times and modes, quotes and patterns",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk));
    const { home } = disk;
    const at = `alice@${H}:`;
    const does = async (...args: string[]) => {
      const { code, stderr } = await runScp(ssh.port, "alice", ...args);
      assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
    };
    await Deno.mkdir(`${home}/mine/tree/deep/empty`, { recursive: true });
    await Deno.writeTextFile(`${home}/mine/tree/one`, "1");
    await Deno.writeTextFile(`${home}/mine/tree/deep/it's two.txt`, "22");
    await Deno.writeTextFile(`${home}/mine/none`, "");
    await Deno.chmod(`${home}/mine/tree/one`, 0o750);
    await Deno.utime(`${home}/mine/tree/one`, 1_000_000, 2_000_000);
    await Deno.utime(`${home}/mine/tree/deep`, 1_000_000, 3_000_000);

    await does("-r", "-p", `${home}/mine/tree`, `${at}/`);
    assert.equal(disk.read("public/tree/deep/it's two.txt"), "22");
    assert.equal(await modeOf(`${home}/public/tree/one`), 0o750);
    assert.equal((await Deno.stat(`${home}/public/tree/one`)).mtime?.getTime(), 2_000_000_000);
    assert.equal((await Deno.stat(`${home}/public/tree/deep`)).mtime?.getTime(), 3_000_000_000);
    assert.ok((await Deno.stat(`${home}/public/tree/deep/empty`)).isDirectory);
    // A folder that is not there yet has the name that it is given; one that is there takes files in.
    await does("-r", `${home}/mine/tree/deep`, `${at}copy`);
    assert.equal(disk.read("public/copy/it's two.txt"), "22");
    await does(`${home}/mine/none`, `${home}/mine/tree/one`, `${at}copy`);
    assert.equal(disk.read("public/copy/one"), "1");
    assert.equal(disk.read("public/copy/none"), "");
    assert.equal(await modeOf(`${home}/public/copy/one`), 0o644, "no modes without -p");
    // What is there is replaced, a longer file by a shorter one.
    await does(`${home}/mine/tree/one`, `${at}'/tree/deep/it'\\''s two.txt'`);
    assert.equal(disk.read("public/tree/deep/it's two.txt"), "1");

    await Deno.mkdir(`${home}/mine/back`);
    await does("-r", "-p", `${at}tree`, `${home}/mine/back`);
    assert.equal(disk.read("mine/back/tree/deep/it's two.txt"), "1");
    assert.equal((await Deno.stat(`${home}/mine/back/tree/one`)).mtime?.getTime(), 2_000_000_000);
    assert.equal((await Deno.stat(`${home}/mine/back/tree/deep/empty`)).isDirectory, true);
    await does(`${at}tree/deep/it\\'s\\ two.txt`, `${home}/mine/back/`);
    assert.equal(disk.read("mine/back/it's two.txt"), "1");
    // The client does not know its own quotes again.
    await does("-T", `${at}"tree/deep/it's two.txt"`, `${home}/mine/back/again`);
    assert.equal(disk.read("mine/back/again"), "1");
    await does(`${at}games/*.zip`, `${home}/mine/back/`);
    assert.equal(disk.read("mine/back/tetris.zip"), "falling blocks");
    await does(`${at}~/[q-s]eadme.tx?`, `${home}/mine/back/`);
    assert.equal(disk.read("mine/back/readme.txt"), "Read me.\n");
  },
});

Deno.test({
  name:
    "scp -O: a user sends new files to __uploads__, and is refused what he may not do, each time with a word",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk, { max_upload: 2 }), "bob", "carol");
    const { home } = disk;
    await Deno.writeTextFile(`${home}/mine/gift.txt`, "for you");
    await Deno.writeTextFile(`${home}/mine/other.txt`, "for you, too");
    await Deno.mkdir(`${home}/mine/folder`);
    await makeBig(`${home}/mine/big`, 3);
    const at = `bob@${H}:`;
    const sent = await runScp(
      ssh.port,
      "bob",
      "-p",
      `${home}/mine/gift.txt`,
      `${home}/mine/other.txt`,
      at,
    );
    assert.equal(sent.code, 0, sent.stderr);
    assert.equal(disk.read("public/__uploads__/gift.txt"), "for you");
    assert.equal(disk.read("public/__uploads__/other.txt"), "for you, too");
    const back = await runScp(ssh.port, "bob", `${at}__uploads__/gift.txt`, `${home}/mine/back`);
    assert.equal(back.code, 0, back.stderr);
    assert.equal(disk.read("mine/back"), "for you");
    for (
      const [args, says] of [
        [[`${home}/mine/gift.txt`, `${at}games/gift.txt`], /games\/gift\.txt: Uploads go to/],
        [[`${home}/mine/gift.txt`, `${at}readme.txt`], /readme\.txt: Uploads go to/],
        [[`${home}/mine/gift.txt`, `${at}.hidden2`], /hidden2: Uploads go to/],
        [["-r", `${home}/mine/folder`, at], /folder: Permission denied/],
        [[`${home}/mine/big`, at], /big: The file is larger than files may be/],
        [[`${home}/mine/gift.txt`, `${home}/mine/other.txt`, `${at}none`], /none: Not a folder/],
        [[`${at}secret`, `${home}/mine/stolen`], /secret: No such file/],
        [[`${at}../secret`, `${home}/mine/stolen`], /secret: No such file/],
        [[`${at}link-out`, `${home}/mine/stolen`], /link-out: No such file/],
        [[`${at}folder-out/secret`, `${home}/mine/stolen`], /secret: No such file/],
        [[`${at}.hidden`, `${home}/mine/stolen`], /hidden: No such file/],
        [[`${at}games`, `${home}/mine/stolen`], /games: This is a folder/],
        [[`${at}no*thing`, `${home}/mine/stolen`], /no\*thing: No such file/],
      ] as const
    ) {
      const { code, stderr } = await runScp(ssh.port, "bob", ...args);
      assert.notEqual(code, 0, args.join(" "));
      assert.match(stderr, says);
      assert.equal(disk.read("mine/stolen"), undefined, args.join(" "));
    }
    const stolen = await runScp(ssh.port, "carol", `carol@${H}:__uploads__/gift.txt`, `${home}/mine/stolen`);
    assert.notEqual(stolen.code, 0);
    assert.match(stolen.stderr, /gift\.txt: No such file/);
    // One of several that cannot be sent keeps the others from nothing.
    const some = await runScp(ssh.port, "bob", "-T", `${at}none readme.txt`, `${home}/mine/`);
    assert.notEqual(some.code, 0);
    assert.equal(disk.read("mine/readme.txt"), "Read me.\n");
    assert.deepEqual(
      [...Deno.readDirSync(`${home}/public/__uploads__`)].map(({ name }) => name).sort(),
      ["gift.txt", "other.txt"],
    );
    // What a shell would do is not done, and no other program is there.
    for (const command of ["scp -f readme.txt; id", "scp -f $(id)", "scp -S /bin/sh -f x", "scp"]) {
      const { code, stdout } = await runSsh(ssh.port, "bob", passwordOf("bob"), [], [command]);
      assert.notEqual(code, 0, command);
      assert.equal(stdout, "", command);
    }
    assert.equal(disk.read("secret"), "SECRET");
    assert.doesNotMatch(ssh.board.log(), / ERROR /);
  },
});

Deno.test({
  name: "scp -O: 64 MiB come and go with the same digest and flat memory, and through new keys",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk));
    const { home } = disk;
    await makeBig(`${home}/mine/big`, 64);
    const before = await digest(`${home}/mine/big`);
    const at = `alice@${H}:`;
    const small = await runScp(ssh.port, "alice", `${at}readme.txt`, `${home}/mine/`);
    assert.equal(small.code, 0, small.stderr);
    const memory = megabytes(ssh.board);
    for (const more of [[], ["-o", "RekeyLimit=1M"]]) {
      const up = await runScp(ssh.port, "alice", ...more, `${home}/mine/big`, `${at}games/big`);
      assert.equal(up.code, 0, up.stderr);
      assert.equal(await digest(`${home}/public/games/big`), before);
      const down = await runScp(ssh.port, "alice", ...more, `${at}games/big`, `${home}/mine/back`);
      assert.equal(down.code, 0, down.stderr);
      assert.equal(await digest(`${home}/mine/back`), before);
      await Deno.remove(`${home}/public/games/big`);
    }
    assert.ok(megabytes(ssh.board) - memory < MEMORY, `${megabytes(ssh.board) - memory} MB`);
  },
});

Deno.test("scp: an upload that breaks off, says nonsense or is never read to leaves nothing behind", async () => {
  await using disk = await Disk.make();
  await using ssh = await startSshBoard(options(disk), "bob");
  const uploads = `${disk.home}/public/__uploads__`;
  const names = () => [...Deno.readDirSync(uploads)].map(({ name }) => name);
  for (
    const said of [
      "C0644 1000 half\nxxx",
      "C0644 3 half\nxxx\x01cannot read\n",
      "C0644 3 half\nxxx\x02over\n",
      "C0644 3 ../half\nxxx\0",
      "C0644 3 half\nxxxC0644 1 other\n",
      "D0755 0 folder\n",
      "E\n",
      "\x01".repeat(100_000),
    ]
  ) {
    await using client = await TestClient.connect(ssh.port, { username: "bob", password: passwordOf("bob") });
    // deno-lint-ignore no-explicit-any
    const channel: any = await new Promise((resolve, reject) =>
      client.client.exec(
        "scp -t .",
        (error: Error | undefined, channel: unknown) => error ? reject(error) : resolve(channel),
      )
    );
    let status: number | undefined;
    channel.on("error", () => {});
    channel.on("exit", (code: number) => (status = code));
    channel.resume();
    channel.end(said);
    await until("it is over", () => status !== undefined);
    assert.equal(status, 1, JSON.stringify(said.slice(0, 40)));
    await until("nothing is left", () => names().length === 0);
  }
  assert.ok(ssh.board.alive);
  assert.doesNotMatch(ssh.board.log(), / ERROR /);
});

Deno.test({
  name: "pscp and curl send and fetch files, by the old protocol and by SFTP",
  ignore: !installed("pscp") || !installed("curl"),
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk), "bob");
    const { home } = disk;
    await Deno.writeTextFile(`${home}/mine/a gift.txt`, "for you");
    const [, fingerprint] = /(SHA256:\S+)/.exec(ssh.board.output)!;
    assert.ok(fingerprint);
    const pscp = (...args: string[]) =>
      runClient("pscp", [
        ...["-batch", "-hostkey", fingerprint, "-P", `${ssh.port}`, "-pw", passwordOf("bob"), ...args],
      ], { input: "" });
    for (const mode of ["-scp", "-sftp"]) {
      const up = await pscp(mode, `${home}/mine/a gift.txt`, `bob@${H}:by${mode}`);
      assert.equal(up.code, 0, mode + up.stderr + up.stdout);
      assert.equal(disk.read(`public/__uploads__/by${mode}`), "for you");
      const down = await pscp(mode, `bob@${H}:games/tetris.zip`, `${home}/mine/${mode}`);
      assert.equal(down.code, 0, mode + down.stderr + down.stdout);
      assert.equal(disk.read(`mine/${mode}`), "falling blocks");
    }
    const curl = (...args: string[]) =>
      runClient("curl", ["-sS", "--insecure", "-u", `bob:${passwordOf("bob")}`, ...args], { input: "" });
    for (
      const scheme of /Protocols:.*\bscp\b/.test((await runClient("curl", ["-V"])).stdout)
        ? ["scp", "sftp"]
        : []
    ) {
      const url = `${scheme}://${H}:${ssh.port}`;
      const down = await curl(`${url}/games/tetris.zip`);
      assert.equal(down.stdout, "falling blocks", scheme + down.stderr);
      const up = await curl("-T", `${home}/mine/a gift.txt`, `${url}/by%20${scheme}`);
      assert.equal(up.code, 0, scheme + up.stderr);
      assert.equal(disk.read(`public/__uploads__/by ${scheme}`), "for you");
      assert.notEqual((await curl(`${url}/none`)).code, 0);
    }
  },
});
