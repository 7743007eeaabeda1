/**
 * The battery's cases of the SSH door: guessing, grace, messages out of turn, services that are not offered, garbage, and
 * callers who do not read.
 *
 * @module
 */

import assert from "node:assert/strict";
import { megabytes, MEMORY, Neighbour, RawCaller } from "./battery_kit.ts";
import { installed, TestBoard, until, writeHome } from "./harness.ts";
import { H, runClient } from "./client_kit.ts";
import { passwordOf, rawTalk, runSsh, sshArguments, startSshBoard, TestClient } from "./ssh_kit.ts";

const OPENSSH = installed("ssh") && installed("sshpass");
const ALICE = passwordOf("alice");
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("Battery 36: other protocols at the SSH door are closed, and cost a line of log", async () => {
  await using ssh = await startSshBoard();
  const strange = [
    bytes("GET / HTTP/1.1\r\nHost: board\r\n\r\n"),
    bytes("SSH-2.0".padEnd(1_000_000, "x")),
    bytes("SSH-1.5-old\r\n"),
    Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, 10),
    bytes("\r\n".repeat(5000)),
    new Uint8Array(70_000).fill(255),
  ];
  for (const sent of strange) assert.match(await rawTalk(ssh.port, sent), /^SSH-2\.0-x84\r\n$/);
  // Who makes many lines in a second has the rest of them counted in one.
  const lines = () => [...ssh.board.log().matchAll(/Not an SSH client|Lines left out/g)].length;
  await until("the log tells it", () => lines() > 0);
  assert.ok(lines() <= strange.length);
  assert.ok(ssh.board.alive);
});

Deno.test("Bad packets, half a handshake and oversized packets end one connection and nothing else", async () => {
  await using ssh = await startSshBoard();
  await using neighbour = await Neighbour.open(ssh.board);
  // Connections that the server still holds. Its other sockets come and go with threads.
  const port = `:${ssh.port.toString(16).toUpperCase().padStart(4, "0")}`;
  const connections = () =>
    Deno.readTextFileSync("/proc/net/tcp").split("\n").filter((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      return local?.endsWith(port) && state !== "0A" && inode !== "0";
    }).length;
  const first = await Deno.connect({ hostname: H, port: ssh.port });
  await until("a connection is seen", () => connections() === 1);
  first.close();
  const begin = bytes("SSH-2.0-x\r\n");
  const random = (size: number) => {
    const block = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(block.subarray(at, at + 65_536));
    return block;
  };
  for (
    const rest of [
      random(50_000),
      Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1, 20),
      Uint8Array.of(0, 0, 0, 12, 10, 20, ...new Array(10).fill(0)),
      // A key exchange answer before any question, then a plain service request.
      Uint8Array.of(0, 0, 0, 12, 10, 30, ...new Array(10).fill(0)),
      Uint8Array.of(0, 0, 0, 12, 10, 5, ...new Array(10).fill(0)),
      new Uint8Array(100_000),
    ]
  ) {
    const sent = new Uint8Array(begin.length + rest.length);
    sent.set(begin);
    sent.set(rest, begin.length);
    await rawTalk(ssh.port, sent);
  }
  await until("all connections are closed", () => connections() === 0);
  assert.doesNotMatch(ssh.board.log(), /ERROR/);
  await neighbour.check();
});

Deno.test({
  name: "Battery 47: many wrong passwords on one connection end it by the sixth",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard();
    const askpass = `${ssh.board.home}/askpass`;
    await Deno.writeTextFile(askpass, "#!/bin/sh\necho wrong\n", { mode: 0o700 });
    const { code, stderr } = await runClient("ssh", [
      ...sshArguments(ssh.port, "-o", "NumberOfPasswordPrompts=50", "-o", "PubkeyAuthentication=no"),
      `alice@${H}`,
    ], { env: { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: "force", DISPLAY: ":0" } });
    assert.equal(code, 255);
    assert.match(stderr, /disconnect|closed/i);
    await until("the log tells it", () => /Hung up address=\S+ why="too many tries"/.test(ssh.board.log()));
    const failures = [...ssh.board.log().matchAll(/Failed login/g)].length;
    assert.ok(failures >= 4 && failures <= 6, `${failures} failures`);
  },
});

