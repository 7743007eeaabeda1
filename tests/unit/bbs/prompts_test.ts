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

Deno.test("askYesNo() writes its question again where it began, without being told how to repaint", async () => {
  const seen: string[] = [];
  const look = { look: (screen: string) => void seen.push(screen) };
  const happenings = [{ columns: 30, rows: 5 }, look, { columns: 80, rows: 5 }, look, "y"];
  using session = new FakeSession({ happenings });
  const end = await session.run(async () => {
    await session.echo("above\r\nSo. ");
    return await askYesNo(session, "Really?");
  });
  assert.deepEqual(end, { type: "returned", value: true });
  assert.deepEqual(seen, Array(2).fill("above\nSo. Really? [y/N]"));
  assert.equal(await session.screen(), "above\nSo. Really? [y/N] yes");
});

Deno.test("askYesNo() keeps its question in one row when the screen becomes too narrow for where it stood", async () => {
  using session = new FakeSession({ happenings: [{ columns: 30, rows: 5 }] });
  await session.run(async () => {
    await session.echo(" ".repeat(60));
    await askYesNo(session, "Really?");
  });
  assert.equal(await session.screen(), `${" ".repeat(15)}Really? [y/N]`);
});

Deno.test("pressAnyKey() cuts its line at the screen, and follows another size", async () => {
  const seen: string[] = [];
  const look = { look: (screen: string) => void seen.push(screen) };
  const happenings = [look, { columns: 8, rows: 5 }, look, { columns: 40, rows: 5 }, look, "x"];
  using session = new FakeSession({ columns: 12, rows: 5, happenings });
  await session.run(() => pressAnyKey(session, "Go on with it"));
  assert.deepEqual(seen, ["Go on with", "Go on w", "Go on with it"]);
  assert.equal(await session.screen(), "");
});
