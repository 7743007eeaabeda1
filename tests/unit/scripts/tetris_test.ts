import assert from "node:assert/strict";
import { DBProxy, setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { splitSequences } from "../../../lib/text/ansi.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import tetris, { playTetris } from "../../../scripts/tetris.ts";
import { ALICE, type FakeOptions } from "../../fakes/fake_session.ts";
import { GameSession, TIMEOUT } from "../../fakes/game_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { StrictScreen } from "../../fakes/strict_screen.ts";

const HOSTILE = "\x1b[2Jb\x1b]0;x\x07o\x9b6nb|04";

async function run(options: FakeOptions) {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
  const table = new DBProxy<unknown>("tetris", "scores", store);
  await table.set("best", [{ handle: HOSTILE, score: 12_345, lines: 80, level: 9, time: 1 }]);
  let screen = "";
  const look = { look: (text: string) => void (screen = text) };
  const happenings = [...options.happenings ?? [], look];
  using session = new GameSession({ user: ALICE, ...options, happenings });
  const end = await session.run((it) => playTetris(it, { now: () => session.now, seed: () => 42 }));
  const scores = await table.get("best") as { handle: string; score: number }[];
  return { end, session, screen, scores };
}

/** Some pieces, so that there is something to see. */
const SOME = [" ", "hhhh ", "llll ", "chhk ", "jj", TIMEOUT, "l"];

for (const encoding of ["utf8", "cp437"]) {
  const terminal = encoding === "utf8" ? "xterm" : "syncterm";
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`tetris shows rules, a game and its pause in ${columns}x${rows}, ${encoding}`, async () => {
      const place = `${columns}x${rows}_${encoding}`;
      const options = { columns, rows, encoding, terminal };
      await assertScreen(`tetris_title_${place}`, (await run(options)).screen);
      await assertScreen(`tetris_${place}`, (await run({ ...options, happenings: SOME })).screen);
      const paused = await run({ ...options, happenings: [...SOME, "p"] });
      await assertScreen(`tetris_pause_${place}`, paused.screen);
      const over = await run({ ...options, happenings: [...SOME, "q"] });
      await assertScreen(`tetris_over_${place}`, over.screen);
    });
  }
}

for (const [columns, rows] of [[132, 50], [80, 25], [40, 13]] as const) {
  Deno.test(`tetris fits a screen of ${columns}x${rows}`, async () => {
    await assertScreen(
      `tetris_${columns}x${rows}`,
      (await run({ columns, rows, happenings: SOME })).screen,
    );
  });
}

Deno.test("tetris has no colours, and another look, where the terminal has none", async () => {
  const { session, screen } = await run({ terminal: "dumb", encoding: "ascii", happenings: SOME });
  assert.match(screen, /\[\]/);
  assert.doesNotMatch(screen, /::/);
  assert.ok(session.terminal.colorDepth === 1);
});

Deno.test("tetris keeps the score of a game that was given up, once, and leaves for a second q", async () => {
  const { end, scores, screen } = await run({ happenings: [" ", " ", " ", "q", "q"] });
  assert.equal(end.type, "returned");
  assert.deepEqual(scores.map(({ handle }) => handle), ["bob", "alice"]);
  assert.ok(scores[1]!.score > 0);
  assert.doesNotMatch(screen, /FALLING/);
});

Deno.test("tetris ends by itself when the field is full, and plays again", async () => {
  const { scores, screen } = await run({
    happenings: [" ", ...Array<string>(30).fill(" "), "\x1b[6~", " ", " "],
  });
  assert.ok(scores.some(({ handle }) => handle === "alice"));
  assert.match(screen, /NEXT/);
});

Deno.test("tetris sends only what changed", async () => {
  const { session } = await run({ happenings: [" ", { look: () => {} }, ..."hlhlk", TIMEOUT] });
  const start = session.output.lastIndexOf("NEXT");
  assert.ok(session.output.length - start < 6000, `${session.output.length - start} characters`);
  const before = (await run({ happenings: [" ", "l"] })).session.output.length;
  const after = (await run({ happenings: [" ", "l", "h"] })).session.output.length;
  assert.ok(after - before < 500, `${after - before} characters for one step`);
});

Deno.test("tetris lets pieces fall as time passes, but not during a pause", async () => {
  const shown: string[] = [];
  const look = { look: (screen: string) => void shown.push(screen) };
  const waits = Array(4).fill(TIMEOUT);
  await run({ happenings: [" ", look, ...waits, look, "p", "p", look] });
  assert.notEqual(shown[0], shown[1]);
  assert.equal(shown[1], shown[2]);
});

Deno.test("tetris leaves nothing of the picture of another size", async () => {
  const small = await run({ columns: 40, rows: 24 });
  const shrunk = await run({ happenings: [{ columns: 40, rows: 24 }] });
  assert.equal(shrunk.screen, small.screen);
});

Deno.test("tetris paints again on another screen, pauses on one that is too small", async () => {
  const bigger = await run({ happenings: [" ", { columns: 132, rows: 50 }] });
  assert.match(bigger.screen, /FALLING BLOCKS/);
  const tiny = await run({ happenings: [" ", { columns: 20, rows: 8 }, "p"] });
  assert.match(tiny.screen, /Too small/);
  const back = await run({ happenings: [" ", { columns: 20, rows: 8 }, { columns: 80, rows: 24 }] });
  assert.match(back.screen, /PAUSED/);
  const one = await run({ columns: 1, rows: 1, happenings: [" ", "q"] });
  assert.equal(one.end.type, "returned");
});

Deno.test("tetris takes escape sequences out of names", async () => {
  const { session, screen } = await run({});
  assert.match(screen, /1\. bob /);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /\x1b\]|\x9b/);
});

Deno.test("tetris writes nothing outside of the screen, whatever its size", async () => {
  for (
    const [columns, rows] of [[80, 24], [40, 24], [33, 13], [32, 13], [31, 12], [5, 3], [300, 100]] as const
  ) {
    const { session } = await run({ columns, rows, happenings: [...SOME, "p", "q"] });
    const screen = new StrictScreen(columns, rows);
    for (const { type, text } of splitSequences(session.output)) {
      // What switches the screen is not the region's.
      // deno-lint-ignore no-control-regex
      if (type === "text" || !/^\x1b\[(\?|H|2J|r)/.test(text)) screen.write(text);
    }
  }
});

Deno.test("tetris leaves for Escape, and begins with an own game each time", async () => {
  using session = new GameSession({ user: ALICE, happenings: [" ", "\x1b", "\x1b"] });
  setKvProvider(() => Promise.resolve(new MemoryKvStore()));
  assert.equal((await session.run(tetris)).type, "returned");
  assert.deepEqual(session.activities, ["looking at falling blocks", "playing falling blocks"]);
});

Deno.test("tetris waits for a caller who was called away to a talk", async () => {
  setKvProvider(() => Promise.resolve(new MemoryKvStore()));
  let screen = "";
  const size = { columns: 80, rows: 24 };
  const happenings = [
    " ",
    { look: () => void (session.now += 60_000) },
    // As the board does when he has his screen back.
    size,
    { look: (text: string) => void (screen = text) },
  ];
  using session = new GameSession({ user: ALICE, ...size, happenings });
  await session.run((it) => playTetris(it, { now: () => session.now, seed: () => 42 }));
  assert.match(screen, /paused/i);
  assert.doesNotMatch(screen, /game over/i);
});
