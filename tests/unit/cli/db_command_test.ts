import assert from "node:assert/strict";
import { UsageError } from "../../../lib/cli/command.ts";
import { parsePlace } from "../../../lib/cli/db_command.ts";
import { mode, withHome, x84 } from "../../fakes/command_line.ts";

Deno.test("parsePlace() takes a row as one word or as several; keys may hold slashes", () => {
  for (
    const words of [["a/b/c/d"], ["a", "b", "c/d"], ["a/b", "c/d"], ["a", "b/c/d"]]
  ) assert.deepEqual(parsePlace(words, 3), ["a", "b", "c/d"], words.join(" "));
  assert.deepEqual(parsePlace(["a/b/"], 3), ["a", "b", ""]);
  assert.deepEqual(parsePlace(["a/b/c", '{"x": 1}'], 3), ["a", "b", "c", '{"x": 1}']);
  assert.deepEqual(parsePlace(["a/b"], 2), ["a", "b"]);
});

Deno.test("parsePlace() refuses what names no row", () => {
  for (const words of [["a"], ["a", "b"], ["a/b"], ["A/b/c"], ["a/../c"], ["/b/c"], ["a/b/\0"]]) {
    assert.throws(() => parsePlace(words, 3), UsageError, words.join(" "));
  }
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
