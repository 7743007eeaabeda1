/** The battery's cases 40 to 46 by telnet: guessing, names, secrets. Numbers are the battery's. */

import assert from "node:assert/strict";
import {
  closeAll,
  dirtyLogLine,
  enter,
  megabytes,
  MEMORY,
  RawCaller,
  report,
  startBoard,
  untilQuiet,
} from "./battery_kit.ts";
import { type BoardOptions, type TestBoard, TestCaller, until } from "./harness.ts";
import { IAC, onBoard } from "./telnet_kit.ts";

/** Failures after which an address is turned away, here. */
const MOST = 5;
const GUESSED: BoardOptions = {
  ini: {
    fail2ban: { enabled: true, max_attempted_logins: MOST, initial_ban_length: 12, ban_increment_length: 0 },
    matrix: { max_login_attempts: 3 },
  },
};

/** Someone at an address of his own, at the menu, not logged in. */
async function stranger(board: TestBoard, from: string): Promise<RawCaller> {
  const caller = await RawCaller.connect(board.port, { from });
  await caller.expect("WHO> ");
  await caller.send("lobby\r");
  await caller.expect("MENU> ");
  return caller;
}

/** JSON in ASCII, as it can be typed through any encoding. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Asks the host as a script would, and answers with what it said. */
async function ask(caller: RawCaller | TestCaller, call: Readonly<Record<string, unknown>>): Promise<string> {
  await caller.send(`account ${ascii(call)}\r`);
  if (caller instanceof TestCaller) return await caller.expect(/(ANSWER|FAULT) .* END/);
  return await until("an answer", () => {
    const found = /(ANSWER|FAULT) .* END/.exec(caller.tail);
    if (found === null) {
      if (caller.ended) throw new Error(`The line was closed: ${JSON.stringify(caller.tail)}`);
      return undefined;
    }
    caller.tail = caller.tail.slice(found.index + found[0].length);
    return found[0];
  });
}

/** Tries a password. What is asked is at least `length` characters long, so that the way there takes the same time. */
function guess(
  caller: RawCaller | TestCaller,
  handle: string,
  password: string,
  length: number = 0,
): Promise<string> {
  const pad = "-".repeat(Math.max(0, length - handle.length - password.length));
  return ask(caller, { verb: "authenticate", handle, password, pad });
}

/** What a new caller is told who applies for this name: one who asks for many is answered ever more slowly. */
async function applied(board: TestBoard, handle: string): Promise<string> {
  await using caller = await enter(board, "lobby");
  const application = { handle, password: "a fine long password", location: "", email: "" };
  return await ask(caller, { verb: "apply", application });
}

/** Whether a new caller from this address is turned away at the door. */
async function refused(board: TestBoard, from: string): Promise<boolean> {
  await using caller = await RawCaller.connect(board.port, { from });
  await until("a first word", () => caller.tail.includes("WHO> ") || caller.tail.includes("Too many failed"));
  return caller.tail.includes("Too many failed");
}

Deno.test("Battery 40: who guesses is slowed down, hung up on, turned away, and forgiven", () =>
  onBoard(async (board) => {
    await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
    const from = "127.0.0.2";
    await using first = await stranger(board, from);
    const times: number[] = [];
    for (let n = 0; n < 2; n++) {
      const begin = performance.now();
      assert.equal(await guess(first, "alice", `wrong${n}`), "ANSWER false END");
      times.push(performance.now() - begin);
    }
    // The delays of the rules, a second and more: a clock that runs late only makes them longer.
    for (const time of times) assert.ok(time >= 990, `${time} ms`);
    const begin = performance.now();
    await first.send(`account ${ascii({ verb: "authenticate", handle: "alice", password: "wrong" })}\r`);
    await first.waitClosed();
    assert.ok(performance.now() - begin >= 1990);
    assert.match(first.tail, /Too many failed logins\. Goodbye/);

    // Who hangs up before the answer has failed all the same.
    for (let n = 3; n < MOST; n++) {
      await using other = await stranger(board, from);
      await other.send(`account ${ascii({ verb: "authenticate", handle: "alice", password: "wrong" })}\r`);
      await until("the failure counts", () => board.log().split("Failed login").length > n + 1);
    }
    const threads = board.threads();
    assert.ok(await refused(board, from));
    assert.ok(board.threads() <= threads);
    // Few lines are written about one address within a second, so it takes more than one caller.
    await until(
      "it is logged",
      async () => await refused(board, from) && /Caller refused.*banned/.test(board.log()),
    );
    await until("it is forgiven", async () => !await refused(board, from), 40_000);
  }, GUESSED));

