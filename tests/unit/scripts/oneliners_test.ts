import assert from "node:assert/strict";
import oneliners from "../../../scripts/oneliners.ts";
import { DBProxy } from "../../../mod.ts";
import { KEYS, MemoryStore, runScript, type RunScriptOptions } from "../../../lib/testing.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const FOLDER = new URL("../../../scripts/", import.meta.url);

interface Line {
  readonly handle: string;
  readonly text: string;
  readonly time: number;
}

/** Runs the script on a wall with these lines, and answers what is on it afterwards. */
async function run(texts: readonly string[], options: RunScriptOptions = {}, handle = "bob") {
  const store = new MemoryStore();
  const db = new DBProxy<Line>("oneliner", "lines", store);
  const time = Date.now() - 60_000;
  for (const [i, text] of texts.entries()) await db.set(String(i).padStart(10, "0"), { handle, text, time });
  await new DBProxy<number>("oneliner", "counter", store).set("next", texts.length);
  const { end, screen, output, published } = await runScript(oneliners, {
    folder: FOLDER,
    store,
    ...options,
  });
  const left = (await db.values()).map((line) => line.text);
  return { end, screen: screen.text, output, published, texts: left };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `line ${i + 1}`);
}

for (const [columns, rows] of [[80, 24], [40, 12]] as const) {
  Deno.test(`oneliners shows the newest lines that fit in ${columns}x${rows}`, async () => {
    const { screen } = await run(numbered(30), { columns, rows });
    await assertScreen(`oneliners_${columns}x${rows}`, screen.replace(/ 1m *\ds/g, " 1m 0s"));
  });
}

Deno.test("oneliners says that nobody has said anything yet", async () => {
  assert.match((await run([])).screen, /Nobody has said anything yet/);
});

Deno.test("oneliners adds a line and tells the others", async () => {
  const { texts, published, screen } = await run(["first"], { happenings: ["y", "hello there\r"] });
  assert.deepEqual(texts, ["first", "hello there"]);
  assert.match(screen, /alice: hello there/);
  assert.deepEqual(published, [
    { topic: "oneliner", data: { handle: "alice", text: "hello there" }, target: undefined },
  ]);
});

Deno.test("oneliners adds nothing for Escape and for a blank line", async () => {
  assert.deepEqual((await run(["first"], { happenings: ["y", "no", KEYS.escape] })).texts, ["first"]);
  assert.deepEqual((await run(["first"], { happenings: ["y", "   \r"] })).texts, ["first"]);
});

Deno.test("oneliners takes the oldest lines away (x/84 took the newest)", async () => {
  const settings = { oneliners: { max_history: "3" } };
  const { texts } = await run(numbered(5), { settings, happenings: ["y", "the newest\r"] });
  assert.deepEqual(texts, ["line 4", "line 5", "the newest"]);
});

Deno.test("oneliners lets nobody write two lines within min_elapsed seconds (x/84 had it the other way)", async () => {
  const happenings = ["y", "again\r"];
  const soon = await run(
    ["first"],
    { settings: { oneliners: { min_elapsed: "3600" } }, happenings },
    "alice",
  );
  assert.deepEqual(soon.texts, ["first"]);
  const later = await run(["first"], { settings: { oneliners: { min_elapsed: "10" } }, happenings }, "alice");
  assert.deepEqual(later.texts, ["first", "again"]);
  const other = await run(["first"], { settings: { oneliners: { min_elapsed: "3600" } }, happenings }, "bob");
  assert.deepEqual(other.texts, ["first", "again"]);
});

Deno.test("oneliners cuts a line at max_msglen characters", async () => {
  const settings = { oneliners: { max_msglen: "5" } };
  const { texts } = await run([], { settings, happenings: ["y", "日本語の文字列です\r"] });
  assert.deepEqual(texts, ["日本語の文"]);
});

Deno.test("oneliners shows pipe codes as colours and takes escape sequences out", async () => {
  const { output, screen } = await run(["|04red \x1b[2J\x1b]0;x\x07\x9b6nthen"]);
  assert.match(screen, /bob: red then/);
  // deno-lint-ignore no-control-regex
  assert.match(output, /\x1b\[0;31m/);
  // The board itself tells what is done here as the window's title.
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(output, /\x1b\[2J|\x1b\](?!2;reading one-liners\x07|2;\x07)|\x9b/);
});

Deno.test("oneliners scrolls to older lines and back", async () => {
  const rows = 10;
  const oldest = await run(numbered(30), { rows, happenings: ["0"] });
  assert.match(oldest.screen, /line 1 /);
  assert.match(oldest.screen, /25 newer: down/);
  const up = await run(numbered(30), { rows, happenings: [KEYS.up, "k"] });
  assert.match(up.screen, /line 28 /);
  assert.doesNotMatch(up.screen, /line 29 /);
  const page = await run(numbered(30), { rows, happenings: ["b", KEYS.pageUp, " "] });
  assert.match(page.screen, /line 25 /);
  const end = await run(numbered(30), { rows, happenings: ["0", "G"] });
  assert.match(end.screen, /line 30 /);
});

Deno.test("oneliners leaves for n, q, Enter and Escape", async () => {
  for (const key of ["n", "q", KEYS.enter, KEYS.escape]) {
    assert.deepEqual((await run([], { happenings: [key] })).end, { type: "returned", value: undefined });
  }
});
