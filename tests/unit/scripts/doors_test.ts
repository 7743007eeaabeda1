import assert from "node:assert/strict";
import doors from "../../../scripts/doors.ts";
import type { DoorEnd, DoorView } from "../../../lib/wire/door_calls.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

function door(name: string, more: Partial<DoorView> = {}): DoorView {
  return { name, text: name, description: "", columns: 0, rows: 0, font: "", ...more };
}

const DOORS = [
  door("lord", { text: "Legend of the Red Dragon", description: "Slay it | or |04 flirt\x1b[2J" }),
  door("plain"),
  door("tw", { text: "Trade Wars" }),
  door("large", { text: "Large|er", columns: 100, rows: 30 }),
];

interface Board {
  readonly doors?: readonly DoorView[];
  readonly end?: DoorEnd;
}

async function run(
  happenings: readonly Happening[],
  options: FakeOptions = {},
  board: Board = {},
  args: string[] = [],
) {
  const opened: string[] = [];
  using session = new FakeSession({
    user: ALICE,
    happenings,
    ...options,
    host: (call) => {
      if (call.verb === "listDoors") return board.doors ?? DOORS;
      if (call.verb !== "openDoor") return undefined;
      opened.push(call.name);
      return board.end ?? { type: "ended", status: 0, dos: false };
    },
  });
  const end = await session.run((caller) => doors(caller, ...args));
  return { end, screen: await session.screen(), session, opened };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`doors lists what the host tells in ${columns}x${rows}, ${encoding}`, async () => {
      await assertScreen(`doors_${columns}x${rows}`, (await run([], { columns, rows, encoding })).screen);
    });
  }
}

Deno.test("doors opens one, says so to the others, and goes back to the list", async () => {
  const { screen, end, opened, session } = await run(["jj\r", " ", "q"]);
  assert.deepEqual(opened, ["tw"]);
  assert.deepEqual(session.activities.slice(-2), ["playing Trade Wars", "standing before the doors"]);
  assert.match(screen, /Legend/);
  assert.equal(end.type, "returned");
});

Deno.test("doors waits for a key, so that the last words of a program can be read", async () => {
  assert.match((await run(["\r"])).screen, /Press any key to go back/);
});

Deno.test("doors tells in a line what went wrong", async () => {
  const failed = await run(["\r", " "], {}, { end: { type: "ended", status: 3, dos: false } });
  assert.match(failed.screen, /Legend of the Red Dragon has failed \(status 3\)/);
  const full = await run(["\r"], {}, {
    end: { type: "fault", code: "busy", message: "Nobody more can go in now." },
  });
  assert.match(full.screen, /Nobody more can go in now\./);
});

Deno.test("doors asks for a larger window, and goes on when there is one, at Enter, or back", async () => {
  assert.match((await run(["jjj\r"])).screen, /Large\|er wants a window of 100 x 30\.[^]*Yours has 80 x 24/);
  assert.deepEqual((await run(["jjj\r", { columns: 120, rows: 40 }])).opened, ["large"]);
  assert.deepEqual((await run(["jjj\r", { columns: 99, rows: 40 }])).opened, []);
  assert.deepEqual((await run(["jjj\r", "\r"])).opened, ["large"]);
  assert.deepEqual((await run(["jjj\r", "\x1b", "q"])).opened, []);
});

Deno.test("doors with a name opens that one at once, and only one that is there", async () => {
  const { opened, end } = await run([" "], {}, {}, ["TW"]);
  assert.deepEqual(opened, ["tw"]);
  assert.equal(end.type, "returned");
  const other = await run([], {}, {}, ["other"]);
  assert.deepEqual(other.opened, []);
  assert.match(other.screen, /There is no such door for you/);
});

Deno.test("doors says when there are none", async () => {
  const none = { doors: [] };
  assert.match((await run([], {}, none)).screen, /There are no doors on this board/);
  assert.equal((await run(["q"], {}, none)).end.type, "returned");
});
