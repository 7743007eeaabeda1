/** The battery's cases 55 to 65: sessions, locks, and scripts that misbehave. Numbers and terms are the battery's. */

import assert from "node:assert/strict";
import {
  ask,
  closeAll,
  enter,
  GONE,
  HALTS_THREADS,
  megabytes,
  MEMORY,
  Neighbour,
  RawCaller,
  report,
  startBoard,
  Trap,
  untilHere,
  untilMemory,
  untilQuiet,
  whoIsHere,
} from "./battery_kit.ts";
import { pause, type TestBoard, TestCaller, until } from "./harness.ts";

/**
 * A heap that is full soon. The watchdog has the time that it has by default: on a busy machine one of 2 seconds comes
 * before the heap is full, and Deno before 2.9 cannot halt the loop then.
 */
const SMALL_HEAP = { session: { heap: 32 } };
/** Milliseconds that a watchdog of 2 seconds may take to end a session. */
const WATCHED = 30_000;

/** Hangs up with a reset, or with a FIN. */
async function hangUp(caller: RawCaller, way: "reset" | "fin"): Promise<void> {
  if (way === "reset") caller.reset();
  else caller.closeWrite();
  await caller.waitClosed();
  await caller[Symbol.asyncDispose]();
}

Deno.test("Battery 55: the node of a caller who was reset is the next caller's", async () => {
  await using board = await startBoard();
  await using watcher = await enter(board);
  const callers = [];
  for (let n = 2; n <= 5; n++) callers.push(await RawCaller.enter(board));
  assert.deepEqual((await whoIsHere(watcher)).map((who) => Number.parseInt(who)), [1, 2, 3, 4, 5]);
  callers[1]!.reset();
  await untilHere(watcher, 4);
  assert.deepEqual((await whoIsHere(watcher)).map((who) => Number.parseInt(who)), [1, 2, 4, 5]);
  await using next = await enter(board);
  assert.match(await ask(next, "env", /"node":\d+/), /:3$/);
  await closeAll(callers);
});

// 500 cycles in the battery; here 70, of which the first 20 are for the pool to settle.
Deno.test("Battery 56: disconnecting frees locks, nodes, threads, descriptors and memory", async () => {
  await using board = await startBoard();
  await using watcher = await enter(board);
  const rounds = async (count: number) => {
    for (let round = 0; round < count; round++) {
      await Promise.all(Array.from({ length: 10 }, async (_, n) => {
        const caller = await RawCaller.enter(board);
        await caller.send(n === 0 ? "lock take L\r" : "lock take M\r");
        if (n === 0) await caller.expect("GRANTED");
        await hangUp(caller, n % 2 === 0 ? "reset" : "fin");
      }));
      await untilHere(watcher, 1);
    }
  };
  await rounds(2);
  await untilQuiet(board);
  const before = { threads: board.threads(), descriptors: board.descriptors(), memory: megabytes(board) };
  await rounds(5);
  for (const lock of ["L", "M"]) await ask(watcher, `lock take ${lock}`, "GRANTED");
  await until("threads and descriptors are back", () => {
    return board.threads() <= before.threads + 3 && board.descriptors() <= before.descriptors + 3;
  }).catch((error) => {
    throw new Error(
      `${error.message}: ${JSON.stringify(before)}, ${board.threads()}, ${board.descriptors()}`,
    );
  });
  report("memory before and after 50 cycles", `${before.memory} and ${megabytes(board)} MB`);
  assert.ok(megabytes(board) <= before.memory + MEMORY, `${before.memory} MB became ${megabytes(board)}`);
});

Deno.test("Battery 57: a lock is handed over when its holder is reset, fails, spins or is disconnected", async () => {
  await using board = await startBoard({ ini: { session: { watchdog: 2 } } });
  await using sysop = await enter(board, "apply alice");
  await using neighbour = await Neighbour.open(board);
  const handover = async (end: (holder: RawCaller) => Promise<void>, patience: number) => {
    await using holder = await RawCaller.enter(board);
    await holder.send("lock take L\r");
    await holder.expect("GRANTED");
    await holder.expect("MENU> ");
    await ask(sysop, "lock take L", "BUSY");
    const begin = performance.now();
    await end(holder);
    await until("the lock is granted", async () => {
      return await ask(sysop, "lock take L", /GRANTED|BUSY/) === "GRANTED";
    }, patience);
    report("handed over after", `${(performance.now() - begin).toFixed(0)} ms`);
    await ask(sysop, "lock free L", "FREED");
  };
  // deno-lint-ignore require-await -- the others wait for something
  await handover(async (holder) => holder.reset(), GONE);
  await handover(async (holder) => {
    // By `goto` nothing is left to resume, so the session ends.
    await holder.send("goto f_throw error\r");
    await holder.expect("has ended");
    await holder.waitClosed();
  }, GONE);
  await handover(async (holder) => {
    await holder.send("who\r");
    await holder.expect("WHO");
    const node = (await whoIsHere(sysop)).length;
    await ask(sysop, `who kick ${node}`, "KICKED");
    await holder.expect("The sysop has disconnected you.");
  }, GONE);
  await handover(async (holder) => {
    await holder.send("spin\r");
    await holder.expect("SPINNING");
  }, WATCHED);
  await neighbour.check();
});