Deno.test("Battery 41: a guesser locks out nobody else, and a success clears his count", () =>
  onBoard(async (board) => {
    await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
    const right = "password-of-alice";
    const guessers = await Promise.all(Array.from({ length: MOST }, () => stranger(board, "127.0.0.2")));
    for (const guesser of guessers) {
      await guesser.send(`account ${ascii({ verb: "authenticate", handle: "alice", password: "no" })}\r`);
    }
    await until("the address is turned away", () => refused(board, "127.0.0.2"));
    await using alice = await stranger(board, "127.0.0.3");
    assert.equal(await guess(alice, "alice", right), "ANSWER true END");
    await closeAll(guessers);

    const from = "127.0.0.5";
    for (let round = 0; round < 2; round++) {
      const fumblers = await Promise.all(Array.from({ length: MOST - 1 }, () => stranger(board, from)));
      const answers = await Promise.all(fumblers.map((fumbler) => guess(fumbler, "bob", "no")));
      assert.deepEqual(answers, fumblers.map(() => "ANSWER false END"));
      await using lucky = await stranger(board, from);
      assert.equal(await guess(lucky, "alice", right), "ANSWER true END");
      await closeAll(fumblers);
    }
    assert.equal(await refused(board, from), false);
  }, GUESSED));

/** Kinds of wrong logins that nobody may tell apart. */
const WRONG: readonly (readonly [kind: string, handle: string, password: string])[] = [
  ["existing", "alice", "wrong"],
  ["unknown", "nobody", "wrong"],
  ["other case", "ALICE", "wrong"],
  ["long password", "alice", "p".repeat(10_000)],
  ["empty password", "alice", ""],
];

// 40 tries of each kind in the battery; here 6, spread over callers who try all kinds at the same time.
Deno.test("Battery 42: an answer does not tell who exists", () =>
  onBoard(async (board) => {
    await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
    const times = new Map<string, number[]>(WRONG.map(([kind]) => [kind, []]));
    await Promise.all(Array.from({ length: 6 }, async (_, row) => {
      await using caller = await enter(board, "lobby");
      for (let n = 0; n < WRONG.length; n++) {
        const [kind, handle, password] = WRONG[(row + n) % WRONG.length]!;
        const begin = performance.now();
        assert.equal(await guess(caller, handle, password, 10_010), "ANSWER false END", kind);
        times.get(kind)!.push(performance.now() - begin);
        await caller.expect("MENU> ");
      }
    }));
    const medians = [...times].map(([kind, all]) =>
      `${kind} ${all.toSorted((a, b) => a - b)[3]!.toFixed(0)}`
    );
    report("medians", medians.join(", "));
    // All of them wait for the same moment, a second after the question; a slow machine only makes it later.
    for (const [kind, all] of times) {
      assert.ok(Math.min(...all) >= 990, `${kind}: an answer after ${Math.min(...all)} ms`);
    }
  }, { ini: { matrix: { max_login_attempts: 100 } } }));

/** Types an application into the board's own form. */
async function applyByForm(caller: TestCaller, handle: string, password: string): Promise<void> {
  await caller.see("login:");
  await caller.send("new\r");
  await caller.see("How you are called here");
  await caller.send(`${handle}\r`);
  await caller.see("Where you call from");
  await caller.send("\r");
  await caller.see("For the sysop only");
  await caller.send("\r");
  await caller.see("At least 8 characters");
  await caller.send(`${password}\r`);
  await caller.see("The same once more");
  await caller.send(`${password}\r`);
  await caller.see("Make this account?");
  await caller.send("y");
  await caller.see("This is your first call");
}

