/** Callers who press anything at all, all over the default board: no script fails, nobody is stuck, memory stays. */

import assert from "node:assert/strict";
import { FakeIrcServer } from "../fakes/fake_irc_server.ts";
import { LocalWeb } from "../fakes/local_web.ts";
import { deflate, zipOf } from "../fakes/zip_file.ts";
import { closeAll, megabytes, report, untilQuiet } from "./battery_kit.ts";
import { pause, TestBoard, TestCaller, until } from "./harness.ts";

/** Who walks, and where his walk begins. The first account is the sysop's. */
const WALKERS: readonly { readonly name: string; readonly seed: number; readonly from: "login" | "top" }[] = [
  { name: "walksysop", seed: 4711, from: "top" },
  { name: "walker1", seed: 4712, from: "top" },
  { name: "walker2", seed: 4713, from: "top" },
  { name: "walker3", seed: 4714, from: "top" },
  { name: "walker4", seed: 4715, from: "top" },
  { name: "walker5", seed: 4716, from: "top" },
  { name: "walker6", seed: 4717, from: "top" },
  { name: "walker7", seed: 4718, from: "top" },
  { name: "stranger1", seed: 4719, from: "login" },
  { name: "stranger2", seed: 4720, from: "login" },
];
/** Keys, or words, of each of them. */
const KEYS = 2000;
/** Milliseconds after which a walk ends, on a machine that is too slow for all the keys. */
const LONGEST = 70_000;
/** Milliseconds between two keys. */
const PACE = 15;
/** Keys that lead out from wherever a caller is; four times, for a busy machine still reads what he typed before. */
const WAY_OUT = Array.from({ length: 4 }, () => ["\x1b", "q", "\x1b", "q", "\x1b"]).flat();
/** Megabytes that the board may hold more after all have left. */
const GROWTH = 96;

/**
 * Walkers come in without the questions of an application; strangers to the login screen. Whose password a sysop has
 * changed comes under another name.
 */
const MATRIX = `
import { readLine, type Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.echo("NAME> ");
  const name = await readLine(session);
  if (name === undefined) return;
  if (name === "stranger") session.goto("matrix");
  const password = "correct horse";
  for (let i = 0; i < 20; i++) {
    const handle = i === 0 ? name : name + "x" + i;
    const answer = await session.apply({ handle, password, location: "", email: "" });
    if ("user" in answer || await session.login(handle, password)) session.goto("top");
  }
}`;

