import assert from "node:assert/strict";
import { setKvProvider } from "../../../lib/bbs/db_proxy.ts";
import { MemoryKvStore } from "../../../lib/store/memory_kv_store.ts";
import { LandTable, MOVES_TOPIC, REFEREE_LOCK, STATE_TOPIC } from "../../../scripts/landgrab_table.ts";
import { makeRandom } from "../../../scripts/play_chance.ts";
import { GameBoard, type GameSeat } from "../../fakes/game_board.ts";

const SETTINGS = { round: 60_000, pause: 3000, pace: 200, players: 2 };

/** A board with tables, and what happens at them as time passes. */
class Hall {
  readonly board = new GameBoard();
  readonly tables = new Map<GameSeat, LandTable>();

  constructor() {
    const store = new MemoryKvStore();
    setKvProvider(() => Promise.resolve(store));
  }

  async sit(handle: string): Promise<{ seat: GameSeat; table: LandTable }> {
    const seat = this.board.call(handle);
    const chance = { now: () => this.board.now, random: makeRandom(this.tables.size + 1) };
    const table = new LandTable(seat.asSession, chance, SETTINGS);
    this.tables.set(seat, table);
    await table.open();
    return { seat, table };
  }

  /** Lets time pass; everybody does what is due. */
  async pass(ms: number): Promise<void> {
    const end = this.board.now + ms;
    while (this.board.now < end) {
      this.board.now += 50;
      for (const [seat, table] of this.tables) {
        for (const message of seat.heard.splice(0)) await table.hear(message);
        await table.keep();
      }
    }
  }

  async hangUp(seat: GameSeat): Promise<void> {
    this.tables.delete(seat);
    await seat.hangUp();
  }

  get referees(): number {
    return [...this.tables.values()].filter((table) => table.leads).length;
  }
}

function people(table: LandTable): string[] {
  return (table.state?.players ?? []).filter(({ computer }) => !computer).map(({ name }) => name).sort();
}

Deno.test("LandTable.open makes the first session the referee, and everybody sees the same world", async () => {
  const hall = new Hall();
  const alice = await hall.sit("alice");
  const bob = await hall.sit("bob");
  const carol = await hall.sit("carol");
  await alice.table.play(true);
  await bob.table.play(true);
  await hall.pass(1000);
  assert.equal(hall.referees, 1);
  assert.ok(alice.table.leads);
  for (const { table } of [alice, bob, carol]) assert.deepEqual(people(table), ["alice", "bob"]);
  assert.deepEqual(carol.table.state, alice.table.state);
  assert.equal(carol.table.state?.watchers, 1);
});

Deno.test("LandTable.turn moves its own caller and nobody else", async () => {
  const hall = new Hall();
  await hall.sit("alice");
  const bob = await hall.sit("bob");
  const carol = await hall.sit("carol");
  await bob.table.play(true);
  await carol.table.play(true);
  await hall.pass(400);
  const where = (id: string) => bob.table.state!.players.find((player) => player.id === id)!;
  const [before, still] = [where(bob.seat.id), where(carol.seat.id)];
  const [heading, step] = before.column > 18 ? ["left", -1] as const : ["right", 1] as const;
  await bob.table.turn(heading);
  await hall.pass(800);
  assert.ok(step * (where(bob.seat.id).column - before.column) >= 3);
  assert.equal(where(carol.seat.id).column, still.column);
});

Deno.test("LandTable.turn sends no flood, however many keys are held", async () => {
  const hall = new Hall();
  const alice = await hall.sit("alice");
  const bob = await hall.sit("bob");
  await bob.table.play(true);
  await hall.pass(400);
  alice.seat.heard.length = 0;
  for (let i = 0; i < 500; i++) await bob.table.turn(i % 2 === 0 ? "up" : "left");
  assert.ok(alice.seat.heard.filter(({ topic }) => topic === MOVES_TOPIC).length <= 2);
});

Deno.test("LandTable goes on with another referee when the first one hangs up, leaves or stands still", async () => {
  for (const how of ["hangs up", "leaves", "stands still"]) {
    const hall = new Hall();
    const alice = await hall.sit("alice");
    const bob = await hall.sit("bob");
    const carol = await hall.sit("carol");
    for (const { table } of [alice, bob, carol]) await table.play(true);
    await hall.pass(1500);
    const round = bob.table.state?.round;
    const term = bob.table.state!.term;
    if (how === "hangs up") await hall.hangUp(alice.seat);
    else if (how === "leaves") await alice.table.close();
    // Silent, but with the lock.
    hall.tables.delete(alice.seat);
    await hall.pass(how === "stands still" ? 14_000 : 1000);
    assert.equal(hall.referees, 1, how);
    assert.deepEqual(people(bob.table), ["bob", "carol"], how);
    assert.deepEqual(people(carol.table), ["bob", "carol"], how);
    assert.equal(bob.table.state?.round, round, how);
    assert.ok(bob.table.state!.term > term, how);
  }
});

Deno.test("LandTable steps down when somebody has a newer term, and does not believe an older one", async () => {
  const hall = new Hall();
  const alice = await hall.sit("alice");
  const bob = await hall.sit("bob");
  await hall.pass(500);
  hall.tables.delete(alice.seat);
  await hall.pass(9000);
  assert.ok(bob.table.leads);
  const old = alice.table.state!;
  // Alice's session wakes up.
  hall.tables.set(alice.seat, alice.table);
  await hall.pass(1000);
  assert.ok(bob.table.leads);
  assert.ok(!alice.table.leads);
  await alice.seat.publish(STATE_TOPIC, { ...old, round: 1234 });
  await hall.pass(100);
  assert.notEqual(bob.table.state?.round, 1234);
  assert.equal(await alice.seat.acquireLock(REFEREE_LOCK), false);
});

Deno.test("LandTable takes out who hangs up, at once, and hears no more once it is closed", async () => {
  const hall = new Hall();
  const alice = await hall.sit("alice");
  const bob = await hall.sit("bob");
  await bob.table.play(true);
  await hall.pass(1000);
  assert.deepEqual(people(alice.table), ["bob"]);
  await hall.hangUp(bob.seat);
  await hall.pass(250);
  assert.deepEqual(people(alice.table), []);
  await alice.table.close();
  assert.equal(hall.board.exchange.size, 0);
  assert.equal(hall.board.locks.size, 0);
});

Deno.test("LandTable does not choke on what is no message", async () => {
  const hall = new Hall();
  const alice = await hall.sit("alice");
  const bob = await hall.sit("bob");
  for (const data of [null, 1, "x", [], { type: "here" }, { type: "turn", heading: 7 }, { term: "x" }]) {
    await bob.seat.publish(MOVES_TOPIC, data);
    await alice.seat.publish(STATE_TOPIC, data);
  }
  await hall.pass(500);
  assert.ok(alice.table.leads && !bob.table.leads);
  assert.ok(alice.table.wait >= 0 && bob.table.wait >= 0);
});
