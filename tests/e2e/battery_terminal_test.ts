/** The battery's cases 15 to 26: what a client tells of its window, its terminal and its environment. Numbers are the battery's. */

import assert from "node:assert/strict";
import { dirtyLogLine, enter, megabytes, MEMORY, report, untilMemory, untilQuiet } from "./battery_kit.ts";
import { TestBoard, TestCaller, until } from "./harness.ts";
import {
  bytes,
  environmentOf,
  exchange,
  IAC,
  NAWS,
  naws,
  NEW_ENVIRON,
  onBoard,
  subnegotiation,
  times,
  TTYPE,
  typeIs,
  typeRequests,
  untilEnvironment,
  WILL,
} from "./telnet_kit.ts";

/** A caller in F-size, at 80 by 24. */
async function inSize(board: TestBoard): Promise<TestCaller> {
  const caller = await enter(board, "lobby");
  await caller.send("size\r");
  await caller.expect("SIZE 80x24\r\n");
  return caller;
}

Deno.test("Battery 15: a new window size reaches the script", () =>
  onBoard(async (board) => {
    await using caller = await inSize(board);
    await caller.send(naws(132, 43));
    await caller.expect("SIZE 132x43\r\n");
  }));

Deno.test("Battery 16: FF is doubled in a window size", () =>
  onBoard(async (board) => {
    await using caller = await inSize(board);
    await caller.send(bytes(IAC, 0xfa, NAWS, 0, IAC, IAC, 0, IAC, IAC, IAC, 0xf0, "x"));
    await caller.expect("SIZE 255x255\r\n");
    await caller.expect("<x>");
  }));

Deno.test("Battery 17: an axis of 0 keeps what it was", () =>
  onBoard(async (board) => {
    await using caller = await inSize(board);
    await caller.send(bytes(naws(0, 0), "x"));
    assert.equal(await caller.expect(/[^]*<x>/), "<x>");
    await caller.send(naws(100, 0));
    await caller.expect("SIZE 100x24\r\n");
    await caller.send(naws(0, 25));
    await caller.expect("SIZE 100x25\r\n");
    // A pager on a screen that was told as nothing ends.
    await using reader = await enter(board, "lobby", { columns: 0, rows: 0 });
    await reader.send("idle pager\r");
    await reader.expect("line 20");
    await reader.send("q");
    await reader.expect("MENU> ");
  }));

Deno.test("Battery 18: an extreme window size is clamped, and its screens stay small", async () => {
  await onBoard(async (board) => {
    await using caller = await inSize(board);
    await untilQuiet(board);
    const before = megabytes(board);
    for (
      const [columns, rows, clamped] of [
        [65535, 65535, "500x300"],
        [1, 1, "20x5"],
        [2, 65535, "20x300"],
        [65535, 2, "500x5"],
      ] as const
    ) {
      await caller.send(naws(columns, rows));
      await caller.expect(`SIZE ${clamped}\r\n`);
    }
    assert.ok(megabytes(board) <= before + MEMORY);
  });
  // The board's own screens at the same sizes.
  await using board = await TestBoard.start({ ini: { matrix: { enable_anonymous: true } } });
  for (const [columns, rows] of [[65535, 65535], [1, 1], [2, 65535]] as const) {
    // Told by hand: the harness's own terminal would be as large.
    await using caller = await TestCaller.connect(board.port, { silent: true });
    await caller.send(naws(columns, rows));
    await caller.expect("login: ");
    await caller.send("guest\r");
    await caller.expect("Welcome");
    await caller.send("y");
    await caller.expect("anonymous");
    assert.ok(caller.raw.length <= 1_000_000, `${caller.raw.length} bytes`);
    assert.ok(board.alive);
  }
});

Deno.test("Battery 19: a window size of a wrong length is ignored", () =>
  onBoard(async (board) => {
    await using caller = await inSize(board);
    for (const length of [0, 1, 2, 3, 5, 6, 12]) {
      await caller.send(bytes(subnegotiation(NAWS, times(length, [0x50])), "x"));
      assert.equal(await caller.expect(/[^]*<x>/), "<x>", `${length} bytes`);
    }
    await caller.send("q");
    await caller.expect("MENU> ");
    const { terminal } = await environmentOf(caller);
    assert.deepEqual([terminal.columns, terminal.rows], [80, 24]);
  }));

