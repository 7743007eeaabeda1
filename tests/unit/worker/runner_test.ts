import assert from "node:assert/strict";
import { parseScriptName } from "../../../lib/base/brand.ts";
import type { ScriptMain } from "../../../lib/worker/loader.ts";
import { describeFailure, type RunnerEnd, ScriptRunner } from "../../../lib/worker/runner.ts";
import { Disconnected, Goto, ScriptError } from "../../../lib/worker/signals.ts";
import { turns } from "../../fakes/fake_timers.ts";

type Scripts = Readonly<Record<string, (stage: Stage, ...args: unknown[]) => unknown>>;

/** Scripts as functions, and a runner that writes down what happens. */
class Stage {
  readonly log: string[] = [];
  readonly failures: unknown[] = [];
  readonly runner: ScriptRunner;
  /** Whether a `goto` leaves for another Worker; may throw. */
  leaves: (signal: Goto) => boolean = () => false;

  constructor(scripts: Scripts) {
    this.runner = new ScriptRunner({
      session: this,
      load: (name) => {
        const main = scripts[name];
        if (main === undefined) return Promise.reject(new ScriptError("No such script", name));
        return Promise.resolve(main as ScriptMain);
      },
      entered: (name) => this.log.push(`> ${name}`),
      failed: (script, error, resumed) => {
        this.log.push(`! ${script}, on with ${resumed}`);
        this.failures.push(error);
        return Promise.resolve();
      },
      leaves: (signal) => this.leaves(signal),
    });
  }

  run(...args: unknown[]): Promise<RunnerEnd> {
    return this.runner.run(parseScriptName("main"), args);
  }

  gosub(name: string, ...args: unknown[]): Promise<unknown> {
    return this.runner.gosub(name, args);
  }

  goto(name: string, ...args: unknown[]): never {
    return this.runner.goto(name, args);
  }
}

const forever = () => new Promise<never>(() => {});

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

Deno.test("ScriptRunner.goto() replaces the whole stack and runs finally blocks on the way", async () => {
  const stage = new Stage({
    main: async (stage) => {
      try {
        await stage.gosub("middle");
        stage.log.push("never");
      } finally {
        stage.log.push("main leaves");
      }
    },
    middle: async (stage) => {
      try {
        await stage.gosub("deep");
      } finally {
        stage.log.push("middle leaves");
      }
    },
    deep: (stage) => stage.goto("next", "hello"),
    next: (stage, word) => {
      stage.log.push(`${word}`);
    },
  });
  assert.equal(await stage.run(), "finished");
  assert.deepEqual(stage.log, [
    "> main",
    "> middle",
    "> deep",
    "middle leaves",
    "main leaves",
    "> next",
    "hello",
  ]);
});

Deno.test("ScriptRunner.goto() may go on for ever without growing", async () => {
  let rounds = 0;
  const stage = new Stage({
    main: (stage) => {
      if (++rounds < 1000) stage.goto("main");
    },
  });
  assert.equal(await stage.run(), "finished");
  assert.equal(rounds, 1000);
});

Deno.test("ScriptRunner overrules a script that swallows the signal to leave", async () => {
  const stage = new Stage({
    main: async (stage) => {
      await stage.gosub("sub").catch(() => stage.log.push("main swallows"));
      // The next call of the board is refused too.
      assert.throws(() => stage.runner.check(), Goto);
      await assert.rejects(stage.gosub("sub"), Goto);
      assert.throws(() => stage.goto("sub"), Goto);
    },
    sub: (stage) => {
      try {
        stage.goto("next");
      } catch {
        stage.log.push("sub swallows");
      }
      return "a value all the same";
    },
    next: () => {},
  });
  assert.equal(await stage.run(), "finished");
  assert.deepEqual(stage.log, ["> main", "> sub", "sub swallows", "main swallows", "> next"]);
});

Deno.test("ScriptRunner overrules a script that throws something else over the signal", async () => {
  const stage = new Stage({
    main: (stage) => stage.gosub("sub"),
    sub: (stage) => {
      try {
        stage.goto("next");
      } finally {
        // deno-lint-ignore no-unsafe-finally
        throw new Error("over it");
      }
    },
    next: () => {},
  });
  assert.equal(await stage.run(), "finished");
  assert.deepEqual(stage.log, ["> main", "> sub", "> next"]);
});

Deno.test("ScriptRunner.disconnect() leaves every script, also those that swallow it", async () => {
  const stage = new Stage({
    main: async (stage) => {
      await stage.gosub("sub").catch(() => {});
    },
    sub: (stage) => stage.runner.disconnect("enough"),
  });
  assert.equal(await stage.run(), "disconnected");
  assert.deepEqual(stage.log, ["> main", "> sub"]);
  assert.throws(
    () => stage.runner.check(),
    (error) => error instanceof Disconnected && error.message === "enough",
  );
});

Deno.test("ScriptRunner.end() leaves scripts that wait for something of their own", async () => {
  const stage = new Stage({ main: (stage) => stage.gosub("sub"), sub: forever });
  const run = stage.run();
  await turns();
  assert.equal(stage.runner.current, "sub");
  stage.runner.end("hung up");
  assert.equal(await run, "disconnected");
  assert.deepEqual(stage.log, ["> main", "> sub"]);
});

Deno.test("ScriptRunner.end() lets no script begin that is still being loaded", async () => {
  const stage = new Stage({ main: () => {} });
  const run = stage.run();
  stage.runner.end("hung up");
  assert.equal(await run, "disconnected");
  assert.deepEqual(stage.log, []);
});

Deno.test("ScriptRunner.end() goes before a goto", async () => {
  const gate = Promise.withResolvers<void>();
  const stage = new Stage({
    main: async (stage) => {
      try {
        stage.goto("next");
      } finally {
        await gate.promise;
      }
    },
    next: () => {},
  });
  const run = stage.run();
  await turns();
  stage.runner.end("hung up");
  gate.resolve();
  assert.equal(await run, "disconnected");
  assert.deepEqual(stage.log, ["> main"]);
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
