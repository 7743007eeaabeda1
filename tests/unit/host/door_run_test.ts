import assert from "node:assert/strict";
import { FakeClock, systemClock } from "../../../lib/base/clock.ts";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { CallerInput } from "../../../lib/host/caller_input.ts";
import { CallerLine } from "../../../lib/host/caller_line.ts";
import { runDoor } from "../../../lib/host/door_run.ts";
import { LentLine } from "../../../lib/host/lent_line.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { DoorProcess, DoorStartError } from "../../../lib/host/door_process.ts";
import { until, within } from "../../fakes/until.ts";
import { NO_SCRIPT, processesWith } from "../../e2e/door_kit.ts";

const options = { ignore: NO_SCRIPT };

/** A program of the shell on a line that nobody else has. */
function begin(
  program: string,
  more: {
    typed?: string;
    inputEnded?: boolean;
    clock?: FakeClock;
    limit?: number;
    /** Whether the caller takes nothing of what is written. */
    deaf?: boolean;
    encoding?: string;
    columns?: unknown;
  } = {},
) {
  const caller = new FakeCaller();
  const clock = more.clock ?? systemClock;
  const said: Uint8Array[] = [];
  const line = new CallerLine(
    {
      ...caller,
      profile: caller.profile,
      write: (bytes: Uint8Array) => {
        said.push(bytes);
        return more.deaf ? new Promise(() => {}) : Promise.resolve();
      },
    } as never,
    clock,
  );
  const input = new CallerInput(clock);
  if (more.inputEnded) input.end();
  const lent = new LentLine({
    input,
    line,
    unread: new TextEncoder().encode(more.typed ?? ""),
    signal: new AbortController().signal,
    profile: caller.profile,
  });
  const mark = crypto.randomUUID();
  const run = runDoor({
    terminal: {
      columns: (more.columns ?? caller.profile.size.columns) as number,
      rows: caller.profile.size.rows,
      utf8: true,
      erase: "^?",
      folder: "/",
      env: new Map([["PATH", "/usr/bin:/bin"]]),
      argv: ["/bin/sh", "-c", program],
    },
    speech: { cp437: false, raw: false, dos: false },
    line: lent,
    encoding: more.encoding ?? "utf8",
    mark,
    clock,
    limit: more.limit ?? 0,
  });
  return { run, lent, input, mark, text: () => new TextDecoder().decode(concatBytes(said)) };
}

Deno.test(
  "runDoor() answers the status that a program ended with, or the signal, as a shell does",
  options,
  async () => {
    for (const [program, status] of [["exit 0", 0], ["exit 42", 42], ["kill -KILL $$", 137]] as const) {
      const { run, lent } = begin(program);
      assert.deepEqual(await run, { status });
      lent[Symbol.dispose]();
    }
  },
);

Deno.test("runDoor() lets a program read to the end of what is typed", options, async () => {
  const { run, lent, text } = begin("cat | tr a-z A-Z; echo END", { typed: "words\r", inputEnded: true });
  assert.deepEqual(await run, { status: 0 });
  assert.match(text(), /WORDS\r\nEND/);
  lent[Symbol.dispose]();
});

Deno.test("runDoor() ends a program whose time is over", options, async () => {
  const clock = new FakeClock();
  const { run, lent, text } = begin("echo BEGUN; read -r x", { clock, limit: 60_000 });
  await until("it has begun", () => text().includes("BEGUN"));
  clock.advance(60_000);
  assert.equal((await run).ended, "timeout");
  lent[Symbol.dispose]();
});

Deno.test("runDoor() ends a program whose line is taken away", options, async () => {
  const { run, lent, text } = begin("echo BEGUN; read -r x");
  await until("it has begun", () => text().includes("BEGUN"));
  lent[Symbol.dispose]();
  assert.equal((await run).ended, "line");
});

Deno.test("runDoor() ends a door whose program reads nothing of far too much", options, async () => {
  const { run, lent, text, input } = begin("stty raw -echo; echo BEGUN; exec sleep 1000");
  await until("it has begun", () => text().includes("BEGUN"));
  let typed = 0;
  let over = false;
  const ended = run.finally(() => (over = true));
  for (
    const piece = new Uint8Array(32 * 1024).fill(120);
    !over && typed < 64 * 1024 * 1024;
    typed += piece.length
  ) {
    await Promise.race([input.push(piece), ended]);
  }
  const byItself = over;
  lent[Symbol.dispose]();
  const { status } = await ended;
  assert.ok(byItself, `It took ${typed} bytes`);
  assert.notEqual(status, 0);
});

for (const why of ["timeout", "line"] as const) {
  Deno.test(`runDoor() ends a program whose caller does not read (${why})`, options, async () => {
    const clock = new FakeClock();
    const program = "trap '' HUP; echo PID $$ END; while :; do echo MORE; sleep 0.1; done";
    const { run, lent, text } = begin(program, { clock, limit: 60_000, deaf: true });
    const pid = await until("it has begun", () => /PID (\d+) END/.exec(text())?.[1]);
    assert.ok(processesWith("MORE").includes(Number(pid)));
    if (why === "timeout") clock.advance(60_000);
    else lent[Symbol.dispose]();
    assert.equal((await within("the run is over", run)).ended, why);
    assert.ok(!processesWith("MORE").includes(Number(pid)));
    lent[Symbol.dispose]();
  });
}

Deno.test("runDoor() waits no longer for its terminal when the line is taken away", options, async () => {
  // A machine on which it takes long.
  const { run, lent, mark } = begin("echo BEGUN", { clock: new FakeClock(), columns: "80; sleep 4243" });
  await until("it waits", () => processesWith("sleep\x004243").length > 0);
  lent[Symbol.dispose]();
  assert.equal((await within("the run is over", run)).ended, "line");
  assert.deepEqual(processesWith(mark), []);
});

Deno.test(
  "runDoor() takes a mistake of the host for no caller who is gone, and leaves nothing",
  options,
  async () => {
    const { run, lent, mark } = begin("read -r x", { encoding: "no-such-encoding" });
    await assert.rejects(run, /no-such-encoding/);
    assert.deepEqual(processesWith(mark), []);
    lent[Symbol.dispose]();
  },
);

Deno.test("DoorProcess.start() leaves nothing when the second of its shells cannot be started", async () => {
  const mark = crypto.randomUUID();
  const terminal = {
    columns: 80,
    rows: 24,
    utf8: true,
    erase: "^?",
    folder: "/",
    env: new Map(),
    argv: ["true", "\0"],
  } as const;
  const { signal } = new AbortController();
  await assert.rejects(DoorProcess.start(terminal, mark, systemClock, signal), DoorStartError);
  // Nor a pipe to it, which the test would complain of.
  assert.deepEqual(processesWith(mark), []);
});