Deno.test("Battery 20: a storm of window sizes becomes a few, and the last one counts", () =>
  onBoard(async (board) => {
    await using caller = await inSize(board);
    const begin = performance.now();
    await caller.send(times(5000, [...naws(80, 24), ...naws(132, 43)]));
    await exchange(caller, []);
    const seconds = (performance.now() - begin) / 1000;
    await until("the last size", () => caller.text.endsWith("SIZE 132x43\r\n"));
    await caller.send("x");
    await caller.expect("<x>");
    const sizes = String.fromCharCode(...caller.raw).split("SIZE ").length - 2;
    report("sizes told", `${sizes} in ${seconds.toFixed(2)} s`);
    // Twenty a second, and the storm is over in a fraction of one unless the machine is slow.
    assert.ok(sizes <= 30 + 20 * seconds, `${sizes} sizes in ${seconds.toFixed(1)} s`);
    await caller.send("q");
    await caller.expect("MENU> ");
    const { terminal } = await environmentOf(caller);
    assert.deepEqual([terminal.columns, terminal.rows], [132, 43]);
    await untilQuiet(board);
  }));

/** A silent caller at the menu whose client knows TTYPE and gives these names, one for each question. */
async function withTypes(board: TestBoard, names: Iterable<string>): Promise<TestCaller> {
  const caller = await TestCaller.connect(board.port, { silent: true });
  await caller.expect("WHO> ");
  await caller.send([...bytes("lobby\r"), IAC, WILL, TTYPE]);
  await caller.expect("MENU> ");
  for (const name of names) {
    const asked = typeRequests(caller.commands);
    if (asked === 0) await until("the first question", () => typeRequests(caller.commands) > 0);
    // The timing mark tells whether there is another question.
    await exchange(caller, typeIs(name));
    if (typeRequests(caller.commands) === Math.max(1, asked)) break;
  }
  return caller;
}

Deno.test("Battery 21: terminal names are asked for up to the first repeat, and the first one counts", () =>
  onBoard(async (board) => {
    for (
      const [names, questions, terminal] of [
        [["A", "B", "C", "C", "D"], 4, "a"],
        [["A", "A", "B"], 2, "a"],
        [["A", "", "B", "B"], 4, "a"],
        [["TINTIN++", "xterm-256color", "MTTS 271", "MTTS 271"], 4, "xterm-256color"],
        [["MTTS 271", "MTTS 271"], 2, "unknown"],
      ] as const
    ) {
      await using caller = await withTypes(board, names);
      assert.equal(typeRequests(caller.commands), questions, names.join());
      await untilEnvironment(caller, `terminal ${terminal}`, (told) => told.terminal.name === terminal);
    }
  }));

Deno.test("Battery 22: terminal names without end are asked for eight times", () =>
  onBoard(async (board) => {
    await untilQuiet(board);
    const before = megabytes(board);
    await using caller = await withTypes(board, Array.from({ length: 20 }, (_, n) => `T${n}`));
    assert.equal(typeRequests(caller.commands), 8);
    const unasked = Array.from({ length: 500 }, (_, n) => typeIs(`U${n}`)).flat();
    assert.deepEqual(await exchange(caller, unasked), []);
    const told = await environmentOf(caller);
    assert.equal(told.terminal.name, "t0");
    assert.equal(told.profile.terminalNames.length, 8);
    assert.ok(megabytes(board) <= before + MEMORY);
  }));

const HOSTILE_NAMES = [
  "../../etc/passwd",
  "/dev/zero",
  "%s%n",
  "__proto__",
  "constructor",
  "\x1b]0;x\x07",
  "a\nFAKE LOG LINE",
  "A".repeat(5000),
  Array.from({ length: 0x7f }, (_, n) => String.fromCharCode(0x80 + n)).join(""),
  "",
];

Deno.test("Battery 23: a hostile terminal name is data, and shown nowhere as it came", () =>
  onBoard(async (board) => {
    for (const name of HOSTILE_NAMES) {
      await using caller = await withTypes(board, [name, name]);
      const wanted = { constructor: "constructor", "": "unknown" }[name] ?? "ansi";
      const told = await untilEnvironment(caller, wanted, (told) => told.terminal.name === wanted);
      assert.ok(told.profile.terminalNames.length <= 1);
      await caller.send("bye\r");
      await caller.waitClosed();
    }
    assert.equal(dirtyLogLine(board.log()), undefined);
    assert.doesNotMatch(board.log(), /^FAKE|etc\/passwd|\/dev\/zero/m);
  }));

/** The environment that the board knows after this answer. */
async function afterEnvironment(
  board: TestBoard,
  payload: readonly number[],
): Promise<Readonly<Record<string, string>>> {
  await using caller = await enter(board, "lobby", { silent: true });
  await exchange(caller, [IAC, WILL, NEW_ENVIRON, ...subnegotiation(NEW_ENVIRON, payload)]);
  return (await environmentOf(caller)).profile.environment;
}