/** Paths of files below a folder that hold the marker. */
function holding(folder: string, marker: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory, isFile }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return holding(path, marker);
    return isFile && new TextDecoder("latin1").decode(Deno.readFileSync(path)).includes(marker) ? [path] : [];
  });
}

Deno.test("Battery 43: passwords are written nowhere", () =>
  onBoard(async (board) => {
    const marker = "S3cretMarker";
    const clean = (when: string) => {
      assert.deepEqual(holding(board.home, marker), [], when);
      for (const file of ["cmdline", "environ"]) {
        assert.ok(!Deno.readTextFileSync(`/proc/${board.pid}/${file}`).includes(marker), when);
      }
      assert.ok(!board.output.includes(marker));
    };
    await using caller = await TestCaller.connect(board.port);
    await caller.expect("WHO> ");
    await caller.send("board\r");
    await applyByForm(caller, "carol", marker);
    assert.ok(!new TextDecoder().decode(Uint8Array.from(caller.raw)).includes(marker));
    clean("after registering");

    await using again = await enter(board, "lobby");
    assert.equal(await guess(again, "carol", `${marker}x`), "ANSWER false END");
    assert.equal(await guess(again, "carol", marker), "ANSWER true END");
    clean("after logging in");
    const changed = await ask(again, { verb: "changePassword", old: marker, password: `${marker}2` });
    assert.equal(changed, "ANSWER true END");
    clean("after changing it");
    const data = `${board.home}/data`;
    assert.notDeepEqual(holding(data, "$scrypt$ln="), []);
  }, { ini: { log: { level: "debug", file_level: "debug" } } }));

/** 1 MB in the battery; here 100 kB. */
const HUGE: readonly (readonly [what: string, bytes: readonly number[], count: number])[] = [
  ["letters", [0x41], 100_000],
  ["NULs", [0], 100_000],
  ["FF FF", [IAC, IAC], 50_000],
  ["cursor keys", [0x1b, 0x5b, 0x41], 1000],
];

/** Pastes into both fields of the board's login screen. */
async function pasteAtLogin(board: TestBoard, [what, piece, count]: typeof HUGE[number]): Promise<void> {
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("WHO> ");
  await caller.send("board\r");
  await caller.see("login:");
  const from = caller.raw.length;
  const paste = new Uint8Array(piece.length * count);
  for (let i = 0; i < paste.length; i++) paste[i] = piece[i % piece.length]!;
  await caller.send(paste);
  // What cannot be typed leaves the field empty, and a line without a name is no answer.
  await caller.send(what === "NULs" || what === "cursor keys" ? "alice\r" : "\r");
  await caller.see("password:");
  await caller.send(paste);
  await caller.send("x\r");
  await caller.see("not right");
  assert.ok(caller.raw.length - from <= 65536, `${what}: ${caller.raw.length - from} bytes`);
}

Deno.test("Battery 44: a huge name or password stays in its field", () =>
  onBoard(async (board) => {
    await untilQuiet(board);
    const before = megabytes(board);
    for (const paste of HUGE) await pasteAtLogin(board, paste);
    const after = megabytes(board);
    report("memory", `${before}, ${after} MB`);
    // Eight pastes, of which the system's allocator keeps some in each thread. What matters is that it stays so.
    assert.ok(after <= before + 3 * MEMORY, `${before} MB became ${after}`);
    for (const paste of HUGE) await pasteAtLogin(board, paste);
    assert.ok(megabytes(board) <= after + MEMORY, `${after} MB became ${megabytes(board)}`);
    report("memory in the end", `${megabytes(board)} MB`);

    await using caller = await enter(board, "lobby");
    assert.match(await guess(caller, "a".repeat(15_000), "x"), /^ANSWER false/);
    assert.equal(await guess(caller, "\ud800\udc00\ud800", "\udfff"), "ANSWER false END");
    assert.equal(dirtyLogLine(board.log()), undefined);
  }));

