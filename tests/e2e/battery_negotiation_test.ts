/** The battery's cases 1 to 9, 27 to 29 and 39: who asks for which option, and how often. Numbers are the battery's. */

import assert from "node:assert/strict";
import { enter, RawCaller, report } from "./battery_kit.ts";
import { TestBoard, TestCaller, until } from "./harness.ts";
import {
  BINARY,
  bytes,
  CHARSET,
  count,
  DO,
  DONT,
  ECHO,
  END_OF_RECORD,
  environmentOf,
  EOR,
  exchange,
  GA,
  IAC,
  inHex,
  LINEMODE,
  NAWS,
  naws,
  NEW_ENVIRON,
  onBoard,
  parse,
  SGA,
  shown,
  STATUS,
  subnegotiation,
  times,
  type Told,
  TTYPE,
  typeIs,
  typeRequests,
  untilEnvironment,
  WILL,
  WONT,
} from "./telnet_kit.ts";

/** What inetutils answers to the opening burst, at 80 by 24, with an empty environment. */
const INETUTILS = [
  ...bytes(
    IAC,
    DO,
    ECHO,
    IAC,
    DO,
    SGA,
    IAC,
    WILL,
    SGA,
    IAC,
    WILL,
    BINARY,
    IAC,
    DO,
    BINARY,
    IAC,
    DONT,
    CHARSET,
  ),
  ...bytes(IAC, WILL, TTYPE, IAC, WILL, NAWS, naws(80, 24), IAC, WILL, NEW_ENVIRON),
];

function isRequest([verb]: Told): boolean {
  return verb !== "sb";
}

/** A caller at the menu whose client answered like inetutils and is silent from then on. */
async function inetutils(board: TestBoard): Promise<TestCaller> {
  const caller = await TestCaller.connect(board.port, { silent: true });
  await until("the opening burst", () => count(caller.commands, "do", NEW_ENVIRON) > 0);
  await caller.send(INETUTILS);
  await until("the question for the terminal", () => typeRequests(caller.commands) === 1);
  await caller.send([...typeIs("XTERM"), ...subnegotiation(NEW_ENVIRON, 0)]);
  await until("the second question", () => typeRequests(caller.commands) === 2);
  await caller.send(typeIs("XTERM"));
  await caller.expect("WHO> ");
  await caller.send("lobby\r");
  await caller.expect("MENU> ");
  return caller;
}

Deno.test("Battery 1: the opening burst is short, complete, and asks for nothing odd", () =>
  onBoard(async (board) => {
    await using caller = await TestCaller.connect(board.port, { silent: true });
    await caller.expect("WHO> ");
    const { commands, data, rest } = parse(caller.raw);
    assert.deepEqual(rest, []);
    assert.ok(caller.raw.length - data.length <= 64);
    assert.equal(count(commands, "do", ECHO), 0);
    for (const [verb, option] of commands as [string, number][]) {
      assert.ok(option <= CHARSET, `${verb} ${option}`);
      if (verb === "will") {
        assert.ok(![TTYPE, NAWS, 32, 33, 35, NEW_ENVIRON].includes(option), `will ${option}`);
      }
    }
  }, { ini: { telnet: { silence: 1200 } } }));

Deno.test("Battery 2: an agreeable caller is asked nothing twice", () =>
  onBoard(async (board) => {
    await using caller = await inetutils(board);
    const opening = caller.commands.filter(isRequest);
    assert.equal(opening.length, new Set(opening.map((told) => told.join(" "))).size);
    assert.deepEqual(await exchange(caller, []), []);
    const burst = caller.commands.findIndex(([verb]) => verb === "sb");
    assert.deepEqual(caller.commands.slice(burst).filter(isRequest), [["will", 6]]);
    const { terminal } = await environmentOf(caller);
    assert.deepEqual([terminal.name, terminal.columns, terminal.rows], ["xterm", 80, 24]);
  }));

// 30 s of silence in the battery; here the end is known by a timing mark.
Deno.test("Battery 3: a refusing caller is asked once for each option and gets the defaults", () =>
  onBoard(async (board) => {
    await using caller = await enter(board, "lobby", { terminal: null });
    const told = await environmentOf(caller);
    assert.deepEqual(told.terminal, {
      columns: 80,
      rows: 24,
      name: "unknown",
      encoding: "utf8",
      colorDepth: 4,
    });
    // He refused SGA, too: each prompt ends by a GA.
    const isTurn = ([verb]: Told) => verb === "cmd";
    assert.deepEqual((await exchange(caller, [])).filter((told) => !isTurn(told)), []);
    const turns = caller.commands.filter(isTurn);
    assert.deepEqual(turns, turns.map(() => ["cmd", GA]));
    assert.ok(turns.length >= 2);
    const asked = caller.commands.filter((command) =>
      isRequest(command) && !isTurn(command) && command[1] !== 6
    );
    assert.equal(
      asked.length,
      new Set(asked.map((command) => command.join(" "))).size,
      JSON.stringify(asked),
    );
    assert.equal(asked.length, caller.commands.length - 1 - turns.length);
  }));

