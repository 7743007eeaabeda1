/**
 * The folder of files as a file system: `sshfs`, and the programs of a shell that work in what it has mounted.
 *
 * @module
 */

import assert from "node:assert/strict";
import { H, runClient } from "./client_kit.ts";
import { installed, until } from "./harness.ts";
import { digest, Disk, makeBig, options, SSH_OPTIONS } from "./sftp_kit.ts";
import { passwordOf, startSshBoard } from "./ssh_kit.ts";

/** Whether file systems can be mounted here: the program, the device, and the right to use it. */
const FUSE = installed("sshfs") && installed("fusermount3") && opens("/dev/fuse");

function opens(path: string): boolean {
  try {
    Deno.openSync(path, { read: true, write: true }).close();
    return true;
  } catch {
    return false;
  }
}

/** The folder of files of a user, mounted. */
class Mount implements AsyncDisposable {
  private constructor(readonly path: string, private readonly process: Deno.ChildProcess) {}

  static async make(port: number, user: string): Promise<Mount> {
    const path = await Deno.makeTempDir({ prefix: "x84-mount-" });
    const process = new Deno.Command("sshfs", {
      args: [
        ...["-f", "-p", `${port}`, "-F", "/dev/null", "-o", "password_stdin", ...SSH_OPTIONS],
        ...[`${user}@${H}:/`, path],
      ],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const input = process.stdin.getWriter();
    await input.write(new TextEncoder().encode(`${passwordOf(user)}\n`));
    await input.close();
    const mount = new Mount(path, process);
    try {
      await until("it is mounted", () => Deno.readTextFileSync("/proc/mounts").includes(` ${path} `));
    } catch (error) {
      await mount[Symbol.asyncDispose]();
      throw error;
    }
    return mount;
  }

  /** Runs a line of a shell in it; answers what it says, and fails as the line does. */
  async run(line: string): Promise<string> {
    const { code, stdout, stderr } = await runClient("sh", ["-c", `cd ${this.path} && ${line}`]);
    assert.equal(code, 0, `${line}: ${stderr}`);
    return stdout.trim();
  }

  /** Runs a line that is refused; answers what the program says of it. */
  async refuses(line: string): Promise<string> {
    const { code, stderr } = await runClient("sh", ["-c", `cd ${this.path} && ${line}`]);
    assert.notEqual(code, 0, line);
    return stderr;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runClient("fusermount3", ["-u", "-z", this.path]);
    await this.process.status;
    await Deno.remove(this.path);
  }
}

Deno.test({
  name: "sshfs: a sysop works in the mounted folder as in any other",
  ignore: !FUSE,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk));
    await makeBig(`${disk.home}/mine/big`, 32);
    await Deno.writeTextFile(`${disk.home}/mine/old`, "old", { mode: 0o640 });
    await Deno.utime(`${disk.home}/mine/old`, 981_158_400, 981_158_400);
    {
      await using mount = await Mount.make(ssh.port, "alice");
      const run = mount.run.bind(mount);
      assert.equal(await run("cat readme.txt games/tetris.zip"), "Read me.\nfalling blocks");
      // Write, append, write in the middle, make longer and shorter.
      await run("echo one > a && echo two >> a && printf X | dd of=a bs=1 seek=1 conv=notrunc 2>&1");
      assert.equal(disk.read("public/a"), "oXe\ntwo\n");
      assert.equal(
        await run("truncate -s 100000 a && stat -c %s a && truncate -s 3 a && cat a"),
        "100000\noXe",
      );
      // Rename, onto another, too, as editors save.
      await run("mv a b && echo new > .b.swp && sync && mv -f .b.swp b && sed -i s/new/newest/ b");
      assert.equal(disk.read("public/b"), "newest\n");
      assert.equal(disk.read("public/a"), undefined);
      await run("mkdir -p d/e/f && rmdir d/e/f && mv d/e d/g && echo x > d/g/h && cp -r d d2 && rm -r d");
      assert.equal(disk.read("public/d2/g/h"), "x\n");
      await run(`cp -p ${disk.home}/mine/old old && chmod 600 b && touch -d @1000 b`);
      assert.equal(await run("stat -c '%a %Y' old b"), "640 981158400\n600 1000");
      await run(`cp ${disk.home}/mine/big big && sync big && cmp big ${disk.home}/mine/big`);
      assert.equal(await digest(`${disk.home}/public/big`), await digest(`${disk.home}/mine/big`));
      assert.match(await run("df -P . | tail -1"), /^\S+ +[1-9]\d* +\d+ +[1-9]\d* /);
      // What is not to be had is refused, and nothing hangs.
      for (
        const line of ["ln -s /etc/passwd l", "ln b l", "mkfifo l", "cat folder-out/secret", "cat link-out"]
      ) {
        assert.match(await mount.refuses(line), /not (permitted|supported)|denied|No such file|Input/i, line);
      }
      assert.equal(await run("ls"), "__flagged__\n__uploads__\nb\nbig\nd2\ngames\nlink-in\nold\nreadme.txt");
      assert.equal(
        await run("echo $(seq 1 200 | xargs -I % sh -c 'echo % > d2/% && cat d2/%' | wc -l)"),
        "200",
      );
      await run("rm -r d2 big && ! ls d2 2>&1");
    }
    assert.equal(disk.read("secret"), "SECRET");
    assert.doesNotMatch(ssh.board.log(), /ERROR/);
  },
});

Deno.test({
  name: "sshfs: a user saves, renames and takes back his own files, and changes nothing else",
  ignore: !FUSE,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk, { max_upload: 2 }), "bob");
    await using mount = await Mount.make(ssh.port, "bob");
    const run = mount.run.bind(mount);
    await run("echo one > a && echo two >> a && mv a b && echo three > c && mv -f c b && sed -i s/t/T/ b");
    assert.equal(await run("cat b __uploads__/b && ls __uploads__"), "Three\nThree\nb");
    assert.equal(disk.read("public/__uploads__/b"), "Three\n");
    await run("truncate -s 2 b && touch -d @1000 b && cp -p b __uploads__/d && rm b");
    assert.equal(await run("stat -c '%s %Y' d"), "2 1000");
    for (
      const line of [
        "rm readme.txt",
        "echo x > readme.txt",
        "mkdir m",
        "mv readme.txt r",
        "touch games/x",
        "mv d games/",
      ]
    ) {
      assert.match(await mount.refuses(line), /Permission denied|Operation not permitted/, line);
    }
    // What would be too large leaves nothing behind.
    await mount.refuses("head -c 3000000 /dev/zero > huge");
    assert.equal(await run("ls __uploads__"), "d");
    assert.equal(disk.read("public/readme.txt"), "Read me.\n");
  },
});