// 20 sessions with 100 each in the battery; here 8 with 50.
Deno.test("Battery 58: no increment under a lock is lost", async () => {
  await using board = await startBoard();
  const callers = await Promise.all(Array.from({ length: 8 }, () => enter(board)));
  const begin = performance.now();
  await Promise.all(callers.map((caller) => ask(caller, "lock incr c 50", "COUNTED")));
  report("400 increments", `${(performance.now() - begin).toFixed(0)} ms`);
  assert.match(await ask(callers[0]!, "kv get c", /VALUE \d+/), / 400$/);
  await closeAll(callers);
});

Deno.test("Battery 59: only its holder frees a lock, and a stale one is taken over", async () => {
  await using board = await startBoard();
  await using a = await enter(board);
  await using b = await enter(board);
  await using c = await enter(board);
  await ask(a, "lock take L", "GRANTED");
  await ask(b, "lock free L", "NOT YOURS");
  await ask(c, "lock take L", "BUSY");
  await ask(b, "lock stale L 3600", "BUSY");
  // Two seconds instead of the battery's five.
  await until("the lock is stale", async () => await ask(b, "lock stale L 2", /GRANTED|BUSY/) === "GRANTED");
  await ask(a, "lock free L", "NOT YOURS");
  await ask(a, "lock take L", "BUSY");
  await ask(b, "lock free L", "FREED");
});

const FAILURES = [
  "error",
  "null",
  "undefined",
  "string",
  "symbol",
  "frozen",
  "getter",
  "cyclic",
  "proxy",
  "long",
  "reject",
  "timer",
];

/** One way to fail: what the caller sees, and that he is back in his menu. */
async function failAndReturn(caller: TestCaller, way: string): Promise<void> {
  await caller.send(`throw ${way}\r`);
  const seen = await caller.expect(/Script "f_throw" failed[^\r]*\r\n/);
  assert.equal(seen, 'Script "f_throw" failed, back to "f_top".\r\n', way);
  await caller.send(" ");
  const rest = await caller.expect(/[^]*MENU> /);
  assert.doesNotMatch(rest, /secret|\.ts|\bat\b/, way);
}

Deno.test("Battery 60: a script may fail in every way, and the caller is back in the one before", async () => {
  await using board = await startBoard({ ini: { log: { file_level: "info" } } });
  await using neighbour = await Neighbour.open(board);
  await using alice = await enter(board, "apply alice");
  for (const way of FAILURES) {
    // The log takes five lines a second about an address.
    await pause(400);
    await failAndReturn(alice, way);
  }
  await ask(alice, "throw fn", "RETURNED function");
  await alice.send("goto f_throw error\r");
  await alice.expect('Script "f_throw" failed.');
  await alice.waitClosed();
  await neighbour.check();
  const entries = board.log().split("\n").filter((line) => line.includes('Script "f_throw" failed'));
  assert.ok(entries.length >= 8, `expected an entry for each failure, found ${entries.length}`);
  for (const entry of entries) {
    assert.match(entry, /ERROR script alice\[telnet-[^\]]*\] Script "f_throw" failed/);
  }
  assert.ok(entries.some((entry) => /secret-of-the-script.*f_throw\.ts/.test(entry)), "no entry has a stack");
});

Deno.test("Battery 60: arguments that cannot be sent to another Worker end the session in one line", async () => {
  await using board = await startBoard();
  await using neighbour = await Neighbour.open(board);
  for (const word of ["cyclic", "huge"]) {
    await using caller = await TestCaller.connect(board.port);
    await caller.expect("WHO> ");
    await caller.send(`${word}\r`);
    await caller.expect('Script "f_top" failed.');
    await caller.waitClosed();
  }
  await neighbour.check();
});

Deno.test("Battery 60: a script whose promise never settles does not hold its caller for ever", async () => {
  await using board = await startBoard({ ini: { session: { unread_timeout: 10 } } });
  await using caller = await enter(board);
  await caller.send("throw thenable\r");
  // What comes with the line is decoded with it; a person types later.
  await pause(500);
  await caller.send("hello?");
  await caller.expect("stopped listening to you", 40_000);
  await caller.waitClosed();
});