Deno.test("Battery 4: saying again what already is draws no answer", () =>
  onBoard(async (board) => {
    await using caller = await inetutils(board);
    const repeats = [
      ...times(50, [IAC, WILL, NAWS]),
      ...times(50, [IAC, DO, ECHO]),
      ...times(50, [IAC, WILL, TTYPE]),
    ];
    assert.deepEqual(await exchange(caller, repeats), []);
  }));

Deno.test("Battery 5: each WONT after a WILL draws one DONT, each WILL after it one DO", () =>
  onBoard(async (board) => {
    await using caller = await inetutils(board);
    const answers = await exchange(caller, times(20, [IAC, WONT, NAWS, IAC, WILL, NAWS]));
    const expected = Array.from({ length: 20 }, () => [["dont", NAWS], ["do", NAWS]]).flat();
    assert.deepEqual(answers, expected);
  }));

Deno.test("Battery 6: an unknown option is refused, once for each proposal", () =>
  onBoard(async (board) => {
    await using caller = await enter(board, "lobby");
    const all = [DO, WILL, DONT, WONT].flatMap((verb) => [IAC, verb, 99]);
    const answers = await exchange(caller, times(10, all));
    assert.equal(count(answers, "wont", 99), 10);
    assert.equal(count(answers, "dont", 99), 10);
    assert.equal(answers.length, 20);
  }));

Deno.test("Battery 7: every verb with every option, a byte at a time, leaves the line in order", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board, { silent: true });
    const lines = board.log().split("\n").length;
    const from = caller.commands.length;
    for (const verb of [WILL, WONT, DO, DONT]) {
      for (let option = 0; option < 256; option++) {
        for (const byte of [IAC, verb, option]) await caller.send([byte]);
      }
    }
    await exchange(caller, []);
    const answers = caller.commands.slice(from).filter(isRequest);
    // 512 refusals and grants, and what we had agreed to ourselves is taken back once more.
    assert.ok(answers.length <= 512 + 16, `${answers.length} answers`);
    assert.equal(await shown(caller, bytes("ab\r")), "<61><62><ENTER>");
    assert.ok(board.log().split("\n").length <= lines + 3, board.log());
  }, { ini: { log: { file_level: "info" } } }));

Deno.test("Battery 8: a client's ECHO is refused once, and keys are echoed once", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board);
    assert.deepEqual(await exchange(caller, [IAC, WILL, ECHO]), [["dont", ECHO]]);
    assert.equal(await shown(caller, bytes("x")), "<78>");
  }));

Deno.test("Battery 9: options are taken back in the middle of a session, and keys go on", () =>
  onBoard(async (board) => {
    for (const terminal of ["xterm", "ansi"]) {
      await using caller = await inHex(board, {
        terminal,
        encoding: terminal === "ansi" ? "latin1" : "utf-8",
      });
      for (
        const [verb, option, answer] of [
          [DONT, ECHO, ["wont", ECHO]],
          [DONT, SGA, ["wont", SGA]],
          [DONT, BINARY, ["wont", BINARY]],
          [WONT, BINARY, ["dont", BINARY]],
        ] as const
      ) {
        const answers = await exchange(caller, [IAC, verb, option]);
        assert.deepEqual(answers.filter(([told, command]) => told !== "cmd" || command !== GA), [answer]);
        assert.equal(await shown(caller, bytes("k\r")), "<6b><ENTER>");
      }
    }
    // And while output is under way, to somebody who does not read it just now.
    await using flooded = await RawCaller.enter(board);
    await flooded.send(Uint8Array.of(IAC, DO, BINARY));
    await flooded.send("flood\r");
    await flooded.expect("0123456789abcdef");
    flooded.stopReading();
    await flooded.send(Uint8Array.of(IAC, DONT, BINARY, IAC, DO, BINARY, IAC, DONT, BINARY));
    await flooded.send("~.");
    flooded.read();
    await flooded.waitClosed();
    assert.doesNotMatch(flooded.tail, /failed/);
  }));