Deno.test({
  name: "Battery 41: failures by SSH count for telnet, and keep nobody out who comes from elsewhere",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard({
      ini: { fail2ban: { enabled: true, ip_whitelist: "127.0.0.1", max_attempted_logins: 2 } },
    });
    const from = (address: string, password: string) =>
      runSsh(ssh.port, "alice", password, ["-b", address, "-o", "NumberOfPasswordPrompts=1"], ["who"]);
    await from("127.0.0.2", "wrong");
    await from("127.0.0.2", "wrong");
    assert.notEqual((await from("127.0.0.2", ALICE)).code, 0);
    await using telnet = await RawCaller.connect(ssh.board.port, { from: "127.0.0.2" });
    await telnet.expect("Too many failed logins");
    const right = await from("127.0.0.3", ALICE);
    assert.equal(right.code, 0, right.stderr);
  },
});

Deno.test("Battery 42: a handle that does not exist is answered like a wrong password, in words and time", async () => {
  await using ssh = await startSshBoard();
  const time = async (username: string, password: string) => {
    const begin = performance.now();
    const error = await TestClient.connect(ssh.port, { username, password, authHandler: ["password"] }).then(
      () => "let in",
      (error: Error) => error.message,
    );
    return { error, time: performance.now() - begin };
  };
  const tries = await Promise.all(
    [0, 1, 2, 3].flatMap(() => [
      time("alice", "wrong"),
      time("ALICE", "wrong"),
      time("nobody", "wrong"),
      time("alice", ""),
      time("nobody", "x".repeat(10_000)),
    ]),
  );
  assert.equal(new Set(tries.map(({ error }) => error)).size, 1, tries[0]!.error);
  const times = tries.map(({ time }) => time).toSorted((a, b) => a - b);
  // All of them wait for the same moment, a second after the question.
  assert.ok(times[0]! >= 900, `an answer after ${times[0]} ms`);
});

Deno.test("Battery 48: whoever stops on the way in is gone after the grace, and others come in meanwhile", async () => {
  await using ssh = await startSshBoard({ ini: { ssh: { login_grace: 3 } } });
  const silent = [1, 2, 3].map(() => rawTalk(ssh.port, new Uint8Array(0)));
  const greeted = [1, 2, 3].map(() => rawTalk(ssh.port, bytes("SSH-2.0-x\r\n")));
  const undecided = TestClient.begin(ssh.port, { username: "alice", authHandler: () => {} });
  const idle = await TestClient.connect(ssh.port, { username: "guest" });
  {
    await using legit = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
    await (await legit.shell()).expect("MENU> ");
    await Promise.all([...silent, ...greeted, undecided.waitClosed(), idle.waitClosed()]);
    assert.ok(!legit.closed, "who is inside stays");
  }
  await undecided[Symbol.asyncDispose]();
  await idle[Symbol.asyncDispose]();
});

Deno.test("Battery 49: a channel before the login, and a login that the client declares itself, are refused", async () => {
  await using ssh = await startSshBoard();
  for (
    const [name, act] of [
      // deno-lint-ignore no-explicit-any
      ["a channel", (protocol: any) => protocol.session(0, 1_000_000, 32_768)],
      // deno-lint-ignore no-explicit-any
      ["success", (protocol: any) => {
        protocol.authSuccess();
        protocol.session(0, 1_000_000, 32_768);
      }],
    ] as const
  ) {
    const test = TestClient.begin(ssh.port, { username: "alice", authHandler: () => {} });
    let opened = false;
    const refused = new Promise<void>((resolve) => {
      test.client.on("handshake", () => {
        const handlers = test.client._protocol._handlers;
        handlers.CHANNEL_OPEN_CONFIRMATION = () => (opened = true);
        handlers.CHANNEL_OPEN_FAILURE = () => resolve();
        act(test.client._protocol);
      });
    });
    await Promise.race([refused, test.waitClosed()]);
    assert.ok(!opened, name);
    await test[Symbol.asyncDispose]();
  }
  assert.doesNotMatch(ssh.board.log(), /ssh-[^\n]*Connected/);
});

