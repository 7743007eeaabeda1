import assert from "node:assert/strict";
import { concatBytes } from "../../../lib/base/bytes.ts";
import { FakeClock } from "../../../lib/base/clock.ts";
import { CallerInput, type InputTaker } from "../../../lib/host/caller_input.ts";
import { CallerLine } from "../../../lib/host/caller_line.ts";
import { LentLine, type LineReader } from "../../../lib/host/lent_line.ts";
import { FakeCaller } from "../../fakes/fake_caller.ts";
import { until } from "../../fakes/until.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (parts: readonly Uint8Array[]) => new TextDecoder().decode(concatBytes(parts));

function taker(parts: Uint8Array[]): InputTaker {
  return { input: (sent) => void parts.push(sent), inputEnd: () => {} };
}

function lend(unread: string = "", inputEnded: boolean = false) {
  const caller = new FakeCaller();
  const clock = new FakeClock();
  const input = new CallerInput(clock);
  const toScripts: Uint8Array[] = [];
  const abort = new AbortController();
  if (inputEnded) input.end();
  input.attach(taker(toScripts));
  const open = () =>
    new LentLine({
      input,
      line: new CallerLine(caller, clock),
      unread: bytes(unread),
      signal: abort.signal,
      profile: caller.profile,
    });
  return { input, toScripts, abort, open };
}

function reader(taken: Uint8Array[], takes: () => boolean | Promise<boolean> = () => true) {
  const seen = { ends: 0, sizes: [] as string[] };
  const made: LineReader = {
    async input(typed) {
      const yes = await takes();
      if (yes) taken.push(typed);
      return yes;
    },
    inputEnd: () => void seen.ends++,
    resize: ({ columns, rows }) => void seen.sizes.push(`${columns}x${rows}`),
  };
  return { ...seen, reader: made, seen };
}

Deno.test("LentLine gives a reader first what scripts had taken, then what they had not, then what is typed", async () => {
  const { input, toScripts, open } = lend("one ");
  await input.push(bytes("two "));
  using line = open();
  const taken: Uint8Array[] = [];
  line.serve(reader(taken).reader);
  await input.push(bytes("three"));
  await until("all is taken", () => text(taken) === "one two three");
  assert.equal(text(toScripts), "two ");
});

Deno.test("LentLine.stop() leaves what the reader has not taken to the scripts", async () => {
  const { input, open } = lend();
  const line = open();
  const taken: Uint8Array[] = [];
  let takes = true;
  line.serve(reader(taken, () => takes).reader);
  await input.push(bytes("for it "));
  await until("it is taken", () => text(taken) === "for it ");
  takes = false;
  await input.push(bytes("for them "));
  line.stop();
  const pushed = input.push(bytes("later"));
  line[Symbol.dispose]();
  const after: Uint8Array[] = [];
  input.attach(taker(after), line.unread);
  await pushed;
  assert.equal(text(after), "for them later");
});

Deno.test("LentLine tells a reader sizes, and the end of the input behind everything typed", async () => {
  const { open } = lend("typed", true);
  using line = open();
  const taken: Uint8Array[] = [];
  const { reader: made, seen } = reader(taken);
  line.serve(made);
  line.resize({ columns: 100, rows: 30 });
  await until("the end is told", () => seen.ends === 1);
  assert.equal(text(taken), "typed");
  assert.deepEqual(seen.sizes, ["100x30"]);
  assert.equal(line.profile.size.columns, 100);
});

Deno.test("LentLine is over with its session, and when it is taken back, once", async () => {
  const first = lend();
  const line = first.open();
  first.abort.abort();
  assert.ok(line.signal.aborted);
  await line.write(bytes("nobody is there"));
  const second = lend();
  const other = second.open();
  other[Symbol.dispose]();
  assert.ok(other.signal.aborted);
  const after: Uint8Array[] = [];
  second.input.attach(taker(after));
  other[Symbol.dispose]();
  await second.input.push(bytes("x"));
  assert.equal(text(after), "x");
});

Deno.test("LentLine serves nobody any more once it was taken back, and a late yes counts for nothing", async () => {
  const { input, open } = lend();
  const line = open();
  const slow = Promise.withResolvers<boolean>();
  line.serve(reader([], () => slow.promise).reader);
  await input.push(bytes("late"));
  line[Symbol.dispose]();
  const late: Uint8Array[] = [];
  line.serve(reader(late).reader);
  const scripts: Uint8Array[] = [];
  input.attach(taker(scripts));
  slow.resolve(true);
  await input.push(bytes(" hello"));
  await until("all is there", () => text(scripts) === "late hello");
  assert.deepEqual(late, []);
  assert.equal(input.consumed("late hello".length), true);
  assert.equal(input.consumed(1), false);
});