/** A silent caller whose CHARSET was agreed on, and whose answer to our REQUEST is this. */
async function withCharset(board: TestBoard, ...answer: readonly (number | string)[]): Promise<TestCaller> {
  const caller = await TestCaller.connect(board.port, { silent: true });
  await caller.expect("WHO> ");
  await caller.send("lobby\r");
  await caller.expect("MENU> ");
  assert.deepEqual(await exchange(caller, [IAC, DO, CHARSET]), [[
    "sb",
    CHARSET,
    1,
    ...bytes(";UTF-8;CP437"),
  ]]);
  if (answer.length > 0) assert.deepEqual(await exchange(caller, subnegotiation(CHARSET, ...answer)), []);
  return caller;
}

Deno.test("Battery 27: CHARSET takes an offered name, answers a request once, and has no tables", () =>
  onBoard(async (board) => {
    await using agreed = await withCharset(board, 2, "cp437");
    await untilEnvironment(agreed, "CP437", ({ encoding }) => encoding === "cp437");
    for (const answer of [[2, "X-EVIL"], [2, "A".repeat(4096)], [3], [2]]) {
      await using caller = await withCharset(board, ...answer);
      assert.equal((await environmentOf(caller)).encoding, "utf8");
      // An acceptance out of the blue changes nothing.
      assert.deepEqual(await exchange(caller, subnegotiation(CHARSET, 2, "CP437")), []);
      assert.equal((await environmentOf(caller)).encoding, "utf8");
    }
    await using asking = await withCharset(board);
    const rejected = [["sb", CHARSET, 3]];
    // Ours waits for its answer, so his is rejected; afterwards it is his turn.
    assert.deepEqual(await exchange(asking, subnegotiation(CHARSET, 1, ";CP437")), rejected);
    assert.deepEqual(await exchange(asking, subnegotiation(CHARSET, 3)), []);
    assert.deepEqual(await exchange(asking, [IAC, WILL, CHARSET]), [["do", CHARSET]]);
    const accepted = (name: string) => [["sb", CHARSET, 2, ...bytes(name)]];
    assert.deepEqual(await exchange(asking, subnegotiation(CHARSET, 1, ";CP437;UTF-8")), accepted("CP437"));
    await untilEnvironment(asking, "CP437", ({ encoding }) => encoding === "cp437");
    assert.deepEqual(await exchange(asking, subnegotiation(CHARSET, 1, ";UTF-8;CP437")), accepted("UTF-8"));
    assert.deepEqual(await exchange(asking, subnegotiation(CHARSET, 1)), rejected);
    assert.deepEqual(await exchange(asking, subnegotiation(CHARSET, 1, ";KOI8-R")), rejected);
    assert.deepEqual(
      await exchange(asking, subnegotiation(CHARSET, 1, "[TTABLE ]", 1, ";UTF-8")),
      accepted("UTF-8"),
    );
    for (const table of [4, 5, 6, 7]) {
      assert.deepEqual(await exchange(asking, subnegotiation(CHARSET, table, "x")), []);
    }
  }));

Deno.test("Battery 28: LINEMODE is refused once, and its tables draw nothing", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board);
    const answers = await exchange(caller, [
      ...[IAC, WILL, LINEMODE],
      ...subnegotiation(LINEMODE, 3, times(200, [0x7f, 2, 0x41])),
      ...subnegotiation(LINEMODE, 1, 3),
      ...subnegotiation(LINEMODE, DO, 2, times(32, [0xff])),
    ]);
    assert.deepEqual(answers, [["dont", LINEMODE]]);
    assert.equal(await shown(caller, bytes("a")), "<61>");
  }));

Deno.test("Battery 29: STATUS tells what is really agreed on", () =>
  onBoard(async (board) => {
    await using caller = await inetutils(board);
    assert.deepEqual(await exchange(caller, [IAC, DO, STATUS]), [["will", STATUS]]);
    const [report = []] = await exchange(caller, subnegotiation(STATUS, 1));
    const pairs: string[] = [];
    for (let i = 3; i < report.length; i += 2) {
      pairs.push(`${report[i] === WILL ? "will" : "do"} ${report[i + 1]}`);
    }
    const agreed = [
      ...[BINARY, ECHO, SGA, STATUS].map((option) => `will ${option}`),
      ...[BINARY, SGA, TTYPE, NAWS, NEW_ENVIRON].map((option) => `do ${option}`),
    ];
    assert.deepEqual(report.slice(0, 3), ["sb", STATUS, 0]);
    assert.deepEqual(pairs.toSorted(), agreed.toSorted());
  }));

