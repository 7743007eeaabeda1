/** The battery's cases 71 to 74: a full disk, a disk that only reads, a damaged database, two servers. Numbers are the battery's. */

import assert from "node:assert/strict";
import { ask, enter, startBoard } from "./battery_kit.ts";
import { installed, type TestBoard, TestCaller, until } from "./harness.ts";
import { PASSWORD, seeDoor } from "./welcome_kit.ts";

async function run(command: string, ...args: readonly string[]): Promise<boolean> {
  const child = new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" });
  return (await child.output()).success;
}

/** A small file system of its own in memory; only root may make one. */
class SmallDisk implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async mount(megabytes: number): Promise<SmallDisk | undefined> {
    const path = await Deno.makeTempDir({ prefix: "x84-disk-" });
    if (await run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "x84-test", path)) {
      return new SmallDisk(path);
    }
    await Deno.remove(path);
    return undefined;
  }

  async onlyRead(only: boolean): Promise<boolean> {
    return await run("mount", "-o", `remount,${only ? "ro" : "rw"}`, this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await until("the disk is free", () => run("umount", this.path));
    await Deno.remove(this.path);
  }
}

/** Whether this machine lets us mount. */
const MOUNTS = await (async () => {
  if (Deno.uid() !== 0 || !installed("mount")) return false;
  const disk = await SmallDisk.mount(1);
  await disk?.[Symbol.asyncDispose]();
  return disk !== undefined;
})();

/** What a board says that does not start. */
async function refusal(home: string, datapath?: string): Promise<string> {
  const begun = startBoard({ home, ...(datapath === undefined ? {} : { ini: { system: { datapath } } }) });
  const error = await begun.then(async (board) => {
    await board[Symbol.asyncDispose]();
    return new Error("It started");
  }, (error: Error) => error);
  assert.match(error.message, /^The server has ended:/);
  return error.message;
}

