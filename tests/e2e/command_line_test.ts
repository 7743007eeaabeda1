/** The command line of a real process: exit codes, signals, the control socket, first starts. */

import assert from "node:assert/strict";
import { program, TestBoard, TestCaller, until } from "./harness.ts";

const LISTENING = /^listening telnet 127\.0\.0\.1:\d+$/m;

/** Greets, and logs the caller in as whoever he names. Shows what is broadcast. */
const DOOR = `
export default async function main(session) {
  await session.echo("WHO? ");
  let handle = "";
  for (;;) {
    const key = await session.readKey();
    if (key.name === "enter") break;
    handle += key.text;
  }
  if (!await session.login(handle, "correct horse")) return;
  await session.goto("top");
}`;

interface Outcome {
  readonly code: number;
  readonly signal: string | null;
  readonly out: string;
  readonly errors: string;
}

function spawn(args: readonly string[], env: Record<string, string> = {}): Deno.ChildProcess {
  const { command, args: first } = program();
  return new Deno.Command(command, {
    args: [...first, ...args],
    env: { NO_COLOR: "1", USER: "tester", X84_HOME: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function outcomeOf(child: Deno.ChildProcess): Promise<Outcome> {
  const { code, signal, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, signal, out: text(stdout), errors: text(stderr) };
}

async function x84(
  args: readonly string[],
  input: string = "",
  env: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(args, env);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  return await outcomeOf(child);
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeIni(home: string, text: string = "[telnet]\nport = 0\n"): Promise<void> {
  await Deno.mkdir(home, { recursive: true });
  await Deno.writeTextFile(`${home}/x84.ini`, text);
}

Deno.test("x84 --version and --help exit with 0, a mistyped command with 2 and a near match", async () => {
  assert.match((await x84(["--version"])).out, /^x84 \d+\.\d+\.\d+\n$/);
  const help = await x84(["--help"]);
  assert.deepEqual([help.code, help.errors], [0, ""]);
  const mistyped = await x84(["serv"]);
  assert.deepEqual([mistyped.code, mistyped.out], [2, ""]);
  assert.match(mistyped.errors, /^x84: Cannot run "serv": .*did you mean "serve".*\n$/);
});

Deno.test("x84 init makes a board in X84_HOME, x84 check finds it fine", async () => {
  await withFolder(async (folder) => {
    const env = { X84_HOME: `${folder}/board` };
    const made = await x84(["init"], "", env);
    assert.deepEqual([made.code, made.errors], [0, ""]);
    assert.equal((await Deno.stat(`${folder}/board`)).mode! & 0o777, 0o700);
    assert.equal((await Deno.stat(`${folder}/board/x84.ini`)).mode! & 0o777, 0o600);
    const checked = await x84(["check"], "", env);
    assert.deepEqual([checked.code, checked.errors], [0, ""]);
  });
});

Deno.test("x84 eject writes the built-in board with its art", async () => {
  await withFolder(async (folder) => {
    const { code, errors } = await x84(["eject", `${folder}/scripts`]);
    assert.deepEqual([code, errors], [0, ""]);
    assert((await Deno.stat(`${folder}/scripts/matrix.ts`)).isFile);
    assert((await Deno.stat(`${folder}/scripts/art/main.ans`)).size > 0);
    await Deno.writeTextFile(`${folder}/scripts/matrix.ts`, "// mine\n");
    assert.equal((await x84(["eject", `${folder}/scripts`])).code, 1);
    assert.equal(await Deno.readTextFile(`${folder}/scripts/matrix.ts`), "// mine\n");
  });
});

Deno.test("x84 new script writes a script that callers can run, and that Deno checks and tests beside the board", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: DOOR,
      top: 'export default async (s) => { await s.gosub("quiz"); await s.echo("BACK"); await s.readKey(); };',
    },
  });
  const { code, out, errors } = await x84(["new", "script", "quiz", "--test", "--home", board.home]);
  assert.deepEqual([code, errors], [0, ""]);
  const script = `${board.home}/scripts/quiz.ts`;
  assert(out.startsWith(`Wrote ${script}\n`), out);

  assert.equal((await x84(["user", "add", "alice", "--home", board.home], "correct horse\n")).code, 0);
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("WHO?");
  await caller.send("alice\r");
  await caller.expect("visit number 1.");
  await caller.send("x");
  await caller.expect("You pressed x.");
  await caller.send("q");
  await caller.expect("BACK");

  // As its sysop would: with Deno, in the home folder, without a word about the checkout or the program.
  for (
    const args of [["check", "scripts/quiz.ts", "scripts/quiz_test.ts"], ["test", "--allow-all", "scripts"]]
  ) {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [args[0]!, "--quiet", ...args.slice(1)],
      cwd: board.home,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.ok(success, said);
    if (args[0] === "test") assert.match(said, /4 passed \| 0 failed/);
  }
});

Deno.test("x84 serve tells a bad INI file in a sentence with its place, and no stack", async () => {
  await withFolder(async (home) => {
    await writeIni(home, "[telnet]\nport = telnet\n");
    const { code, errors } = await x84(["serve", "--home", home]);
    assert.equal(code, 1);
    assert.match(errors, /^x84: Cannot read "port" in section \[telnet\]: .*\(.*x84\.ini:2:8\)\n$/);
  });
});

Deno.test("x84 who, kick and broadcast reach the server through a socket only its owner may open", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: DOOR,
      top: 'export default async (s) => { await s.echo("TOP"); await s.readKey(); };',
    },
  });
  const command = (...args: string[]) => x84([...args, "--home", board.home]);
  assert.equal((await Deno.stat(`${board.home}/x84.sock`)).mode! & 0o777, 0o600);
  assert.equal((await x84(["user", "add", "alice", "--home", board.home], "correct horse\n")).code, 0);
  assert.match((await command("status")).out, /0 connected, 1 accounts/);

  await using caller = await TestCaller.connect(board.port);
  await caller.expect("WHO?");
  assert.match((await command("who")).out, /^1 +- /m);
  await caller.send("alice\r");
  await caller.expect("TOP");
  assert.match((await command("who")).out, /^1 +alice /m);
  assert.equal((await command("broadcast", "hello", "all")).out, "Told 1 session\n");
  await using stranger = await TestCaller.connect(board.port);
  await stranger.expect("WHO?");
  assert.equal(
    (await command("broadcast", "hello", "all")).out,
    "Told 1 session\nNot told, for nobody has logged in there: 1 session\n",
  );
  assert.match(
    (await command("kick", "ALICE", "enough", "now")).out,
    /^Disconnected node 1, alice \(telnet-/,
  );
  await caller.expect("enough now");
  await caller.waitClosed();
  const again = await command("kick", "alice");
  assert.deepEqual([again.code, again.errors], [
    1,
    'x84: Cannot kick "alice": nobody of that name is connected\n',
  ]);
  await until("it is logged", () => /Kicked .*by=tester/.test(board.log()));
});

