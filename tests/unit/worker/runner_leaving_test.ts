import assert from "node:assert/strict";
import { Disconnected, Goto } from "../../../lib/worker/signals.ts";
import { turns } from "../../fakes/fake_timers.ts";
import { forever, Stage } from "./stage.ts";

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
