import assert from "node:assert/strict";
import { parseLandMessage, Referee, SILENCE } from "../../../scripts/landgrab_referee.ts";
import { makeRandom } from "../../../scripts/play_chance.ts";

const SETTINGS = { round: 10_000, pause: 3000, pace: 200, players: 3 };
const ALICE = { type: "here", play: true, name: "alice" } as const;

function open(changes: Partial<typeof SETTINGS> = {}) {
  const settings = { ...SETTINGS, ...changes };
  return new Referee({ term: 1, round: 5, settings, random: makeRandom(1), now: 0 });
}

function names(referee: Referee): string[] {
  return referee.state(0).players.map(({ name, computer }) => (computer ? `(${name})` : name)).sort();
}

Deno.test("Referee.advance steps at the pace, and does not run after steps that were missed", () => {
  const referee = open();
  assert.equal(referee.wait(0), 200);
  assert.equal(referee.advance(199), "waits");
  assert.equal(referee.advance(200), "stepped");
  assert.equal(referee.advance(200), "waits");
  assert.equal(referee.advance(5000), "stepped");
  assert.equal(referee.advance(5000), "waits");
});

Deno.test("Referee fills up with computer players, who make room for callers", () => {
  const referee = open();
  for (let now = 200; now <= 1000; now += 200) referee.advance(now);
  assert.equal(names(referee).filter((name) => name.startsWith("(")).length, 3);
  referee.hear("a", ALICE, 1000);
  referee.hear("b", { ...ALICE, name: "bob" }, 1000);
  for (let now = 1200; now <= 2000; now += 200) referee.advance(now);
  assert.deepEqual(names(referee), ["(Acre)", "alice", "bob"]);
  const full = open({ players: 8 });
  for (let now = 200; now <= 2000; now += 200) full.advance(now);
  assert.equal(full.state(0).players.length, 8);
  full.hear("a", ALICE, 2000);
  assert.equal(full.state(0).players.length, 8);
  assert.ok(names(full).includes("alice"));
});

Deno.test("Referee gives eight callers a seat, the ninth watches", () => {
  const referee = open({ players: 1 });
  for (let i = 0; i < 9; i++) referee.hear(`s${i}`, { ...ALICE, name: `n${i}` }, 0);
  assert.equal(referee.state(0).players.length, 8);
  assert.equal(referee.state(0).watchers, 1);
  referee.hear("s0", { type: "here", play: false, name: "n0" }, 0);
  referee.hear("s8", { ...ALICE, name: "n8" }, 0);
  assert.ok(names(referee).includes("n8"));
  assert.equal(referee.state(0).watchers, 1);
});

Deno.test("Referee drops who leaves, who is silent and who is no session any more", () => {
  const referee = open({ players: 1 });
  for (const id of ["a", "b", "c", "d"]) referee.hear(id, { ...ALICE, name: id }, 0);
  referee.hear("a", { type: "leave" }, 0);
  assert.deepEqual(names(referee), ["b", "c", "d"]);
  referee.keepOnly(new Set(["b", "c"]));
  assert.deepEqual(names(referee), ["b", "c"]);
  referee.hear("b", { ...ALICE, name: "b" }, SILENCE);
  referee.advance(SILENCE + 100);
  assert.deepEqual(names(referee), ["b"]);
  assert.match(referee.state(0).news, /c is gone/);
});

Deno.test("Referee ends a round, pauses, asks for the next and begins it on an empty map", () => {
  const referee = open();
  referee.hear("a", ALICE, 0);
  const done: string[] = [];
  for (let now = 200; now <= 13_400; now += 200) {
    referee.hear("a", ALICE, now);
    const what = referee.advance(now);
    if (what !== "stepped") done.push(`${what} at ${now}`);
    if (what === "ended") assert.equal(referee.state(now).left, 3000);
  }
  assert.deepEqual(done.slice(0, 2), ["ended at 10000", "next at 13000"]);
  referee.begin(6, 13_600);
  const state = referee.state(13_600);
  assert.deepEqual([state.round, state.phase, state.left], [6, "running", 10_000]);
  for (const player of state.players) assert.equal(referee.world.land(player.seat), 9);
});

Deno.test("Referee goes on from the moment that was heard last", () => {
  const before = open();
  before.hear("a", ALICE, 0);
  for (let now = 200; now <= 4000; now += 200) before.advance(now);
  const state = before.state(4000);
  const after = new Referee({
    term: 2,
    round: 99,
    settings: SETTINGS,
    random: makeRandom(2),
    now: 50_000,
    state,
  });
  const next = after.state(50_000);
  assert.deepEqual({ ...next, term: 1, watchers: state.watchers }, state);
  after.keepOnly(new Set(["a"]));
  assert.deepEqual(names(after), names(before));
});

Deno.test("parseLandMessage takes what a session may say and nothing else", () => {
  assert.deepEqual(parseLandMessage({ type: "leave", more: 1 }), { type: "leave" });
  assert.deepEqual(parseLandMessage({ type: "turn", heading: "up" }), { type: "turn", heading: "up" });
  assert.deepEqual(parseLandMessage({ type: "turn", heading: null }), { type: "turn", heading: null });
  assert.deepEqual(parseLandMessage({ type: "here", play: 1, name: "\x1b[2Jbob" }), {
    type: "here",
    play: false,
    name: "bob",
  });
  for (
    const value of [null, 3, {}, { type: "turn" }, { type: "turn", heading: "constructor" }, { type: "win" }]
  ) {
    assert.equal(parseLandMessage(value), undefined);
  }
});