Deno.test({
  name: "Battery 50: services that are not offered are refused, and nothing listens",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard();
    const refused: [string[], string[]][] = [
      [[], ["id"]],
      [["-s"], ["foo"]],
      [["-s"], ["sftp"]],
      [["-W", `${H}:22`], []],
      [["-N", "-R", "9999:127.0.0.1:22", "-o", "ExitOnForwardFailure=yes"], []],
    ];
    for (const [args, words] of refused) {
      const { code, stdout } = await runSsh(ssh.port, "alice", ALICE, args, words);
      assert.notEqual(code, 0, args.join(" "));
      assert.equal(stdout, "");
    }
    // An agent and X11 are asked for along the way; the session goes on without them.
    const said = await runSsh(ssh.port, "alice", ALICE, ["-A", "-X", "-tt"], [], {
      input: "env\rbye\r",
      env: { DISPLAY: ":99" },
    });
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout, /"handle":"alice"/);
    await using client = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
    const answers = await Promise.all([
      new Promise((resolve) => client.client.forwardIn(H, 0, (error?: Error) => resolve(error?.message))),
      new Promise((resolve) =>
        client.client.forwardOut(H, 1, H, 22, (error?: Error) => resolve(error?.message))
      ),
      new Promise((resolve) => client.client.sftp((error?: Error) => resolve(error?.message))),
    ]);
    for (const answer of answers) assert.equal(typeof answer, "string", "an error");
    await until(
      "the log tells it",
      () => /Request refused address=\S+ what=forwarding/.test(ssh.board.log()),
    );
  },
});

