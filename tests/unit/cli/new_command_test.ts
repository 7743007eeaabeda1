import assert from "node:assert/strict";
import { renderScript, renderTest } from "../../../lib/cli/script_template.ts";
import { withHome, x84 } from "../../fakes/command_line.ts";

/** A home folder with an INI file, and one folder of scripts that is not there yet. */
async function withBoard(work: (home: string) => Promise<void>, ini: string = ""): Promise<void> {
  await withHome(async (home) => {
    await Deno.mkdir(home);
    await Deno.writeTextFile(`${home}/x84.ini`, ini);
    await work(home);
  });
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("x84 new script writes a script, prints its path and tells the way to the menu", async () => {
  await withBoard(async (home) => {
    const { code, out, errors } = await x84(home, "new script quiz");
    assert.deepEqual([code, errors], [0, []]);
    assert.equal(out[0], `Wrote ${home}/scripts/quiz.ts`);
    assert.equal(await Deno.readTextFile(`${home}/scripts/quiz.ts`), renderScript("quiz"));
    const text = out.join("\n");
    assert.match(
      text,
      /add \{ key: "quiz", text: "quiz", script: "quiz" \} to a menu in .*scripts\/menus\.ts/,
    );
    assert.match(text, /x84 eject .*menus\.ts/);
    assert.match(text, /start the server again/);
    assert.equal(await isThere(`${home}/scripts/quiz_test.ts`), false);
    assert.equal(await isThere(`${home}/deno.json`), true);
    // The folder is there now, and a menu of the sysop's own.
    await Deno.writeTextFile(`${home}/scripts/menus.ts`, "");
    const next = (await x84(home, "new script games.poker")).out.join("\n");
    assert.match(next, /script: "games\.poker" \} to a menu/);
    assert.doesNotMatch(next, /eject|start the server again|deno\.json/);
    assert.equal(await isThere(`${home}/scripts/games/poker.ts`), true);
  });
});

Deno.test("x84 new script --test writes a test, too, and tells how it is run", async () => {
  await withBoard(async (home) => {
    const { out } = await x84(home, "new script quiz --test");
    assert.equal(await Deno.readTextFile(`${home}/scripts/quiz_test.ts`), renderTest("quiz"));
    assert.match(out.join("\n"), /deno test -A \S+\/scripts\/quiz_test\.ts/);
  });
});

Deno.test("x84 new script writes into the first folder of scriptpath", async () => {
  await withHome(async (home) => {
    await Deno.mkdir(home);
    const ini = `[system]\nscriptpath = mine, ${home}/other\n`;
    await Deno.writeTextFile(`${home}/x84.ini`, ini);
    assert.equal((await x84(home, "new script quiz")).out[0], `Wrote ${home}/mine/quiz.ts`);
    await Deno.writeTextFile(`${home}/x84.ini`, `[system]\nscriptpath = ${home}/other, mine\n`);
    assert.equal((await x84(home, "new script quiz")).out[0], `Wrote ${home}/other/quiz.ts`);
  });
});

Deno.test("x84 new script refuses names that are none, and writes nothing", async () => {
  await withBoard(async (home) => {
    for (
      const name of ["../quiz", "Quiz", "quiz.ts/", "1quiz", "a..b", "quiz-1", "x".repeat(33), "quiz_test"]
    ) {
      const { code, out, errors } = await x84(home, `new script ${name}`);
      assert.deepEqual([code, out], [2, []], name);
      assert.match(errors.join(), /^x84: Cannot make script ".*": expected a name /);
    }
    assert.equal((await x84(home, "new script")).code, 2);
    assert.equal((await x84(home, "new")).code, 2);
    assert.equal(await isThere(`${home}/scripts`), false);
  });
});

Deno.test("x84 new script overwrites nothing without --force, neither script nor test", async () => {
  await withBoard(async (home) => {
    await Deno.mkdir(`${home}/scripts`);
    await Deno.writeTextFile(`${home}/scripts/quiz_test.ts`, "mine");
    const { code, errors } = await x84(home, "new script quiz --test");
    assert.equal(code, 1);
    assert.match(
      errors.join(),
      /^x84: Cannot write ".*quiz_test\.ts": it is there already; --force overwrites it$/,
    );
    assert.equal(await isThere(`${home}/scripts/quiz.ts`), false);
    assert.equal((await x84(home, "new script quiz")).code, 0);
    assert.equal((await x84(home, "new script quiz")).code, 1);
    assert.equal((await x84(home, "new script quiz --test --force")).code, 0);
    assert.equal(await Deno.readTextFile(`${home}/scripts/quiz_test.ts`), renderTest("quiz"));
  });
});

Deno.test("x84 new script replaces a script of the built-in board only with --force", async () => {
  await withBoard(async (home) => {
    const { code, errors } = await x84(home, "new script main");
    assert.equal(code, 1);
    assert.match(errors.join(), /the built-in board has one of that name/);
    assert.equal((await x84(home, "new script main --force")).code, 0);
  });
});

Deno.test("x84 new script tells what a deno.json without x84 needs", async () => {
  await withBoard(async (home) => {
    await Deno.writeTextFile(`${home}/deno.json`, "{}");
    const { out } = await x84(home, "new script quiz");
    assert.match(
      out.join("\n"),
      /deno\.json does not say where all of "x84" is; its "imports" need\n {2}"x84": "file:/,
    );
    assert.equal(await Deno.readTextFile(`${home}/deno.json`), "{}");
  });
});

Deno.test("x84 new script needs a board, and a folder that can be one", async () => {
  await withHome(async (home) => {
    const { code, errors } = await x84(home, "new script quiz");
    assert.equal(code, 1);
    assert.match(errors.join(), /Cannot find a board in .*"x84 init" makes one/);
  });
  await withBoard(async (home) => {
    await Deno.writeTextFile(`${home}/scripts`, "a file");
    const { code, errors } = await x84(home, "new script quiz");
    assert.equal(code, 1);
    assert.match(errors.join(), /^x84: Cannot /);
  });
  await withBoard(async (home) => {
    const { code, errors } = await x84(home, "new script quiz");
    assert.equal(code, 1);
    assert.match(errors.join(), /"scriptpath" in section \[system\] names no folder/);
  }, "[system]\nscriptpath =\n");
});
