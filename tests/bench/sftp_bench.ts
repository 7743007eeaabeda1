/**
 * A large file by SFTP, up and down, with OpenSSH's `sftp`; beside it the same client at npm `ssh2`'s own SFTP.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { installed } from "../e2e/harness.ts";
import { H, runClient } from "../e2e/client_kit.ts";
import { passwordOf, type SshBoard, startSshBoard } from "../e2e/ssh_kit.ts";
import { BareProcess, rest } from "./board.ts";
import type { Figure, Group } from "./figure.ts";

const MIB = 1024 * 1024;
const OPTIONS = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "PubkeyAuthentication=no"]
  .flatMap((option) => ["-o", option]);

/** Runs lines of `sftp`; answers the seconds that took. */
async function batch(port: number, ...lines: string[]): Promise<number> {
  const begin = performance.now();
  const { code, stderr } = await runClient("sshpass", [
    ...["-p", passwordOf("alice"), "sftp", "-F", "/dev/null", "-P", `${port}`, ...OPTIONS],
    ...["-o", "BatchMode=no", "-b", "-", `alice@${H}`],
  ], { input: lines.join("\n") + "\n" });
  if (code !== 0) throw new Error(`sftp: ${stderr}`);
  return (performance.now() - begin) / 1000;
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(MIB);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    hash.update(buffer.subarray(0, read));
  }
  return hash.digest("hex");
}

/** MB a second in both directions, without what it takes to log in. */
async function rates(port: number, folder: string, size: number): Promise<{ up: number; down: number }> {
  const login = await batch(port, "pwd");
  const up = await batch(port, `put ${folder}/big /big`) - login;
  const down = await batch(port, `get /big ${folder}/back`) - login;
  if (await digest(`${folder}/back`) !== await digest(`${folder}/big`)) {
    throw new Error("The file has changed");
  }
  return { up: size / 1e6 / up, down: size / 1e6 / down };
}

/** Bytes by which the server grows while the file goes up and down, from the first byte on: a password takes 32 MiB. */
async function memoryOf({ board, port }: SshBoard, folder: string): Promise<number> {
  let before: number | undefined;
  let peak = 0;
  const watch = setInterval(() => {
    const there = existsSync(`${folder}/ours/grown`);
    if (there) before ??= board.memory();
    if (before !== undefined) peak = Math.max(peak, board.memory());
  }, 5);
  await batch(port, `put ${folder}/big /grown`, `get /grown ${folder}/grown`, "rm /grown")
    .finally(() => clearInterval(watch));
  if (before === undefined) throw new Error("The file was never there");
  return peak - before;
}

/** Files by SFTP. */
export const sftpGroup: Group = {
  name: "sftp",
  async run({ quick, say }): Promise<Figure[]> {
    if (!installed("sftp") || !installed("sshpass")) {
      say("left out: sftp or sshpass is not installed");
      return [];
    }
    const size = (quick ? 32 : 256) * MIB;
    const folder = await Deno.makeTempDir({ prefix: "x84-bench-" });
    try {
      await Deno.mkdir(`${folder}/ours`);
      await Deno.mkdir(`${folder}/raw`);
      {
        using file = await Deno.open(`${folder}/big`, { write: true, createNew: true });
        const block = crypto.getRandomValues(new Uint8Array(65_536));
        for (let at = 0; at < size; at += block.length) {
          new DataView(block.buffer).setUint32(0, at);
          for (let put = 0; put < block.length;) put += await file.write(block.subarray(put));
        }
      }
      await using raw = await BareProcess.start("./raw_sftp_server.ts", [`${folder}/raw`], /port (\d+)\n/);
      const bare = await rates(raw.value, folder, size);
      await using ssh = await startSshBoard({
        ini: { sftp: { enabled: true, root: `${folder}/ours` }, log: { file: "" } },
      });
      await rest(ssh.board);
      const growth = await memoryOf(ssh, folder);
      const ours = await rates(ssh.port, folder, size);
      const direction = (name: string, value: number, baseline: number): Figure => ({
        name,
        value,
        unit: "MB/s",
        bar: { least: Math.min(40, baseline / 2) },
        baseline: { what: "npm ssh2's own SFTP", value: baseline },
      });
      return [
        direction("upload", ours.up, bare.up),
        direction("download", ours.down, bare.down),
        {
          name: "memory that both take at most",
          value: growth / MIB,
          unit: "MiB",
          bar: { most: 32 },
          baseline: { what: "npm ssh2's own SFTP, altogether", value: raw.memory() / MIB },
        },
      ];
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};