Deno.test("Battery 51: variables and terminal modes of a stranger have no power", async () => {
  await using ssh = await startSshBoard({ ini: { matrix: { topscript: "f_env" } } });
  const env: Record<string, string> = {
    LINES: "abc",
    COLUMNS: "99999999",
    encoding: "x",
    TERM: "../x",
    LD_PRELOAD: "/x",
    USER: "-f root",
    LANG: "../../etc",
    LC_ALL: "C\u001b[2J",
    COLORTERM: "-x",
    constructor: "x",
    handle: "root",
  };
  for (let n = 0; n < 1000; n++) env[`X${n}`] = "y".repeat(100);
  await using client = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
  const modes = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}`, 4_294_967_295]));
  const channel = await client.shell({ term: "../../etc/passwd\u001b", modes }, { env });
  const told = JSON.parse((await channel.expect(/ENV \{.*\} END/s)).slice(4, -4));
  assert.equal(told.handle, "alice");
  assert.equal(told.profile.terminal, "ansi");
  assert.deepEqual(told.profile.environment, {});
  assert.deepEqual(told.profile.size, { columns: 80, rows: 24 });
});

Deno.test("Battery 52 and 93: host keys are the owner's only, outlive a restart, and are refused when others may read them", async () => {
  const home = await Deno.makeTempDir({ prefix: "x84-keys-" });
  const options = { home, ini: { ssh: { enabled: true, addr: H, port: 0 } } };
  const keysOf = (board: TestBoard) =>
    [...board.output.matchAll(/^ssh host key (.*)$/gm)].map(([, key]) => key);
  try {
    let first: (string | undefined)[];
    {
      await using board = await TestBoard.start(options);
      first = keysOf(board);
      assert.equal(first.length, 2);
      await board.stop();
    }
    const path = `${home}/data/ssh_host_ed25519_key`;
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    {
      await using board = await TestBoard.start(options);
      assert.deepEqual(keysOf(board), first);
      await board.stop();
    }
    for (
      const [mode, text, sentence] of [
        [0o644, undefined, /found mode 644/],
        [0o600, "nonsense\n", /expected a private key/],
      ] as const
    ) {
      if (text !== undefined) await Deno.writeTextFile(path, text);
      await Deno.chmod(path, mode);
      await writeHome(home, options);
      const error = await TestBoard.start(options).then(
        () => new Error("It started"),
        (error: Error) => error,
      );
      assert.match(error.message, sentence);
      assert.match(error.message, /Cannot use SSH host key ".*ssh_host_ed25519_key": /);
      assert.doesNotMatch(error.message, /\n\s+at /);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("Battery 77: a caller by SSH who never reads stops his own script, and nobody else", async () => {
  await using ssh = await startSshBoard({
    ini: { session: { stall_timeout: 5 }, matrix: { topscript: "f_flood" } },
  });
  await using neighbour = await Neighbour.open(ssh.board);
  const before = megabytes(ssh.board);
  await using client = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
  const flooded = await new Promise<{ pause(): void; on(event: string, listener: () => void): void }>((
    resolve,
  ) => client.client.shell({ term: "xterm" }, (_error: unknown, stream: never) => resolve(stream)));
  flooded.pause();
  await until(
    "he is sent away",
    () => /alice\[ssh[^\n]*Disconnected how="sent away"/.test(ssh.board.log()),
    40_000,
  );
  assert.ok(megabytes(ssh.board) - before < MEMORY, `${megabytes(ssh.board) - before} MB`);
  await neighbour.check();
});

Deno.test("Battery 83: a paste of megabytes by SSH that nobody reads waits at the client", async () => {
  await using ssh = await startSshBoard({ ini: { session: { unread_timeout: 10 } } });
  await using neighbour = await Neighbour.open(ssh.board);
  await using client = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
  const channel = await client.shell();
  await channel.expect("MENU> ");
  channel.send("idle nothing\r");
  await channel.expect("WAITING ");
  const before = megabytes(ssh.board);
  channel.stream.write(new Uint8Array(20_000_000).fill(120));
  await until(
    "his session is ended",
    () => /alice\[ssh[^\n]*Disconnected how=failed/.test(ssh.board.log()),
    40_000,
  );
  assert.ok(megabytes(ssh.board) - before < MEMORY, `${megabytes(ssh.board) - before} MB`);
  await neighbour.check();
});

Deno.test("Battery 87: SIGTERM says goodbye to callers by SSH", async () => {
  await using ssh = await startSshBoard();
  await using client = await TestClient.connect(ssh.port, { username: "alice", password: ALICE });
  await using waiting = TestClient.begin(ssh.port, { username: "bob", authHandler: () => {} });
  const channel = await client.shell();
  await channel.expect("MENU> ");
  ssh.board.signal("SIGTERM");
  await channel.expect("The board is closing");
  assert.equal((await ssh.board.ended()).code, 0);
  await client.waitClosed();
  await waiting.waitClosed();
  assert.equal(channel.status, 1);
});

Deno.test("Twenty callers log in by SSH at once while one types by telnet", async () => {
  const handles = Array.from({ length: 4 }, (_, n) => `user${n}`);
  await using ssh = await startSshBoard({}, ...handles);
  await using neighbour = await Neighbour.open(ssh.board);
  const clients = await Promise.all(
    Array.from({ length: 20 }, (_, n) => {
      const username = handles[n % handles.length]!;
      return TestClient.connect(ssh.port, { username, password: passwordOf(username) });
    }),
  );
  const channels = await Promise.all(clients.map((client) => client.shell()));
  await Promise.all(channels.map((channel) => channel.expect("MENU> ")));
  for (const channel of channels) channel.send("bye\r");
  await Promise.all(channels.map((channel) => until("he is gone", () => channel.closed)));
  assert.deepEqual(channels.map(({ status }) => status), channels.map(() => 0));
  for (const client of clients) await client[Symbol.asyncDispose]();
  await neighbour.check();
});