const BROKEN: Readonly<Record<string, string>> = {
  b_syntax: "export default function main( {",
  b_none: "export const main = 1;",
  b_ring: 'import "./b_ring.ts";\nexport default (session) => session.echo("RING");',
  b_ring_a: 'import "./b_ring_b.ts";\nexport default (session) => session.echo("RING");',
  b_ring_b: 'import "./b_ring_a.ts";\nexport default (session) => session.echo("RING");',
  b_never: "await new Promise(() => {});\nexport default () => {};",
  b_throws: 'throw new Error("secret-of-the-script");',
  b_missing: 'import "./not_there.ts";\nexport default () => {};',
  b_outside: 'import "../../../etc/passwd";\nexport default () => {};',
};

Deno.test("Battery 61: scripts that are missing or broken are told in one line", async () => {
  await using board = await startBoard({ scripts: BROKEN });
  await using neighbour = await Neighbour.open(board);
  await using caller = await enter(board);
  const failing = ["not_there", ...Object.keys(BROKEN).filter((name) => !name.startsWith("b_ring"))];
  for (const name of failing) {
    await caller.send(`gosub ${name}\r`);
    await caller.expect(`Script "${name}" failed, back to "f_top".\r\n`, 30_000);
    await caller.send(" ");
    const rest = await caller.expect(/[^]*MENU> /);
    assert.doesNotMatch(rest, /secret|passwd|\.ts|\bat\b/, name);
  }
  for (const name of ["b_ring", "b_ring_a", "b_ring_b"]) await ask(caller, `gosub ${name}`, "RING");
  for (const name of ["not_there", "b_syntax", "b_none"]) {
    await using other = await enter(board);
    await other.send(`goto ${name}\r`);
    await other.expect(`Script "${name}" failed.`);
    await other.waitClosed();
  }
  await neighbour.check();
});

/** Sends a caller into an endless loop, with a lock, and waits until the board is rid of him. */
async function runAway(board: TestBoard, watcher: TestCaller): Promise<void> {
  await using caller = await enter(board);
  const here = (await whoIsHere(watcher)).length;
  await caller.send("spin L\r");
  await caller.expect("SPINNING");
  const begin = performance.now();
  await ask(watcher, "lock take L", "BUSY");
  await caller.expect("Your session was ended", WATCHED);
  await caller.waitClosed();
  report("ended after", `${(performance.now() - begin).toFixed(0)} ms`);
  await untilHere(watcher, here - 1);
  await ask(watcher, "lock take L", "GRANTED");
  await ask(watcher, "lock free L", "FREED");
}

Deno.test("Battery 62: a runaway script ends its own session only", async () => {
  await using board = await startBoard({ ini: { session: { watchdog: 2 } } });
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  await runAway(board, watcher);
  await runAway(board, watcher);
  await neighbour.check();
  if (HALTS_THREADS) await untilQuiet(board);
});

Deno.test("Battery 62: a runaway script in the lobby costs the others there a restart, not the line", async () => {
  await using board = await startBoard({ ini: { session: { watchdog: 2 } } });
  await using neighbour = await Neighbour.open(board);
  await using bystander = await TestCaller.connect(board.port);
  await bystander.expect("WHO> ");
  await using culprit = await enter(board, "lobby");
  await culprit.send("spin\r");
  await bystander.expect("It starts again.", WATCHED);
  await bystander.expect("WHO> ");
  await bystander.send("guest\r");
  await bystander.expect("MENU> ");
  await neighbour.check();
  if (HALTS_THREADS) await untilQuiet(board);
});

const HOARDS = [
  "objects",
  "objects slow",
  "buffers slow",
  "buffers",
  "blank",
  "shared slow",
  "wasm slow",
  "wasm",
  "modules slow",
  "modules",
];
for (const kind of HOARDS) {
  Deno.test({
    name: `Battery 63: a script that hoards memory (${kind}) ends its own session only`,
    fn: async () => {
      await using board = await startBoard({ ini: SMALL_HEAP });
      await using neighbour = await Neighbour.open(board);
      await using watcher = await enter(board);
      await untilQuiet(board);
      const before = megabytes(board);
      await using caller = await enter(board);
      await caller.send(`heap ${kind}\r`);
      await caller.expect("GROWING");
      let most = before;
      await until("the session is ended", () => {
        most = Math.max(most, megabytes(board));
        return caller.closed;
      }, WATCHED);
      report("memory before, at most", `${before}, ${most} MB`);
      await untilHere(watcher, 2);
      // One Worker more than before may be warm by now.
      await untilMemory(board, before + MEMORY);
      report("memory after", `${megabytes(board)} MB`);
      await neighbour.check();
      assert.ok(board.alive);
    },
  });
}

Deno.test("Battery 63: what the process would keep after the session is not given to scripts", async () => {
  await using board = await startBoard();
  await using caller = await enter(board);
  await caller.send("heap blobs\r");
  await caller.expect(/Script "f_heap" failed/);
  await until("the log tells why", () => /Cannot make a Blob: scripts get none/.test(board.output));
});