Deno.test("The program leaves nothing in the folder for temporary files (once its compiled code, for anybody to replace)", async () => {
  const temporary = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    const board = await TestBoard.start({ env: { TMPDIR: temporary } });
    await using _board = board;
    await using caller = await TestCaller.connect(board.port);
    await caller.expect("login:");
    await board.stop();
    const left = await Array.fromAsync(Deno.readDir(temporary), ({ name }) => name);
    assert.deepEqual(left, []);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
});

Deno.test("x84 user delete ends the session that the user has", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: DOOR,
      top: 'export default async (s) => { await s.echo("TOP"); await s.readKey(); };',
    },
  });
  await x84(["user", "add", "alice", "--home", board.home], "correct horse\n");
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("WHO?");
  await caller.send("alice\r");
  await caller.expect("TOP");
  assert.equal((await x84(["user", "delete", "alice", "--home", board.home])).code, 0);
  await caller.expect("Your account has been deleted");
  await caller.waitClosed();
});

Deno.test("SIGTERM closes the server: callers see a line, exit code 0, and no socket file is left", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await using board = await TestBoard.start({ scripts: { matrix: DOOR } });
    await using caller = await TestCaller.connect(board.port);
    await caller.expect("WHO?");
    board.signal(signal);
    await caller.expect("The board is closing");
    await caller.waitClosed();
    const { code } = await board.ended();
    assert.equal(code, 0, board.output);
    await assert.rejects(Deno.lstat(`${board.home}/x84.sock`), Deno.errors.NotFound);
  }
});

Deno.test("A second signal ends a server that is closing, with an exit code of its own", async () => {
  for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
    await using board = await TestBoard.start({
      // A script that will not go keeps the server closing for a while.
      scripts: { matrix: 'export default async (s) => { await s.echo("BUSY"); for (;;); };' },
    });
    await using caller = await TestCaller.connect(board.port);
    await caller.expect("BUSY");
    board.signal("SIGTERM");
    await until("the server closes", () => board.log().includes("Closing"));
    board.signal(signal);
    assert.equal((await board.ended()).code, code, board.output);
  }
});

Deno.test("A signal during the start ends it in good order", async () => {
  await withFolder(async (home) => {
    await writeIni(home);
    const child = spawn(["--home", home]);
    await child.stdin.close();
    // The log is opened after the signals are listened to and before the server is up.
    await until("the log is there", () => {
      try {
        return Deno.statSync(`${home}/x84.log`).isFile;
      } catch {
        return false;
      }
    });
    child.kill("SIGTERM");
    const { code, errors } = await outcomeOf(child);
    assert.equal(code, 0, errors);
  });
});

