/** The battery's cases 76 to 86 that telnet can be asked: slow callers and floods. Numbers and terms are the battery's. */

import assert from "node:assert/strict";
import {
  ask,
  closeAll,
  dirtyLogLine,
  enter,
  GONE,
  megabytes,
  MEMORY,
  Neighbour,
  RawCaller,
  report,
  startBoard,
  untilHere,
  untilMemory,
  untilQuiet,
} from "./battery_kit.ts";
import { pause, type TestBoard, until } from "./harness.ts";

/** Bytes of `pattern` again and again, about `size`. */
function repeated(pattern: readonly number[], size: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor(size / pattern.length) * pattern.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = pattern[at % pattern.length]!;
  return bytes;
}

/** Bytes that look random and are the same in every run (Mulberry32). */
function garbage(seed: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    bytes[at] = t ^ (t >>> 14);
  }
  return bytes;
}

/** Sends in pieces, until all is gone or the line is closed. */
async function pour(caller: RawCaller, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length && !caller.closed; at += 65536) {
    await caller.send(bytes.subarray(at, at + 65536));
  }
}

/** A raw caller in one of the fixtures, who has logged in as the guest. */
async function inFixture(board: TestBoard, line: string, sign: string): Promise<RawCaller> {
  const caller = await RawCaller.enter(board);
  await caller.send(`${line}\r`);
  await caller.expect(sign);
  return caller;
}

// 20 callers in the battery, and a minute until they are dropped; here 8, and five seconds.
Deno.test("Battery 76: callers who never read cost little, and are dropped", async () => {
  await using board = await startBoard({ ini: { session: { stall_timeout: 5, drain_timeout: 1 } } });
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  const callers = await Promise.all(Array.from({ length: 8 }, () => RawCaller.enter(board)));
  await untilQuiet(board);
  const before = megabytes(board);
  for (const caller of callers) {
    caller.stopReading();
    await caller.send("flood\r");
  }
  let most = before;
  await until("all are dropped", async () => {
    most = Math.max(most, megabytes(board));
    await pause(50);
    return (await ask(watcher, "who", /WHO .* END/)).split("=").length - 1 === 2;
  }, 60_000);
  report("memory before, at most", `${before}, ${most} MB`);
  // The battery asks for four megabytes each; what a thread leaves uncollected of its young heap comes on top.
  assert.ok(most <= before + 20 * callers.length, `${before} MB became ${most}`);
  await neighbour.check();
  await closeAll(callers);
});

// 400 callers and a byte every nine seconds in the battery; here 40 and a byte every half second.
Deno.test("Battery 79: dripping at the login prompt ends by the limit for a login", async () => {
  await using board = await startBoard({ ini: { session: { login_timeout: 10 } } });
  await using neighbour = await Neighbour.open(board);
  const callers = await Promise.all(Array.from({ length: 40 }, () => RawCaller.connect(board.port)));
  const begin = performance.now();
  let dripping = true;
  const drips = (async () => {
    while (dripping) {
      for (const [n, caller] of callers.entries()) {
        await caller.send(n % 2 === 0 ? "x" : Uint8Array.of(255, 241));
      }
      await pause(500);
    }
  })();
  await using alice = await enter(board, "apply alice");
  await until("all were ended", () => callers.every((caller) => caller.ended), 60_000);
  report("ended after", `${((performance.now() - begin) / 1000).toFixed(1)} s`);
  dripping = false;
  await drips;
  assert.ok(callers.every((caller) => caller.tail.includes("You took too long to log in")));
  await ask(alice, "who", "1=anonymous 2=alice");
  await neighbour.check();
  await closeAll(callers);
});

