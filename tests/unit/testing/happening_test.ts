import assert from "node:assert/strict";
import { requireHappenings, requireSize } from "../../../lib/testing/happening.ts";
import { runScript } from "../../../lib/testing/run_script.ts";

const EXPECTED =
  "Cannot run script: expected text, { columns, rows }, { topic, data }, { inputEnd }, { timeout } or " +
  "{ look } as each of happenings, found ";

Deno.test("requireHappenings() takes whatever can happen", () => {
  requireHappenings([
    "hello\r",
    { columns: 40, rows: 12 },
    { topic: "chat", data: undefined },
    { inputEnd: true },
    { timeout: true },
    { look: () => {} },
  ]);
});

Deno.test("requireHappenings() says what can happen, where the terminal once threw in its own words", () => {
  const cases: [unknown, string][] = [
    ["hello", 'Cannot run script: expected a list as happenings, found "hello"'],
    [[5], `${EXPECTED}5`],
    [[null], `${EXPECTED}null`],
    [[{ column: 40, rows: 12 }], `${EXPECTED}{ column, rows }`],
    [[{ look: "screen" }], `${EXPECTED}{ look }`],
    [[{ columns: 40, rows: "12" }], 'Cannot run script: expected 1 to 1000 as rows, found "12"'],
  ];
  for (const [wrong, message] of cases) {
    assert.throws(() => requireHappenings(wrong), { name: "TypeError", message });
  }
});

Deno.test("requireSize() takes what a screen can have", () => {
  requireSize(1, 1);
  requireSize(500, 300);
  for (const [columns, rows] of [[0, 24], [80, NaN], [80.5, 24], [80, 1001], [undefined, 24]]) {
    assert.throws(() => requireSize(columns, rows), /^TypeError: Cannot run script: expected 1 to 1000 as /);
  }
});

Deno.test("runScript() says what it wants before anything runs", async () => {
  const main = () => assert.fail("it ran");
  await assert.rejects(runScript(undefined as never), {
    name: "TypeError",
    message: "Cannot run script: expected the script's function, found undefined",
  });
  await assert.rejects(runScript(main, { columns: NaN }), /expected 1 to 1000 as columns, found NaN/);
  await assert.rejects(runScript(main, { happenings: [7 as never] }), /as each of happenings, found 7/);
});
