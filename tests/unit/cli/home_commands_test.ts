/** The commands that work on a home folder without a server: through `run()`, with a real store thread. */

import assert from "node:assert/strict";
import { COMMANDS, run } from "../../../lib/cli/run.ts";
import { FakeConsole } from "../../fakes/fake_console.ts";

async function x84(home: string, line: string, typed: readonly string[] = [], asks = false) {
  const console = new FakeConsole(typed, asks);
  const code = await run([...line.split(" "), "--home", home], {
    console,
    commands: COMMANDS,
    variable: (name) => name === "USER" ? "tester" : undefined,
  });
  return { code, out: console.out, errors: console.errors, prompts: console.prompts };
}

async function withHome(work: (home: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await work(`${folder}/home`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function mode(path: string): number {
  return Deno.statSync(path).mode! & 0o777;
}

Deno.test("x84 init makes a home folder only its owner may open, and leaves alone what is there", async () => {
  await withHome(async (home) => {
    assert.equal((await x84(home, "init")).code, 0);
    assert.deepEqual([mode(home), mode(`${home}/x84.ini`), mode(`${home}/data/x84.sqlite3`)], [0o700, 0o600, 0o600]);
    await Deno.writeTextFile(`${home}/x84.ini`, "[system]\nbbsname = Mine\n");
    const again = await x84(home, "init");
    assert.deepEqual([again.code, again.out.slice(0, 2)], [0, [
      `found ${home}/x84.ini`,
      `found ${home}/data/x84.sqlite3`,
    ]]);
    assert.equal(await Deno.readTextFile(`${home}/x84.ini`), "[system]\nbbsname = Mine\n");
  });
});

Deno.test("x84 user and db refuse to make a board out of a mistyped --home", async () => {
  await withHome(async (home) => {
    const { code, errors } = await x84(home, "user list");
    assert.equal(code, 1);
    assert.match(errors.join(), /^x84: Cannot find a board in /);
    await assert.rejects(Deno.stat(home), Deno.errors.NotFound);
  });
});

Deno.test("x84 user manages accounts without a server, and logs who did what but no password", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    assert.deepEqual((await x84(home, "user list")).out, ["Nobody has an account yet"]);
    assert.deepEqual((await x84(home, "user add alice", ["S3cretMarker"])).out, ["Added alice (sysop)"]);
    assert.deepEqual((await x84(home, "user add bob --location Here", ["S3cretMarker"])).out, ["Added bob"]);
    assert.deepEqual((await x84(home, "user grant bob staff")).out, ["bob is in staff"]);
    assert.deepEqual((await x84(home, "user passwd bob", ["S3cretMarker2"])).code, 0);
    assert.match((await x84(home, "user list")).out[2]!, /^bob +staff +0 +never .* Here$/);
    assert.deepEqual((await x84(home, "user revoke bob staff")).out, ["bob is in no group"]);
    assert.equal((await x84(home, "user delete bob")).code, 0);
    assert.deepEqual((await x84(home, "user delete bob")).errors, [
      'x84: Cannot delete "bob": there is no such user',
    ]);
    const log = await Deno.readTextFile(`${home}/x84.log`);
    assert.match(log, /Account deleted handle=bob by=tester/);
    assert.doesNotMatch(log, /S3cretMarker/);
  });
});

Deno.test("x84 user add tells in a sentence what is wrong with a handle or a password", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    const short = await x84(home, "user add alice", ["short"]);
    assert.equal(short.code, 1);
    assert.match(short.errors.join(), /^x84: Cannot add "alice": please choose a password/);
    assert.match((await x84(home, "user add a!", ["correct horse"])).errors.join(), /^x84: Cannot add "a!": /);
  });
});

Deno.test("x84 user add asks a person twice and takes only the same password", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    const different = await x84(home, "user add alice", ["correct horse", "correct house"], true);
    assert.deepEqual([different.code, different.prompts], [1, ["Password: ", "Again: "]]);
    const same = await x84(home, "user add alice", ["correct horse", "correct horse"], true);
    assert.equal(same.code, 0, same.errors.join());
  });
});

