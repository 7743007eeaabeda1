import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { QuestionPace } from "../../../lib/host/question_pace.ts";

Deno.test("QuestionPace lets a dozen questions go, and then waits ever longer, but not beyond the session", async () => {
  const clock = new FakeClock();
  const abort = new AbortController();
  const pace = new QuestionPace(clock, abort.signal);
  for (let i = 0; i < 12; i++) await pace.slowDown();
  for (const wait of [500, 1000]) {
    let done = false;
    const slowed = pace.slowDown().then(() => (done = true));
    clock.advance(wait - 1);
    await Promise.resolve();
    assert.equal(done, false);
    clock.advance(1);
    await slowed;
  }
  const last = pace.slowDown();
  abort.abort();
  await last;
  assert.equal(clock.pending, 0);
});