// 500 connections in the battery; here 150, and limits of 20 and 60.
Deno.test("Battery 80: a flood of connections is refused by address and in all, and leaves nothing behind", async () => {
  await using board = await startBoard({ ini: { system: { max_callers: 60, max_callers_per_address: 20 } } });
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  await untilQuiet(board);
  const before = { threads: board.threads(), descriptors: board.descriptors(), memory: megabytes(board) };
  const flood = async (size: number, address: (n: number) => string) => {
    const callers = await Promise.all(
      Array.from({ length: size }, (_, n) => RawCaller.connect(board.port, { from: address(n) })),
    );
    await until("every caller has an answer", () => callers.every((caller) => caller.received > 0));
    const refused = () =>
      callers.filter(({ tail }) =>
        /too many callers|nodes of this board are busy|All nodes are busy/.test(tail)
      );
    await until("the refused ones are let go", () => refused().every((caller) => caller.ended));
    return { callers, admitted: () => callers.length - refused().length };
  };

  const one = await flood(150, () => "127.0.0.2");
  assert.equal(one.admitted(), 20);
  await using alice = await RawCaller.enter(board, { from: "127.0.0.3" });
  assert.ok(board.threads() <= before.threads + 3, `${before.threads} threads became ${board.threads()}`);
  await closeAll(one.callers);
  await untilHere(watcher, 3);

  // They are silent: those who come later have the places of those who came first, and there are no more of them.
  const many = await flood(150, (n) => `127.0.1.${1 + n % 50}`);
  await until("no more than there may be are left", () => many.admitted() <= 60 - 3);
  // A place is free once its line is closed, a little after its caller has left the list.
  assert.ok(many.admitted() >= 30, `${many.admitted()} are left`);
  await closeAll(many.callers);
  alice.reset();
  await untilHere(watcher, 2);
  await neighbour.check();
  await until("threads and descriptors are back", () => {
    return board.threads() <= before.threads + 3 && board.descriptors() <= before.descriptors + 3;
  });
  report("memory before and after", `${before.memory} and ${megabytes(board)} MB`);
  await untilMemory(board, before.memory + MEMORY);
});

// 1,000 callers for ten minutes in the battery; here 200 at the prompt, as long as it takes to look at them.
Deno.test("Battery 81: idle callers cost kilobytes and no processor", async () => {
  const limits = { max_callers: 1000, max_callers_per_address: 1000 };
  await using board = await startBoard({ ini: { system: limits } });
  await using neighbour = await Neighbour.open(board);
  await untilQuiet(board);
  const before = { descriptors: board.descriptors(), memory: board.memory() };
  const callers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => RawCaller.connect(board.port, { from: `127.0.2.${1 + n % 20}` })),
  );
  await Promise.all(callers.map((caller) => caller.expect("WHO> ")));
  await untilQuiet(board);
  const [kilobytes, descriptors] = [
    (board.memory() - before.memory) / 1024 / callers.length,
    (board.descriptors() - before.descriptors) / callers.length,
  ];
  report("each costs", `${kilobytes.toFixed(0)} kB, ${descriptors.toFixed(2)} descriptors`);
  assert.ok(kilobytes <= 400, `each caller costs ${kilobytes} kB`);
  assert.ok(descriptors <= 1.1, `each caller costs ${descriptors} descriptors`);
  for (let n = 0; n < callers.length; n += 10) {
    await callers[n]!.send("?\r");
    await callers[n]!.expect("NOBODY");
  }
  assert.ok(callers.every((caller) => !caller.ended));
  await neighbour.check();
  await closeAll(callers);
});

const IAC_FLOODS: readonly { readonly name: string; readonly pattern: readonly number[] }[] = [
  { name: "DO TTYPE", pattern: [255, 253, 24] },
  { name: "are you there", pattern: [255, 246] },
  { name: "a terminal's name", pattern: [255, 250, 24, 0, 65, 255, 240] },
  { name: "a doubled 255", pattern: [255, 255] },
];

