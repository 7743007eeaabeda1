import assert from "node:assert/strict";
import { parseScriptName } from "../../../lib/base/brand.ts";
import type { ScriptMain } from "../../../lib/worker/loader.ts";
import { describeFailure, ScriptRunner } from "../../../lib/worker/runner.ts";
import { Goto, ScriptError } from "../../../lib/worker/signals.ts";
import { turns } from "../../fakes/fake_timers.ts";
import { forever, Stage } from "./stage.ts";

Deno.test("ScriptRunner.gosub() tells when a script begins to wait, and that it goes on, also after a failure", async () => {
  const told: string[] = [];
  const runner: ScriptRunner = new ScriptRunner({
    session: undefined,
    load: (name) =>
      Promise.resolve(async () => {
        told.push(name);
        if (name === "main") await runner.gosub("sub", []);
        if (name === "main") await runner.gosub("bad", []);
        if (name === "bad") throw new Error("why");
      }),
    entered: () => {},
    paused: () => {
      told.push("waits");
      return () => void told.push("goes on");
    },
    failed: () => Promise.resolve(),
    leaves: () => false,
  });
  assert.equal(await runner.run(parseScriptName("main"), []), "finished");
  assert.deepEqual(told, ["main", "waits", "sub", "goes on", "waits", "bad", "goes on"]);
});

Deno.test("ScriptRunner.run() hands session and arguments to the script and finishes with it", async () => {
  let got: unknown[] = [];
  const stage = new Stage({ main: (...args) => got = args });
  assert.equal(await stage.run(1, "two"), "finished");
  assert.deepEqual(got, [stage, 1, "two"]);
  assert.deepEqual(stage.log, ["> main"]);
  assert.equal(stage.runner.current, undefined);
});

Deno.test("ScriptRunner.gosub() answers the value and resumes the caller", async () => {
  const values: unknown[] = [];
  const stage = new Stage({
    main: async (stage) => {
      values.push(stage.runner.current, await stage.gosub("games.sum", 2, 3), stage.runner.current);
    },
    "games.sum": async (stage, a, b) => {
      await turns();
      values.push(stage.runner.current);
      return (a as number) + (b as number);
    },
  });
  assert.equal(await stage.run(), "finished");
  assert.deepEqual(values, ["games.sum", "main", 5, "main"]);
  assert.deepEqual(stage.log, ["> main", "> games.sum", "> main"]);
});

Deno.test("ScriptRunner.gosub() answers values that no message could carry", async () => {
  const value = () => "a function";
  let got: unknown;
  const stage = new Stage({
    main: async (stage) => {
      got = await stage.gosub("fn");
    },
    fn: () => value,
  });
  assert.equal(await stage.run(), "finished");
  assert.equal(got, value);
});

Deno.test("ScriptRunner pops one script when it crashes and resumes its caller (battery 60)", async () => {
  const throwing = () => {
    throw new Error("from a getter");
  };
  const names = ["name", "message", "stack", "cause", "toString", "constructor"];
  const getter = Object.defineProperties(
    new Error(),
    Object.fromEntries(names.map((name) => [name, { get: throwing }])),
  );
  const cyclic = new Error("round");
  cyclic.cause = cyclic;
  const proxy = new Proxy({}, { get: throwing, getPrototypeOf: throwing, has: throwing, ownKeys: throwing });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const thrown: unknown[] = [
    new Error("plain"),
    null,
    undefined,
    "text",
    Symbol("s"),
    0,
    false,
    Object.freeze(new Error("cold")),
    getter,
    cyclic,
    proxy,
    revoked.proxy,
    Object.create(null),
    () => {},
  ];
  for (const value of thrown) {
    const ways: ScriptMain[] = [
      () => {
        throw value;
      },
      () => Promise.reject(value),
      async () => {
        await turns();
        throw value;
      },
      // deno-lint-ignore no-explicit-any
      () => ({ then: (_: unknown, reject: any) => reject(value) }),
    ];
    for (const way of ways) {
      let answer: unknown = "none";
      const stage = new Stage({
        main: async (stage) => {
          answer = await stage.gosub("bad");
        },
        bad: (stage) => way(stage),
      });
      assert.equal(await stage.run(), "finished");
      assert.equal(answer, undefined);
      assert.deepEqual(stage.log, ["> main", "> bad", "! bad, on with main", "> main"]);
      assert.ok(Object.is(stage.failures[0], value));
      const { caller, log } = describeFailure("bad", stage.failures[0], (stack) => stack);
      assert.equal(caller, 'Script "bad" failed');
      assert.match(log, /^Script "bad" failed: /);

      const alone = new Stage({ main: (stage) => way(stage) });
      assert.equal(await alone.run(), "crashed");
      assert.deepEqual(alone.log, ["> main", "! main, on with undefined"]);
    }
  }
});

