/** The battery's cases 66 to 70 and 75: the store under crashes, crowds and odd names. Numbers are the battery's. */

import assert from "node:assert/strict";
import { closeAll, enter, Neighbour, report, startBoard, untilHere } from "./battery_kit.ts";
import { installed, program, type TestBoard, TestCaller, until } from "./harness.ts";

const SQLITE = installed("sqlite3");

/** What the sqlite3 program answers; it only reads. */
async function sqlite(database: string, ...words: string[]): Promise<string> {
  const command = new Deno.Command("sqlite3", {
    args: ["-readonly", "-cmd", ".timeout 5000", database, ...words],
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout, stderr } = await command.output();
  return new TextDecoder().decode(stdout).trim() + new TextDecoder().decode(stderr).trim();
}

function databaseOf(home: string): string {
  return `${home}/data/x84.sqlite3`;
}

/** What F-store tells. */
async function told(caller: TestCaller, line: string): Promise<Record<string, unknown>> {
  await caller.send(`store ${line}\r`);
  const found = await caller.expect(/TOLD .* END/, 60_000);
  await caller.expect("MENU> ");
  return JSON.parse(found.slice("TOLD ".length, -" END".length));
}

/** Makes a copy as an operator would, while the server runs. */
async function backUp(board: TestBoard, path: string): Promise<void> {
  const { command, args } = program();
  const { code, stderr } = await new Deno.Command(command, {
    args: [...args, "db", "backup", path, "--home", board.home],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

/** Runs `use` with a home folder that several boards use one after the other. */
async function withHome(use: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await use(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** Callers, half of them with threads of their own. */
function crowd(board: TestBoard, count: number): Promise<TestCaller[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => enter(board, n % 4 === 0 ? "guest" : "lobby")));
}

// 20 rounds in the battery; here 4.
Deno.test({
  name: "Battery 66: after kill -9 under 16 writers every acknowledged key is there",
  ignore: !SQLITE,
  fn: () =>
    withHome(async (home) => {
      const acknowledged = new Map<string, number>();
      for (let round = 1; round <= 4; round++) {
        await using board = await startBoard({ home });
        const writers = await crowd(board, 16);
        await Promise.all(writers.map((writer, n) => writer.send(`kv loop r${round}w${n}\r`)));
        const latest = (writer: TestCaller) => {
          const numbers = writer.text.slice(-200).match(/ACK \d+(?= )/g);
          return Number(numbers?.at(-1)?.slice("ACK ".length) ?? 0);
        };
        await until("all have written", () => writers.every((writer) => latest(writer) >= 10 * round));
        await board.kill();
        for (const [n, writer] of writers.entries()) {
          await writer.waitClosed();
          acknowledged.set(`r${round}w${n}`, latest(writer));
        }
        await closeAll(writers);
        assert.equal(await sqlite(databaseOf(home), "PRAGMA integrity_check"), "ok");
        const where = `schema = 'fixture' AND "table" = 'counters'`;
        const rows = await sqlite(databaseOf(home), `SELECT key || ' ' || value FROM kv WHERE ${where}`);
        const kept = new Set(rows.split("\n"));
        let lost = 0;
        for (const [writer, last] of acknowledged) {
          for (let i = 1; i <= last; i++) if (!kept.has(`${writer}/${i} ${i}`)) lost++;
        }
        assert.equal(lost, 0, `${lost} of ${kept.size}`);
      }
      await using board = await startBoard({ home });
      await using reader = await enter(board, "lobby");
      await reader.send("kv get r1w0/1\r");
      await reader.expect("VALUE 1");
      report("keys", [...acknowledged.values()].reduce((sum, last) => sum + last, 0));
    }),
});

// 20 rounds in the battery; here 4.
Deno.test({
  name: "Battery 67: transactions are whole, while they run and after kill -9",
  ignore: !SQLITE,
  fn: () =>
    withHome(async (home) => {
      const sum =
        `SELECT count(*) || ' ' || sum(value) FROM kv WHERE schema = 'fixture' AND "table" = 'bank'`;
      for (let round = 1; round <= 4; round++) {
        await using board = await startBoard({ home });
        const movers = await crowd(board, 8);
        if (round === 1) {
          await movers[0]!.send("store bank\r");
          await movers[0]!.expect("OPEN");
          await movers[0]!.expect("MENU> ");
        }
        await Promise.all(movers.map((mover) => mover.send("store moves\r")));
        await Promise.all(movers.map((mover) => mover.expect("MOVING")));
        const before = await sqlite(databaseOf(home), `SELECT value FROM meta WHERE name = 'last_version'`);
        for (let look = 0; look < 10; look++) assert.equal(await sqlite(databaseOf(home), sum), "10 1000");
        await until("money has moved", async () => {
          return Number(
            await sqlite(databaseOf(home), `SELECT value FROM meta WHERE name = 'last_version'`),
          ) >
            Number(before) + 50;
        });
        await board.kill();
        await closeAll(movers);
        assert.equal(await sqlite(databaseOf(home), "PRAGMA integrity_check"), "ok");
        assert.equal(await sqlite(databaseOf(home), sum), "10 1000");
      }
    }),
});

// 32 sessions with 200 puts beside 50,000 keys in the battery; here 24 with 100 beside 20,000.
Deno.test("Battery 68: a crowd of writers gets no error, and a long iteration sees each key once", async () => {
  await using board = await startBoard();
  await using walker = await enter(board);
  const keys = 20_000;
  await walker.send(`store fill ${keys}\r`);
  await walker.expect("FILLED");
  await walker.expect("MENU> ");
  const writers = await crowd(board, 24);
  await using neighbour = await Neighbour.open(board);
  const bursts = Promise.all(writers.map((writer, n) => told(writer, `burst 100 writer${n}`)));
  let done = false;
  const marked = bursts.then(() => (done = true));
  do assert.deepEqual(await told(walker, `walk ${keys}`), { missing: 0, twice: 0 }); while (!done);
  await marked;
  const slowest = Math.max(...(await bursts).map(({ slowest }) => Number(slowest)));
  report("slowest put", `${slowest} ms`);
  await neighbour.check();
  await closeAll(writers);
});

Deno.test("Battery 69: names of schemas and tables are plain words, and other tables stay whole", async () => {
  await using board = await startBoard();
  await using alice = await enter(board, "apply alice");
  const tables = async () => SQLITE ? await sqlite(databaseOf(board.home), ".tables") : "";
  const before = await tables();
  const found = Object.entries(await told(alice, "names"));
  for (const [name, outcome] of found) {
    const mayBe =
      /\["fixture","(unnamed|users|system|userbase|groupbase|sqlite_master)"\]|\["(unnamed|users|sqlite_master)","t"\]/
        .test(name);
    if (mayBe) assert.equal(outcome, "kept", name);
    else assert.match(String(outcome), /^[A-Z]\w*Error: Cannot /, name);
  }
  assert.equal(found.length, 14 * 4);
  await using again = await enter(board, "login alice");
  await again.send("env\r");
  await again.expect('"handle":"alice"');
  const files = [...Deno.readDirSync(`${board.home}/data`)].map(({ name }) => name);
  assert.deepEqual(files.filter((name) => !name.startsWith("x84.sqlite3")), []);
  assert.equal(await tables(), before);
  if (SQLITE) assert.equal(await sqlite(databaseOf(board.home), "PRAGMA integrity_check"), "ok");
});

Deno.test("Battery 70: keys and values come back as they were, or are refused with a sentence", async () => {
  await using board = await startBoard();
  await using sysop = await enter(board, "apply sysop1");
  const keys = Object.entries(await told(sysop, "keys"));
  assert.equal(keys.length, 15);
  for (const [key, outcome] of keys) {
    const refused = key.startsWith('"xxx') || ['"\\ud800"', '"a\\u0000b"'].includes(key);
    if (refused) assert.match(String(outcome), /^\w+Error: Cannot /, key);
    else assert.equal(outcome, "kept", key);
  }
  const values = Object.entries(await told(sysop, "values"));
  assert.equal(values.length, 17);
  for (const [name, outcome] of values) {
    if (["cyclic", "function", "symbol", "class", "20 MB"].includes(name)) {
      assert.match(String(outcome), /^\w+Error: Cannot /, name);
    } else {
      assert.equal(outcome, "kept", name);
    }
  }
  // Users whose names every object has.
  for (const name of ["constructor", "toString", "valueOf"]) {
    await using user = await enter(board, `apply ${name}`);
    await user.send("env\r");
    await user.expect(`"handle":"${name}","isSysop":false`);
  }
  await untilHere(sysop, 1);
});

Deno.test({
  name: "Battery 75: a copy made under load is whole, by sqlite3 and by the board itself",
  ignore: !SQLITE,
  fn: async () => {
    await using board = await startBoard();
    await using neighbour = await Neighbour.open(board);
    const writers = await crowd(board, 8);
    await Promise.all(writers.map((writer, n) => writer.send(`kv loop w${n}\r`)));
    await until("all write", () => writers.every((writer) => writer.text.includes("ACK 20 ")));
    const [copy, own] = [`${board.home}/copy.sqlite3`, `${board.home}/own.sqlite3`];
    assert.equal(await sqlite(databaseOf(board.home), `.backup ${copy}`), "");
    await backUp(board, own);
    for (const path of [copy, own]) {
      assert.equal(await sqlite(path, "PRAGMA integrity_check"), "ok");
      assert.ok(Number(await sqlite(path, "SELECT count(*) FROM kv")) >= 8 * 20);
    }
    await neighbour.check();
    await closeAll(writers);
  },
});