// 10 MB of each in the battery; here three times 500 kB. The main thread's heap keeps about 150 MB of what it used for
// events, which is more than MEM; what counts here is that it does not go on growing.
Deno.test("Battery 82: floods of telnet commands draw bounded replies", async () => {
  await using board = await startBoard();
  await using neighbour = await Neighbour.open(board);
  await untilQuiet(board);
  const memory = [megabytes(board)];
  for (const { name, pattern } of [...IAC_FLOODS, ...IAC_FLOODS, ...IAC_FLOODS]) {
    await using caller = await RawCaller.enter(board);
    const received = caller.received;
    const bytes = repeated(pattern, 500_000);
    const begin = performance.now();
    await pour(caller, bytes);
    // The last word has gone through when the mark that follows it is answered.
    await caller.send(Uint8Array.of(255, 253, 6));
    await caller.expect("\xff\xfb\x06");
    const drawn = caller.received - received;
    report(name, `${drawn} bytes of replies in ${(performance.now() - begin).toFixed(0)} ms`);
    assert.ok(drawn <= bytes.length + 65_536, `${name}: ${drawn} bytes of replies`);
    memory.push(megabytes(board));
  }
  await untilQuiet(board);
  report("memory", `${memory.join(", ")} MB`);
  const [before, once, thrice] = [memory[0]!, memory[IAC_FLOODS.length]!, memory.at(-1)!];
  assert.ok(once <= before + 4 * MEMORY, `${before} MB became ${once}`);
  assert.ok(thrice <= once + 2 * MEMORY, `${once} MB became ${thrice} by the same floods again`);
  await neighbour.check();
});

// 5 MB in the battery; here 1 MB.
Deno.test("Battery 83: a huge paste into the login prompt ends as failed logins do", async () => {
  await using board = await startBoard();
  await using neighbour = await Neighbour.open(board);
  await untilQuiet(board);
  const before = megabytes(board);
  await using caller = await RawCaller.connect(board.port);
  await caller.expect("WHO> ");
  await caller.send("board\r");
  await caller.expect("login: ");
  const text = new TextEncoder().encode("the quick brown fox; bye\r\n".repeat(40_000));
  const poured = pour(caller, text);
  await caller.waitClosed(60_000);
  await poured;
  await untilMemory(board, before + MEMORY);
  assert.equal(dirtyLogLine(board.log()), undefined);
  await neighbour.check();
});

Deno.test("Battery 83: a huge paste into the line editor is cut at its limit", async () => {
  await using board = await startBoard();
  await using neighbour = await Neighbour.open(board);
  await using caller = await inFixture(board, "line 60", "EDIT ");
  await untilQuiet(board);
  const before = megabytes(board);
  const begin = performance.now();
  const received = caller.received;
  await pour(caller, new TextEncoder().encode("x".repeat(1_000_000)));
  await caller.send("\r");
  await caller.expect("LINE 60");
  await caller.expect("MENU> ");
  report("1 MB without line ends", `${(performance.now() - begin).toFixed(0)} ms`);
  assert.ok(caller.received - received < 10_000, `${caller.received - received} bytes of echo`);
  // A paste that the terminal marks is one line, whatever is in it.
  await caller.send("line 60\r");
  await caller.expect("EDIT ");
  await pour(caller, new TextEncoder().encode(`\x1b[200~${"who kick 1\r\n".repeat(80_000)}\x1b[201~\r`));
  await caller.expect("LINE ");
  await caller.expect("MENU> ");
  await caller.send("who\r");
  await caller.expect("1=anonymous 2=anonymous");
  assert.doesNotMatch(caller.tail, /KICKED|failed|MENU> .*MENU> /s);
  report("memory before and after", `${before} and ${megabytes(board)} MB`);
  await caller.send("bye\r");
  await caller.waitClosed();
  // With the caller goes his thread's heap; the main thread keeps some of what it used.
  await untilMemory(board, before + 2 * MEMORY);
  report("memory without him", `${megabytes(board)} MB`);
  await neighbour.check();
});