// The reader keeps up for ten seconds in the battery; here for as long as forty megabytes take.
Deno.test("Battery 64: a flood of output is as fast as its reader, who can always leave", async () => {
  await using board = await startBoard({ ini: { session: { drain_timeout: 1 } } });
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  await using reader = await RawCaller.enter(board);
  await untilQuiet(board);
  const before = megabytes(board);
  await reader.send("flood\r");
  const begin = performance.now();
  await until("40 MB have come", () => {
    if (reader.ended) throw new Error(`The line was closed: ${reader.tail.slice(-200)}`);
    return reader.received > 40_000_000;
  }, 60_000);
  report("40 MB", `${(performance.now() - begin).toFixed(0)} ms`);
  await untilMemory(board, before + MEMORY);
  const leaving = performance.now();
  await reader.send("~.");
  await untilHere(watcher, 2);
  report("left after", `${(performance.now() - leaving).toFixed(0)} ms`);
  await reader.waitClosed();
  await neighbour.check();
});

Deno.test("Battery 64: a flood to a slow reader waits for him, and he can leave", async () => {
  await using board = await startBoard({ ini: { session: { drain_timeout: 1 } } });
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  await using reader = await RawCaller.enter(board);
  await untilQuiet(board);
  const before = megabytes(board);
  await reader.send("flood\r");
  await until("the flood has begun", () => reader.received > 200_000);
  reader.stopReading();
  await untilQuiet(board);
  assert.ok(megabytes(board) <= before + MEMORY, `${before} MB became ${megabytes(board)}`);
  assert.equal((await whoIsHere(watcher)).length, 3);
  const leaving = performance.now();
  await reader.send("~.");
  await untilHere(watcher, 2);
  report("left after", `${(performance.now() - leaving).toFixed(0)} ms`);
  await neighbour.check();
});

Deno.test("Battery 64: a script that floods without awaiting fills its own heap only", async () => {
  await using board = await startBoard({ ini: SMALL_HEAP });
  await using neighbour = await Neighbour.open(board);
  await using watcher = await enter(board);
  await using caller = await RawCaller.enter(board);
  await untilQuiet(board);
  const before = megabytes(board);
  await caller.send("flood careless\r");
  await until("the flood has begun", () => caller.received > 0);
  caller.stopReading();
  await untilHere(watcher, 2, WATCHED);
  await untilMemory(board, before + MEMORY);
  await neighbour.check();
});

Deno.test("Battery 65: nothing but a script's name leads to a script", async () => {
  await using trap = await Trap.open();
  await using board = await startBoard({ scripts: { b_file: "export default () => {};" } });
  const outside = `${board.home}/outside.ts`;
  await Deno.writeTextFile(outside, 'export default (session) => session.echo("OUTSIDE");');
  await Deno.symlink(outside, `${board.home}/scripts/b_link.ts`);
  await Deno.mkdir(`${board.home}/elsewhere`);
  await Deno.copyFile(outside, `${board.home}/elsewhere/b_inner.ts`);
  await Deno.symlink(`${board.home}/elsewhere`, `${board.home}/scripts/b_folder`);
  await using caller = await enter(board);
  const refused = [
    "../../etc/passwd",
    "/etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "a/../b",
    "..",
    ".",
    "a..b",
    "C:\\x",
    `https://127.0.0.1:${trap.port}/x.ts`,
    `http://127.0.0.1:${trap.port}/x.ts`,
    "npm:left-pad",
    "jsr:@std/path",
    "node:fs",
    "data:text/javascript,export default () => {}",
    `file://${outside}`,
    "__proto__",
    "b_file.ts/../b_file",
    "B_FILE",
    "b_file ",
    "",
    "a\u00e9",
    "x".repeat(10_000),
  ];
  for (const name of refused) {
    await caller.send(`gosub ${name}\r`);
    const answer = await caller.expect(/(REFUSED|RETURNED|Script )[^\r]*/);
    assert.match(answer, /^REFUSED Cannot use script name/, name.slice(0, 60));
    assert.ok(answer.length < 300, `${answer.length} characters about ${name.slice(0, 60)}`);
    await caller.expect("MENU> ");
  }
  // Names that are well formed, of scripts that are none of the board's.
  for (const name of ["constructor", "b_link", "b_folder.b_inner", "b_file.ts"]) {
    await caller.send(`gosub ${name}\r`);
    const answer = await caller.expect(/OUTSIDE|RETURNED|Script "[^\r]*/);
    assert.equal(answer, `Script "${name}" failed, back to "f_top".`);
    await caller.send(" ");
    await caller.expect("MENU> ");
  }
  assert.equal(trap.count, 0);
  assert.ok(board.alive);
});
