import assert from "node:assert/strict";
import { type Clock, FakeClock, systemClock } from "../../../lib/base/clock.ts";
import type { CallOf } from "../../../lib/wire/calls.ts";
import type { DoorSettings } from "../../../lib/host/door_settings.ts";
import type { DoorEnd } from "../../../lib/wire/door_calls.ts";
import { NO_SCRIPT } from "../../e2e/door_kit.ts";
import { settle } from "../../fakes/until.ts";
import { AskedBoard, type BoardCaller } from "../../fakes/board_caller.ts";

const options = { ignore: NO_SCRIPT };

const DOORS: Readonly<Record<string, Partial<DoorSettings>>> = {
  all: { command: "x84-no-such-program", text: "For all", description: "words", cols: 80, rows: 25 },
  guests: { command: "x84-no-such-program", guests: true },
  sysops: { command: "x84-no-such-program", sysop_only: true },
  friends: { command: "x84-no-such-program", groups: ["friends"] },
  shut: { command: "x84-no-such-program", enabled: false },
  blank: {},
  no: { command: "No" },
};

/** A board with doors whose home folder is its own, and removed behind it. */
class DoorBoard implements AsyncDisposable {
  private constructor(readonly home: string, readonly asked: AskedBoard) {}

  static async open(
    handles: readonly string[],
    doors: Readonly<Record<string, Partial<DoorSettings>>>,
    clock: Clock = systemClock,
  ) {
    const home = await Deno.makeTempDir({ prefix: "x84-home-" });
    return new DoorBoard(home, await AskedBoard.open(handles, { doors, home, clock }));
  }

  get kit() {
    return this.asked.kit;
  }

  caller(handle: string): Promise<BoardCaller> {
    return this.asked.caller(handle);
  }

  /** The folders of runs that are there. */
  folders(): readonly string[] {
    return Array.from(Deno.readDirSync(`${this.home}/cache/doors`), ({ name }) => name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.asked[Symbol.dispose]();
    await this.kit.board.doors.close();
    await Deno.remove(this.home, { recursive: true });
  }
}

function openDoor(name: string, encoding: string = "utf8"): CallOf<"openDoor"> {
  return { verb: "openDoor", name, manner: {}, encoding, unread: new Uint8Array(0) };
}

async function codeOf(caller: BoardCaller, name: string, encoding?: string): Promise<string> {
  const end: DoorEnd = await caller.call(openDoor(name, encoding));
  return end.type === "fault" ? end.code : end.type;
}

Deno.test("DoorService.list() tells everybody the doors that are for him, and opens no others", async () => {
  await using board = await DoorBoard.open(["boss", "alice", "bob"], DOORS);
  const boss = await board.caller("boss");
  const { accounts } = board.kit.board;
  await accounts.update("alice", { groups: ["friends"] });
  const people = {
    boss,
    alice: await board.caller("alice"),
    bob: await board.caller("bob"),
    guest: await board.caller("nobody"),
  };
  const may: Record<keyof typeof people, readonly string[]> = {
    boss: ["all", "guests", "sysops", "friends"],
    alice: ["all", "guests", "friends"],
    bob: ["all", "guests"],
    guest: ["guests"],
  };
  for (const [who, caller] of Object.entries(people)) {
    const names = may[who as keyof typeof people];
    const list = await caller.call({ verb: "listDoors" });
    assert.deepEqual(list.map(({ name }) => name), names, who);
    for (const name of Object.keys(DOORS)) {
      // Without its program a door that may be opened is broken.
      assert.equal(await codeOf(caller, name), names.includes(name) ? "broken" : "refused", `${who} ${name}`);
    }
  }
});

Deno.test("DoorService.list() tells nothing of what is run", async () => {
  await using board = await DoorBoard.open(["boss"], { all: DOORS.all! });
  const boss = await board.caller("boss");
  assert.deepEqual(await boss.call({ verb: "listDoors" }), [
    { name: "all", text: "For all", description: "words", columns: 80, rows: 25, font: "" },
  ]);
});

Deno.test("DoorService.open() finds a door by nothing but its name", async () => {
  await using board = await DoorBoard.open(["boss"], DOORS);
  const boss = await board.caller("boss");
  for (
    const name of ["x84-no-such-program", "/bin/sh", "door all", "constructor", "__proto__", "all;id", "*"]
  ) {
    assert.equal(await codeOf(boss, name), "refused", name);
  }
  assert.equal(await codeOf(boss, "ALL"), "broken");
  assert.equal(await codeOf(boss, "all", "no-such-encoding"), "refused");
  await assert.rejects(boss.call(openDoor("a\nb")), TypeError);
  await assert.rejects(boss.call({ ...openDoor("all"), manner: { cp437: "x" } } as never), TypeError);
});

Deno.test("DoorService.open() gives line, seat and folder back when it fails, and opens none after its end", async () => {
  await using board = await DoorBoard.open(["boss"], { one: { command: "x84-no-such-program", nodes: 1 } });
  await Deno.mkdir(`${board.home}/doors`);
  await Deno.writeTextFile(`${board.home}/doors/lord`, "a game");
  const boss = await board.caller("boss");
  const { doors } = board.kit.board;
  for (let i = 0; i < 3; i++) assert.equal(await codeOf(boss, "one"), "broken");
  const both = await Promise.allSettled([boss.call(openDoor("one")), boss.call(openDoor("one"))]);
  assert.deepEqual(both.map(({ status }) => status), ["fulfilled", "rejected"]);
  assert.equal(doors.running, 0);
  // It was made, and is empty again; the sysop's own folder is as it was.
  assert.deepEqual(board.folders(), []);
  assert.equal(await Deno.readTextFile(`${board.home}/doors/lord`), "a game");
  await doors.close();
  await using after = await DoorBoard.open(["boss"], DOORS);
  await after.kit.board.doors.close();
  assert.equal(await codeOf(await after.caller("boss"), "all"), "refused");
});

Deno.test("DoorService.open() starts nothing for a caller who has hung up meanwhile", options, async () => {
  await using board = await DoorBoard.open(["boss", "alice"], { here: { command: "/bin/sh -c exit" } });
  const alice = await board.caller("alice");
  const call = codeOf(alice, "here");
  alice.host.end("hung up");
  assert.equal(await call, "refused");
  assert.ok(!board.kit.entries.some(({ message }) => message === "Door opened"));
  assert.deepEqual(board.folders(), []);
});

Deno.test("DoorService.open() ends a door when its time limit is over", options, async () => {
  const clock = new FakeClock();
  const slow = { command: "/bin/sh -c 'echo BEGUN; read -r x'", time_limit: 17 };
  await using board = await DoorBoard.open(["alice"], { slow }, clock);
  const alice = await board.caller("alice");
  let over = false;
  const end = codeOf(alice, "slow").finally(() => (over = true));
  await alice.person.sees("BEGUN");
  clock.advance(17 * 60_000 - 1);
  await settle();
  assert.equal(over, false);
  clock.advance(1);
  assert.equal(await end, "timeout");
});
