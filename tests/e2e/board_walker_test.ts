/** Callers who press anything at all, all over the default board: no script fails, nobody is stuck, memory stays. */

import assert from "node:assert/strict";
import { closeAll, megabytes, report, untilQuiet } from "./battery_kit.ts";
import { pause, TestBoard, TestCaller, until } from "./harness.ts";

const CALLERS = 10;
const KEYS = 200;
/** Keys that a caller needs to leave from wherever he is, though another calls him meanwhile. */
const WAY_OUT = ["\x1b", "q", "\x1b", "q", "\x1b", "q", "\x1b"];
/** Megabytes that the board may hold more after all have left. */
const GROWTH = 96;

/** The first caller becomes the sysop, who does not walk. Walkers come in without the questions of an application. */
const MATRIX = `
import { readLine, type Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.echo("NAME> ");
  const name = await readLine(session);
  if (name === undefined) return;
  const password = "correct horse";
  const answer = await session.apply({ handle: name, password, location: "", email: "" });
  if (!("user" in answer) && !await session.login(name, password)) throw new Error(JSON.stringify(answer));
  session.goto("top");
}`;

const WORDS = [
  ..."m n b ol vote who chat page lc user rss w irc f play doors pe cs si sysop t lg p".split(" ").map((
    key,
  ) => `${key}\r`),
  ...["\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F", "\x1b[3~"],
  ...["\r", "\r", "\r", "\x1b", "\x1b", "\t", "\x7f", "\x0c", " ", "\x01", "\x19", "\x1a", "\x00"],
  ..."abcdefghijklmnopqrstuvwxyz0123456789?<>!/+-*\\".split(""),
  ..."yynnqqq".split(""),
  "/me waves\r",
  "hello \xe9\u20ac\ud83d\ude00 |04world|\r",
  "\x1b[200~pasted\r\nlines\r\n\x1b[201~",
];

/** The generator of Lehmer with the constants of Park and Miller: the same walk every time. */
function* chances(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = state * 48_271 % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

/** A caller who walks about, and comes back when he has left. */
class Walker implements AsyncDisposable {
  readonly #chances: Generator<number, never>;
  #caller: TestCaller | undefined;
  /** What he pressed lately, for the story of a failure. */
  readonly path: string[] = [];

  constructor(private readonly board: TestBoard, readonly name: string, seed: number) {
    this.#chances = chances(seed);
  }

  async enter(): Promise<TestCaller> {
    await this[Symbol.asyncDispose]();
    const number = Math.floor(this.#chances.next().value * 4);
    const terminal = ["xterm-256color", "syncterm", "ansi", "dumb"][number]!;
    const caller = await TestCaller.connect(this.board.port, { terminal });
    await caller.expect("NAME> ");
    await caller.send(`${this.name}\r`);
    await caller.see(/Quick login|\[y\/N\]/i);
    return this.#caller = caller;
  }

  async walk(keys: number): Promise<void> {
    for (let i = 0; i < keys; i++) {
      const caller = this.#caller === undefined || this.#caller.closed ? await this.enter() : this.#caller;
      const chance = this.#chances.next().value;
      if (chance < 0.03) {
        const size = [[80, 24], [132, 50], [40, 24], [80, 25], [20, 6]][Math.floor(chance / 0.006)]!;
        await caller.resize(size[0]!, size[1]!).catch(() => {});
        continue;
      }
      const key = WORDS[Math.floor(this.#chances.next().value * WORDS.length)]!;
      this.path.push(key);
      await caller.send(key).catch(() => {});
      await pause(20);
    }
  }

  /** Leaves, and answers how many keys it took. */
  async leave(): Promise<number> {
    const caller = this.#caller === undefined || this.#caller.closed ? await this.enter() : this.#caller;
    for (const [count, key] of WAY_OUT.entries()) {
      await caller.send(key).catch(() => {});
      for (let i = 0; i < 40 && !caller.closed; i++) await pause(50);
      if (caller.closed) return count + 1;
    }
    const screen = (await caller.screen()).join("\n").trimEnd();
    throw new Error(`${this.name} is stuck after ${JSON.stringify(this.path.slice(-12))}:\n${screen}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#caller?.[Symbol.asyncDispose]();
  }
}

Deno.test("A random walk of ten callers over the whole board meets no error, and everybody can leave", async () => {
  await using board = await TestBoard.start({
    scripts: { matrix: MATRIX },
    ini: {
      // All of them come from one address, whose lines are counted: only failures shall be.
      log: { level: "warn", file: "x84.log", file_level: "warn" },
      system: { max_callers_per_address: 50 },
    },
  });
  await using sysop = await TestCaller.connect(board.port);
  await sysop.expect("NAME> ");
  await sysop.send("walksysop\r");
  await sysop.see(/Quick login|\[y\/N\]/i);
  await untilQuiet(board);
  const before = megabytes(board);

  const walkers = Array.from({ length: CALLERS }, (_, i) => new Walker(board, `walker${i}`, 4711 + i));
  await Promise.all(walkers.map((walker) => walker.walk(KEYS)));
  const keys: number[] = [];
  for (const walker of walkers) keys.push(await walker.leave());
  report("keys to leave", keys.join(" "));
  await closeAll(walkers);

  const failures = board.log().split("\n").filter((line) => / (error|warn) /i.test(line));
  assert.deepEqual(failures.filter((line) => !/is stopped|too long/.test(line)).slice(0, 5), []);
  await until("the board has come to rest", () => megabytes(board) <= before + GROWTH, 60_000);
  report("memory before and after", `${before} and ${megabytes(board)} MB`);
  assert.ok(board.alive);
});
