import assert from "node:assert/strict";
import { DBProxy, setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import landgrab, { landSettings, playLandGrab } from "../../../scripts/landgrab.ts";
import { makeRandom } from "../../../scripts/play_chance.ts";
import { ALICE, type FakeOptions, type Happening } from "../../fakes/fake_session.ts";
import { GameSession, TIMEOUT } from "../../fakes/game_session.ts";

const DRAWN = "\x1b[24;80R";
const HOSTILE = "\x1b[2Jb\x1b]0;x\x07o\x9b6nb|04";

async function run(options: FakeOptions, happenings: readonly Happening[]) {
  const store = new MemoryKvStore();
  setKvProvider(() => Promise.resolve(store));
  await new DBProxy<unknown>("landgrab", "scores").set("best", [{ name: HOSTILE, wins: 3 }]);
  let screen = "";
  const look = { look: (text: string) => void (screen = text) };
  using session = new GameSession({ user: ALICE, ...options, happenings: [...happenings, look] });
  const end = await session.run((it) => playLandGrab(it, { now: () => session.now, random: makeRandom(1) }));
  return { end, session, screen };
}

function waits(count: number): Happening[] {
  return Array.from({ length: count }, (_, i) => (i % 2 === 0 ? TIMEOUT : DRAWN));
}

Deno.test("landgrab shows the rules and the best names, cleaned", async () => {
  const { screen, session } = await run({}, [DRAWN]);
  assert.match(screen, /Come home: all it encloses is yours/);
  assert.match(screen, /1\. bob +3 won/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(session.output, /\x1b\]|\x9b/);
});

Deno.test("landgrab plays alone with computer players", async () => {
  const { screen, session } = await run({}, [DRAWN, "\r", ...waits(60)]);
  assert.match(screen, /3 play, 0 watch/);
  assert.match(screen, /@@/);
  assert.match(screen, /\(Acre\)/);
  assert.match(screen, /alice/);
  assert.deepEqual(session.activities, ["reading the rules of Land grab", "playing Land grab"]);
});

Deno.test("landgrab watches, plays and watches again", async () => {
  const watching = await run({}, [DRAWN, "w", ...waits(20)]);
  assert.match(watching.screen, /1 watch/);
  assert.match(watching.screen, /You watch/);
  const again = await run({}, [DRAWN, "\r", ...waits(10), "x", ...waits(10)]);
  assert.match(again.screen, /You watch/);
  assert.doesNotMatch(again.screen, /@@/);
  const rules = await run({}, [DRAWN, "\r", ...waits(4), "?", DRAWN, TIMEOUT, DRAWN]);
  assert.match(rules.screen, /Leave your land/);
});

Deno.test("landgrab leaves for q and Escape, gives the lock back and unsubscribes", async () => {
  for (const key of ["q", "\x1b"]) {
    const { end, session } = await run({}, [DRAWN, "\r", ...waits(6), key]);
    assert.equal(end.type, "returned");
    const said = session.calls.map((call) => call.verb);
    assert.equal(
      said.filter((verb) => verb === "subscribe").length,
      said.filter((verb) => verb === "unsubscribe").length,
    );
    assert.ok(said.includes("releaseLock"));
  }
});

Deno.test("landgrab sends no picture before the line has taken the last one, and goes on all the same", async () => {
  const { session } = await run({}, [DRAWN, "\r", ...Array<Happening>(100).fill(TIMEOUT)]);
  assert.ok(session.output.split("\x1b[6n").length <= 4);
  assert.ok(session.calls.filter((call) => call.verb === "publish").length > 20);
});

Deno.test("landgrab sends two pictures a second at most to a client that does not answer", async () => {
  const { session } = await run(
    { terminal: "unknown", encoding: "cp437" },
    ["\r", ...Array<Happening>(50).fill(TIMEOUT)],
  );
  assert.doesNotMatch(session.output, new RegExp("\x1b\\[6n"));
  const perSecond = session.output.length / (session.now / 1000);
  assert.ok(perSecond < 4000, `${perSecond} characters a second`);
});

Deno.test("landgrab paints again on a screen of another size and for ^L", async () => {
  const { screen } = await run({}, [DRAWN, "\r", ...waits(6), { columns: 40, rows: 24 }, TIMEOUT, DRAWN]);
  assert.match(screen, /LAND GRAB/);
  const tiny = await run({ columns: 1, rows: 1 }, [DRAWN, "\r", ...waits(4), "q"]);
  assert.equal(tiny.end.type, "returned");
  const again = await run({}, [DRAWN, "\r", DRAWN, "\x0c", ...waits(3)]);
  assert.ok(again.session.output.split("\x1b[2J").length > 2);
});

Deno.test("landSettings keeps the INI file's numbers within bounds", () => {
  const of = (settings: Record<string, string>) =>
    landSettings(new GameSession({ settings: { landgrab: settings } }).asSession);
  assert.deepEqual(of({}), { round: 180_000, pause: 12_000, pace: 220, players: 3 });
  assert.deepEqual(of({ round: "x", pause: "1", pace: "9e9", players: "-4" }), {
    round: 180_000,
    pause: 3000,
    pace: 1000,
    players: 1,
  });
});

Deno.test("landgrab runs with the machine's own clock and chance", async () => {
  setKvProvider(() => Promise.resolve(new MemoryKvStore()));
  using session = new GameSession({ user: ALICE, happenings: [DRAWN, "q"] });
  assert.equal((await session.run(landgrab)).type, "returned");
});