// 10 MB in the battery; here 300 kB a seed.
Deno.test("Battery 84: garbage does no harm, before and after the login", async () => {
  await using board = await startBoard({ ini: { session: { login_timeout: 10 } } });
  await using neighbour = await Neighbour.open(board);
  await untilQuiet(board);
  const before = megabytes(board);
  const strangers = await Promise.all([1, 2, 3, 4, 5].map(async (seed) => {
    const caller = await RawCaller.connect(board.port);
    if (seed % 2 === 0) {
      await caller.expect("WHO> ");
      await caller.send("board\r");
      await caller.expect("login: ");
    }
    await pour(caller, garbage(seed, 300_000));
    return caller;
  }));
  const inside = [
    await inFixture(board, "hex", "HEX "),
    await inFixture(board, "line 60", "EDIT "),
    await inFixture(board, "idle pager", "line 1"),
  ];
  await Promise.all(inside.map((caller, n) => pour(caller, garbage(100 + n, 200_000))));
  await closeAll([...strangers, ...inside]);
  await untilQuiet(board);
  report("memory before and after", `${before} and ${megabytes(board)} MB`);
  // MEM is for one abuser; these are eight at once.
  assert.ok(megabytes(board) <= before + 4 * MEMORY, `${before} MB became ${megabytes(board)}`);
  await neighbour.check();
  assert.equal(dirtyLogLine(board.log()), undefined);
  assert.equal(dirtyLogLine(board.output), undefined);
});

// 20,000 connections and as many bad logins in the battery; here 600 and 45.
Deno.test("Battery 85: a flood of connections and bad logins writes few lines", async () => {
  await using board = await startBoard({ ini: { log: { file_level: "info" } } });
  await using neighbour = await Neighbour.open(board);
  await untilQuiet(board);
  const before = board.descriptors();
  const begin = performance.now();
  for (let round = 0; round < 20; round++) {
    const callers = await Promise.all(Array.from({ length: 30 }, () => RawCaller.connect(board.port)));
    await closeAll(callers);
  }
  await until("their descriptors are back", () => board.descriptors() <= before + 3);
  const guessers = await Promise.all(Array.from({ length: 15 }, () => RawCaller.connect(board.port)));
  await Promise.all(guessers.map(async (caller) => {
    await caller.expect("WHO> ");
    for (let n = 0; n < 3; n++) {
      await caller.send("login nobody\r");
      await caller.expect("NOBODY");
    }
  }));
  await closeAll(guessers);
  const seconds = (performance.now() - begin) / 1000;
  await neighbour.check();
  const status = await board.stop();
  assert.equal(status.code, 0);
  const lines = board.log().split("\n");
  report("lines", `${lines.length} in ${seconds.toFixed(1)} s`);
  // Every failed login is a line, for programs that turn guessers away; each costs the guesser a password's time.
  const failures = lines.filter((line) => line.includes("auth Failed login"));
  assert.equal(failures.length, 45);
  const others = lines.length - failures.length;
  assert.ok(others <= 5 * (seconds + 6), `${others} other lines in ${seconds} s`);
  assert.ok(lines.every((line) => line.length <= 2048));
  assert.ok(lines.some((line) => line.includes("Lines left out")), "nothing says what is missing");
});

Deno.test("Battery 86: a caller who closes only his side is let go, and nothing spins", async () => {
  await using board = await startBoard();
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  const early = await RawCaller.connect(board.port);
  await early.send("x");
  const prompt = await RawCaller.connect(board.port);
  await prompt.expect("WHO> ");
  const callers = [
    early,
    prompt,
    await RawCaller.enter(board),
    await inFixture(board, "hex", "HEX "),
    await inFixture(board, "line", "EDIT "),
    await inFixture(board, "idle nothing", "WAITING "),
    await inFixture(board, "flood", "0123456789abcdef"),
  ];
  for (const caller of callers) caller.closeWrite();
  await until("all lines are closed", () => callers.every((caller) => caller.ended), GONE);
  await untilHere(watcher, 2);
  await untilQuiet(board);
  await neighbour.check();
  await closeAll(callers);
});

Deno.test("Battery 86: a script that never asks for a key does not hide that its caller is gone", async () => {
  await using board = await startBoard({ ini: { session: { unread_timeout: 10, stall_timeout: 5 } } });
  await using watcher = await enter(board);
  // More than the window holds is typed ahead, so that the end of the line stands behind it in the socket.
  const caller = await inFixture(board, "idle nothing", "WAITING ");
  await untilQuiet(board);
  const before = megabytes(board);
  const poured = pour(caller, repeated([120], 400_000));
  await pause(300);
  caller.reset();
  await poured;
  await untilHere(watcher, 1, 30_000);
  await untilMemory(board, before + MEMORY);
  await closeAll([caller]);
});
