/**
 * What clients do with their own uploads (paramiko looks at what it has sent, sshfs sets times and renames, others write
 * under another name first), and how long one may do nothing.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { H, runClient } from "./client_kit.ts";
import { until } from "./harness.ts";
import { digest, Disk, listed, makeBig, OPENSSH, options, runSftp, SSH_OPTIONS } from "./sftp_kit.ts";
import { passwordOf, restartSshBoard, type SshBoard, startSshBoard, TestClient } from "./ssh_kit.ts";

// deno-lint-ignore no-explicit-any
type Sftp = any;

async function connect({ port }: SshBoard, username: string): Promise<TestClient> {
  return await TestClient.connect(port, { username, password: passwordOf(username) });
}

function sftpOf({ client }: TestClient): Promise<Sftp> {
  return new Promise((resolve, reject) => {
    client.sftp((error: Error | undefined, sftp: Sftp) => error ? reject(error) : resolve(sftp));
  });
}

/** An operation; rejects with the status that the server answered. */
// deno-lint-ignore no-explicit-any
function doing(sftp: Sftp, verb: string, ...args: unknown[]): Promise<any> {
  return new Promise((resolve, reject) => {
    sftp[verb](
      ...args,
      (error: Error & { code?: number } | undefined, value: unknown) =>
        error ? reject(new Error(`status ${error.code}`)) : resolve(value),
    );
  });
}

const [NO_SUCH_FILE, DENIED] = [/status 2/, /status 3/];

Deno.test("Clients find what they have sent, on this connection and the next, and nobody else does", async () => {
  await using disk = await Disk.make();
  await using ssh = await startSshBoard(options(disk), "bob", "carol");
  const here = (name: string) => disk.read(`public/__uploads__/${name}`);
  const data = Buffer.from("for you");
  await using client = await connect(ssh, "bob");
  for (let turn = 0; turn < 2; turn++) {
    // One session after the other on the same connection.
    const sftp = await sftpOf(client);
    const put = `put${turn}`;
    await doing(sftp, "writeFile", put, data);
    assert.equal((await doing(sftp, "stat", put)).size, data.length);
    const handle = await doing(sftp, "open", `/fs${turn}.part`, "wx", { mode: 0o600 });
    await doing(sftp, "write", handle, data, 0, data.length, 0);
    assert.equal((await doing(sftp, "fstat", handle)).size, data.length);
    await doing(sftp, "fsetstat", handle, { atime: 1000, mtime: 2000 });
    await doing(sftp, "close", handle);
    await doing(sftp, "rename", `/fs${turn}.part`, `/fs${turn}`);
    assert.equal((await doing(sftp, "lstat", `/__uploads__/fs${turn}`)).mtime, 2000);
    await doing(sftp, "setstat", put, { size: 3 });
    assert.equal(here(put), "for");
    await doing(sftp, "chmod", put, 0o600);
    assert.equal((await doing(sftp, "stat", put)).mode & 0o777, 0o600);
    await assert.rejects(doing(sftp, "chmod", put, 0o755), DENIED);
    await assert.rejects(doing(sftp, "chmod", "readme.txt", 0o600), DENIED);
    await doing(sftp, "ext_openssh_rename", put, `fs${turn}`);
    assert.equal(here(`fs${turn}`), "for");
    await assert.rejects(doing(sftp, "ext_openssh_hardlink", `fs${turn}`, "other"));
    const ended = new Promise((resolve) => sftp.on("close", resolve));
    sftp.end();
    await ended;
  }
  await using again = await connect(ssh, "bob");
  const sftp = await sftpOf(again);
  const names = async (sftp: Sftp) =>
    (await doing(sftp, "readdir", "/__uploads__")).map(({ filename }: { filename: string }) => filename)
      .sort();
  assert.deepEqual(await names(sftp), ["fs0", "fs1"]);
  assert.equal(String(await doing(sftp, "readFile", "fs0")), "for");
  await using other = await connect(ssh, "carol");
  const stranger = await sftpOf(other);
  assert.deepEqual(await names(stranger), []);
  for (const verb of ["stat", "unlink", "readFile"]) {
    for (const path of ["fs0", "/__uploads__/fs0", "/__uploads__/none"]) {
      await assert.rejects(doing(stranger, verb, path), NO_SUCH_FILE, `${verb} ${path}`);
    }
  }
  await doing(sftp, "unlink", "fs0");
  assert.equal(here("fs0"), undefined);
  const { f_blocks, f_bavail, f_frsize } = await doing(sftp, "ext_openssh_statvfs", "/");
  const mib = (blocks: bigint | number) => Number(blocks) * Number(f_frsize) / 1024 / 1024;
  assert.ok(
    mib(f_blocks) <= 1000 && mib(f_bavail) <= mib(f_blocks),
    `${mib(f_bavail)} of ${mib(f_blocks)} MiB`,
  );
});

