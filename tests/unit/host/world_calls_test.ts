import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { AskedBoard } from "../../fakes/board_caller.ts";

Deno.test("WORLD_ROWS tell how the board does, and show guests files only where they may look", async () => {
  const root = await Deno.makeTempDir({ prefix: "x84-area-" });
  try {
    await Deno.writeTextFile(`${root}/a.txt`, "text");
    const files = { root, guests: false };
    using board = await AskedBoard.open(["alice"], { files, clock: new FakeClock(5000) });
    const alice = await board.caller("alice");
    const guest = await board.caller("nobody");
    assert.deepEqual(await alice.call({ verb: "boardStatus" }), { started: 5000, callers: 2 });
    const list = { verb: "listArea", path: [], offset: 0, limit: 10 } as const;
    assert.equal((await alice.call(list))!.total, 1);
    assert.equal(await guest.call(list), undefined);
    const read = { verb: "readArea", path: ["a.txt"], offset: 0, length: 10 } as const;
    assert.equal((await alice.call(read))!.size, 4);
    assert.equal(await guest.call(read), undefined);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
