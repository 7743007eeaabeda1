/**
 * How sessions by SSH end: with a client that has nothing to type, and with a sentence that the client shows.
 *
 * @module
 */

import assert from "node:assert/strict";
import { COMMANDS, run } from "../../lib/cli/run.ts";
import { FakeConsole } from "../fakes/fake_console.ts";
import { H, runClient, type Said } from "./client_kit.ts";
import { installed, TestBoard, until } from "./harness.ts";
import { passwordOf, runSsh, sshArguments, sshPort, startSshBoard, TestClient } from "./ssh_kit.ts";

const OPENSSH = installed("ssh") && installed("sshpass") && installed("ssh-keygen");
const ALICE = passwordOf("alice");

Deno.test({
  name:
    "ssh -tt </dev/null: all log in and see the menu of the board as it is shipped, and end with status 0",
  ignore: !OPENSSH,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "x84-keys-" });
    try {
      const path = `${folder}/key`;
      await runClient("ssh-keygen", ["-q", "-N", "", "-t", "ed25519", "-f", path]);
      const line = (await Deno.readTextFile(`${path}.pub`)).trim();
      const keys = `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.call({ verb: "addKey", handle: session.handle, line: ${JSON.stringify(line)} });
}`;
      // Nothing of the board is changed: this is one more script, by which a key is added.
      await using board = await TestBoard.start({
        scripts: { keys },
        ini: { ssh: { enabled: true, addr: H, port: 0, exec: "who, keys" } },
      });
      const port = await sshPort(board);
      const console = new FakeConsole([ALICE], false);
      const code = await run(["user", "add", "alice", "--home", board.home], {
        console,
        commands: COMMANDS,
        variable: () => "tester",
      });
      assert.equal(code, 0, console.errors.join());
      assert.equal((await runSsh(port, "alice", ALICE, [], ["keys"])).code, 0);
      const withKey = () =>
        runClient("ssh", [
          ...sshArguments(port, "-o", "BatchMode=yes", "-i", path, "-tt"),
          `alice@${H}`,
        ]);
      const all: Promise<Said>[] = [
        runSsh(port, "alice", ALICE, ["-tt"]),
        withKey(),
        runSsh(port, "alice", ALICE, ["-tt"]),
        withKey(),
      ];
      for (const { code, stdout, stderr } of await Promise.all(all)) {
        assert.equal(code, 0, stderr);
        // The first screen, then the menu's prompt.
        assert.match(stdout, /Quick login\?[\s\S]*alice[^\r\n]*@Test Board: /);
      }
      assert.doesNotMatch(board.log(), /ERROR/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "A session whose client types no more goes on until its script asks for a key",
  ignore: !OPENSSH,
  fn: async () => {
    const scripts = {
      slow: `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  const typed: string[] = [];
  for (let key = await session.readKey(100); key?.name !== "enter"; key = await session.readKey(100)) {
    if (key !== undefined) typed.push(key.text);
  }
  // Longer than a client without input was once waited for.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await session.echo("typed " + typed.join("") + ", ended " + session.inputEnded + "\\r\\n");
  const event = await session.nextEvent({ inputEnd: true });
  await session.echo("told " + event + "\\r\\n");
  await session.readKey();
  await session.echo("never");
}`,
    };
    await using ssh = await startSshBoard({ scripts, ini: { ssh: { exec: "slow" } } });
    const said = await runSsh(ssh.port, "alice", ALICE, ["-tt"], ["slow"], { input: "abc\r" });
    assert.match(said.stdout, /typed abc, ended true\r\ntold undefined\r\n/);
    assert.doesNotMatch(said.stdout, /never/);
    assert.equal(said.code, 0);
  },
});

/** What each client says when it is sent away. Dropbear's says that it was, and not why, whatever it is told. */
async function refusals(port: number, user: string): Promise<Map<string, Said>> {
  const said = new Map<string, Said>();
  const clients: [string, string[]][] = [
    ["ssh", [...sshArguments(port, "-o", "BatchMode=yes"), `${user}@${H}`]],
    ["plink", [
      "-ssh",
      "-batch",
      "-P",
      `${port}`,
      "-l",
      user,
      "-pw",
      "x",
      "-hostkey",
      `SHA256:${"A".repeat(43)}`,
      H,
    ]],
    ["dbclient", ["-y", "-y", "-p", `${port}`, `${user}@${H}`]],
  ];
  for (const [name, args] of clients) {
    if (!installed(name)) continue;
    said.set(name, await runClient(name, args, { env: { DROPBEAR_PASSWORD: "x" } }));
  }
  return said;
}

Deno.test({
  name: "SSH clients show why a caller is refused at the gate (once a line that none of them shows)",
  ignore: !OPENSSH,
  fn: async () => {
    const ini = { system: { max_callers: 1 } };
    await using ssh = await startSshBoard({ ini });
    // Who applied, by telnet, may still be on his way out.
    await using inside = await until(
      "there is a place",
      () => TestClient.connect(ssh.port, { username: "alice", password: ALICE }).catch(() => undefined),
    );
    await (await inside.shell()).expect("MENU> ");
    for (const [name, { code, stdout, stderr }] of await refusals(ssh.port, "alice")) {
      assert.equal(stdout, "", name);
      if (name === "dbclient") continue;
      assert.notEqual(code, 0, name);
      assert.match(stderr, /All nodes of this board are busy\. Please call again later\./, name);
    }
    const { stderr } = (await refusals(ssh.port, "alice")).get("ssh")!;
    assert.match(stderr, /Received disconnect from 127\.0\.0\.1 port \d+:12: All nodes/);
  },
});

Deno.test({
  name: "dbclient shows why the line is closed while one logs in (once nothing: it shows no last words)",
  ignore: !OPENSSH || !installed("dbclient"),
  fn: async () => {
    await using ssh = await startSshBoard({ ini: { ssh: { max_auth_tries: 1 } } });
    const args = (user: string) => ["-y", "-y", "-p", `${ssh.port}`, `${user}@${H}`];
    const say = (user: string) => runClient("dbclient", args(user), { env: { DROPBEAR_PASSWORD: "wrong" } });
    assert.match((await say("alice")).stderr, /Too many failed logins\. Goodbye\./);
    assert.match((await say("bye")).stderr, /Goodbye\./);
    // Others are told once.
    const { stderr } = await runSsh(ssh.port, "bye", undefined, []);
    assert.equal(stderr.split("Goodbye.").length, 2, stderr);
  },
});

Deno.test({
  name: "OpenSSH shows why the line is closed: goodbye, too many tries, too slow",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard({ ini: { ssh: { max_auth_tries: 1, login_grace: 2 } } });
    const bye = await runSsh(ssh.port, "bye", undefined, []);
    assert.match(bye.stderr, /Received disconnect from \S+ port \d+:11: Goodbye\./);
    const wrong = await runSsh(ssh.port, "alice", "wrong", []);
    assert.match(wrong.stderr, /:14: Too many failed logins\. Goodbye\./);
    const slow = await runSsh(ssh.port, "alice", ALICE, ["-N"]);
    assert.match(slow.stderr, /:11: You took too long to log in\. Goodbye\./);
    await until(
      "the log tells it",
      () => /ssh Caller sent away address=127\.0\.0\.1 why="took too long"/.test(ssh.board.log()),
    );
  },
});
