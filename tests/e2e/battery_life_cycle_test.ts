/** The battery's cases 87 to 95: how the server starts, reloads, closes and crashes. Numbers and terms are the battery's. */

import assert from "node:assert/strict";
import {
  ask,
  boardOptions,
  closeAll,
  enter,
  GONE,
  Neighbour,
  RawCaller,
  report,
  startBoard,
  untilHere,
  untilQuiet,
  whoIsHere,
} from "./battery_kit.ts";
import { pause, program, TestCaller, until, writeHome } from "./harness.ts";

/** Milliseconds from SIGTERM to the exit, the battery's STOP. */
const STOP = 10_000;
/** Milliseconds for a start that fails; the battery's 5 s with slack. */
const REFUSED = 15_000;

/** A folder that is removed at the end. */
class Home implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async make(): Promise<Home> {
    return new Home(await Deno.makeTempDir({ prefix: "x84-test-" }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** What became of a start that is expected to fail, or that is ended as soon as it listens. */
interface Started {
  readonly code: number;
  /** Everything it wrote. */
  readonly output: string;
  /** Milliseconds. */
  readonly took: number;
}

/** Starts the server and lets it run to its own end; one that listens is told to close. */
async function tryStart(
  home: string,
  { wrapper = [], verb = "serve" }: { readonly wrapper?: readonly string[]; readonly verb?: string } = {},
): Promise<Started> {
  const { command: executable, args } = program();
  const line = [...wrapper, executable, ...args, verb, "--home", home];
  const begin = performance.now();
  const process = new Deno.Command(line[0]!, {
    args: line.slice(1),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  let listening = false;
  const pump = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (!listening && output.includes("listening ")) {
        listening = true;
        process.kill("SIGTERM");
      }
    }
  };
  const pumps = [pump(process.stdout), pump(process.stderr)];
  const timer = setTimeout(() => process.kill("SIGKILL"), REFUSED);
  const { code } = await process.status;
  clearTimeout(timer);
  await Promise.all(pumps);
  return { code, output, took: performance.now() - begin };
}

/** Whether somebody listens there. */
async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

// 20 sessions of four protocols in the battery; here 8 by telnet.
Deno.test("Battery 87: SIGTERM says goodbye to everybody and loses nothing that was acknowledged", async () => {
  await using home = await Home.make();
  const board = await startBoard({ home: home.path });
  const { port } = board;
  const writers = await Promise.all(Array.from({ length: 4 }, () => enter(board)));
  const idlers = [await enter(board), await enter(board, "lobby"), await TestCaller.connect(port)];
  const mute = await RawCaller.enter(board);
  mute.stopReading();
  await mute.send("flood\r");
  for (const [n, writer] of writers.entries()) await writer.send(`kv loop w${n}\r`);
  for (const writer of writers) await writer.expect("ACK 20 ");
  const begin = performance.now();
  board.signal("SIGTERM");
  await until("nobody listens", async () => !await listens(port), STOP);
  for (const caller of [...writers, ...idlers]) {
    await caller.expect("The board is closing. Goodbye.");
    await caller.waitClosed();
  }
  const status = await board.ended(STOP + 5000);
  report("closed after", `${(performance.now() - begin).toFixed(0)} ms`);
  assert.equal(status.code, 0, board.output);
  await closeAll([...writers, ...idlers, mute]);
  const files = [...Deno.readDirSync(`${home.path}/data`)].map(({ name }) => name);
  assert.deepEqual(
    files.filter((name) => /-(wal|shm|journal)$/.test(name)),
    [],
    "the journal was left behind",
  );

  await using again = await startBoard({ home: home.path, ini: { telnet: { port } } });
  await using reader = await enter(again);
  for (const [n, writer] of writers.entries()) {
    const last = [...new TextDecoder().decode(Uint8Array.from(writer.raw)).matchAll(/ACK (\d+) /g)].at(
      -1,
    )![1]!;
    await ask(reader, `kv get w${n}/${last}`, `VALUE ${last}`);
  }
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`Battery 88: a second ${signal} exits at once`, async () => {
    await using board = await startBoard();
    // A caller who does not read holds the first one up.
    await using mute = await RawCaller.enter(board);
    await mute.send("flood\r");
    await until("the flood has begun", () => mute.received > 100_000);
    mute.stopReading();
    await pause(500);
    board.signal(signal);
    await until("the first signal is obeyed", async () => !await listens(board.port));
    const begin = performance.now();
    board.signal(signal);
    const status = await board.ended();
    report("forced after", `${(performance.now() - begin).toFixed(0)} ms`);
    assert.equal(status.code, signal === "SIGTERM" ? 143 : 130);
  });
}

Deno.test("Battery 88: SIGINT closes in good order, and a signal during the start ends it", async () => {
  await using board = await startBoard();
  board.signal("SIGINT");
  assert.equal((await board.ended(STOP + 5000)).code, 0, board.output);
  for (const delay of [0, 50, 150, 300, 600]) {
    await using home = await Home.make();
    await writeHome(home.path, boardOptions());
    const { command, args } = program();
    const process = new Deno.Command(command, {
      args: [...args, "serve", "--home", home.path],
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "null",
    }).spawn();
    await pause(delay);
    process.kill("SIGTERM");
    let status: Deno.CommandStatus | undefined;
    process.status.then((end) => (status = end));
    await until(`a start ends that was stopped after ${delay} ms`, () => status, STOP + 5000).finally(() => {
      if (status === undefined) process.kill("SIGKILL");
    });
  }
});

// 20 callers and 50 times in the battery; here 4 and 15.
Deno.test("Battery 89: a reload leaves callers alone and changes what comes after", async () => {
  const log = { level: "info" };
  await using board = await startBoard({ ini: { log } });
  await using neighbour = await Neighbour.open(board);
  const callers = await Promise.all(Array.from({ length: 4 }, () => enter(board)));
  await untilQuiet(board);
  const descriptors = board.descriptors();
  for (let n = 1; n <= 15; n++) {
    const system = { bbsname: `Board ${n}` };
    await writeHome(board.home, boardOptions({ ini: { log, system, session: { timeout: 1000 + n } } }));
    const before = board.output.length;
    board.signal("SIGHUP");
    await until(`reload ${n} is told`, () => {
      const told = board.output.slice(before);
      return /INFO +config .*bbsname/.test(told) && /INFO +config .*timeout/.test(told);
    });
  }
  await Deno.writeTextFile(
    `${board.home}/scripts/f_size.ts`,
    'export default (session: { echo(text: string): Promise<void> }) => session.echo("CHANGED");',
  );
  await using fresh = await enter(board);
  await ask(fresh, "env", '"bbsname":"Board 15"');
  await ask(fresh, "size", "CHANGED");
  for (const caller of callers) await ask(caller, "size", "CHANGED");
  await neighbour.check();
  // A fresh caller of the test's own and the Worker that took the place of his.
  assert.ok(board.descriptors() <= descriptors + 25, `${descriptors} became ${board.descriptors()}`);
  await closeAll(callers);
});

Deno.test("Battery 90: a bad file changes nothing, and the log says what is wrong where", async () => {
  await using board = await startBoard();
  await using neighbour = await Neighbour.open(board);
  await using caller = await enter(board);
  const path = `${board.home}/x84.ini`;
  const good = await Deno.readTextFile(path);
  const reload = async (text: string, wanted: RegExp) => {
    await Deno.writeTextFile(path, text);
    const before = board.log().length;
    board.signal("SIGHUP");
    await until(`the log says ${wanted}`, () => wanted.test(board.log().slice(before)), 10_000);
    await using fresh = await enter(board);
    await ask(fresh, "env", '"bbsname":"Test Board"');
  };
  const line = good.split("\n").length;
  await reload(`${good}[nonsense\n`, new RegExp(`ERROR config .*x84\\.ini:${line}`));
  await reload(
    good.replace("bbsname = Test Board", "bbsname = Other\nmax_callers = many"),
    /max_callers.*x84\.ini:\d+/,
  );
  await reload(good.replace("Test Board", "Test Board\nno_such_key = 1"), /no_such_key/);
  await reload(good.replace("port = 0", "port = 7001"), /Restart needed: "port" in section \[telnet\]/);
  await reload(
    good.replace("script = f_matrix", "script = ../../etc/passwd"),
    /ERROR config .*script.*x84\.ini:\d+/,
  );
  await Deno.remove(path);
  board.signal("SIGHUP");
  await until("the log says that the file is gone", () => board.log().includes("it is not there"), 10_000);
  await Deno.writeTextFile(path, good);
  await ask(caller, "who", "anonymous");
  await neighbour.check();
  assert.ok(await listens(board.port));
});

/** INI files with which a start must fail, and what the sentence must name. */
const REFUSED_INI: readonly {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly says: RegExp;
}[] = [
  { name: "port in words", text: "[telnet]\nport = abc\n", says: /port.*x84\.ini:2/ },
  { name: "a negative port", text: "[telnet]\nport = -1\n", says: /port.*x84\.ini:2/ },
  { name: "port 65536", text: "[telnet]\nport = 65536\n", says: /port.*x84\.ini:2/ },
  { name: "a timeout of 1e9", text: "[session]\ntimeout = 1e9\n", says: /timeout.*x84\.ini:2/ },
  { name: "Latin-1", text: Uint8Array.of(91, 97, 93, 10, 98, 61, 0xe9, 10), says: /x84\.ini/ },
  { name: "NUL", text: "[telnet]\nport = 0\0\n", says: /x84\.ini/ },
  { name: "10 MB", text: `[a]\n${"b = c\n".repeat(1_700_000)}`, says: /x84\.ini/ },
  { name: "an open bracket", text: "[telnet\nport = 0\n", says: /x84\.ini:1/ },
  { name: "all doors closed", text: "[telnet]\nenabled = no\n", says: /door/ },
];

/** INI files with which it must start all the same. */
const TAKEN_INI: readonly { readonly name: string; readonly text: string }[] = [
  { name: "BOM", text: "\ufeff[telnet]\nport = 0\n" },
  { name: "CRLF", text: "[telnet]\r\nport = 0\r\n" },
  {
    name: "__proto__",
    text: "[__proto__]\nisSysop = true\n[constructor]\nprototype = 1\n[telnet]\nport = 0\n",
  },
  { name: "recursion", text: "[telnet]\nport = 0\n[system]\nbbsname = %(bbsname)s\n" },
];

Deno.test("Battery 91: a bad INI file ends the start with a sentence that names the place", async () => {
  const each = async (name: string, prepare: (home: string) => Promise<void>, says: RegExp) => {
    await using home = await Home.make();
    await prepare(home.path);
    const { code, output, took } = await tryStart(home.path);
    report(name, `${code}, ${took.toFixed(0)} ms: ${output.trim().slice(0, 160)}`);
    assert.equal(code, 1, `${name}: ${output}`);
    assert.match(output, says, name);
    assert.doesNotMatch(output, /^ +at /m, name);
    assert.ok(output.length < 1500, name);
  };
  for (const { name, text, says } of REFUSED_INI) {
    await each(name, async (home) => {
      const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
      await Deno.writeFile(`${home}/x84.ini`, bytes);
    }, says);
  }
  await each("a folder", (home) => Deno.mkdir(`${home}/x84.ini`), /x84\.ini.*folder/);
  for (const { name, text } of TAKEN_INI) {
    await using home = await Home.make();
    await Deno.writeTextFile(`${home.path}/x84.ini`, text);
    const { code, output } = await tryStart(home.path);
    report(name, `${code}: ${output.trim().slice(0, 160)}`);
    assert.equal(code, 0, `${name}: ${output}`);
    assert.match(output, /^listening telnet 127\.0\.0\.1:\d+$/m, name);
  }
});

Deno.test("Battery 91: a section said twice is no accident that opens a door", async () => {
  await using home = await Home.make();
  await Deno.writeTextFile(`${home.path}/x84.ini`, "[telnet]\nport = 0\n[telnet]\nenabled = yes\n");
  const { code, output } = await tryStart(home.path);
  report("a section twice", `${code}: ${output.trim().slice(0, 160)}`);
  if (code === 0) assert.match(output, /^listening telnet 127\.0\.0\.1:\d+$/m);
  else assert.match(output, /telnet.*x84\.ini:3/);
});

Deno.test("Battery 92: a port in use is named, and nothing is left behind", async () => {
  using holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = holder.addr as Deno.NetAddr;
  await using home = await Home.make();
  await writeHome(home.path, boardOptions({ ini: { telnet: { port } } }));
  const { code, output, took } = await tryStart(home.path);
  report("refused after", `${took.toFixed(0)} ms`);
  assert.equal(code, 1, output);
  assert.ok(output.includes(`127.0.0.1:${port}`), output);
  assert.doesNotMatch(output, /^ +at /m);
});

Deno.test({
  name: "Battery 92: a privileged port is named",
  ignore: Deno.uid() === 0,
  fn: async () => {
    await using home = await Home.make();
    await writeHome(home.path, boardOptions({ ini: { telnet: { port: 23 } } }));
    const { code, output } = await tryStart(home.path);
    assert.equal(code, 1, output);
    assert.match(output, /127\.0\.0\.1:23\b/);
  },
});

Deno.test("Battery 93: what the server makes is its owner's alone, under any umask", async () => {
  await using home = await Home.make();
  const root = `${home.path}/made/by/it`;
  const wrapper = ["sh", "-c", 'umask 000; exec "$@"', "sh"];
  // The default port may be in use here, so the INI file is made without a start, and changed.
  await tryStart(root, { wrapper, verb: "init" });
  const ini = `${root}/x84.ini`;
  assert.equal((await Deno.stat(ini)).mode! & 0o777, 0o600);
  await Deno.writeTextFile(ini, (await Deno.readTextFile(ini)).replace(/^;?\s*port *= *6023$/m, "port = 0"));
  const { code, output } = await tryStart(root, { wrapper });
  assert.equal(code, 0, output);
  const open: string[] = [];
  const look = async (path: string) => {
    const info = await Deno.lstat(path);
    if ((info.mode! & 0o077) !== 0) {
      open.push(`${path.slice(root.length)} ${(info.mode! & 0o777).toString(8)}`);
    }
    if (info.isDirectory) { for await (const { name } of Deno.readDir(path)) await look(`${path}/${name}`); }
  };
  await look(root);
  assert.deepEqual(open, []);
});

Deno.test("Battery 93: folders that others may write, and a start as root, are warned of", async () => {
  await using home = await Home.make();
  await tryStart(home.path, { verb: "init" });
  const ini = `${home.path}/x84.ini`;
  await Deno.writeTextFile(ini, (await Deno.readTextFile(ini)).replace(/^;?\s*port *= *6023$/m, "port = 0"));
  const warnings = async () => {
    const { code, output } = await tryStart(home.path);
    assert.equal(code, 0, output);
    return output.split("\n").filter((line) => /^warning: /.test(line));
  };
  const root = Deno.uid() === 0
    ? ["warning: The server runs as root, and everything in it with all rights: give it a user of its own"]
    : [];
  assert.deepEqual(await warnings(), root);
  await Deno.chmod(`${home.path}/data`, 0o777);
  await Deno.chmod(`${home.path}/scripts`, 0o775);
  const told = (name: string, mode: string) =>
    `warning: Others may write into folder "${home.path}/${name}" (mode ${mode}): chmod go-w makes it the owner's`;
  assert.deepEqual(await warnings(), [...root, told("data", "777"), told("scripts", "775")]);
});

Deno.test("Battery 94: an idle caller is warned and sent away, whatever his script does", async () => {
  await using board = await startBoard({ ini: { session: { timeout: 8 } } });
  await using active = await enter(board);
  const start = async (line: string, sign: string) => {
    const caller = await RawCaller.enter(board);
    await caller.send(`${line}\r`);
    await caller.expect(sign);
    return caller;
  };
  const idle = {
    "no bytes": await RawCaller.enter(board),
    "no bytes at the login prompt": await RawCaller.connect(board.port),
    "NOP": await start("hex", "HEX "),
    "NAWS": await start("size", "SIZE "),
    "output only": await start("idle output", "WAITING "),
    "nothing asked": await start("idle nothing", "WAITING "),
    "the pager's prompt": await start("idle pager", "more"),
  };
  const begin = performance.now();
  let busy = true;
  const keys = (async () => {
    for (let n = 0; busy; n++) {
      await ask(active, "who", "END");
      await idle.NOP.send(Uint8Array.of(255, 241));
      await idle.NAWS.send(Uint8Array.of(255, 250, 31, 0, 80, 0, 20 + n, 255, 240));
      await pause(500);
    }
  })();
  for (const [name, caller] of Object.entries(idle)) {
    await caller.expect("You have been idle").catch((error) => {
      throw new Error(`${name}: ${error.message}`);
    });
    await caller.expect("You were idle for too long").catch((error) => {
      throw new Error(`${name}: ${error.message}`);
    });
    await caller.waitClosed();
  }
  const seconds = (performance.now() - begin) / 1000;
  report("all were sent away after", `${seconds.toFixed(1)} s`);
  assert.ok(seconds > 6, `they were sent away after ${seconds} s of 8`);
  busy = false;
  await keys;
  await untilHere(active, 1, GONE);
  await closeAll(Object.values(idle));
});

// 20 sessions in the battery; here 6.
Deno.test("Battery 95: after a crash the next start finds nothing in its way", async () => {
  await using home = await Home.make();
  const board = await startBoard({ home: home.path });
  const { port } = board;
  const callers = [await enter(board, "apply alice")];
  for (let n = 0; n < 5; n++) callers.push(await enter(board));
  for (const [n, caller] of callers.entries()) {
    await ask(caller, `lock take L${n}`, "GRANTED");
    await ask(caller, `kv put k${n} v${n}`, `ACK k${n}`);
  }
  await board.kill();
  await closeAll(callers);
  const begin = performance.now();
  await using again = await startBoard({ home: home.path, ini: { telnet: { port } } });
  report("up after", `${(performance.now() - begin).toFixed(0)} ms`);
  await using alice = await enter(again, "login alice");
  assert.deepEqual(await whoIsHere(alice), ["1=alice"]);
  for (let n = 0; n < 6; n++) {
    await ask(alice, `lock take L${n}`, "GRANTED");
    await ask(alice, `kv get k${n}`, `VALUE v${n}`);
  }
  assert.equal((await again.stop()).code, 0);
});
