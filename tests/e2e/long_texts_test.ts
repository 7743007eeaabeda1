/**
 * Texts much longer than the heap: the engine has no answer to them but the end of the process, so nobody gets there.
 *
 * @module
 */

import assert from "node:assert/strict";
import { RawCaller, startBoard } from "./battery_kit.ts";
import { until } from "./harness.ts";

/** A text of 268 million characters that takes no memory until somebody looks into it. */
const DOUBLED = `let text = "x"; while (text.length < 2 ** 28) text += text;`;

/** What a script does, and what the log says then. */
const CASES: readonly (readonly [code: string, told: RegExp])[] = [
  [`"x".repeat(3e8).toUpperCase();`, /Cannot repeat: a text made in one go has up to 67108864 characters/],
  [
    `${DOUBLED} await session.echo(text);`,
    /Cannot echo: expected up to 67108864 characters, found 268435456/,
  ],
  [`${DOUBLED} session.log("info", text);`, /Cannot write to the log: expected up to 67108864 characters/],
  [
    `${DOUBLED} await session.publish("news", [{ text }]);`,
    /Cannot publish on "news": expected up to 67108864/,
  ],
  [`${DOUBLED} await session.subscribe(text);`, /Cannot send subscribe: expected up to 67108864/],
  [
    `${DOUBLED} await new DBProxy("notes").set("key", { text });`,
    /Cannot store value: expected up to 16777216/,
  ],
  [`${DOUBLED} encodePipe(text);`, /expected up to 67108864 characters, found 268435456/],
  [`${DOUBLED} throw new Error(text);`, /Script "f_long\d" failed: Error: \(268435456 characters\)/],
  [`${DOUBLED} throw text;`, /Script "f_long\d" failed: Error: Thrown value: \(268435456 characters\)/],
  [`let text = "x"; for (;;) text += text;`, /Script "f_long\d" failed: RangeError: Invalid string length/],
];

Deno.test("Battery 63: a text much longer than the heap costs its script, and nobody the process", async () => {
  const scripts = Object.fromEntries(CASES.map(([code], n) => [
    `f_long${n}`,
    `import { DBProxy, encodePipe, type Session } from "x84";
     export default async function main(session: Session): Promise<void> { ${code} }
     void DBProxy, encodePipe;`,
  ]));
  await using board = await startBoard({ scripts });
  // All at once, for who has failed waits for two seconds; from addresses of their own, for of each the log takes few lines.
  await Promise.all(CASES.map(async ([code, told], n) => {
    await using caller = await RawCaller.enter(board, { from: `127.0.0.${2 + n}` });
    await caller.send(`long${n}\r`);
    await caller.expect(`Script "f_long${n}" failed`);
    await until(`the log tells of ${code}`, () => told.test(board.output));
    await caller.expect("MENU> ");
  }));
  assert.ok(board.alive);
});