Deno.test({
  name: "Who has sent a file finds it, renames it and takes it back after a restart, too",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    const home = `${disk.home}/board`;
    await Deno.writeTextFile(`${disk.home}/mine/gift.txt`, "for you");
    const setUp = { ...options(disk), home };
    {
      await using ssh = await startSshBoard(setUp, "bob", "carol");
      const put = `put ${disk.home}/mine/gift.txt`;
      assert.equal((await runSftp(ssh.port, "bob", put, `${put} second.txt`)).code, 0);
      await ssh.board.stop();
    }
    await using ssh = await restartSshBoard(setUp);
    const said = await runSftp(
      ssh.port,
      "bob",
      "ls -1 __uploads__",
      "rename gift.txt third.txt",
      `get third.txt ${disk.home}/mine/back`,
      "rm second.txt",
    );
    assert.equal(said.code, 0, said.stderr);
    assert.deepEqual(listed(said), ["__uploads__/gift.txt", "__uploads__/second.txt"]);
    assert.equal(disk.read("mine/back"), "for you");
    assert.deepEqual([...Deno.readDirSync(`${disk.home}/public/__uploads__`)].map(({ name }) => name), [
      "third.txt",
    ]);
    const stranger = await runSftp(ssh.port, "carol", "ls -1 __uploads__", "-rm third.txt");
    assert.deepEqual(listed(stranger), []);
    assert.equal(disk.read("public/__uploads__/third.txt"), "for you");
  },
});

Deno.test("A client that does nothing as long as idle_timeout is sent away, whatever keeps its connection alive", async () => {
  await using disk = await Disk.make();
  await using ssh = await startSshBoard(options(disk, { idle_timeout: 1 }), "bob");
  const client = await TestClient.connect(ssh.port, {
    username: "bob",
    password: passwordOf("bob"),
    keepaliveInterval: 200,
    keepaliveCountMax: 1000,
  });
  const sftp = await sftpOf(client);
  sftp.on("error", () => {});
  let closed = false;
  sftp.on("close", () => (closed = true));
  await until("it is closed", () => closed);
  await client.waitClosed();
  await client[Symbol.asyncDispose]();
});

Deno.test({
  name: "RekeyLimit=1M makes new keys while files come and go by SFTP",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard(options(disk), "bob");
    const { home } = disk;
    await makeBig(`${home}/mine/big`, 16);
    const scp = async (...args: string[]) => {
      const said = await runClient("sshpass", [
        ...["-p", passwordOf("bob"), "scp", "-v", "-F", "/dev/null", "-P", `${ssh.port}`, ...SSH_OPTIONS],
        ...["-o", "RekeyLimit=1M", ...args],
      ]);
      assert.equal(said.code, 0, said.stderr.slice(-1000));
      const times = said.stderr.split("SSH2_MSG_KEXINIT sent").length - 1;
      assert.ok(times > 3, `new keys ${times} times`);
    };
    await scp(`${home}/mine/big`, `bob@${H}:`);
    await scp(`bob@${H}:__uploads__/big`, `${home}/mine/back`);
    assert.equal(await digest(`${home}/mine/back`), await digest(`${home}/mine/big`));
  },
});
