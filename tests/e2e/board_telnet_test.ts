/** Calls to other boards by telnet: to a small one that does everything a board may do, and to a real one. */

import assert from "node:assert/strict";
import { FakeBoard, type FarCaller } from "../fakes/fake_board.ts";
import { startBoard } from "./battery_kit.ts";
import { pause, TestBoard, TestCaller, until } from "./harness.ts";
import { arrive, back, start } from "./people_kit.ts";
import { openAccount, seeMenu } from "./welcome_kit.ts";

const HANG_UP = "\x1e";
const ESCAPE = "\x1b";

type Ini = NonNullable<Parameters<typeof startBoard>[0]>["ini"];

function boardThatCalls(ini: Ini): Promise<TestBoard> {
  return startBoard({ ini: { ...ini, session: { preload: "f_top" } } });
}

/** Calls the board of the chosen row: answers the caller as that board sees him. */
async function call(caller: TestCaller, far: FakeBoard, keys = "\r"): Promise<FarCaller> {
  const before = far.callers.length;
  await caller.send(keys);
  const there = await until("the other board is called", () => far.callers[before]);
  await caller.see("A key goes there");
  await caller.send(" ");
  return there;
}

Deno.test("A caller talks to another board: options, keys, both encodings, a new size, ctrl-^", async () => {
  // "Grüß │" in CP437, then in UTF-8.
  await using dos = FakeBoard.open(async (caller) => {
    await caller.negotiate();
    await caller.say([0x47, 0x72, 0x81, 0xe1, 0x20, 0xb3, 0x20, 0xff, 0xff]);
  });
  await using unix = FakeBoard.open(async (caller) => {
    await caller.negotiate();
    const bytes = [...new TextEncoder().encode("Grüß │ Ω")];
    await caller.say(bytes.slice(0, 3));
    await pause(50);
    await caller.say(bytes.slice(3));
  });
  await using board = await boardThatCalls({
    "board dos": { host: "127.0.0.1", port: dos.port, text: "Far in DOS" },
    "board unix": {
      host: "127.0.0.1",
      port: unix.port,
      text: "Far in Unix",
      encoding: "utf8",
      terminal: "ansi",
    },
  });
  await using alice = await arrive(board, "alice");
  await start(alice, "telnet", /2 boards[^]*Far in DOS[^]*Far in Unix/);
  const there = await call(alice, dos);
  await alice.see("Grüß │");
  await until("the terminal is told", () => there.terminals.includes("xterm-256color"));
  await until("the size is told", () => there.sizes.at(-1) === "80x24");
  await until("all is agreed", () => there.agreed.length >= 7);
  assert.deepEqual(there.agreed.toSorted(), [
    "do 0",
    "do 1",
    "do 3",
    "will 0",
    "will 24",
    "will 3",
    "will 31",
  ]);
  await alice.send("a\u00fc\r\x03\x1b[A\x1bOP\x7f");
  await until("the keys have come", () => there.typed === "a\x81\r\x03\x1b[A\x1bOP\x7f");
  // Escapes are the other board's: five of them lead out of nothing here.
  for (let i = 0; i < 5; i++) {
    await alice.send(ESCAPE);
    await until("Escape has come", () => there.typed.endsWith(ESCAPE.repeat(i + 1)));
  }
  await alice.resize(100, 30);
  await until("the new size is told", () => there.sizes.at(-1) === "100x30");
  await alice.send(HANG_UP);
  await until("it is hung up", () => there.gone);
  await alice.see(/2 boards[^]*You have hung up on Far in DOS/);

  const other = await call(alice, unix, "j\r");
  await alice.see("Grüß │ Ω");
  await until("the terminal is told", () => other.terminals.includes("ansi"));
  await alice.send("\u00fc");
  await until("the key has come", () => other.typed === "\xc3\xbc");
  await alice.send(HANG_UP);
  await alice.see("You have hung up on Far in Unix");
  await alice.send("q");
  await back(alice);
});

Deno.test("The terminal of a caller in CP437 gets what another board sends, but for what would outlast the call", async () => {
  await using far = FakeBoard.open(async (caller) => {
    await caller.negotiate();
    await caller.say(
      "\x1b[2J\x1b[5;5H\x1b[1;31mred\x1b[?25l\x1b[3;9r\x1b[?7l\x1b]52;c;aGk=\x07\x1b[5i\x1b[13;",
    );
    await caller.say('"x"p\x1b[6nend');
  });
  await using board = await boardThatCalls({ "board far": { host: "127.0.0.1", port: far.port } });
  await using alice = await arrive(board, "alice", { terminal: "syncterm", encoding: "cp437" });
  await start(alice, "telnet", "1 board");
  const there = await call(alice, far);
  await alice.see(/end[^]*red/);
  const raw = () => new TextDecoder("latin1").decode(Uint8Array.from(alice.raw));
  assert.ok(raw().includes("\x1b[6n"), "questions reach the terminal");
  for (const foul of ["\x1b]52", "\x1b[5i", '\x1b[13;"']) assert.ok(!raw().includes(foul), foul);
  // The answer of the terminal goes to who has asked.
  await alice.send("\x1b[3;9R");
  await until("the answer has come", () => there.typed.includes("\x1b[3;9R"));
  const before = alice.raw.length;
  there.hangUp();
  await alice.see("far has hung up");
  const after = raw().slice(before);
  for (const mode of ["\x1b[?25h", "\x1b[?7h", "\x1b[0m\x1b[s\x1b[r\x1b[u"]) {
    assert.ok(after.includes(mode), mode);
  }
  await alice.send(" ");
  await alice.see(/1 board[^]*far has hung up/);
  await alice.send("q");
  await back(alice);
});