const WORDS = [
  ..."m n b ol vote who chat page lc user rss w irc f play doors tel pe cs si sysop t lg p".split(" ").map((
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
/** What strangers say beside: at the login screen, and in the forms behind it. */
const LOGIN_WORDS = [
  ..."new reset charset guest bye walker1 nobody walksysop".split(" ").map((word) => `${word}\r`),
  ...["Ulm\r", "a@b.example\r", "correct horse\r", "correct horse\r"],
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

  constructor(
    private readonly board: TestBoard,
    readonly name: string,
    seed: number,
    private readonly from: "login" | "top",
  ) {
    this.#chances = chances(seed);
  }

  #choose<T>(all: readonly T[]): T {
    return all[Math.floor(this.#chances.next().value * all.length)]!;
  }

  async enter(): Promise<TestCaller> {
    await this[Symbol.asyncDispose]();
    const terminal = this.#choose(["xterm-256color", "syncterm", "ansi", "dumb"]);
    const caller = await TestCaller.connect(this.board.port, { terminal });
    await caller.expect("NAME> ");
    await caller.send(`${this.from === "login" ? "stranger" : this.name}\r`);
    await caller.see(this.from === "login" ? /login: *$/m : /Quick login|\[y\/N\]/i);
    return this.#caller = caller;
  }

  async walk(keys: number): Promise<void> {
    const words = this.from === "login" ? [...WORDS, ...LOGIN_WORDS, ...LOGIN_WORDS] : WORDS;
    const deadline = performance.now() + LONGEST;
    for (let i = 0; i < keys && performance.now() < deadline; i++) {
      const caller = this.#caller === undefined || this.#caller.closed ? await this.enter() : this.#caller;
      const chance = this.#chances.next().value;
      if (chance < 0.03) {
        const size = [[80, 24], [132, 50], [40, 24], [80, 25], [20, 6]][Math.floor(chance / 0.006)]!;
        await caller.resize(size[0]!, size[1]!).catch(() => {});
        continue;
      }
      const key = this.#choose(words);
      this.path.push(key);
      await caller.send(key).catch(() => {});
      await pause(PACE);
    }
  }

  /**
   * Leaves, and answers how many keys it took. A stranger hangs up: who has asked for dozens of names waits for each
   * answer, and with that for his own Escape.
   */
  async leave(): Promise<number> {
    if (this.from === "login") {
      await this[Symbol.asyncDispose]();
      return 0;
    }
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

/** What there is to look at: texts, pictures, archives, and what is none of them. */
async function makeFiles(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/games/old`, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/files.bbs`,
    "readme.txt  What to read first\n            | and second\n",
  );
  await Deno.writeTextFile(`${folder}/readme.txt`, "A line to read \x1b[2J\n".repeat(300));
  await Deno.writeTextFile(`${folder}/empty.txt`, "");
  await Deno.writeFile(`${folder}/data.bin`, new Uint8Array(70_000));
  await Deno.copyFile(new URL("../../scripts/art/sysinfo.ans", import.meta.url), `${folder}/plant.ans`);
  const words = new TextEncoder().encode("The best\r\ndoor of all");
  await Deno.writeFile(`${folder}/games/door.zip`, zipOf([["FILE_ID.DIZ", words, await deflate(words)]]));
  await Deno.writeTextFile(`${folder}/games/old/broken.zip`, "PK");
}

/** A web of a feed, two pages and the weather; whatever else is asked for never comes. */
function makeWeb(): LocalWeb {
  return new LocalWeb((request, path, web) => {
    const { host } = new URL(request.url);
    const items = Array.from(
      { length: 30 },
      (_, i) =>
        `<item><title>Story ${i} |04</title><link>http://${host}/${i % 3 ? "page" : "never"}</link></item>`,
    );
    if (path === "/rss") {
      const headers = { "content-type": "application/rss+xml" };
      return new Response(`<rss><channel><title>News</title>${items.join("")}</channel></rss>`, { headers });
    }
    if (path === "/page") {
      const headers = { "content-type": "text/html; charset=utf-8" };
      return new Response(`<html><body><h1>Heading</h1>${"<p>More words.</p>".repeat(80)}</body></html>`, {
        headers,
      });
    }
    if (path === "/map") {
      const place = { name: "Vienna", country: "Austria", latitude: 48.2, longitude: 16.4 };
      return Response.json({ results: [place, { ...place, country: "United States" }] });
    }
    if (path === "/sky") {
      return Response.json({
        current: { temperature_2m: 12.6, weather_code: 61, wind_speed_10m: 10, wind_direction_10m: 90 },
        daily: {
          time: ["2024-06-01"],
          weather_code: [95],
          temperature_2m_max: [20],
          temperature_2m_min: [10],
        },
      });
    }
    return web.silence(request);
  });
}

Deno.test("A random walk of ten callers over the whole board meets no error, and everybody can leave", async () => {
  await using irc = FakeIrcServer.open();
  await using web = makeWeb();
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await makeFiles(`${home}/pub`);
    await using board = await TestBoard.start({
      home,
      scripts: { first: MATRIX },
      ini: {
        // All come from one address, of which few lines a second are written: they shall be failures of scripts.
        log: { level: "warn", file: "x84.log", file_level: "warn", categories: "auth=error" },
        system: { max_callers_per_address: 50 },
        matrix: { script: "first", enable_anonymous: true, enable_pwreset: true },
        irc: { enabled: true, server: "127.0.0.1", port: irc.port, tls: false, channel: "#x84" },
        files: { root: "pub" },
        fetch: { hosts: web.host },
        rss: {
          feeds: `News=http://${web.host}/rss, Slow=http://${web.host}/never`,
        },
        weather: {
          geocoding: `http://${web.host}/map?q={place}`,
          forecast: `http://${web.host}/sky?at={latitude},{longitude}`,
        },
        "door lord": { text: "Legend of the Red Dragon", command: "/bin/true" },
        // Nobody answers there: a call that comes about is left by a key of its own.
        "board gone": { host: "127.0.0.1", port: 1 },
        boards: { any: true },
      },
    });
    const walkers = WALKERS.map(({ name, seed, from }) => new Walker(board, name, seed, from));
    await walkers[0]!.enter();
    await untilQuiet(board);
    const before = megabytes(board);

    await Promise.all(walkers.map((walker) => walker.walk(KEYS)));
    // The sysop is the last one: whoever pages him takes an Escape away, which declines.
    const keys = await Promise.all(walkers.slice(1).map((walker) => walker.leave()));
    keys.unshift(await walkers[0]!.leave());
    report("keys pressed", walkers.map(({ path }) => path.length).join(" "));
    report("keys to leave", keys.join(" "));
    await closeAll(walkers);

    const failures = board.log().split("\n").filter((line) => / (error|warn) /i.test(line));
    // What strangers and slow hosts bring about.
    const expected = /is stopped|too long|Page not fetched|Wrong code for a new password/;
    assert.deepEqual(failures.filter((line) => !expected.test(line)).slice(0, 5), []);
    await until("the board has come to rest", () => megabytes(board) <= before + GROWTH, 60_000);
    report("memory before and after", `${before} and ${megabytes(board)} MB`);
    assert.ok(board.alive);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