Deno.test("x84 db reads and writes rows as JSON, and keeps the hashes of passwords to itself", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    await x84(home, "user add alice", ["correct horse"]);
    assert.equal((await x84(home, 'db set notes/unnamed/a/b {"x":[1]}')).code, 0);
    assert.equal((await x84(home, "db set notes unnamed c", ["[2]\n"])).code, 0);
    assert.deepEqual((await x84(home, "db get notes/unnamed/a/b")).out, ['{"x":[1]}']);
    assert.deepEqual((await x84(home, "db list notes/unnamed")).out, ["a/b", "c"]);
    assert.deepEqual((await x84(home, "db list notes/unnamed --prefix a --values")).out, [
      '{"key":"a/b","value":{"x":[1]}}',
    ]);
    assert((await x84(home, "db list")).out.includes("notes/unnamed       2"));
    assert.equal((await x84(home, "db set notes/unnamed/c nonsense")).code, 1);
    assert.equal((await x84(home, "db get notes/unnamed/none")).code, 1);
    assert.equal((await x84(home, "db delete notes/unnamed/c")).code, 0);
    assert.equal((await x84(home, "db delete notes/unnamed/c")).code, 1);

    const refused = await x84(home, "db get userbase/passwords/alice");
    assert.deepEqual([refused.code, refused.out], [1, []]);
    assert.equal((await x84(home, "db list userbase/passwords --values")).code, 1);
    assert.equal((await x84(home, "db set userbase/passwords/alice 1 --force")).code, 1);
    assert.equal((await x84(home, "db delete userbase/users/alice")).code, 1);
    assert.doesNotMatch((await x84(home, "db export")).out.join(), /scrypt/);
    assert.match((await x84(home, "db export --with-passwords")).out.join(), /scrypt/);
  });
});

Deno.test("x84 db backup writes a database that a board can be run with", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    await x84(home, "user add alice", ["correct horse"]);
    assert.equal((await x84(home, `db backup ${home}/copy`)).code, 0);
    assert.equal(mode(`${home}/copy`), 0o600);
    await x84(home, "user delete alice");
    await Deno.rename(`${home}/copy`, `${home}/data/x84.sqlite3`);
    assert.match((await x84(home, "user list")).out[1]!, /^alice /);
    const left = (await Array.fromAsync(Deno.readDir(`${home}/data`))).map(({ name }) => name);
    assert.deepEqual(left.filter((name) => name.includes("backup")), []);
  });
});

Deno.test("x84 check says all that is wrong with the INI file, each with its place", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    assert.equal((await x84(home, "check")).code, 0);
    await Deno.writeTextFile(`${home}/x84.ini`, "[telnet]\nport = telnet\nenabled = maybe\n");
    const { code, errors } = await x84(home, "check");
    assert.equal(code, 1);
    assert.match(errors[0]!, /^x84: Cannot read "port" in section \[telnet\]: .*x84\.ini:2:8\)$/);
    assert.match(errors[1]!, /x84\.ini:3:11\)$/);
  });
});

Deno.test("x84 check looks for the scripts that are named, and for files that cannot be run", async () => {
  await withHome(async (home) => {
    await Deno.mkdir(`${home}/mine`, { recursive: true });
    await Deno.writeTextFile(`${home}/mine/first.ts`, "");
    await Deno.writeTextFile(`${home}/mine/Wrong.ts`, "");
    const ini = (script: string) =>
      `[system]\nscriptpath = mine, none\n[matrix]\nscript = ${script}\ntopscript = first\n[session]\npreload =\n`;
    await Deno.writeTextFile(`${home}/x84.ini`, ini("first"));
    const fine = await x84(home, "check");
    assert.equal(fine.code, 0, fine.errors.join());
    assert.match(fine.out.join("\n"), /warning: Folder of scripts ".*none" is not there/);
    assert.match(fine.out.join("\n"), /warning: ".*Wrong\.ts" cannot be run/);
    await Deno.writeTextFile(`${home}/x84.ini`, ini("absent"));
    assert.deepEqual((await x84(home, "check")).errors, [
      'x84: Cannot use "script" in section [matrix]: there is no script "absent"',
    ]);
    await Deno.writeTextFile(`${home}/x84.ini`, ini("../first"));
    assert.equal((await x84(home, "check")).code, 1);
  });
});

Deno.test("x84 who, kick, broadcast, reload and status say so when no server runs", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    for (const line of ["who", "kick 1", "broadcast hello", "reload", "status"]) {
      const { code, errors } = await x84(home, line);
      assert.deepEqual([code, errors], [1, [`x84: Cannot reach a server of "${home}": none is running`]], line);
    }
  });
});
