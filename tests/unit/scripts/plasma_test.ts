import assert from "node:assert/strict";
import plasma, { showPlasma } from "../../../scripts/plasma.ts";
import { ALICE, type FakeOptions, type Happening } from "../../fakes/fake_session.ts";
import { GameSession, TIMEOUT } from "../../fakes/game_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

/** The terminal's answer: it has drawn everything. */
const DRAWN = "\x1b[24;80R";

async function run(options: FakeOptions, happenings: readonly Happening[] = []) {
  let screen = "";
  const look = { look: (text: string) => void (screen = text) };
  using session = new GameSession({ user: ALICE, ...options, happenings: [...happenings, look] });
  const end = await session.run((it) => showPlasma(it, () => session.now));
  return { end, session, screen };
}

function pictures(session: GameSession): number {
  return session.output.split("\x1b[6n").length - 2;
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`plasma shows its field and the test picture in ${columns}x${rows}, ${encoding}`, async () => {
      const place = `${columns}x${rows}_${encoding}`;
      const terminal = encoding === "utf8" ? "xterm" : "syncterm";
      const options = { columns, rows, encoding, terminal };
      await assertScreen(`plasma_${place}`, (await run(options, [DRAWN, DRAWN, TIMEOUT, DRAWN])).screen);
      await assertScreen(`plasma_test_${place}`, (await run(options, [DRAWN, "t"])).screen);
    });
  }
}

Deno.test("plasma takes all colours that the terminal has, and fewer ones by d", async () => {
  const rgb = await run({ environment: { COLORTERM: "truecolor" } }, [DRAWN]);
  // deno-lint-ignore no-control-regex
  assert.match(rgb.session.output, /\x1b\[48;2;/);
  assert.match(rgb.screen, /24 bit/);
  const none = await run({ environment: { COLORTERM: "truecolor" } }, [DRAWN, DRAWN, "d", TIMEOUT]);
  assert.match(none.screen, /no colours/);
  assert.match(none.screen, /[-=+*#%]{3}/);
  const four = await run({ environment: { COLORTERM: "truecolor" } }, [DRAWN, DRAWN, "dd", TIMEOUT]);
  assert.match(four.screen, / 4 bit/);
  assert.match(four.screen, /[░▒█]/);
});

Deno.test("plasma walks through palettes by [ and ]", async () => {
  assert.match((await run({}, [DRAWN, "]"])).screen, /lagoon/);
  assert.match((await run({}, [DRAWN, "["])).screen, /grey/);
  assert.match((await run({}, [DRAWN, "]["])).screen, /rainbow/);
});

Deno.test("plasma sends no picture before the terminal has drawn the one before", async () => {
  const waiting = await run({}, [DRAWN, TIMEOUT, "x", "x", "x"]);
  assert.equal(pictures(waiting.session), 2);
  const drawn = await run({}, [DRAWN, DRAWN, TIMEOUT, DRAWN, TIMEOUT, DRAWN, TIMEOUT]);
  assert.equal(pictures(drawn.session), 4);
  assert.equal(drawn.session.now, 3 * 125);
});

Deno.test("plasma sends no more pictures than [plasma] fps, however fast the terminal answers", async () => {
  const answers = Array<Happening>(50).fill(DRAWN);
  const { session } = await run({ settings: { plasma: { fps: "2" } } }, answers);
  assert.equal(pictures(session), 1);
  const later = await run({ settings: { plasma: { fps: "2" } } }, [DRAWN, DRAWN, TIMEOUT, DRAWN, TIMEOUT]);
  assert.equal(later.session.now, 1000);
  for (const fps of ["none", "-5", "1e9"]) {
    assert.ok((await run({ settings: { plasma: { fps } } }, [DRAWN, DRAWN, TIMEOUT])).session.now >= 50);
  }
});

Deno.test("plasma sends few bytes a second to a terminal that does not answer, and does not ask it for ever", async () => {
  const { session } = await run({}, Array<Happening>(8).fill(TIMEOUT));
  assert.equal(session.output.split("\x1b[6n").length, 2);
  assert.ok(
    session.output.length / (session.now / 1000) < 20_000,
    `${session.output.length} in ${session.now} ms`,
  );
  const nameless = await run({ terminal: "unknown", encoding: "cp437" }, [TIMEOUT, TIMEOUT]);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(nameless.session.output, /\x1b\[6n/);
  assert.match(nameless.screen, /4 bit/);
});

Deno.test("plasma stands still during a pause and sends nothing then", async () => {
  let [before, after] = [-1, -2];
  using session: GameSession = new GameSession({
    user: ALICE,
    happenings: [
      DRAWN,
      DRAWN,
      " ",
      { look: () => void (before = session.output.length) },
      DRAWN,
      "x",
      { look: () => void (after = session.output.length) },
      " ",
      TIMEOUT,
    ],
  });
  await session.run((it) => showPlasma(it, () => session.now));
  assert.equal(before, after);
  assert.ok(session.output.length > after);
});

Deno.test("plasma paints everything again for ^L and for another size", async () => {
  const again = await run({}, [DRAWN, DRAWN, "\x0c", TIMEOUT]);
  assert.equal(again.session.output.split("\x1b[2J").length, 4);
  const wide = await run({}, [DRAWN, DRAWN, { columns: 132, rows: 50 }, TIMEOUT]);
  // deno-lint-ignore no-control-regex
  assert.match(wide.session.output, /\x1b\[49;/);
  for (const [columns, rows] of [[1, 1], [500, 300], [20, 2]] as const) {
    assert.equal((await run({ columns, rows }, [DRAWN, DRAWN, "t", "t", "q"])).end.type, "returned");
  }
});

Deno.test("plasma leaves for q and Escape, and leaves no answer behind", async () => {
  using session = new GameSession({ user: ALICE, happenings: [DRAWN, "q", DRAWN] });
  assert.equal((await session.run((it) => showPlasma(it, () => session.now))).type, "returned");
  assert.equal(await session.readKey(0), undefined);
  using other = new GameSession({ user: ALICE, happenings: ["\x1b"] });
  assert.equal((await other.run(plasma)).type, "returned");
});