Deno.test("A board that floods is read as fast as the caller reads, and ctrl-^ is heard", async () => {
  let said = 0;
  await using far = FakeBoard.open(async (caller) => {
    for (;;) {
      await caller.say("0123456789abcdef".repeat(1024));
      said += 16 * 1024;
    }
  });
  await using board = await boardThatCalls({ "board far": { host: "127.0.0.1", port: far.port } });
  await using alice = await arrive(board, "alice");
  await start(alice, "telnet", "1 board");
  const memory = board.memory();
  const there = await call(alice, far);
  await until("much has come", () => said > 8 * 1024 * 1024, 30_000);
  await alice.send(HANG_UP);
  await until("it is hung up", () => there.gone, 30_000);
  await alice.see("You have hung up on far", 30_000);
  const grown = (board.memory() - memory) / 1024 / 1024;
  assert.ok(grown < 96, `the board has grown by ${grown} MB`);
  // The next caller is served at once.
  await using bob = await arrive(board, "bob");
  await start(bob, "telnet", "1 board");
});

Deno.test("A board that does not read, and one that nobody answers at, are left as well", async () => {
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  await using deaf = FakeBoard.open((caller) => caller.say("I hear nothing\r\n"), false);
  await using board = await boardThatCalls({
    "board a": { host: "127.0.0.1", port: deaf.port, text: "Deaf" },
    "board b": { host: "127.0.0.1", port, text: "Nobody" },
  });
  await using alice = await arrive(board, "alice");
  await start(alice, "telnet", "2 boards");
  await call(alice, deaf);
  await alice.see("I hear nothing");
  await alice.send("y".repeat(8192));
  await alice.send(HANG_UP);
  await alice.see("You have hung up on Deaf", 30_000);
  await alice.send("j\r");
  await alice.see("Nobody cannot be reached");
  await alice.send("q");
  await back(alice);
});

Deno.test("A session that ends takes its call along, and nobody calls what is not listed", async () => {
  await using far = FakeBoard.open((caller) => caller.say("Hello"));
  const script = `
import { type Session, TelnetError } from "x84";
export default async function main(session: Session): Promise<void> {
  for (const to of ["nobody", { host: "127.0.0.1", port: ${far.port} }, { host: "localhost", port: ${far.port} }]) {
    try {
      await session.openTelnet(to);
      await session.echo("CALLED ");
    } catch (error) {
      await session.echo(error instanceof TelnetError ? error.code + " " : "??? ");
    }
  }
  const board = await session.openTelnet("far");
  await session.echo("READ " + await board.read() + " END");
  await session.readKey();
}`;
  await using board = await startBoard({
    scripts: { caller: script },
    ini: {
      "board far": { host: "127.0.0.1", port: far.port },
      boards: { any: true },
      session: { preload: "f_top" },
    },
  });
  await using alice = await arrive(board, "alice");
  await alice.send("gosub caller\r");
  await alice.expect("refused refused refused READ Hello END");
  assert.equal(far.callers.length, 1);
  alice.close();
  await until("it is hung up", () => far.callers[0]!.gone);
});

Deno.test("A caller logs in to another board through this one, and is told nothing over its screen", async () => {
  await using beta = await TestBoard.start({ ini: { system: { bbsname: "Test Board" } } });
  await using board = await boardThatCalls({
    "board beta": { host: "127.0.0.1", port: beta.port, text: "Beta", encoding: "caller" },
    notices: { stay: 0 },
  });
  await using alice = await arrive(board, "alice");
  await using boss = await arrive(board, "boss");
  await start(alice, "telnet", "1 board");
  await alice.send("\r");
  await alice.see("Connected to Beta");
  await alice.send(" ");
  await openAccount(alice, "traveller");
  await seeMenu(alice);
  await alice.send("who\r");
  await alice.see(/traveller +/);
  await alice.send("q");
  await start(boss, "who", /alice +calling Beta/);
  // A private line waits until the call is over; it can be heard that there is one.
  const before = alice.raw.length;
  await boss.send("s");
  await boss.see("To alice:");
  await boss.send("psst\r");
  await until("it rings", () => alice.raw.indexOf(7, before) >= 0);
  await boss.see(/alice +calling Beta/);
  await boss.send("q");
  await back(boss);
  await alice.see("traveller@Test Board");
  assert.doesNotMatch((await alice.screen()).join("\n"), /psst/);
  await alice.send("g\r");
  await alice.see("Log off?");
  // Of an address five lines a second are written, and a fast machine has had them.
  await pause(1100);
  await alice.send("y");
  await alice.see("Beta has hung up");
  await alice.see("psst");
  await alice.send(" ");
  await alice.see("1 board");
  await alice.send("q");
  await back(alice);
  const ended = /Call to another board ended.*how=closed/;
  await until(`it is in the log: ${board.log().slice(-2000)}`, () => ended.test(board.log()));
  const left = /traveller.*Disconnected/;
  await until(`it is in Beta's log: ${beta.log().slice(-2000)}`, () => left.test(beta.log()));
});

Deno.test("The menu has the way to other boards when there are any", async () => {
  await using without = await TestBoard.start();
  await using alice = await TestCaller.connect(without.port);
  await openAccount(alice, "alice");
  await seeMenu(alice);
  assert.doesNotMatch((await alice.screen()).join("\n"), /\[tel\]net/);
  await using board = await TestBoard.start({ ini: { "board far": { host: "bbs.example.org" } } });
  await using bob = await TestCaller.connect(board.port);
  await openAccount(bob, "bob");
  await seeMenu(bob);
  await bob.see("[tel]net out");
  await bob.send("tel\r");
  await bob.see("1 board");
  await bob.send("q");
  await bob.see("[tel]net out");
});