Deno.test("A server that was killed does not keep the next one from starting", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/home`;
    await Deno.mkdir(home);
    {
      await using board = await TestBoard.start({ home });
      await board.kill();
    }
    assert((await Deno.lstat(`${home}/x84.sock`)).isSocket);
    const missing = await x84(["who", "--home", home]);
    assert.equal(missing.code, 1);
    assert.match(missing.errors, /none is running/);
    await using board = await TestBoard.start({ home });
    assert.equal((await x84(["who", "--home", home])).out, "Nobody is connected\n");
    assert.equal((await board.stop()).code, 0);
  });
});

Deno.test("A second server on the same folder is refused with a sentence", async () => {
  await using board = await TestBoard.start();
  const { code, errors } = await x84(["serve", "--home", board.home]);
  assert.equal(code, 1);
  assert.match(errors, /^x84: Cannot open database ".*": another server is using it\n$/);
  assert.equal((await x84(["who", "--home", board.home])).code, 0);
});

Deno.test("A long path of the home folder is no trouble for the control socket", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/${"d".repeat(150)}`;
    await Deno.mkdir(home);
    await using board = await TestBoard.start({ home });
    assert.equal((await x84(["who", "--home", home])).out, "Nobody is connected\n");
    assert.equal((await board.stop()).code, 0);
  });
});

Deno.test("SIGHUP takes a changed INI file over, and keeps the old configuration when it is bad", async () => {
  await using board = await TestBoard.start();
  const path = `${board.home}/x84.ini`;
  const before = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, before.replace("Test Board", "Other Board").replace("port = 0", "port = 1"));
  board.signal("SIGHUP");
  await until("the change is logged", () => /Changed .*bbsname/.test(board.log()));
  await until("the rest is logged too", () => /Restart needed: .*port/.test(board.log()));
  await Deno.writeTextFile(path, `${before}\n[session]\ntimeout = soon\n`);
  board.signal("SIGHUP");
  await until("the mistake is logged", () => /Cannot reload.*timeout.*x84\.ini:\d+:\d+/.test(board.log()));
  const { code, errors } = await x84(["reload", "--home", board.home]);
  assert.equal(code, 1);
  assert.match(errors, /^x84: Cannot read "timeout" in section \[session\]: .*x84\.ini:\d+:\d+\)\n$/);
  assert.equal((await board.stop()).code, 0);
});

Deno.test("A reader who goes away is no crash, for a command nor for the server", async () => {
  await withFolder(async (home) => {
    await writeIni(home);
    const child = spawn(["--home", home]);
    await child.stdin.close();
    const reader = child.stdout.getReader();
    let text = "";
    await until("it listens", async () => {
      text += new TextDecoder().decode((await reader.read()).value);
      return LISTENING.test(text);
    });
    await reader.cancel();
    const added = await x84(["user", "add", "alice", "--home", home], "correct horse\n");
    assert.equal(added.code, 0, added.errors);
    assert.equal((await x84(["status", "--home", home])).code, 0);
    child.kill("SIGTERM");
    const errors = await new Response(child.stderr).text();
    assert.equal((await child.status).code, 0, errors);
  });
});

Deno.test("The first start makes the home folder and says what to do next", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/new`;
    // The default port may be taken on this machine: then the sentence says so, and the folder is made all the same.
    const child = spawn(["--home", home]);
    await child.stdin.close();
    const errorsRead = new Response(child.stderr).text();
    let out = "";
    let stopped = false;
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      out += text;
      if (stopped || !out.includes("Ctrl-C ends")) continue;
      stopped = true;
      child.kill("SIGTERM");
    }
    const { code } = await child.status;
    const errors = await errorsRead;
    assert.equal((await Deno.stat(home)).mode! & 0o777, 0o700);
    assert.match(await Deno.readTextFile(`${home}/x84.ini`), /^; .*\n/);
    if (code === 0) {
      assert.match(out, /^listening telnet 127\.0\.0\.1:6023$/m);
      assert.match(out, /telnet localhost 6023/);
      assert.match(out, /becomes the sysop/);
    } else assert.match(errors, /^x84: Cannot listen for telnet at 127\.0\.0\.1:6023: .*\n$/);
  });
});

Deno.test("A start without accounts promises the first one its place only if nobody has had it", async () => {
  await withFolder(async (home) => {
    {
      await using board = await TestBoard.start({ home });
      await until("it is said who becomes the sysop", () => /account becomes the sysop/.test(board.output));
    }
    assert.equal((await x84(["user", "add", "alice", "--home", home], "correct horse\n")).code, 0);
    assert.equal((await x84(["user", "delete", "alice", "--home", home])).code, 0);
    await using board = await TestBoard.start({ home });
    await until("it is said who does not", () => /nobody becomes one by himself/.test(board.output));
    assert.doesNotMatch(board.output, /becomes the sysop/);
  });
});