async function withHome(use: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await use(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function integrity(database: string): Promise<void> {
  if (!installed("sqlite3")) return;
  const command = new Deno.Command("sqlite3", { args: ["-readonly", database, "PRAGMA integrity_check"] });
  assert.equal(new TextDecoder().decode((await command.output()).stdout).trim(), "ok");
}

Deno.test({
  name: "Battery 71: a full disk fails writes with a sentence, and nothing else",
  ignore: !MOUNTS,
  fn: async () => {
    await using disk = (await SmallDisk.mount(8))!;
    await using board = await startBoard({ ini: { system: { datapath: disk.path } } });
    await Deno.writeFile(`${disk.path}/filler`, new Uint8Array(3 * 1024 * 1024));
    await using caller = await enter(board, "apply alice");
    await ask(caller, "kv put before yes", "ACK before");
    assert.match(
      await ask(caller, "store large 200", /TOLD .*? END/),
      /"put":\d+,"told":"StoreError: .*full/,
    );
    // The last crumbs are too small for anything.
    await until(
      "no page is left",
      async () => /StoreError/.test(await ask(caller, "store large 4", /TOLD .*? END/)),
    );

    await ask(caller, "kv get before", "VALUE yes");
    // Who knows a password gets in, though his call cannot be counted; who wants an account is told.
    await using again = await enter(board, "login alice");
    await again.send("bye\r");
    await again.waitClosed();
    await using carol = await TestCaller.connect(board.port);
    await carol.expect("WHO> ");
    await carol.send("board\r");
    await seeDoor(carol);
    await carol.send("new\rcarol\r\r\r");
    await carol.see("At least 8");
    await carol.send(`${PASSWORD}\r${PASSWORD}\r`);
    await carol.see("Make this account?");
    await carol.send("y");
    await carol.see("Nothing was kept");
    assert.match(await ask(caller, "who", /WHO .* END/), /1=alice/);
    await using guest = await enter(board);
    await ask(guest, "kv get before", "VALUE yes");
    await guest.send("bye\r");
    await guest.waitClosed();
    assert.ok(board.alive);

    await Deno.remove(`${disk.path}/filler`);
    // The form is still there, and the name is free.
    await carol.send("\r\r\r");
    await carol.see("At least 8");
    await carol.send(`${PASSWORD}\r${PASSWORD}\r`);
    await carol.see("Make this account?");
    await carol.send("y");
    await until("she is in", async () => /carol/.test(await ask(caller, "who", /WHO .* END/)));
    await ask(caller, "kv put after yes", "ACK after");
    await using bob = await enter(board, "apply bob");
    await ask(bob, "kv get after", "VALUE yes");
    assert.equal((await board.stop()).code, 0, board.output);
    await integrity(`${disk.path}/x84.sqlite3`);
  },
});

Deno.test({
  name: "Battery 72: a folder that loses its write permission does not stop the board",
  // Root may write there all the same.
  ignore: Deno.uid() === 0,
  fn: async () => {
    await using board = await startBoard();
    await using caller = await enter(board, "apply alice");
    const data = `${board.home}/data`;
    const chmod = (mode: string) => run("chmod", "-R", mode, data);
    assert.ok(await chmod("a-w"));
    try {
      // Files that are open stay open, so a write may go through; otherwise the script fails with a line.
      await ask(caller, "kv put k v", /ACK k|failed/);
      assert.match(await ask(caller, "who", /WHO .* END/), /1=alice/);
      assert.ok(board.alive);
    } finally {
      await chmod("u+w");
    }
    await ask(caller, "kv put k v", "ACK k");
  },
});

Deno.test({
  name: "Battery 72: a board whose data folder only reads does not start, and names it",
  ignore: !MOUNTS && Deno.uid() === 0,
  fn: () =>
    withHome(async (home) => {
      if (!MOUNTS) {
        await (await startBoard({ home })).stop();
        assert.ok(await run("chmod", "-R", "a-w", `${home}/data`));
        const told = await refusal(home);
        assert.ok(await run("chmod", "-R", "u+w", `${home}/data`));
        return assert.ok(told.includes(`${home}/data`), told);
      }
      await using disk = (await SmallDisk.mount(8))!;
      await (await startBoard({ home, ini: { system: { datapath: disk.path } } })).stop();
      assert.ok(await disk.onlyRead(true));
      const told = await refusal(home, disk.path);
      assert.ok(told.includes(disk.path), told);
    }),
});

/** Ways to damage a database of a board that is stopped, and what its owner is told. */
const DAMAGE: Readonly<Record<string, readonly [damage: (path: string) => void, told: RegExp]>> = {
  "first bytes gone": [(path) => overwrite(path, 0, new Uint8Array(100)), /not a database|damaged/],
  "cut in half": [(path) => Deno.truncateSync(path, Deno.statSync(path).size / 2), /damaged|malformed/],
  "garbage in the middle": [(path) => {
    const { size } = Deno.statSync(path);
    for (let at = 4096; at < size; at += 4096) {
      overwrite(path, at, new Uint8Array(4096).fill(0xa5));
    }
  }, /damaged|malformed/],
  "empty file": [(path) => Deno.truncateSync(path), /empty/],
  "file gone": [(path) => Deno.removeSync(path), /missing/],
  "folder instead": [(path) => {
    Deno.removeSync(path);
    Deno.mkdirSync(path);
  }, /folder/],
  "another program's": [
    (path) => Deno.writeTextFileSync(path, "dear diary ".repeat(1000)),
    /not a database|another/,
  ],
};

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(bytes);
}

async function founded(home: string): Promise<TestBoard> {
  const board = await startBoard({ home });
  await using founder = await enter(board, "apply founder");
  await ask(founder, "kv put k v", "ACK k");
  return board;
}

Deno.test("Battery 73: a damaged database is refused by name, and no new one takes its place", async () => {
  for (const [what, [damage, told]] of Object.entries(DAMAGE)) {
    await withHome(async (home) => {
      await (await founded(home)).stop();
      const path = `${home}/data/x84.sqlite3`;
      damage(path);
      const sentence = await refusal(home);
      assert.ok(sentence.includes(path), `${what}: ${sentence}`);
      assert.match(sentence, told, `${what}: ${sentence}`);
      assert.doesNotMatch(sentence, /^ +at /m);
    });
  }
});

Deno.test("Battery 73: without its log a database is used as it was, or not at all", () =>
  withHome(async (home) => {
    const board = await founded(home);
    const database = `${home}/data/x84.sqlite3`;
    const has = (text: string) =>
      new TextDecoder("latin1").decode(Deno.readFileSync(database)).includes(text);
    await until("the log is brought into the main file", () => has("founder"));
    await board.kill();
    await Deno.remove(`${database}-wal`).catch(() => {});
    const outcome = await startBoard({ home }).catch((error: Error) => error.message);
    if (typeof outcome === "string") return assert.ok(outcome.includes(database), outcome);
    await using again = outcome;
    await using founder = await enter(again, "login founder");
    await ask(founder, "env", '"handle":"founder","isSysop":true');
    await using second = await enter(again, "apply second");
    await ask(second, "env", '"handle":"second","isSysop":false');
  }));

Deno.test("Battery 74: a second server on the same data is refused, and the first goes on", async () => {
  await using board = await startBoard();
  await using caller = await enter(board, "apply alice");
  const told = await refusal(board.home);
  assert.match(told, /another server is using it/);
  assert.ok(told.includes(`${board.home}/data/x84.sqlite3`), told);
  await ask(caller, "kv put k v", "ACK k");
  // Its control socket is still its own.
  await using next = await enter(board, "login alice");
  await ask(next, "kv get k", "VALUE v");
  assert.equal((await board.stop()).code, 0);
});