Deno.test("ScriptRunner treats a script that does not load like one that crashes", async () => {
  const stage = new Stage({
    main: async (stage) => {
      await stage.gosub("absent");
      stage.goto("away");
    },
  });
  assert.equal(await stage.run(), "crashed");
  assert.deepEqual(stage.log, ["> main", "! absent, on with main", "> main", "! away, on with undefined"]);
  assert.ok(
    stage.failures.every((error) => error instanceof ScriptError && error.message === "No such script"),
  );
});

Deno.test("ScriptRunner.gosub() and goto() refuse what is no script name and leave the script running", async () => {
  const refused: unknown[] = [];
  const stage = new Stage({
    main: async (stage) => {
      await stage.gosub("../../etc/passwd").catch((error) => refused.push(error));
      try {
        stage.goto("file:///etc/passwd");
      } catch (error) {
        refused.push(error);
      }
      await stage.gosub("sub");
    },
    sub: () => {},
  });
  assert.equal(await stage.run(), "finished");
  assert.equal(refused.length, 2);
  assert.ok(refused.every((error) => error instanceof TypeError));
  assert.deepEqual(stage.log, ["> main", "> sub", "> main"]);
});

Deno.test("ScriptRunner.fail() hits the top script only, whatever the error is", async () => {
  for (const error of [new Error("in a timer"), undefined, "text"]) {
    const stage = new Stage({
      main: async (stage) => {
        stage.log.push(`${await stage.gosub("middle")}`);
      },
      middle: async (stage) => {
        await stage.gosub("top");
        return "middle goes on";
      },
      top: forever,
    });
    const run = stage.run();
    await turns();
    stage.runner.fail(error);
    assert.equal(await run, "finished");
    assert.deepEqual(stage.log, [
      "> main",
      "> middle",
      "> top",
      "! top, on with middle",
      "> middle",
      "> main",
      "middle goes on",
    ]);
    assert.deepEqual(stage.failures, [error]);
  }
});

Deno.test("ScriptRunner.fail() without a running script does nothing", async () => {
  const stage = new Stage({ main: () => {} });
  stage.runner.fail(new Error("early"));
  assert.equal(await stage.run(), "finished");
  stage.runner.fail(new Error("late"));
  assert.deepEqual(stage.failures, []);
});

Deno.test("ScriptRunner.fail() of a goto in a timer goes there", async () => {
  const stage = new Stage({ main: forever, next: () => {} });
  const run = stage.run();
  await turns();
  try {
    stage.goto("next");
  } catch (signal) {
    stage.runner.fail(signal);
  }
  assert.equal(await run, "finished");
  assert.deepEqual(stage.log, ["> main", "> next"]);
});

Deno.test("ScriptRunner.gosub() refuses the 33rd script on the stack", async () => {
  const depths: number[] = [];
  const stage = new Stage({
    main: async (stage, depth) => {
      depths.push(depth as number);
      await stage.gosub("main", (depth as number) + 1);
    },
  });
  assert.equal(await stage.run(1), "finished");
  assert.equal(Math.max(...depths), 32);
  assert.equal(stage.failures.length, 1);
  assert.ok(stage.failures[0] instanceof RangeError);
  assert.equal((stage.failures[0] as Error).message, 'Cannot run "main": 32 scripts wait already');
});

Deno.test("ScriptRunner.run() ends here when another Worker takes the session over", async () => {
  const stage = new Stage({ main: (stage) => stage.goto("top", 5), top: () => {} });
  const signals: Goto[] = [];
  stage.leaves = (signal) => signals.push(signal) > 0;
  assert.equal(await stage.run(), "handed over");
  assert.deepEqual(signals.map(({ script, args }) => [script, args]), [["top", [5]]]);
  assert.deepEqual(stage.log, ["> main"]);
});

Deno.test("ScriptRunner.run() crashes when the arguments cannot be handed over", async () => {
  const stage = new Stage({ main: (stage) => stage.goto("top") });
  stage.leaves = () => {
    throw new TypeError("cyclic");
  };
  assert.equal(await stage.run(), "crashed");
  assert.deepEqual(stage.log, ["> main", "! top, on with undefined"]);
});

Deno.test("describeFailure() tells the log everything and the caller nothing but the script's name", () => {
  const error = new TypeError("secret of the script");
  const told = describeFailure("main", error, (stack) => stack.replaceAll(import.meta.url, "main.ts"));
  assert.equal(told.caller, 'Script "main" failed');
  assert.match(
    told.log,
    /^Script "main" failed: TypeError: secret of the script\nTypeError: .*\n +at main\.ts:\d+/,
  );
});

Deno.test("describeFailure() shows the stack of what a script threw while it was loaded", () => {
  const cause = new Error("at its head");
  cause.stack = "the stack of the cause";
  const error = new ScriptError("Cannot load: at its head", "main", { cause });
  assert.equal(
    describeFailure("main", error, (stack) => stack).log,
    'Script "main" failed: ScriptError: Cannot load: at its head\nthe stack of the cause',
  );
});
