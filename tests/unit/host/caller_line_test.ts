import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { CallerLine } from "../../../lib/host/caller_line.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { settle } from "../../fakes/until.ts";

const RESTORED = "\x1b[0m\x1b[?25h\x1b[?7h\r\n";

function setUp() {
  const caller = new FakeCaller();
  const clock = new FakeClock();
  return { caller, clock, line: new CallerLine(caller, clock) };
}

/** Whether a promise is kept by now. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  promise.then(() => (over = true), () => (over = true));
  await settle();
  return over;
}

Deno.test("CallerLine.write() writes bytes as they are and waits until the caller took them", async () => {
  const { caller, line } = setUp();
  caller.stopReading();
  const written = line.write(Uint8Array.of(0, 255, 27));
  assert.equal(await isOver(written), false);
  caller.readOn();
  await written;
  assert.deepEqual([...caller.bytes], [0, 255, 27]);
});

Deno.test("CallerLine.write() rejects when the line is dead, which is no stall", async () => {
  const { caller, clock, line } = setUp();
  caller.stopReading();
  const written = line.write(Uint8Array.of(1));
  caller.breakLine();
  await assert.rejects(written);
  clock.advance(1000);
  assert.equal(line.stalled, 0);
});

Deno.test("CallerLine.stalled counts only while something waits", async () => {
  const { caller, clock, line } = setUp();
  clock.advance(1000);
  assert.equal(line.stalled, 0);
  caller.stopReading();
  const written = line.write(Uint8Array.of(1));
  clock.advance(3000);
  assert.equal(line.stalled, 3000);
  caller.readOn();
  await written;
  clock.advance(3000);
  assert.equal(line.stalled, 0);
});

Deno.test("CallerLine.stalled begins anew with each write that goes through, for a slow caller is no dead one", async () => {
  const clock = new FakeClock();
  const taken: (() => void)[] = [];
  const caller = Object.assign(new FakeCaller(), {
    write: () => new Promise<void>((resolve) => taken.push(resolve)),
  });
  const line = new CallerLine(caller, clock);
  const first = line.write(Uint8Array.of(1));
  const second = line.write(Uint8Array.of(2));
  clock.advance(3000);
  taken[0]!();
  await first;
  clock.advance(500);
  assert.equal(line.stalled, 500);
  taken[1]!();
  await second;
  assert.equal(line.stalled, 0);
});

Deno.test("CallerLine.tell() writes a line of plain ASCII, whatever it is told", async () => {
  const { caller, line } = setUp();
  await line.tell("Gr\u00fc\u00dfe\x1b[2J\r\n\x07!");
  assert.equal(caller.screen, "\x1b[0m\r\nGr??e?[2J???!\r\n");
});

Deno.test("CallerLine.tell() rings the bell if the caller shall look up", async () => {
  const { caller, line } = setUp();
  await line.tell("Psst", true);
  assert.equal(caller.screen, "\x07\x1b[0m\r\nPsst\r\n");
});

Deno.test("CallerLine.lastWords() leaves the terminal in order, behind what was written before", async () => {
  const { caller, clock, line } = setUp();
  caller.stopReading();
  const written = line.write(new TextEncoder().encode("before"));
  const words = line.lastWords("Goodbye.", 5000);
  assert.equal(await isOver(words), false);
  caller.readOn();
  await Promise.all([written, words]);
  assert.equal(caller.screen, `before${RESTORED}\x1b[0m\r\nGoodbye.\r\n`);
  assert.equal(clock.pending, 0);
});

Deno.test("CallerLine.lastWords() without a line only restores the terminal", async () => {
  const { caller, line } = setUp();
  await line.lastWords(undefined, 5000);
  assert.equal(caller.screen, RESTORED);
});

Deno.test("CallerLine.lastWords() gives up at the deadline, and not before", async () => {
  const { caller, clock, line } = setUp();
  caller.stopReading();
  const words = line.lastWords("Goodbye.", 5000);
  clock.advance(4999);
  assert.equal(await isOver(words), false);
  clock.advance(1);
  await words;
  assert.equal(caller.screen, "");
  caller.breakLine();
  await settle();
});

Deno.test("CallerLine.lastWords() does not reject when the line is dead", async () => {
  const { caller, clock, line } = setUp();
  caller.breakLine();
  await line.lastWords("Goodbye.", 5000);
  assert.equal(clock.pending, 0);
});

Deno.test("CallerLine writes no sequences to who has no terminal", async () => {
  const { caller, clock } = setUp();
  const plain = Object.assign(caller, { profile: { ...caller.profile, plain: true } });
  const line = new CallerLine(plain, clock);
  await line.tell("Over.", true);
  await line.lastWords(undefined, 1000);
  await line.lastWords("Goodbye.", 1000);
  assert.equal(new TextDecoder().decode(Uint8Array.from(caller.bytes)), "Over.\nGoodbye.\n");
});
