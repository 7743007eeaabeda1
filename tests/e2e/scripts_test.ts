/** Scripts on disk: TypeScript, edited while the board runs, beside the sources and beside the compiled program. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller, until } from "./harness.ts";

const MATRIX = `
import { greeting } from "./words.ts";
import type { Session } from "x84";
interface Step { readonly name: string }
export default async function main(session: Session): Promise<void> {
  await session.echo("READY\\r\\n");
  for (;;) {
    const key = await session.readKey();
    if (key === undefined || key.text === "q") return;
    const step: Step = { name: "part" };
    if (key.text === "g") await session.echo(greeting as string + String(await session.gosub(step.name)) + ";\\r\\n");
    if (key.text === "d") await session.echo(String(await session.gosub("sub.deep")) + ";\\r\\n");
    if (key.text === "b") { await session.gosub("broken"); await session.echo("BACK\\r\\n"); }
    if (key.text === "m") { await session.gosub("missing_script"); await session.echo("BACK\\r\\n"); }
  }
}`;

Deno.test("An edited script is live at its next call, and knows its siblings, types and all", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: MATRIX,
      words: `export const greeting: string = "hi ";`,
      part: `export default async function main(): Promise<number> { return 1 as number; }`,
    },
  });
  await Deno.mkdir(`${board.home}/scripts/sub`);
  await Deno.writeTextFile(
    `${board.home}/scripts/sub/deep.ts`,
    `export default async function main(): Promise<string> { return "deep"; }`,
  );
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("READY");
  await caller.send("g");
  await caller.expect("hi 1;");
  await Deno.writeTextFile(
    `${board.home}/scripts/part.ts`,
    `type N = number;\nexport default async function main(): Promise<N> { return 2 as N; }`,
  );
  await until("the edited script answers", async () => {
    await caller.send("g");
    return await caller.expect(/hi \d;/) === "hi 2;";
  });
  await caller.send("d");
  await caller.expect("deep;");
});

Deno.test("An edited file that scripts import is live at their next call, in the lobby, too (once at the next start)", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: MATRIX,
      words: `export const greeting: string = "old ";`,
      part:
        `import { n } from "./number.ts"; export default async function main(): Promise<number> { return n; }`,
      number: "export const n: number = 1;",
    },
  });
  await using early = await TestCaller.connect(board.port);
  await early.expect("READY");
  await early.send("g");
  await early.expect("old 1;");
  await Deno.writeTextFile(`${board.home}/scripts/words.ts`, `export const greeting = "new " as string;`);
  await Deno.writeTextFile(
    `${board.home}/scripts/number.ts`,
    `import { sanitizeLine } from "x84"; export const n = Number(sanitizeLine("2")) as number;`,
  );
  // His first script runs on, what it calls is called anew; who comes later gets all of it.
  await early.send("g");
  await early.expect("old 2;");
  await using late = await TestCaller.connect(board.port);
  await late.expect("READY");
  await late.send("g");
  await late.expect("new 2;");
});

Deno.test("A script that does not parse, and one that is not there, end in a line and give the caller back", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: MATRIX,
      words: `export const greeting = "";`,
      broken: "export default async function main( {",
    },
  });
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("READY");
  await caller.send("b");
  await caller.expect('Script "broken" failed, back to "matrix".');
  await caller.send(" ");
  await caller.expect("BACK");
  await caller.send("m");
  await caller.expect('Script "missing_script" failed, back to "matrix".');
  await caller.send(" ");
  await caller.expect("BACK");
  assert.ok(board.alive);
});

Deno.test("A traceback in the log names the sysop's file and the right line, and the caller sees none", async () => {
  const failing =
    `interface A { a: number }\n// line 2\nexport default async function main(): Promise<A> {\n` +
    `  const x = 1 as number;\n  throw new Error("on purpose " + x);\n}`;
  await using board = await TestBoard.start({
    scripts: { matrix: MATRIX, words: `export const greeting = "";`, broken: failing },
  });
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("READY");
  await caller.send("b");
  await caller.expect("failed");
  const line = await until("the log has the traceback", () => {
    return board.log().split("\n").find((text) => text.includes("on purpose 1"));
  });
  assert.match(line, new RegExp(`${board.home}/scripts/broken\\.ts:5:\\d+`));
  assert.ok(!caller.text.includes("broken.ts"));
});

Deno.test("What a script says to console is a line of the log, and nothing for the operator's terminal", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: `import type { Session } from "x84";
        export default async function main(session: Session): Promise<void> {
          console.warn("typed: %s", "\\x1b]2;evil\\x07", { in: 1 });
          await session.echo("READY");
          await session.readKey();
          console.error("later");
          await session.echo("DONE");
          await session.readKey();
        }`,
    },
  });
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("READY");
  await caller.send("x");
  await caller.expect("DONE");
  await until("the log has both", () => board.output.includes("later"));
  assert.match(
    board.output,
    /WARN +script .*\[telnet-127\.0\.0\.1:\d+\] typed: \\x1b\]2;evil\\x07 \{ in: 1 \}/,
  );
  assert.match(board.output, /ERROR +script .*\[telnet-127\.0\.0\.1:\d+\] later/);
  assert.ok(!board.output.includes("\x1b]2;evil"), "strangers' words came through");
});

Deno.test("A single module of the API is the one that x84 has, for the sysop's scripts, too", async () => {
  await using board = await TestBoard.start({
    scripts: {
      matrix: `
import { type Session, Region as Of } from "x84";
import { Region } from "x84/bbs/region.ts";
import { KEYS } from "x84/testing";
export default async function main(session: Session): Promise<void> {
  await session.echo("same " + (Region === Of) + ", testing " + typeof KEYS + ";");
}`,
    },
  });
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("same true, testing object;");
});
