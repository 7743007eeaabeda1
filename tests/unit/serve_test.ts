import assert from "node:assert/strict";
import { OperatorError } from "../../lib/base/errors.ts";
import { systemSection } from "../../lib/host/settings.ts";
import { sessionSettings } from "../../lib/host/worker_pool.ts";
import { homePaths, loadHome, makeFolder, type Server, startServer } from "../../lib/serve.ts";
import { telnetSection } from "../../lib/server/telnet_door.ts";
import { until, within } from "../fakes/until.ts";

const QUIET = "[log]\nlevel = error\nfile =\n[session]\nwarm = 0\n";
const LOGGED = QUIET.replace("file =", "file = x84.log");

/** A home folder; the server in it changes the umask of the process, which is put back. */
async function withHome(ini: string | undefined, run: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "x84-home-" });
  const umask = Deno.umask();
  try {
    if (ini !== undefined) await Deno.writeTextFile(`${home}/x84.ini`, ini);
    await run(home);
  } finally {
    Deno.umask(umask);
    await Deno.remove(home, { recursive: true });
  }
}

async function start(home: string): Promise<{ server: Server; announced: string[] }> {
  const announced: string[] = [];
  const server = await startServer({ home, announce: (line) => announced.push(line) });
  return { server, announced };
}

/** Somebody at the other end of a telnet connection, who never says anything. */
class Listening implements Disposable {
  text = "";
  over = false;

  constructor(private readonly connection: Deno.TcpConn) {
    this.#read();
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    for (;;) {
      const size = await this.connection.read(buffer).catch(() => null);
      if (size === null) break;
      this.text += new TextDecoder("latin1").decode(buffer.subarray(0, size));
    }
    this.over = true;
  }

  hears(text: string): Promise<unknown> {
    return until(`the caller hears ${text}`, () => this.text.includes(text));
  }

  [Symbol.dispose](): void {
    this.connection.close();
  }
}

Deno.test("homePaths() finds the files of a home folder, wherever the INI file is", () => {
  const paths = homePaths("/srv/board/");
  assert.deepEqual([paths.home, paths.config, paths.control], [
    "/srv/board",
    "/srv/board/x84.ini",
    "/srv/board/x84.sock",
  ]);
  assert.equal(homePaths("/srv/board", "/etc/x84.ini").config, "/etc/x84.ini");
});

Deno.test("homePaths() takes the folder of the database from the INI file, relative to home", () =>
  withHome("[system]\ndatapath = db\n", async (home) => {
    const paths = homePaths(home);
    const { configuration } = await loadHome(paths);
    assert.equal(paths.data(configuration), `${home}/db`);
    assert.equal(paths.database(configuration), `${home}/db/x84.sqlite3`);
    await Deno.writeTextFile(paths.config, "[system]\ndatapath = /var/lib/x84\n");
    assert.equal(
      paths.database((await loadHome(paths)).configuration),
      "/var/lib/x84/x84.sqlite3",
    );
  }));

Deno.test("loadHome() makes a home with the default file, once", () =>
  withHome(undefined, async (home) => {
    const paths = homePaths(`${home}/deep/below`);
    const first = await loadHome(paths);
    assert.equal(first.created, true);
    assert.deepEqual(first.configuration.warnings, []);
    assert.equal((await Deno.stat(paths.home)).mode! & 0o777, 0o700);
    const second = await loadHome(paths);
    assert.equal(second.created, false);
    assert.deepEqual(second.configuration.get(systemSection), first.configuration.get(systemSection));
  }));

Deno.test("makeFolder() takes a folder that is there, and names what is none", () =>
  withHome(undefined, async (home) => {
    await makeFolder(home);
    await Deno.writeTextFile(`${home}/file`, "");
    await assert.rejects(makeFolder(`${home}/file`), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.ok(error.message.startsWith(`Cannot use folder "${home}/file": `), error.message);
      return true;
    });
  }));

Deno.test("startServer() opens what is enabled, hosts callers, and closes with a last line for them", () =>
  withHome(`${QUIET}[telnet]\nport = 0\nsilence = 100\n[matrix]\nscript = hello\n`, async (home) => {
    await Deno.mkdir(`${home}/scripts`);
    await Deno.writeTextFile(
      `${home}/scripts/hello.ts`,
      `export default async (session: any) => { await session.echo("welcome"); await session.readKey(); };`,
    );
    const { server, announced } = await start(home);
    const [door] = server.doors;
    assert.ok(announced.includes(`listening telnet 127.0.0.1:${door!.port}`), announced.join());
    using caller = new Listening(await Deno.connect({ hostname: "127.0.0.1", port: door!.port }));
    await caller.hears("welcome");
    const closing = server.close("Good night.");
    await caller.hears("Good night.");
    await until("the line is closed", () => caller.over);
    // Whoever closes as well waits for the same end.
    await within("the server is closed", Promise.all([closing, server.close("Twice."), server.closed]));
    assert.equal(caller.text.includes("Twice"), false);
    await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port: door!.port }));
  }));

