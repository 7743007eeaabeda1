/**
 * SSH connections that live long or end oddly: new keys at either side's wish, clients that stop answering, and the
 * larger kinds of user keys.
 *
 * @module
 */

import assert from "node:assert/strict";
import { USER_SIGNATURES } from "../../lib/server/ssh_ext_info.ts";
import { H, runClient } from "./client_kit.ts";
import { installed, until } from "./harness.ts";
import { passwordOf, runSsh, sshArguments, startSshBoard, TestClient } from "./ssh_kit.ts";

const OPENSSH = installed("ssh") && installed("sshpass");
const ALICE = passwordOf("alice");

/** A script that says numbered lines, and how many. */
const LINES = 8000;
const scripts = {
  lines: `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  for (let n = 0; n < ${LINES}; n++) {
    await session.echo(String(n).padStart(6, "0") + "x".repeat(4000) + "\\r\\n");
  }
}`,
};

Deno.test({
  name: "RekeyLimit=64K makes new keys all along 32 MB, and the session survives each time",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard({ scripts, ini: { ssh: { exec: "lines" } } });
    const { code, stdout, stderr } = await runSsh(
      ssh.port,
      "alice",
      ALICE,
      ["-v", "-o", "RekeyLimit=64K"],
      ["lines"],
    );
    assert.equal(code, 0, stderr.slice(-500));
    const numbers = [...stdout.matchAll(/^(\d{6})x{4000}$/gm)].map(([, digits]) => Number(digits));
    assert.deepEqual(numbers, Array.from({ length: LINES }, (_, n) => n));
    const times = stderr.split("SSH2_MSG_KEXINIT sent").length - 1;
    assert.ok(times >= 100, `new keys ${times} times`);
  },
});

Deno.test("A client that makes new keys all the time, and nothing else, is hung up on", async () => {
  await using ssh = await startSshBoard();
  await using client = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
  const channel = await client.shell();
  await channel.expect("MENU> ");
  let times = 0;
  const protocol = client.client._protocol;
  client.client.on("handshake", () => {
    times++;
    protocol.rekey();
  });
  protocol.rekey();
  await client.waitClosed();
  assert.ok(times > 30 && times < 100, `new keys ${times} times`);
  await until(
    "the log tells it",
    () => /Hung up address=\S+ why="asked for new keys too often"/.test(ssh.board.log()),
  );
});

Deno.test({
  name:
    "A client that stops answering is dropped after three questions of the keep-alive, and one that is idle is not",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard({ ini: { ssh: { keepalive: 1 } } });
    await using idle = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
    const channel = await idle.shell();
    await channel.expect("MENU> ");
    const stopped = new Deno.Command("ssh", {
      args: [...sshArguments(ssh.port, "-o", "BatchMode=yes", "-tt"), `guest@${H}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    try {
      const reader = stopped.stdout.getReader();
      let text = "";
      while (!text.includes("MENU> ")) {
        const { value } = await reader.read();
        assert.ok(value !== undefined, `the end came behind ${text}`);
        text += new TextDecoder().decode(value);
      }
      const descriptors = ssh.board.descriptors();
      stopped.kill("SIGSTOP");
      const begin = performance.now();
      await until("he is gone", () => /anonymous\[ssh[^\n]*Disconnected how="hung up"/.test(ssh.board.log()));
      // Questions after 1, 2 and 3 seconds of silence; the fourth is not asked.
      assert.ok(performance.now() - begin >= 2500, "he has had his time");
      await until("his socket is closed", () => ssh.board.descriptors() < descriptors);
      reader.releaseLock();
    } finally {
      stopped.kill("SIGKILL");
      await stopped.stdout.cancel();
      await stopped.stdin.abort().catch(() => {});
      await stopped.status;
    }
    channel.send("hex\r");
    await channel.expect("HEX ");
    assert.ok(!idle.closed);
  },
});

Deno.test({
  name: "User keys of nistp384, nistp521 and RSA 4096 log in, by each signature that RSA may have",
  ignore: !OPENSSH || !installed("ssh-keygen"),
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "x84-keys-" });
    try {
      const kinds = ["ecdsa -b 384", "ecdsa -b 521", "rsa -b 4096"];
      const paths = kinds.map((_, n) => `${folder}/key${n}`);
      const lines = await Promise.all(kinds.map(async (kind, n) => {
        const { code } = await runClient("ssh-keygen", [
          ...["-q", "-N", "", "-f", paths[n]!, "-t"],
          ...kind.split(" "),
        ]);
        assert.equal(code, 0);
        return (await Deno.readTextFile(`${paths[n]}.pub`)).trim();
      }));
      const keys = `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  for (const line of ${JSON.stringify(lines)}) {
    await session.call({ verb: "addKey", handle: session.handle, line });
  }
  await session.echo("ADDED ");
}`;
      await using ssh = await startSshBoard({ scripts: { keys }, ini: { ssh: { exec: "keys" } } });
      assert.match((await runSsh(ssh.port, "alice", ALICE, [], ["keys"])).stdout, /ADDED/);
      for (
        const [n, algorithm] of [
          [0, "ecdsa-sha2-nistp384"],
          [1, "ecdsa-sha2-nistp521"],
          [2, "rsa-sha2-256"],
          [2, "rsa-sha2-512"],
        ] as const
      ) {
        const { code, stdout, stderr } = await runClient("ssh", [
          ...sshArguments(
            ssh.port,
            "-v",
            "-o",
            "BatchMode=yes",
            "-o",
            `PubkeyAcceptedAlgorithms=${algorithm}`,
          ),
          ...["-i", paths[n]!, `alice@${H}`, "keys"],
        ]);
        assert.match(stdout, /ADDED/, `${algorithm}: ${stderr}`);
        assert.ok(stderr.includes(`server-sig-algs=<${USER_SIGNATURES}>`), stderr);
        assert.equal(code, 0);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
