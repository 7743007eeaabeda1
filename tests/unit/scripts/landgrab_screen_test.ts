import assert from "node:assert/strict";
import { Region } from "../../../lib/bbs/region.ts";
import { landLines, type LandView } from "../../../scripts/landgrab_screen.ts";
import { worldState } from "../../../scripts/landgrab_state.ts";
import { type Heading, LandWorld } from "../../../scripts/landgrab_world.ts";
import { makeRandom } from "../../../scripts/play_chance.ts";
import { FakeSession } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";
import { StrictScreen } from "../../fakes/strict_screen.ts";

function view(players: number, changes: Partial<LandView> = {}): LandView {
  const world = new LandWorld(makeRandom(11));
  for (let i = 0; i < players; i++) {
    world.join(`s${i}`, ["alice", "bob", "Charlotte the Great"][i] ?? `player ${i}`, i > 2);
  }
  const headings: readonly Heading[] = ["right", "down", "left", "up"];
  for (let i = 0; i < 22; i++) {
    for (const player of world.players.values()) {
      world.turn(player.id, headings[(player.seat + Math.floor(i / 5)) % 4]);
    }
    world.step();
  }
  const rest = {
    term: 1,
    round: 12,
    phase: "running",
    left: 83_000,
    watchers: 1,
    news: "alice took 24 fields",
  } as const;
  return {
    columns: 80,
    rows: 24,
    depth: 8,
    page: "map",
    state: { ...rest, ...worldState(world) },
    own: "s0",
    playing: true,
    scores: [{ name: "bob", wins: 12, rounds: 40, cuts: 7, best: 61.5 }],
    ...changes,
  };
}

async function shown(what: LandView, encoding: string): Promise<string> {
  const { columns, rows } = what;
  using session = new FakeSession({
    columns,
    rows,
    encoding,
    terminal: encoding === "utf8" ? "xterm" : "syncterm",
  });
  const region = new Region();
  region.place({ top: 0, left: 0, width: columns, height: rows }, { columns, rows });
  await session.echo(region.update({ lines: landLines(what), cursor: { row: rows - 1, column: 0 } }));
  return await session.screen();
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`landLines shows rules, a map and a result in ${columns}x${rows}, ${encoding}`, async () => {
      const place = `${columns}x${rows}_${encoding}`;
      await assertScreen(
        `landgrab_rules_${place}`,
        await shown(view(3, { columns, rows, page: "rules" }), encoding),
      );
      await assertScreen(`landgrab_${place}`, await shown(view(3, { columns, rows }), encoding));
      await assertScreen(
        `landgrab_full_${place}`,
        await shown(view(8, { columns, rows, playing: false }), encoding),
      );
      const { state } = view(8);
      const over = view(8, { columns, rows, state: { ...state!, phase: "pause", left: 7000 } });
      await assertScreen(`landgrab_over_${place}`, await shown(over, encoding));
    });
  }
}

Deno.test("landLines tells seats apart without colours", async () => {
  await assertScreen("landgrab_80x24_mono", await shown(view(8, { depth: 1 }), "ascii"));
});

Deno.test("landLines fits a larger screen, and says when one is too small", async () => {
  await assertScreen("landgrab_132x50", await shown(view(5, { columns: 132, rows: 50 }), "utf8"));
  assert.match(landLines(view(3, { columns: 38, rows: 24 })).join(), /Too small: 39x22/);
  assert.match(landLines(view(3, { columns: 80, rows: 21 })).join(), /Too small/);
  assert.match(landLines(view(3, { state: undefined })).join("\n"), /Looking for the others/);
});

Deno.test("landLines never needs more than the screen, and sends only what changed", () => {
  for (
    const [columns, rows] of [[80, 24], [80, 25], [39, 22], [40, 23], [75, 22], [300, 100], [1, 1]] as const
  ) {
    for (const page of ["rules", "map"] as const) {
      const lines = landLines(view(8, { columns, rows, page }));
      assert.ok(lines.length <= rows, `${lines.length} lines in ${columns}x${rows}`);
      const region = new Region();
      region.place({ top: 0, left: 0, width: columns, height: rows }, { columns, rows });
      const screen = new StrictScreen(columns, rows);
      screen.write(region.update({ lines, cursor: { row: 0, column: 0 } }));
      screen.write(
        region.update({ lines: landLines(view(7, { columns, rows, page })), cursor: { row: 0, column: 0 } }),
      );
      assert.equal(screen.idle, 0);
    }
  }
});
