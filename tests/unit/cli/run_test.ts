import assert from "node:assert/strict";
import { fromPlainError, OperatorError, StoreError } from "../../../lib/base/errors.ts";
import { type Command, type Context, UsageError } from "../../../lib/cli/command.ts";
import { Interrupted } from "../../../lib/cli/console.ts";
import { run } from "../../../lib/cli/run.ts";
import { FakeConsole } from "../../fakes/fake_console.ts";

async function runWith(
  work: (context: Context) => void,
  args: string[] = [],
  variables: Record<string, string> = {},
) {
  const console = new FakeConsole();
  const command: Command = {
    name: "serve",
    operands: "[X]",
    least: 0,
    most: 1,
    summary: "Test",
    run: (context) => {
      work(context);
      return Promise.resolve(7);
    },
  };
  const code = await run(args, {
    console,
    commands: [command],
    variable: (name) => variables[name],
  });
  return { code, out: console.out, errors: console.errors };
}

const HOME = { HOME: "/h" };

Deno.test("run() answers the exit code of the command", async () => {
  assert.deepEqual(await runWith(() => {}, [], HOME), { code: 7, out: [], errors: [] });
});

Deno.test("run() exits with 1 for trouble and 2 for wrong usage, with one sentence and no stack", async () => {
  const outcomes: [Error, number, string[]][] = [
    [new OperatorError("Cannot x"), 1, ["x84: Cannot x"]],
    [new StoreError("Cannot y"), 1, ["x84: Cannot y"]],
    [new UsageError("Cannot z"), 2, ["x84: Cannot z"]],
    [fromPlainError({ name: "ConfigurationError", message: "Cannot a\nCannot b" }), 1, [
      "x84: Cannot a",
      "x84: Cannot b",
    ]],
    [new Error("oops"), 1, ["x84: Cannot go on: oops (--debug shows where)"]],
  ];
  for (const [error, code, errors] of outcomes) {
    const found = await runWith(
      () => {
        throw error;
      },
      [],
      HOME,
    );
    assert.deepEqual(found, { code, out: [], errors });
  }
});

Deno.test("run() shows where an unexpected error came from with --debug or X84_DEBUG", async () => {
  const fail = () => {
    throw new Error("oops");
  };
  for (const [args, variables] of [[["--debug"], HOME], [[], { ...HOME, X84_DEBUG: "1" }]] as const) {
    const { errors } = await runWith(fail, [...args], variables);
    assert(errors.some((line) => line.includes("run_test.ts")), errors.join("\n"));
  }
});

Deno.test("run() exits with 130 when a prompt is left with Ctrl-C", async () => {
  const found = await runWith(
    () => {
      throw new Interrupted();
    },
    [],
    HOME,
  );
  assert.deepEqual(found, { code: 130, out: [], errors: [] });
});

Deno.test("run() takes --home before X84_HOME before ~/.x84", async () => {
  const homes: string[] = [];
  const note = (context: Context) => homes.push(context.paths.home);
  await runWith(note, ["--home", "/a"], { ...HOME, X84_HOME: "/b" });
  await runWith(note, [], { ...HOME, X84_HOME: "/b" });
  await runWith(note, [], HOME);
  assert.deepEqual(homes, ["/a", "/b", "/h/.x84"]);
  assert.equal((await runWith(note, [], {})).code, 2);
});

Deno.test("run() takes the INI file of --config, else the one in the home folder", async () => {
  const files: string[] = [];
  const note = (context: Context) => files.push(context.paths.config);
  await runWith(note, ["--config", "/etc/x84.ini"], HOME);
  await runWith(note, [], HOME);
  assert.deepEqual(files, ["/etc/x84.ini", "/h/.x84/x84.ini"]);
});

Deno.test("run() prints the version and the help, and runs nothing", async () => {
  const never = () => assert.fail("it ran");
  assert.match((await runWith(never, ["--version"])).out.join(), /^x84 \d+\.\d+\.\d+/);
  assert.match((await runWith(never, ["--help"])).out.join("\n"), /Usage: x84/);
  assert.equal((await runWith(never, ["--nonsense"])).code, 2);
});