Deno.test("Battery 24: NEW-ENVIRON is read by its grammar", () =>
  onBoard(async (board) => {
    for (
      const [payload, expected] of [
        [[0], {}],
        [[0, 0, "USER", 1, "al"], { USER: "al" }],
        [[0, 0, "USER"], {}],
        [[0, 0, "USER", 1], { USER: "" }],
        [[0, 3, "F", 2, 3, "O", 1, "b", 0, "USER", 1, "al"], { USER: "al" }],
        [[0, 3, "USER", 1, "a", 2, "\x03", "b", 0, "LANG", 1, "C"], { LANG: "C" }],
        [[0, 0, "US", 2, "ER", 1, "a", 2, "l"], { USER: "al" }],
        [[0, 0, "USER", 1, "b", 2], {}],
        [[0, 1, "a", 0, "USER", 1, "al"], { USER: "al" }],
        [[0, 0, "USER", 1, "b", 1, "c"], {}],
        [[0, 0, "USER", 1, "b", 255], { USER: "bÿ" }],
        [[2, 0, "USER", 1, "info"], { USER: "info" }],
        [[0, 0, "USER", 1, "first", 0, "USER", 1, "last", 3, "LANG", 1, "de"], { USER: "last", LANG: "de" }],
      ] as const
    ) {
      assert.deepEqual(await afterEnvironment(board, bytes(...payload)), expected, JSON.stringify(payload));
    }
  }));

const POWERLESS: readonly (readonly [string, string])[] = [
  ["USER", "-f sysop1"],
  ["USER", "sysop1"],
  ["LINES", "abc"],
  ["COLUMNS", "-1"],
  ["TERM", "../x"],
  ["ENCODING", "rot13"],
  ["encoding", "utf-16"],
  ["connection-type", "ssh"],
  ["handle", "sysop1"],
  ["LD_PRELOAD", "/tmp/x.so"],
  ["PATH", "/tmp"],
  ["IFS", "/"],
  ["CREDENTIALS_DIRECTORY", "/tmp"],
  ["NODE_OPTIONS", "--inspect"],
  ["DENO_DIR", "/tmp"],
  ["__proto__", "x"],
  ["constructor", "x"],
];

Deno.test("Battery 25: NEW-ENVIRON gives nobody anything", () =>
  onBoard(async (board) => {
    await using _sysop = await enter(board, "apply sysop1");
    await using caller = await TestCaller.connect(board.port, { silent: true });
    await caller.expect("WHO> ");
    const variables = POWERLESS.flatMap(([name, value]) => bytes(0, name, 1, value));
    await exchange(caller, [IAC, WILL, NEW_ENVIRON, ...subnegotiation(NEW_ENVIRON, 0, variables)]);
    // Nobody was let in: the first question still stands.
    await caller.send("lobby\r");
    await caller.expect("MENU> ");
    const told = await untilEnvironment(caller, "USER", ({ profile }) => "USER" in profile.environment);
    assert.deepEqual(told.profile.environment, { USER: "sysop1" });
    assert.deepEqual([told.handle, told.isSysop, told.profile.kind], ["", false, "telnet"]);
    assert.deepEqual(told.terminal, {
      columns: 80,
      rows: 24,
      name: "unknown",
      encoding: "utf8",
      colorDepth: 4,
    });
    const environment = Deno.readTextFileSync(`/proc/${board.pid}/environ`);
    assert.doesNotMatch(environment, /CREDENTIALS_DIRECTORY|LD_PRELOAD=\/tmp|sysop1/);
  }));

Deno.test("Battery 26: variables without end cost nothing", () =>
  onBoard(async (board) => {
    await using caller = await enter(board, "lobby");
    // Else the start of the next spare Worker counts among what the variables cost.
    await untilQuiet(board);
    const [before, lines] = [megabytes(board), board.log().split("\n").length];
    const variables = (count: number, from: number) =>
      Array.from({ length: count }, (_, n) => bytes(0, `VAR${from + n}`, 1, `value${n}`)).flat();
    await exchange(caller, subnegotiation(NEW_ENVIRON, 0, variables(20_000, 0)));
    const answers = Array.from({ length: 200 }, (_, n) =>
      subnegotiation(NEW_ENVIRON, 2, variables(100, n * 100)));
    await exchange(caller, answers.flat());
    await exchange(caller, subnegotiation(NEW_ENVIRON, 0, 0, "USER", 1, "x".repeat(5000)));
    assert.deepEqual((await environmentOf(caller)).profile.environment, {});
    await untilMemory(board, before + MEMORY);
    assert.ok(board.log().split("\n").length <= lines + 10, board.log());
  }));
