/**
 * What the tests of files share: a folder with secrets beside it, and OpenSSH's `sftp` and `scp`.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { H, runClient, type Said } from "./client_kit.ts";
import { installed } from "./harness.ts";
import { passwordOf } from "./ssh_kit.ts";

export const OPENSSH = installed("sftp") && installed("scp") && installed("sshpass");

/** A folder of files, secrets beside it, and a folder of the client. */
export class Disk implements AsyncDisposable {
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

export function options(
  disk: Disk,
  sftp: Record<string, string | number | boolean> = {},
): { readonly ini: { readonly sftp: Record<string, string | number | boolean> } } {
  return { ini: { sftp: { enabled: true, root: `${disk.home}/public`, ...sftp } } };
}

/** What `ssh` under `sftp` and `scp` is told. */
export const SSH_OPTIONS = [
  "StrictHostKeyChecking=no",
  "UserKnownHostsFile=/dev/null",
  "PubkeyAuthentication=no",
]
  .flatMap((option) => ["-o", option]);

/** Runs a batch of `sftp`; it ends at the first command that fails, unless that begins with a minus. */
export function runSftp(port: number, user: string, ...lines: string[]): Promise<Said> {
  return runClient("sshpass", [
    ...["-p", passwordOf(user), "sftp", "-F", "/dev/null", "-P", `${port}`, ...SSH_OPTIONS],
    ...["-o", "BatchMode=no", "-b", "-", `${user}@${H}`],
  ], { input: lines.join("\n") + "\n" });
}

export function runScp(port: number, user: string, ...args: string[]): Promise<Said> {
  return runClient("sshpass", [
    ...["-p", passwordOf(user), "scp", "-F", "/dev/null", "-P", `${port}`, ...SSH_OPTIONS, ...args],
  ]);
}

/** The names in what `ls -1` of a batch said. */
export function listed({ stdout }: Said): string[] {
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("sftp>")).map((line) =>
    line.trim()
  );
}

export async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    hash.update(buffer.subarray(0, read));
  }
  return hash.digest("hex");
}

export async function makeBig(path: string, mib: number): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  const block = crypto.getRandomValues(new Uint8Array(65_536));
  for (let at = 0; at < mib * 16; at++) {
    new DataView(block.buffer).setUint32(0, at);
    for (let put = 0; put < block.length;) put += await file.write(block.subarray(put));
  }
}
