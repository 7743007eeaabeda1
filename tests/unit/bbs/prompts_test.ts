import assert from "node:assert/strict";
import { askYesNo, pressAnyKey } from "../../../lib/bbs/prompts.ts";
import { FakeSession } from "../../fakes/fake_session.ts";

async function ask(keys: string, fallback?: boolean): Promise<unknown> {
  using session = new FakeSession({ happenings: [keys] });
  const end = await session.run(() => askYesNo(session, "Really?", fallback));
  return end.type === "returned" ? end.value : end.type;
}

Deno.test("askYesNo() takes y and n, Enter for the fallback and Escape for no", async () => {
  assert.equal(await ask("xY"), true);
  assert.equal(await ask("n", true), false);
  assert.equal(await ask("\r"), false);
  assert.equal(await ask("\r", true), true);
  assert.equal(await ask("\x1b", true), false);
});

Deno.test("askYesNo() writes the answer behind the question", async () => {
  using session = new FakeSession({ happenings: ["y"] });
  await session.run(() => askYesNo(session, "Really?"));
  assert.equal(await session.screen(), "Really? [y/N] yes");
});

Deno.test("pressAnyKey() takes its line away again", async () => {
  using session = new FakeSession({ happenings: ["x"] });
  await session.run(() => pressAnyKey(session, "Go on"));
  assert.match(session.output, /Go on/);
  assert.equal(await session.screen(), "");
});

Deno.test("askYesNo() asks again on a screen of another size", async () => {
  using session = new FakeSession({ happenings: [{ columns: 30, rows: 5 }, "y"] });
  const repaint = () => session.echo("\x1b[2J\x1b[3;1H");
  const end = await session.run(() => askYesNo(session, "Really?", false, repaint));
  assert.deepEqual(end, { type: "returned", value: true });
  assert.equal(await session.screen(), "\n\nReally? [y/N] yes");
});
