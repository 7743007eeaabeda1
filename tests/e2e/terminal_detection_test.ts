/** What a terminal says of itself decides what it gets, from the login prompt to the caller's own Worker. */

import assert from "node:assert/strict";
import { pause, TestBoard, TestCaller, until } from "./harness.ts";
import { DO, IAC, NAWS, NEW_ENVIRON, subnegotiation, TTYPE, typeIs, WILL, WONT } from "./telnet_kit.ts";

const MATRIX = `
import { readLine, type Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.echo("Name? ");
  const name = await readLine(session, { maxLength: 30 });
  await session.echo("\\r\\nHello <" + name + ">\\r\\n");
  await session.loginAsGuest();
  session.goto("top");
}`;
const TOP = `
import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  for (;;) {
    const { colorDepth, syncTerm, lowGlyphs } = session.capabilities;
    await session.echo("TOP " + [colorDepth, syncTerm, lowGlyphs].join(" ") + "\\r\\n");
    const key = await session.readKey();
    if (key?.text !== "t") await session.echo("KEY " + JSON.stringify(key) + "\\r\\n");
  }
}`;
const CTERM = "\x1b[=67;84;101;114;109;1;323c";
const FEATURES = "\x1b[<0;1;2;3;4;5;6;7c";

function start(): Promise<TestBoard> {
  return TestBoard.start({
    ini: { matrix: { enable_anonymous: "yes" } },
    scripts: { matrix: MATRIX, top: TOP },
  });
}

Deno.test("A SyncTERM that answers is known before its caller has typed his name, in his own Worker too", async () => {
  await using board = await start();
  await using caller = await TestCaller.connect(board.port, { terminal: "syncterm", encoding: "latin1" });
  await caller.expect("\x1b[c");
  await caller.send(CTERM);
  await caller.expect("\x1b[<c");
  await caller.send(FEATURES);
  await caller.send("fred\r");
  await caller.expect("Hello <fred>");
  await caller.expect("TOP 8 true true");
});

Deno.test("A terminal of SyncTERM's kind that never answers waits for nothing, and goes by its name", async () => {
  await using board = await start();
  for (const [terminal, wanted] of [["syncterm", "4 true true"], ["ansi", "4 false true"]]) {
    await using caller = await TestCaller.connect(board.port, { terminal: terminal!, encoding: "latin1" });
    await caller.send("fred\r");
    await caller.expect("Hello <fred>");
    await caller.expect(`TOP ${wanted}`);
    await caller.send("t");
    await caller.expect(`TOP ${wanted}`);
  }
});

Deno.test("Answers that come late and in pieces, amid a name or behind the login, are never taken for typing", async () => {
  await using board = await start();
  await using early = await TestCaller.connect(board.port, { terminal: "ansi", encoding: "latin1" });
  await early.expect("Name? ");
  await early.send("fr");
  // The case: pieces that lie further apart than an Escape key is waited for.
  for (const piece of [CTERM.slice(0, 1), CTERM.slice(1, 2), CTERM.slice(2, 9), CTERM.slice(9)]) {
    await early.send(piece);
    await pause(150);
  }
  await early.send(`e${FEATURES}d\r`);
  await early.expect("Hello <fred>");
  await early.expect("TOP 8 true true");

  await using late = await TestCaller.connect(board.port, { terminal: "ansi", encoding: "latin1" });
  await late.expect("Name? ");
  await late.send("eve\r");
  await late.expect("TOP 4 false true");
  await late.send(CTERM);
  await late.expect("\x1b[<c");
  await late.send(`${FEATURES}t`);
  await late.expect("TOP 8 true true");
  assert.ok(!late.text.includes("KEY") && !early.text.includes("KEY"));
});

Deno.test("Whoever says enough, or no name at all, is not asked", async () => {
  await using board = await start();
  for (const terminal of ["xterm-256color", null]) {
    await using caller = await TestCaller.connect(board.port, { terminal });
    await caller.expect("Name? ");
    await caller.send("fred\r");
    await caller.expect("TOP ");
    assert.ok(!String.fromCharCode(...caller.raw).includes("\x1b[c"));
  }
});

Deno.test("MTTS and COLORTERM decide how many colours there are, and move along to the caller's own Worker", async () => {
  await using board = await start();
  const cases: [names: string[], colorTerm: string, wanted: string][] = [
    [["tintin", "vt100", "mtts 269"], "", "TOP 24 "],
    [["tintin", "vt100", "mtts 13"], "", "TOP 8 "],
    [["xterm-256color"], "truecolor", "TOP 24 "],
    [["xterm-256color"], "", "TOP 8 "],
    [["vt220"], "", "TOP 4 "],
  ];
  for (const [names, colorTerm, wanted] of cases) {
    await using caller = await TestCaller.connect(board.port, { silent: true });
    const told = (command: string, ...bytes: number[]) =>
      caller.commands.filter((one) => one.join() === [command, ...bytes].join()).length;
    await until("the server asks", () => told("do", NEW_ENVIRON) > 0);
    await caller.send([IAC, WILL, TTYPE, IAC, WONT, NAWS, IAC, WILL, NEW_ENVIRON, IAC, DO, 1, IAC, DO, 3]);
    await until(
      "the server asks for variables",
      () => caller.commands.some(([kind, option]) => kind === "sb" && option === NEW_ENVIRON),
    );
    const variables = colorTerm === "" ? [] : [3, "COLORTERM", 1, colorTerm];
    await caller.send(subnegotiation(NEW_ENVIRON, 0, ...variables));
    // A client that has come to its last name repeats it.
    for (const [at, name] of [...names, names.at(-1)!].entries()) {
      await until(`the server asks for name ${at}`, () => told("sb", TTYPE, 1) > at);
      await caller.send(typeIs(name));
    }
    await caller.expect("Name? ");
    await caller.send("fred\r");
    await caller.expect(wanted);
  }
});
