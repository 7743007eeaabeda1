import assert from "node:assert/strict";
import { FakeClock, systemClock } from "../../../lib/base/clock.ts";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { CallerInput } from "../../../lib/host/caller_input.ts";
import { CallerLine } from "../../../lib/host/caller_line.ts";
import { runDoor } from "../../../lib/host/door_run.ts";
import { LentLine } from "../../../lib/host/lent_line.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { until } from "../../fakes/until.ts";
import { NO_SCRIPT } from "../../e2e/door_kit.ts";

const options = { ignore: NO_SCRIPT };

/** A program of the shell on a line that nobody else has. */
function begin(
  program: string,
  more: { typed?: string; inputEnded?: boolean; clock?: FakeClock; limit?: number } = {},
) {
  const caller = new FakeCaller();
  const clock = more.clock ?? systemClock;
  const said: Uint8Array[] = [];
  const line = new CallerLine(
    {
      ...caller,
      profile: caller.profile,
      write: (bytes: Uint8Array) => Promise.resolve(void said.push(bytes)),
    } as never,
    clock,
  );
  const input = new CallerInput(clock);
  const lent = new LentLine({
    input,
    line,
    unread: new TextEncoder().encode(more.typed ?? ""),
    signal: new AbortController().signal,
    profile: caller.profile,
    inputEnded: more.inputEnded ?? false,
  });
  const run = runDoor({
    terminal: {
      columns: caller.profile.size.columns,
      rows: caller.profile.size.rows,
      utf8: true,
      erase: "^?",
      folder: "/",
      env: new Map([["PATH", "/usr/bin:/bin"]]),
      argv: ["/bin/sh", "-c", program],
    },
    speech: { cp437: false, raw: false, dos: false },
    line: lent,
    encoding: "utf8",
    mark: crypto.randomUUID(),
    clock,
    limit: more.limit ?? 0,
  });
  return { run, lent, input, text: () => new TextDecoder().decode(concatBytes(said)) };
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
    !over && typed < 512 * 1024 * 1024;
    typed += piece.length
  ) {
    await Promise.race([input.push(piece), ended]);
  }
  const { status } = await ended;
  assert.notEqual(status, 0);
  assert.ok(typed < 512 * 1024 * 1024, String(typed));
  lent[Symbol.dispose]();
});
