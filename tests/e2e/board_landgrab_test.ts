/** Land grab over telnet: several callers in one world, a referee who hangs up, names that would harm who reads them. */

import assert from "node:assert/strict";
import { enter, startBoard, untilHere } from "./battery_kit.ts";
import { type TestCaller, until } from "./harness.ts";

/** Plays with a hostile name, and sends what is no message. */
const PLANT = `
import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  const name = "\\x1b[2J\\x1b]0;owned\\x07e\\x9b6nvil\\u202e|04";
  for (const data of [null, 7, "x", { type: "turn", heading: "constructor" }, { term: 1e9, players: [name] }]) {
    await session.publish("landgrab.moves", data);
    await session.publish("landgrab.state", data);
  }
  for (;;) {
    await session.publish("landgrab.moves", { type: "here", play: true, name });
    if (await session.readKey(1000) !== undefined) break;
  }
  await session.publish("landgrab.moves", { type: "leave" });
}`;

/** Where the caller's own mark is; `undefined` while he is away. */
async function ownPlace(caller: TestCaller): Promise<string | undefined> {
  const rows = (await caller.screen()).slice(0, 21);
  const row = rows.findIndex((text) => text.includes("@@"));
  return row < 0 ? undefined : `${row}:${rows[row]!.indexOf("@@")}`;
}

/** Presses keys until the caller's mark is somewhere else. */
async function moves(caller: TestCaller): Promise<void> {
  const before = await until("the caller is on the map", () => ownPlace(caller));
  let turn = 0;
  await until("the caller moves", async () => {
    await caller.send(["\x1b[C", "j", "h", "k"][turn++ % 4]!);
    const now = await ownPlace(caller);
    return now !== undefined && now !== before;
  });
}

Deno.test("landgrab is one world for all, outlives its referee, counts its rounds and shows nobody's sequences", async () => {
  const landgrab = { round: 600, pause: 3, pace: 100, players: 3 };
  await using board = await startBoard({ scripts: { plant: PLANT }, ini: { landgrab } });
  await using alice = await enter(board, "apply alice");
  await using bob = await enter(board, "apply bob");
  await using carol = await enter(board, "apply carol", { columns: 40, rows: 24 });

  // The first one begins the game, with computer players; the others find it.
  await alice.send("gosub landgrab\r");
  await alice.see("Leave your land and you draw a line");
  await alice.send("\r");
  await alice.see(/3 play/);
  await bob.send("gosub landgrab\r");
  await bob.see(/Now: 3 play/);
  await bob.send("\r");
  await carol.send("gosub landgrab\r");
  await carol.send("w");
  for (const caller of [alice, bob, carol]) {
    await caller.see(/3 play, 1 watch/);
    await caller.see("alice");
  }
  await alice.see("bob");
  await moves(alice);
  await moves(bob);
  await carol.see("Enter: play");
  assert.equal(await ownPlace(carol), undefined);

  // Somebody with a hostile name joins, and goes.
  await using mallory = await enter(board, "apply mallory");
  await mallory.send("gosub plant\r");
  await bob.see(/\d evil +\d/);
  await mallory.send("x");
  await mallory.expect("MENU> ");
  await until("the hostile one is gone", async () => !/\d evil +\d/.test((await bob.screen()).join("\n")));

  // The referee hangs up: the world goes on without her.
  alice.close();
  await until("alice is off the map", async () => {
    const rows = (await bob.screen()).slice(21, 22).join("\n");
    return rows.includes("bob") && !rows.includes("alice");
  });
  await moves(bob);
  await carol.send("\r");
  await bob.see("carol");
  await carol.resize(80, 24);
  await carol.see(/round \d/);

  for (const caller of [bob, carol]) {
    const raw = String.fromCharCode(...caller.raw.slice(-100_000));
    assert.ok(!raw.includes("\x1b]0;owned"));
    assert.ok(!raw.includes("\x9b6n"));
  }
  await carol.send("q");
  await carol.expect("MENU> ");
  await until("carol is off the map", async () => !(await bob.screen())[21]!.includes("carol"));
  await bob.send("\x1b");
  await bob.expect("MENU> ");
  await untilHere(bob, 3);
  assert.doesNotMatch(board.log(), /Cannot|Error/);
});

Deno.test("landgrab ends a round, counts it, and begins another", async () => {
  await using board = await startBoard({ ini: { landgrab: { round: 10, pause: 3, pace: 100, players: 1 } } });
  await using alice = await enter(board, "apply alice");
  await using bob = await enter(board, "apply bob");
  for (const caller of [alice, bob]) {
    await caller.send("gosub landgrab\r");
    await caller.see("Enter: play");
    await caller.send("\r");
  }
  await alice.see(/round 1 /);
  await bob.see("THE ROUND IS OVER");
  await alice.see("THE ROUND IS OVER");
  await alice.see(/round 2 /);
  await bob.see(/round 2 /);
  await bob.send("?");
  await bob.see("Most rounds");
  const rows = await bob.see(/1\. (alice|bob) +1 won/);
  assert.match(rows.join("\n"), /2\. (alice|bob) +0 won/);
  await bob.send("q");
  await bob.expect("MENU> ");
});