/** Names that are refused, whatever the form of a name is on this board. */
const UNFIT_NAMES = [
  ...["..", "a/b", "a\\b", "-f", " alice", "alice ", "ALICE", "\u0430lice", "\uff41lice", "al\u200bice"],
  ...[
    "alice\u202e",
    "a".repeat(300),
    "",
    "\ud83d\ude00\ud83d\ude00\ud83d\ude00",
    "CON",
    "con.txt",
    "alice\x1b[m",
  ],
  ...["a1ice", "al\u0456ce"],
];

Deno.test("Battery 45: no name steers anything, and no two look the same", async () => {
  // The form of the default board, then any form at all.
  for (const handle_validation of ["", ".*"]) {
    const nua = { max_user: 30, ...(handle_validation === "" ? {} : { handle_validation }) };
    await onBoard(async (board) => {
      await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
      for (const name of UNFIT_NAMES) {
        assert.match(await applied(board, name), /"field":"handle"|FAULT TypeError/, ascii(name));
      }
      if (handle_validation !== "") {
        assert.match(await applied(board, "Jos\u00e9"), /"handle":"Jos/);
        for (const twin of ["Jose\u0301", "JOS\u00c9"]) {
          assert.match(await applied(board, twin), /"field":"handle"/, ascii(twin));
        }
        assert.match(await applied(board, "sys ops"), /"handle":"sys ops"/);
      }
      await using lister = await enter(board, "login alice");
      const users = await ask(lister, { verb: "listUsers", after: "", limit: 1000 });
      const handles = [...users.matchAll(/"handle":"([^"]*)"/g)].map((match) => match[1]);
      assert.deepEqual(handles, handle_validation === "" ? ["alice"] : ["alice", "Jos\u00e9", "sys ops"]);
    }, { ini: { nua } });
  }
});

Deno.test("Battery 46: reserved names are nobody's, and the guest has no power", () =>
  onBoard(async (board) => {
    await (await enter(board, "apply founder"))[Symbol.asyncDispose]();
    for (const name of ["new", "bye", "exit", "anonymous", "sysop", "reset", "guest", "root"]) {
      for (const spelling of [name, name.toUpperCase(), name[0]!.toUpperCase() + name.slice(1)]) {
        assert.match(await applied(board, spelling), /"field":"handle"/, spelling);
      }
    }
    await using caller = await enter(board, "lobby");
    assert.equal(await guess(caller, "sysop", ""), "ANSWER false END");

    await using guest = await enter(board, "guest");
    await guest.send("env\r");
    await guest.expect('"handle":"anonymous","isSysop":false');
    await guest.expect("MENU> ");
    const handle = "anonymous";
    await ask(guest, { verb: "setAttribute", handle, name: "kept", value: "1" });
    assert.equal(await ask(guest, { verb: "getAttribute", handle, name: "kept" }), "ANSWER null END");
    for (
      const call of [
        { verb: "updateUser", handle, changes: { groups: ["sysop"] } },
        { verb: "updateUser", handle: "founder", changes: { location: "x" } },
        { verb: "getAttribute", handle: "founder", name: "kept" },
        { verb: "changePassword", old: "", password: "a fine long password" },
        { verb: "broadcast", text: "x" },
      ]
    ) {
      assert.match(await ask(guest, call), /FAULT|ANSWER null/, call.verb);
    }
    assert.match(await ask(guest, { verb: "broadcast", text: "x" }), /FAULT NotPermittedError/);
  }));

Deno.test("Battery 46: without guests nobody enters as one", async () => {
  await using board = await startBoard({ ini: { matrix: { enable_anonymous: false } } });
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("WHO> ");
  await caller.send("guest\r");
  await caller.expect("NOBODY");
  await caller.send("lobby\r");
  await caller.expect("MENU> ");
  for (const handle of ["anonymous", "guest", "GUEST"]) {
    assert.equal(await guess(caller, handle, ""), "ANSWER false END");
  }
});
