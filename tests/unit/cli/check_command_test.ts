import assert from "node:assert/strict";
import { startServer } from "../../../lib/serve.ts";
import { withHome, x84 } from "../../fakes/command_line.ts";

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

Deno.test("x84 check tells what the file means for the server that runs: by a reload, or only by a restart", async () => {
  await withHome(async (home) => {
    const ini = (rest: string) => Deno.writeTextFile(`${home}/x84.ini`, `[telnet]\nport = 0\n${rest}`);
    await Deno.mkdir(home, { recursive: true });
    const umask = Deno.umask();
    await ini("[session]\nwarm = 0\n");
    const server = await startServer({ home, announce: () => {} });
    try {
      const fine = `${home}/x84.ini is fine`;
      assert.deepEqual((await x84(home, "check")).out, [
        fine,
        "The server that runs has these settings already",
      ]);
      await ini("silence = 500\naddr = 127.0.0.2\n[session]\nwarm = 0\n");
      assert.deepEqual((await x84(home, "check")).out, [
        fine,
        'Only a restart changes "addr" in section [telnet] from "127.0.0.1" to "127.0.0.2"',
        'A reload changes "silence" in section [telnet] from "1200" to "500"',
      ]);
    } finally {
      await server.close();
      Deno.umask(umask);
    }
    assert.deepEqual((await x84(home, "check")).out, [`${home}/x84.ini is fine`]);
  });
});

Deno.test("x84 check and the start say when SFTP is enabled and nobody would get any files (once nothing)", async () => {
  await withHome(async (home) => {
    await Deno.mkdir(home, { recursive: true });
    const told = async (rest: string) => {
      await Deno.writeTextFile(`${home}/x84.ini`, `[telnet]\nport = 0\n${rest}`);
      return (await x84(home, "check")).out.filter((line) => line.startsWith("warning: SFTP"));
    };
    const noSsh =
      "warning: SFTP is enabled, but not SSH, by which its callers come: enabled = yes in section [ssh]";
    const noFolder = "warning: SFTP is enabled, but has no folder: give it one as root in section [sftp]";
    assert.deepEqual(await told(""), []);
    assert.deepEqual(await told("[ssh]\nenabled = yes\n[sftp]\nenabled = yes\nroot = files\n"), []);
    assert.deepEqual(await told("[ssh]\nenabled = yes\n[sftp]\nenabled = yes\n[files]\nroot = f\n"), []);
    assert.deepEqual(await told("[ssh]\nenabled = yes\n[sftp]\nenabled = yes\n"), [noFolder]);
    assert.deepEqual(await told("[session]\nwarm = 0\n[sftp]\nenabled = yes\n"), [noSsh, noFolder]);
    const umask = Deno.umask();
    const lines: string[] = [];
    const server = await startServer({ home, announce: (line) => lines.push(line) });
    await server.close();
    Deno.umask(umask);
    assert.deepEqual(lines.filter((line) => line.startsWith("warning: SFTP")), [noSsh, noFolder]);
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

Deno.test("x84 check says which doors cannot be opened, and why", async () => {
  await withHome(async (home) => {
    await x84(home, "init");
    await Deno.writeTextFile(`${home}/game.sh`, "exit 0\n", { mode: 0o755 });
    await Deno.writeTextFile(
      `${home}/x84.ini`,
      `[door fine]
command = /bin/sh {home}/game.sh {handle}
[door shut]
command = x84-no-such-program
enabled = no
[door none]
[door gone]
command = x84-no-such-program
[door lost]
command = true
folder = no/such/folder
[door path]
command = game.sh
env = PATH=/nowhere PATH={home}:/usr/bin
[door drop]
command = true
droppath = nodes/{node}
`,
    );
    const { code, errors } = await x84(home, "check");
    assert.equal(code, 1);
    assert.deepEqual(errors, [
      'x84: Cannot open section [door gone]: there is no program "x84-no-such-program" in ' +
      "/usr/local/bin:/usr/bin:/bin:/usr/games",
      `x84: Cannot open section [door lost]: there is no folder "${home}/no/such/folder"`,
      `x84: Cannot use "droppath" in section [door drop]: there is no folder "${home}/nodes/1"`,
    ]);
    await Deno.mkdir(`${home}/drop`);
    const doors = [
      ["one", "nodes = 1", "drop"],
      ["each", "nodes = 4\ndroppath = drop/{node}/..", ""],
      ["info", "droptype = dorinfo", "drop"],
      ["none", "droptype = none", "drop"],
      ["all", "", "drop"],
      ["four", "nodes = 4", "drop"],
    ].map(([name, keys, path]) =>
      `[door ${name}]\ncommand = true\n${keys}\n${path && `droppath = ${path}\n`}`
    );
    await Deno.mkdir(`${home}/drop/1`);
    await Deno.writeTextFile(`${home}/x84.ini`, doors.join(""));
    const shared = await x84(home, "check");
    assert.equal(shared.code, 0);
    assert.deepEqual(
      shared.out.filter((line) => /drop ?(?:path|file)/.test(line)),
      [
        ...["all", "four"].map((name) =>
          `warning: "droppath" in section [door ${name}] has no {node} in it: one caller at a time can use that door`
        ),
        "warning: the drop files of [door one], [door all], [door four] are the same: " +
        "a caller in one keeps others out of the rest",
      ],
    );
    // Sessions have nodes of their own; two doors that count theirs do not.
    for (const [nodes, told] of [[0, false], [4, true]]) {
      const pair = ["left", "right"].map((name) =>
        `[door ${name}]\ncommand = true\ndroppath = drop/{node}\nnodes = ${nodes}\n`
      );
      await Deno.writeTextFile(`${home}/x84.ini`, pair.join(""));
      const { out } = await x84(home, "check");
      assert.equal(
        out.some((line) => line.includes("[door left], [door right] are the same")),
        told,
        `${nodes}`,
      );
    }
    await Deno.writeTextFile(`${home}/x84.ini`, "[door x]\ncommand = {handle}\n[door y]\nenv = A\n");
    const bad = await x84(home, "check");
    assert.match(
      bad.errors[0]!,
      /"command" in section \[door x\]: expected a program whose name no caller has a part in/,
    );
    assert.match(bad.errors[1]!, /"env" in section \[door y\]: expected words like/);
  });
});