/** How the server's bytes end. */
async function endsWith(caller: TestCaller, ...parts: readonly (number | string)[]): Promise<void> {
  const wanted = bytes(...parts);
  await until(`the bytes end with ${wanted}`, () => {
    const end = caller.raw.slice(-wanted.length);
    return end.every((byte, i) => byte === wanted[i]);
  });
}

Deno.test("Battery 6: EOR is agreed to when a client asks, and ends what is said before a script waits", () =>
  onBoard(async (board) => {
    await using caller = await inetutils(board);
    assert.equal(count(caller.commands, "will", EOR), 0);
    assert.equal(count(caller.commands, "do", EOR), 0);
    // The prompt that stands there already gets its mark.
    const [granted, ...marks] = await exchange(caller, [IAC, DO, EOR]);
    assert.deepEqual(granted, ["will", EOR]);
    assert.deepEqual(marks, [["cmd", END_OF_RECORD]]);
    await caller.send("hex\r");
    await caller.expect("HEX ");
    await endsWith(caller, "HEX ", IAC, END_OF_RECORD);
    await caller.send("a");
    await endsWith(caller, "<61>", IAC, END_OF_RECORD);
    await caller.send("~.");
    await endsWith(caller, "MENU> ", IAC, END_OF_RECORD);
    assert.deepEqual(await exchange(caller, [IAC, DONT, EOR]), [["wont", EOR]]);
    await caller.send("hex\r");
    await caller.expect("HEX ");
    assert.equal(await shown(caller, bytes("b")), "<62>");
    assert.deepEqual(caller.raw.slice(-8), bytes("<62><7a>"));
    assert.equal(count(caller.commands, "cmd", GA), 0);
    // It moves along into a Worker of the caller's own.
    await using guest = await TestCaller.connect(board.port, { silent: true });
    await guest.expect("WHO> ");
    await guest.send([IAC, DO, EOR]);
    await endsWith(guest, IAC, WILL, EOR, IAC, END_OF_RECORD);
    await guest.send("guest\r");
    await guest.expect("MENU> ");
    await endsWith(guest, "MENU> ", IAC, END_OF_RECORD);
  }));

Deno.test("Battery 9: who takes SGA back is told his turn by GA, until he grants it again", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board);
    await caller.send([IAC, DONT, SGA]);
    await endsWith(caller, IAC, WONT, SGA, IAC, GA);
    await caller.send("a");
    await endsWith(caller, "<61>", IAC, GA);
    await caller.expect("<61>");
    assert.deepEqual(await exchange(caller, [IAC, DO, SGA]), [["will", SGA]]);
    assert.equal(await shown(caller, bytes("b")), "<62>");
    assert.deepEqual(caller.raw.slice(-8), bytes("<62><7a>"));
  }));

Deno.test("Battery 39: a caller who sends everything back comes to an end, and no command goes round", async () => {
  // 60 s of reflection in the battery; here the login has its own end before that.
  await using board = await TestBoard.start({
    ini: { session: { login_timeout: 15 }, telnet: { silence: 300 } },
  });
  await using mirror = await TestCaller.connect(board.port, { silent: true });
  let reflected = 0;
  await until("the mirror is sent away", async () => {
    const fresh = mirror.raw.slice(reflected);
    reflected += fresh.length;
    if (fresh.length > 0) await mirror.send(fresh).catch(() => {});
    return mirror.closed;
  }, 60_000);
  report("reflected", `${reflected} bytes`);
  const seen = new Map<string, number>();
  for (const told of mirror.commands) seen.set(told.join(" "), (seen.get(told.join(" ")) ?? 0) + 1);
  for (const [command, often] of seen) assert.ok(often <= 2, `${command}: ${often} times`);

  await using bot = await TestCaller.connect(board.port, { silent: true });
  let answered = 0;
  await until("the bot sees the prompt", async () => {
    for (; answered < bot.commands.length; answered++) {
      const [verb, option] = bot.commands[answered] as [string, number];
      const answer = { do: WONT, will: DO, wont: WONT, dont: DONT }[verb];
      if (answer !== undefined) await bot.send([IAC, answer, option]);
    }
    return bot.text.includes("login:");
  });
  const { data } = parse(bot.raw);
  assert.ok(bot.raw.length - data.length <= 64, `${bot.raw.length - data.length} bytes of commands`);
});