Deno.test("startServer() tells of folders of scripts that are not there, and of what is odd beside what is wrong", () =>
  withHome(
    `${QUIET}[system]\nscriptpath = scripts, /nowhere/scripts\n[telnet]\nport = 0\nprot = 1\n`,
    async (home) => {
      const { server, announced } = await start(home);
      await server.close();
      assert.ok(
        announced.includes('warning: Folder of scripts "/nowhere/scripts" is not there'),
        announced.join(),
      );
      await Deno.writeTextFile(`${home}/x84.ini`, "[telnet]\nport = x\nprot = 1\n");
      const told: string[] = [];
      await assert.rejects(startServer({ home, announce: (line) => told.push(line) }), /Cannot read "port"/);
      assert.match(
        told.join(),
        /warning: Ignored key "prot" in section \[telnet\]: no such setting, did you mean/,
      );
    },
  ));

Deno.test("Server.close() drops at once who is at a door and has no session yet", () =>
  withHome(
    `${QUIET}[telnet]\nport = 0\nsilence = 10000\n[rlogin]\nenabled = yes\nport = 0\n[ssh]\nenabled = yes\nport = 0\nhost_keys = ssh_host_ed25519_key\n`,
    async (home) => {
      const { server } = await start(home);
      assert.equal(server.doors.length, 3);
      await using callers = new AsyncDisposableStack();
      const waiting = [];
      for (const { port } of server.doors) {
        waiting.push(callers.use(new Listening(await Deno.connect({ hostname: "127.0.0.1", port }))));
      }
      const [telnet, , ssh] = waiting;
      await telnet!.hears("\xff\xfd");
      await ssh!.hears("SSH-2.0");
      await server.close();
      for (const caller of waiting) await until("he is dropped", () => caller.over);
    },
  ));

Deno.test("Server.close() waits for the programs of callers no longer than for callers", () =>
  withHome(`${QUIET}[telnet]\nport = 0\n`, async (home) => {
    const { server } = await start(home);
    const asked = Promise.withResolvers<void>();
    server.board.doors.close = () => {
      asked.resolve();
      return new Promise(() => {});
    };
    const closing = server.close();
    await within("the programs are told to end", asked.promise);
    await within("the server is closed", closing);
  }));

Deno.test("Server.reload() applies what is live, tells what waits, and changes nothing when the file is bad", () =>
  withHome(`${LOGGED}[telnet]\nport = 0\n`, async (home) => {
    const { server } = await start(home);
    const ini = (text: string) => Deno.writeTextFile(`${home}/x84.ini`, text);
    try {
      const changed = "[telnet]\nport = 0\naddr = 127.0.0.2\n[system]\nbbsname = Night Shift\n" +
        "[nua]\nallow_apply = no\nmin_user = 5\n[matrix]\nnewcmds = fresh\n";
      await ini(`${LOGGED}watchdog = 77\n${changed}`);
      const forecast = await server.forecast(`${home}/x84.ini`);
      assert.equal(forecast.length, 6);
      assert.equal(server.board.settings.system.bbsname, "x84", "nothing is done yet");
      assert.deepEqual(forecast.filter((line) => line.startsWith("Only")), [
        'Only a restart changes "addr" in section [telnet] from "127.0.0.1" to "127.0.0.2"',
      ]);
      assert.ok(forecast.includes('A reload changes "min_user" in section [nua] from "3" to "5"'));
      const report = await server.reload();
      assert.equal(report.length, 6);
      const warned = server.board.records.recentLog(50).filter((line) => /Restart needed/.test(line));
      assert.equal(warned.length, 1);
      assert.match(warned[0]!, /WARN.*"addr" in section \[telnet\]/);
      assert.equal(server.board.settings.system.bbsname, "Night Shift");
      assert.equal(server.settings.get(sessionSettings).watchdog, 77);
      assert.equal(server.settings.get(telnetSection).addr, telnetSection.keys.addr.default);
      // The rules of accounts are the new ones, too (once the old until a restart).
      const { accounts } = server.board;
      assert.match(await accounts.checkHandle("abcd") ?? "", /5/);
      assert.notEqual(await accounts.checkHandle("fresh"), undefined);
      const application = { handle: "alice", password: "swordfish99", location: "", email: "" };
      assert.match(JSON.stringify(await accounts.apply(application)), /no new users/);

      await ini("[system]\nmax_callers = none\n");
      await assert.rejects(server.reload(), OperatorError);
      assert.equal(server.board.settings.system.bbsname, "Night Shift");
      await Deno.remove(`${home}/x84.ini`);
      await assert.rejects(server.reload(), OperatorError);
    } finally {
      await server.close();
    }
  }));

Deno.test("startServer() refuses to run without a door, and leaves nothing open", () =>
  withHome(`${QUIET}[telnet]\nenabled = no\n`, async (home) => {
    await assert.rejects(start(home), /Cannot start: no door is enabled/);
  }));

Deno.test("startServer() gives everything back when the database cannot be opened", () =>
  withHome(undefined, async (home) => {
    const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = free.addr as Deno.NetAddr;
    free.close();
    await Deno.writeTextFile(`${home}/x84.ini`, `${QUIET}[telnet]\nport = ${port}\n`);
    await Deno.mkdir(`${home}/data`);
    await Deno.writeTextFile(`${home}/data/x84.sqlite3`, "This is no database. ".repeat(100));
    await assert.rejects(start(home), OperatorError);
    // The port is free again, and no thread is left: the test would not end.
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  }));
