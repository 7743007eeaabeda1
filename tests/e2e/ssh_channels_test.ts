/**
 * Several sessions on one SSH connection: OpenSSH's ControlMaster, and clients that open one after the other.
 *
 * @module
 */

import assert from "node:assert/strict";
import { ask, enter } from "./battery_kit.ts";
import { H, runClient, type Said } from "./client_kit.ts";
import { installed, until } from "./harness.ts";
import { Disk, makeBig, options } from "./sftp_kit.ts";
import {
  passwordOf,
  sshArguments,
  type SshBoard,
  startSshBoard,
  TestChannel,
  TestClient,
} from "./ssh_kit.ts";

const OPENSSH = installed("ssh") && installed("scp") && installed("sftp") && installed("sshpass");

/** A connection of `ssh -M`, with a board behind it. */
class Master implements AsyncDisposable {
  readonly #options: string[];

  private constructor(readonly ssh: SshBoard, readonly socket: string, readonly user: string) {
    this.#options = ["-F", "/dev/null", "-o", `ControlPath=${socket}`, "-o", "BatchMode=yes"];
  }

  static async open(ssh: SshBoard, folder: string, user: string): Promise<Master> {
    const master = new Master(ssh, `${folder}/master`, user);
    // Nobody's terminal: the program that has one would take the connection with it when it ends.
    const askpass = `${folder}/askpass`;
    await Deno.writeTextFile(askpass, `#!/bin/sh\necho ${passwordOf(user)}\n`, { mode: 0o700 });
    const said = await runClient("ssh", [
      ...sshArguments(ssh.port, "-o", "PubkeyAuthentication=no"),
      ...["-M", "-S", master.socket, "-f", "-N", "-o", "ControlPersist=yes", `${user}@${H}`],
    ], { env: { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force", DISPLAY: ":0" } });
    assert.equal(said.code, 0, said.stderr);
    return master;
  }

  run(words: readonly string[], args: readonly string[] = []): Promise<Said> {
    return runClient("ssh", [...this.#options, ...args, `${this.user}@${H}`, ...words]);
  }

  scp(...args: string[]): Promise<Said> {
    return runClient("scp", [...this.#options, ...args]);
  }

  sftp(...lines: string[]): Promise<Said> {
    return runClient("sftp", [...this.#options, "-b", "-", `${this.user}@${H}`], {
      input: lines.join("\n") + "\n",
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runClient("ssh", [...this.#options, "-O", "exit", `${this.user}@${H}`]);
  }
}

Deno.test({
  name: "ControlMaster: a shell, sftp, scp and a script share a connection, one after the other and at once",
  ignore: !OPENSSH,
  fn: async () => {
    await using disk = await Disk.make();
    await using ssh = await startSshBoard({
      ini: { ...options(disk).ini, session: { unread_timeout: 10 } },
    }, "bob");
    const { home } = disk;
    await makeBig(`${home}/public/big`, 32);
    await using caller = await enter(ssh.board);
    const here = () => ask(caller, "who", /WHO .* END/);
    await using master = await Master.open(ssh, home, "bob");
    assert.equal(await here(), "WHO 1=anonymous END", "a connection without a session is nobody");
    const at = `bob@${H}:`;
    for (let turn = 0; turn < 2; turn++) {
      const listed = await master.sftp("ls -1 games");
      assert.equal(listed.code, 0, listed.stderr);
      assert.match(listed.stdout, /games\/tetris\.zip/);
      assert.equal((await master.run(["who"])).code, 0);
      for (const mode of [[], ["-O"]]) {
        const got = await master.scp(...mode, `${at}readme.txt`, `${home}/mine/${turn}${mode}`);
        assert.equal(got.code, 0, got.stderr);
        assert.equal(disk.read(`mine/${turn}${mode}`), "Read me.\n");
      }
    }
    // A shell in which somebody types nothing, beside transfers in both directions.
    const shell = new Deno.Command("ssh", {
      args: ["-F", "/dev/null", "-o", `ControlPath=${master.socket}`, "-tt", `bob@${H}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const typing = shell.stdin.getWriter();
    let text = "";
    const reading = (async () => {
      for await (const piece of shell.stdout) text += new TextDecoder().decode(piece);
    })();
    await until("the menu", () => text.includes("MENU> "));
    await typing.write(new TextEncoder().encode("idle nothing\r"));
    await until("the script reads no more", () => text.includes("WAITING "));
    await typing.write(new TextEncoder().encode("unread"));
    const [up, down, old, who] = await Promise.all([
      master.scp(`${home}/public/big`, `${at}up`),
      master.scp(`${at}big`, `${home}/mine/down`),
      master.scp("-O", `${at}big`, `${home}/mine/old`),
      master.run(["who"]),
    ]);
    for (const said of [up, down, old, who]) assert.equal(said.code, 0, said.stderr);
    for (const path of ["mine/down", "mine/old", "public/__uploads__/up"]) {
      assert.equal((await Deno.stat(`${home}/${path}`)).size, 32 * 1024 * 1024, path);
    }
    assert.equal(await here(), "WHO 1=anonymous 2=bob END");
    shell.kill("SIGTERM");
    await typing.abort().catch(() => {});
    await shell.status;
    await reading;
    // What was typed and not read is the end of it, in its time.
    await until("the shell is over", async () => await here() === "WHO 1=anonymous END");
    assert.equal((await master.run(["who"])).code, 0, "the connection is of use still");
    assert.doesNotMatch(ssh.board.log(), / ERROR /);
  },
});

Deno.test("A connection that waits for its next session has it, and keeps no server from ending", async () => {
  await using ssh = await startSshBoard({ ini: { ssh: { login_grace: 600 } } });
  await using client = await TestClient.connect(ssh.port, {
    username: "alice",
    password: passwordOf("alice"),
  });
  for (let turn = 0; turn < 2; turn++) {
    const shell = await client.shell();
    await shell.expect("MENU> ");
    shell.send("bye\r");
    await until("it is closed", () => shell.closed);
  }
  assert.ok(!client.closed);
  const { success } = await ssh.board.stop();
  assert.ok(success);
  await client.waitClosed();
});

Deno.test("Sessions of one connection are bounded, count at the gates, and end one by one", async () => {
  await using ssh = await startSshBoard({
    ini: { system: { max_callers_per_address: 5 }, fail2ban: { ip_whitelist: "::1" } },
  });
  await using caller = await enter(ssh.board);
  const here = () => ask(caller, "who", /WHO .* END/);
  await using client = await TestClient.connect(ssh.port, {
    username: "alice",
    password: passwordOf("alice"),
  });
  const shells: TestChannel[] = [];
  // The caller, and four sessions.
  for (let n = 0; n < 4; n++) {
    const shell = await client.shell();
    await shell.expect("MENU> ");
    shells.push(shell);
  }
  assert.equal(await here(), "WHO 1=anonymous 2=alice 3=alice 4=alice 5=alice END");
  await assert.rejects(client.shell(), "the gates are full");
  shells[1]!.send("bye\r");
  await until("it is closed", () => shells[1]!.closed);
  assert.equal(shells[1]!.status, 0);
  await until(
    "its place is free",
    async () => await here() === "WHO 1=anonymous 2=alice 4=alice 5=alice END",
  );
  shells[0]!.send("hex\r");
  await shells[0]!.expect("HEX ");
  const again = await client.shell();
  await again.expect("MENU> ");
  // Channels that ask for nothing take no place of a caller, and are bounded.
  const protocol = client.client._protocol;
  const answers = { yes: 0, no: 0 };
  const { CHANNEL_OPEN_CONFIRMATION: yes, CHANNEL_OPEN_FAILURE: no } = protocol._handlers;
  Object.assign(protocol._handlers, {
    CHANNEL_OPEN_CONFIRMATION: () => answers.yes++,
    CHANNEL_OPEN_FAILURE: () => answers.no++,
  });
  for (let n = 0; n < 20; n++) protocol.session(1000 + n, 1_000_000, 32_768);
  await until("all are answered", () => answers.yes + answers.no === 20);
  Object.assign(protocol._handlers, { CHANNEL_OPEN_CONFIRMATION: yes, CHANNEL_OPEN_FAILURE: no });
  assert.deepEqual(answers, { yes: 5, no: 15 }, "ten: four are shells, and one is of who was refused");
  assert.ok(!client.closed);
  shells[0]!.send("x");
  await shells[0]!.expect("<78>");
});

/** Opens a channel without asking for anything on it, as the library's own calls never do. */
// deno-lint-ignore no-explicit-any
function openChannel({ client }: TestClient, packetSize: number): Promise<any> {
  const opened = Promise.withResolvers<unknown>();
  const told = (error: Error | undefined, channel: unknown) => {
    if (error) opened.reject(error);
    else opened.resolve(channel);
  };
  const id = client._chanMgr.add(Object.assign(told, { type: "session" }));
  client._protocol.session(id, 1024 * 1024, packetSize);
  return opened.promise;
}

Deno.test("A client that takes packets of no bytes, or closes what it has just opened, costs nobody anything", async () => {
  await using ssh = await startSshBoard({}, "bob");
  await using caller = await enter(ssh.board);
  await using client = await TestClient.connect(ssh.port, { username: "bob", password: passwordOf("bob") });
  const channel = await openChannel(client, 0);
  let said = "";
  channel.on("data", (bytes: Uint8Array) => (said += new TextDecoder().decode(bytes)));
  client.client._protocol.shell(channel.outgoing.id, true);
  await until("the script says something", () => said.length > 0);
  await ask(caller, "who", /WHO .* END/);
  for (let round = 0; round < 200; round++) {
    const { outgoing } = await openChannel(client, 32 * 1024);
    client.client._protocol.channelClose(outgoing.id);
    // One that was refused would have been answered by an error.
    if (round % 50 === 49) await ask(caller, "who", /WHO .* END/);
  }
  const last = await openChannel(client, 32 * 1024);
  client.client._protocol.channelClose(last.outgoing.id);
  await until("the server closes its side, too", () => last.incoming.state === "closed");
});
